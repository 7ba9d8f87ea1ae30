"""tf.saved_model.load_v2: an object out of a folder, with its functions, variables and files."""

import os

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.asset import Asset
from zeal.checkpoint.attributes import VALUE
from zeal.checkpoint.auto_trackable import AutoTrackable
from zeal.checkpoint.checkpoint_reader import load_checkpoint
from zeal.checkpoint.file_ops import restore_v2
from zeal.checkpoint.object_graph import GRAPH_KEY
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.errors import DataLossError
from zeal.graph.body import FuncGraph
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.keys import GraphKeys
from zeal.graph.placeholder import sizes
from zeal.graph_def import shape_proto
from zeal.graph_def.import_graph import import_graph_def
from zeal.graph_def.tensor_proto import make_ndarray
from zeal.keras.tracking import wrap
from zeal.messages.checkpoint import TrackableObjectGraph
from zeal.messages.graph import GraphDef
from zeal.messages.saved_objects import SavedObjectGraph
from zeal.nest import flatten, pack_sequence_as
from zeal.public import public
from zeal.saved_model import names
from zeal.saved_model.reading import _read
from zeal.saved_model.restored import RestoredFunction, signature_of
from zeal.saved_model.served import SignatureMap
from zeal.saved_model.structures import decode
from zeal.state.copies import VariableAggregation, VariableSynchronization
from zeal.state.trackable import NoDependency
from zeal.tensor_spec import TensorSpec

_MOST_PLACES = 10_000_000  # in a list, most of them without objects: a file of a few bytes tells it


@public("saved_model.load_v2")
def load(export_dir, tags=None):
    """Reads an object that `tf.saved_model.save` wrote.

    Args:
      export_dir: the folder.
      tags: the tags of the graph, a str or a list of them; None for whatever it has.

    Returns:
      An object with the attributes of the saved one: variables, functions, lists, dicts, other such
      objects; also `signatures`, functions by name, which return dicts of tensors.

    Raises:
      OSError: the folder has no saved model.
      ValueError: its graph has other tags.
      DataLossError: its objects do not fit together.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> root = tf.train.Checkpoint(v=tf.Variable(3.0))
      >>> root.f = tf.function(lambda x: x * root.v, [tf.TensorSpec([], tf.float32)])
      >>> tf.saved_model.save(root, folder)
      >>> loaded = tf.saved_model.load_v2(folder)
      >>> float(loaded.f(2.0)), float(loaded.v)
      (6.0, 3.0)
    """
    folder = os.fsdecode(export_dir)
    model = _read(folder)
    if len(model.meta_graphs) != 1 or not model.meta_graphs[0].object_graph_def:
        from zeal.saved_model.graph_reading import load_graph

        return load_graph(model, folder, tags)
    meta = model.meta_graphs[0]
    tags = [tags] if isinstance(tags, str) else tags
    if tags is not None and {*meta.meta_info_def.tags} != {*tags}:
        raise ValueError(
            f"The SavedModel at {folder} has one MetaGraph with tags "
            f"{list(meta.meta_info_def.tags)}, but got an incompatible argument tags={tags} to "
            "tf.saved_model.load. You may omit it, pass 'None', or pass matching tags."
        )
    with init_scope():
        root = _loaded(meta, folder)
    root.tensorflow_version = meta.meta_info_def.tensorflow_version
    root.tensorflow_git_version = meta.meta_info_def.tensorflow_git_version
    return root


def _loaded(meta, folder):
    try:
        return _Loading(meta, folder).root()
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise DataLossError(
            f"the saved model in {folder} is damaged: its objects, functions and variables do not "
            f"fit together ({error!r})"
        ) from error


class LoadedObject(AutoTrackable):
    """An object of a saved model, whose class is not known here."""


class CallableObject(LoadedObject):
    """The same of one that could be called."""

    def __call__(self, *args, **kwargs):
        return self.__dict__["__call__"](*args, **kwargs)


class LoadedOptimizer(LoadedObject):
    """The same of one that keeps slots of variables."""

    def __init__(self):
        self._slots_of = NoDependency({})  # by the variable's id: the variable, slots by name

    def get_slot_names(self):
        """The names of its slots."""
        return sorted({name for _, slots in self._slots_of.values() for name in slots})

    def get_slot(self, var, name):
        """A variable's slot, or None."""
        return self._slots_of.get(id(var), (var, {}))[1].get(name)

    def _create_or_restore_slot_variable(self, place, slot_name, variable):
        slot = self.get_slot(variable, slot_name)
        if slot is not None:
            place.restore(slot)


class _Loading:
    """One load."""

    def __init__(self, meta, folder):
        self.folder, self.library = folder, meta.graph_def.library
        self.assets = [asset.filename for asset in meta.asset_file_def]
        self.consts = {n.name: n for n in meta.graph_def.node if n.op == "Const"}
        self.graph = SavedObjectGraph.FromString(meta.object_graph_def)
        self.prefix = os.path.join(folder, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME)
        self.keys = self._variable_keys()
        self.nodes: list = [None] * len(self.graph.nodes)
        for number, told in enumerate(self.graph.nodes):
            if told.WhichOneof("kind") not in ("function", "bare_concrete_function"):
                self.nodes[number] = self._make(number, told)
        self.traces = {
            name: self._trace(name, told) for name, told in self.graph.concrete_functions.items()
        }
        for number, told in enumerate(self.graph.nodes):
            if self.nodes[number] is None:
                self.nodes[number] = self._function(told)
        self._connect()

    def root(self):
        """The object itself."""
        return self.nodes[0]

    # --- values ---
    def _variable_keys(self):
        """The keys in the checkpoint of the objects that have values there, by number."""
        if not os.path.exists(f"{self.prefix}.index"):
            return {}
        self.reader = load_checkpoint(self.prefix)
        if not self.reader.has_tensor(GRAPH_KEY):
            return {}
        nodes = TrackableObjectGraph.FromString(self.reader.get_tensor(GRAPH_KEY)).nodes
        places = self._places_in(nodes)
        return {
            mine: attribute.checkpoint_key for mine, place in places.items()
            for attribute in nodes[place].attributes if attribute.name == VALUE
        }  # fmt: skip

    def _places_in(self, nodes):
        """By an object's number here, its number in the checkpoint; slots come last."""
        places, waiting = {0: 0}, [0]
        while waiting:
            mine = waiting.pop()
            there = {c.local_name: c.node_id for c in nodes[places[mine]].children}
            for child in self.graph.nodes[mine].children:
                if child.local_name in there and child.node_id not in places:
                    places[child.node_id] = there[child.local_name]
                    waiting.append(child.node_id)
        for mine, place in list(places.items()):
            there = {(s.original_variable_node_id, s.slot_name): s.slot_variable_node_id
                     for s in nodes[place].slot_variables}  # fmt: skip
            for slot in self.graph.nodes[mine].slot_variables:
                known = there.get((places.get(slot.original_variable_node_id), slot.slot_name))
                if known is not None:
                    places[slot.slot_variable_node_id] = known
        return places

    def _make(self, number, told):
        kind = told.WhichOneof("kind")
        if kind == "variable":
            return self._variable(number, told.variable)
        if kind == "asset":
            name = self.assets[told.asset.asset_file_def_index]
            return Asset(os.path.join(self.folder, names.ASSETS_DIRECTORY, name))
        if kind == "constant":
            proto = self.consts[told.constant.operation].attr["value"].tensor
            return _native.convert(make_ndarray(proto))
        if kind == "resource":
            raise NotImplementedError(
                f"The saved model in {self.folder} has a table or another resource, which "
                "tf.saved_model.load_v2 does not build yet; tf.saved_model.load(session, tags, "
                "export_dir) reads its graph"
            )
        return self._object(told)

    def _variable(self, number, told):
        key, shape = self.keys.get(number), shape_proto.shape_of(told.shape)
        if key is None:
            raise ValueError(f"the checkpoint of {self.folder} has no value of {told.name!r}")
        if executing_eagerly():
            value = self.reader.get_tensor(key)
        else:

            def value():
                tensor = restore_v2(self.prefix, [key], [""], [told.dtype])[0]
                tensor.set_shape(shape)
                return tensor

        made = Variable(
            value, trainable=told.trainable, name=told.name or None, dtype=told.dtype,
            collections=[GraphKeys.GLOBAL_VARIABLES],
            synchronization=VariableSynchronization(told.synchronization),
            aggregation=VariableAggregation(told.aggregation),
            **({} if shape.is_fully_defined() else {"shape": shape}),
        )  # fmt: skip
        if told.trainable and not executing_eagerly():
            made.graph.get_collection_ref(GraphKeys.TRAINABLE_VARIABLES).remove(made)
        return made  # whether it is trained is the program's to say

    def _object(self, told):
        identifier = told.user_object.identifier
        if identifier == "trackable_list_wrapper":
            places = [int(c.local_name) for c in told.children if c.local_name.isdecimal()]
            last = max(places, default=-1)
            if last > _MOST_PLACES:
                raise IndexError(f"a list with a place {last}")
            return wrap([None] * (last + 1))
        if identifier == "trackable_dict_wrapper":
            return wrap({})
        if identifier == "signature_map":
            return SignatureMap()
        if told.slot_variables:
            return LoadedOptimizer()
        called = any(c.local_name == "__call__" for c in told.children)
        return CallableObject() if called else LoadedObject()

    # --- functions ---
    def _trace(self, name, told):
        """A function of the library as a ConcreteFunction."""
        signature = decode(told.canonicalized_input_signature)
        specs = [x for x in flatten(signature) if isinstance(x, TensorSpec)]
        graph = FuncGraph(name)
        message = GraphDef(library=self.library)
        message.versions.producer = 27
        with graph.as_default():
            inputs = [graph._placeholder(x.dtype, sizes(x.shape), x.name or "arg") for x in specs]
            captured = [graph._import(self._captured(n)) for n in told.bound_inputs]
            given = {}
            for i, tensor in enumerate([*inputs, *captured]):
                node = message.node.add(name=f"given_{i}", op="Placeholder")
                node.attr["dtype"].type = tensor.dtype.as_datatype_enum
                given[f"given_{i}:0"] = tensor
            call = message.node.add(name="call", op=name)
            call.input.extend(f"given_{i}" for i in range(len(given)))
            outputs = decode(told.output_signature)
            wanted = [x for x in flatten(outputs) if isinstance(x, TensorSpec)]
            elements = [f"call:{i}" for i in range(len(wanted))]
            made = iter(import_graph_def(message, given, ["call", *elements], name="")[1:])
            flat = [next(made) if isinstance(x, TensorSpec) else x for x in flatten(outputs)]
        result = ConcreteFunction(graph, inputs, pack_sequence_as(outputs, flat))
        result.structured_input_signature, result.told_outputs = signature, outputs
        result.held = [self.nodes[n] for n in told.bound_inputs]  # handles hold no variables
        result.arg_names = [x.name or f"arg_{i}" for i, x in enumerate(specs)]
        return result

    def _captured(self, number):
        node = self.nodes[number]
        if isinstance(node, Variable):
            return node.handle
        return node.asset_path if isinstance(node, Asset) else node

    def _function(self, told):
        if told.WhichOneof("kind") == "bare_concrete_function":
            bare = told.bare_concrete_function
            concrete = self.traces[bare.concrete_function_name]
            concrete.arg_names = list(bare.argument_keywords)
            concrete.most_by_position = bare.allowed_positional_arguments
            return concrete
        spec = told.function.function_spec
        signature = decode(spec.input_signature) if spec.HasField("input_signature") else None
        argspec = decode(spec.fullargspec)
        if spec.is_method:
            argspec = argspec._replace(args=argspec.args[1:])
        traces = [self.traces[name] for name in told.function.concrete_functions]
        return RestoredFunction(traces, signature_of(argspec), signature)

    # --- edges ---
    def _connect(self):
        for told, node in zip(self.graph.nodes, self.nodes, strict=True):
            for child in told.children:
                self._set(node, child.local_name, self.nodes[child.node_id])
            for slot in told.slot_variables:
                variable = self.nodes[slot.original_variable_node_id]
                slots = node._slots_of.setdefault(id(variable), (variable, {}))[1]
                slots[slot.slot_name] = self.nodes[slot.slot_variable_node_id]

    @staticmethod
    def _set(node, name, value):
        if isinstance(node, SignatureMap):
            node._signatures[name] = value
        elif isinstance(node, list):
            if name.isdecimal():
                list.__setitem__(node, int(name), value)
        elif isinstance(node, dict):
            node[name] = value
        elif isinstance(node, AutoTrackable):
            setattr(node, name, value)
