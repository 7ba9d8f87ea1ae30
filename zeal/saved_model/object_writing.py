"""tf.saved_model.save: an object with its functions, variables and files in a folder."""

import inspect
import os
import shutil
from collections import namedtuple
from contextlib import contextmanager

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.asset import Asset
from zeal.checkpoint.object_graph import ObjectGraph, has_slots, value_key
from zeal.checkpoint.object_saver import ObjectSaver, in_function
from zeal.checkpoint.saver import Saver
from zeal.dtypes import string
from zeal.eager.control import group
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.function import Function
from zeal.graph.graph import Graph
from zeal.graph.placeholder import placeholder
from zeal.graph.trace_arguments import parameters_of, plain_default
from zeal.graph_def import shape_proto
from zeal.graph_def.export import with_functions
from zeal.graph_def.meta_graph import export_meta_graph
from zeal.graph_def.write_graph import write_message
from zeal.local_files import call, make_folders
from zeal.lookup.tables import LookupInterface
from zeal.messages.graph import SavedModel
from zeal.messages.saved_objects import SavedObjectGraph
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.saved_model import names, served
from zeal.saved_model.object_view import FUNCTIONS, ObjectView, traces_of
from zeal.saved_model.signatures import build_signature_def, build_tensor_info
from zeal.saved_model.structures import NotEncodableError, encode
from zeal.state.trackable import Trackable

FullArgSpec = namedtuple(
    "FullArgSpec", "args varargs varkw defaults kwonlyargs kwonlydefaults annotations"
)
_INIT = "__saved_model_init_op"


@public("saved_model.save", "saved_model.experimental.save")
def save(obj, export_dir, signatures=None):
    """Writes an object, all that it leads to, and their traced functions.

    Args:
      obj: a Trackable: a `tf.Module`, a `tf.contrib.checkpoint.Checkpointable`, a model, ...
      export_dir: the folder.
      signatures: a function whose results servers ask for by name, or a dict of them: each a
        `tf.function` with an input_signature, or a trace. By default the object's one function
        that is such, if there is just one.

    Raises:
      ValueError: obj is no Trackable, or a signature no such function.
      AssertionError: a function uses a variable that the object does not lead to; also in a
        function that is being traced.

    Example:
      >>> import tempfile
      >>> class Scale(tf.Module):
      ...     def __init__(self):
      ...         super().__init__()
      ...         self.by = tf.Variable(3.0)
      ...     @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
      ...     def __call__(self, x):
      ...         return x * self.by
      >>> folder = tempfile.mkdtemp()
      >>> tf.saved_model.save(Scale(), folder)
      >>> float(tf.saved_model.load_v2(folder)(2.0))
      6.0
    """
    if in_function():
        raise AssertionError(
            "tf.saved_model.save is not supported inside a traced @tf.function. Move the call to "
            "the outer eagerly-executed context."
        )
    if not isinstance(obj, Trackable):
        raise ValueError(f"Expected a Trackable object for export, got {obj}.")
    view = _view(obj, signatures)
    writing = _Writing(view, os.fsdecode(export_dir))
    path = os.path.join(export_dir, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME)
    with _with_edge(obj, "signatures", view.signatures):
        ObjectSaver(obj).save(path)
    message = SavedModel(saved_model_schema_version=names.SAVED_MODEL_SCHEMA_VERSION)
    writing.write(message.meta_graphs.add())
    path = os.path.join(export_dir, names.SAVED_MODEL_FILENAME_PB)
    write_message(message, message.SerializeToString(), path, as_text=False)


@contextmanager
def _with_edge(obj, name, node):
    """In the block, an object leads to another one: TensorFlow looks for it in the checkpoint."""
    before = obj._lookup_dependency(name)
    obj._track_trackable(node, name, overwrite=True)
    try:
        yield
    finally:
        obj._untrack(name)
        if before is not None:
            obj._track_trackable(before, name)


def _view(obj, signatures):
    own = getattr(obj, "signatures", None)
    if own is not None and not isinstance(own, served.SignatureMap):
        raise ValueError(
            "Exporting an object with an attribute named 'signatures', which is reserved for the "
            "functions that servers call, is not supported: `del obj.signatures` before saving, "
            "and pass them to tf.saved_model.save as `signatures`"
        )
    known = served.SignatureMap()
    view = ObjectView(obj, known)
    if signatures is None:
        signatures = served.found_by_itself(view.functions(obj))
    made = served.canonical(signatures)
    return ObjectView(obj, served.SignatureMap(made)) if made else view


class _Writing:
    """One export."""

    def __init__(self, view, folder):
        self.view, self.folder = view, folder
        self.graph, self.inside = Graph(), {}  # tensors of the graph, by the node's number
        self.assets, self.init_ops, self.saved = [], [], {}
        self._origins = {}  # paths of the files that were copied, by their names in the folder
        found = ObjectGraph(view.nodes[0])
        paths = dict(zip(map(id, found.objects), found.paths, strict=True))
        self.slots = [(*parts, view.add_slot(parts[2])) for parts in view.slots()]
        self.traces = view.concrete_functions()
        served = set(map(id, view.signatures.values()))
        self.bound = {
            id(c): [
                view.capture(t, c.name if id(c) not in served else None) for t in c.captured_inputs
            ]
            for c in sorted(self.traces, key=lambda c: id(c) not in served)
        }
        with self.graph.as_default():
            for number, node in enumerate(view.nodes):
                self._add(number, node, paths)

    def _add(self, number, node, paths):
        if isinstance(node, LookupInterface):
            raise NotImplementedError(
                f"tf.saved_model.save of tables ({node.name}) is not built yet: save graphs with "
                "tables by tf.saved_model.Builder"
            )
        if isinstance(node, Variable):
            sizes = node.shape.as_list() if node.shape.ndims is not None else []
            made = Variable(
                lambda: zeros([n or 0 for n in sizes], node.dtype), trainable=node.trainable,
                name=node.name.partition(":")[0], validate_shape=None not in sizes,
            )  # fmt: skip
            self.inside[number] = made.handle
            self.saved[value_key(paths[id(node)])] = made
        elif isinstance(node, Asset):
            path = placeholder(string, [], name="asset_path_initializer")
            made = Variable(path, trainable=False, name="asset", collections=[])
            self.inside[number] = made.value()
            self.init_ops.append(made.initializer)
            self.assets.append((number, path, self._copied(node)))
        elif isinstance(node, _native.Tensor):
            self.inside[number] = _native.api.identity(_native.convert(node.numpy(), node.dtype))

    def _copied(self, asset):
        """Copies a file into the folder; its name there."""
        path = asset.asset_path
        path = (_native.known_value(path) if path._symbolic else path).numpy().decode()
        folder = os.path.join(self.folder, names.ASSETS_DIRECTORY)
        make_folders(folder)
        base = name = os.path.basename(path)
        for known, origin in self._origins.items():
            if origin == path:
                return known
        count = 0
        while name in self._origins:
            count += 1
            name = f"{base}_{count}"
        self._origins[name] = path
        call(shutil.copyfile, path, os.path.join(folder, name))
        return name

    def write(self, meta):
        """Sets the message of the graph."""
        with self.graph.as_default():
            told = {key: self._serve(key, c) for key, c in self.view.signatures.items()}
            if self.init_ops:
                init = group(*self.init_ops, name="init")
                told[_INIT] = build_signature_def(outputs={_INIT: _info_of_op(init)})
            saver = Saver(self.saved) if self.saved else None
            made = saver.export_meta_graph() if saver else export_meta_graph(graph=self.graph)
        meta.ParseFromString(made.SerializeToString())
        meta.ClearField("collection_def")
        graph_def, function_names = with_functions(self.graph, self.traces)
        meta.graph_def.CopyFrom(graph_def)
        meta.meta_info_def.tags.append(names.SERVING)
        for key, signature in told.items():
            meta.signature_def[key].ParseFromString(signature.SerializeToString())
        for _, tensor, file in self.assets:
            asset = meta.asset_file_def.add(filename=file)
            asset.tensor_info.name = tensor.name
        meta.object_graph_def = self._objects(function_names).SerializeToString()

    def _serve(self, key, concrete):
        """The signature of a function, which the graph calls."""
        given = {
            name: placeholder(x.dtype, x.shape, name=f"{key}_{name}")
            for name, x in zip(concrete.arg_names, concrete.inputs, strict=True)
        }
        captured = [self.inside[n] for n in self.bound[id(concrete)]]
        results = iter(concrete._calls([*given.values(), *captured])[1])
        outputs = concrete.results
        outputs = {name: _native.api.identity(next(results)) for name in sorted(outputs)}
        infos = ({n: build_tensor_info(x) for n, x in d.items()} for d in (given, outputs))
        return build_signature_def(*infos, names.PREDICT_METHOD_NAME)

    # --- objects ---
    def _objects(self, function_names):
        graph = SavedObjectGraph()
        by_trace = {id(c): n for c, n in zip(self.traces, function_names, strict=True)}
        for concrete in self.traces:
            told = graph.concrete_functions[by_trace[id(concrete)]]
            told.bound_inputs.extend(self.bound[id(concrete)])
            told.canonicalized_input_signature.CopyFrom(_input_signature(concrete))
            outputs = served.specs_of(concrete.results)
            told.output_signature.CopyFrom(encode(outputs))
        for number, node in enumerate(self.view.nodes):
            told = graph.nodes.add()
            for name, child in self.view.children[number]:
                told.children.add(node_id=child, local_name=name)
            if isinstance(node, FUNCTIONS):
                _tell_function(node, told, [by_trace[id(c)] for c in traces_of(node)])
            else:
                self._tell(number, node, told)
        for optimizer, original, _, name, slot in self.slots:
            graph.nodes[self.view.number(optimizer)].slot_variables.add(
                original_variable_node_id=self.view.number(original), slot_name=name,
                slot_variable_node_id=slot,
            )  # fmt: skip
        return graph

    def _tell(self, number, node, message):
        """Says what an object is that is no function."""
        if isinstance(node, Asset):
            places = [number for number, _, _ in self.assets]
            message.asset.asset_file_def_index = places.index(number)
        elif isinstance(node, _native.Tensor):
            message.constant.operation = self.inside[number].op.inputs[0].op.name
        elif isinstance(node, Variable):
            _tell_variable(node, message.variable)
        else:
            told = message.user_object
            told.identifier = _identifier(node)
            told.version.producer = told.version.min_consumer = 1
            told.metadata = getattr(node, "__dict__", {}).get("_tracking_metadata", "")


def _info_of_op(op):
    from zeal.messages.graph import TensorInfo

    info = TensorInfo(name=op.name)
    info.tensor_shape.unknown_rank = True
    return info


def _identifier(node):
    if isinstance(node, served.SignatureMap):
        return "signature_map"
    if isinstance(node, list):
        return "trackable_list_wrapper"
    if has_slots(node):
        return "optimizer"
    return "trackable_dict_wrapper" if isinstance(node, dict) else "_generic_user_object"


def _tell_variable(variable, message):
    message.dtype = variable.dtype.as_datatype_enum
    message.shape.CopyFrom(shape_proto.proto_of(variable.shape))
    message.trainable = variable.trainable
    message.synchronization = variable.synchronization.value
    message.aggregation = variable.aggregation.value
    message.name = variable.name.partition(":")[0]


def _input_signature(concrete):
    signature = concrete.structured_input_signature
    if signature is None:
        raise NotImplementedError(
            f"Unable to save function {concrete.name}: its arguments are sparse or ragged tensors"
        )
    try:
        return encode(signature)
    except NotEncodableError as error:
        raise NotEncodableError(f"Unable to save function {concrete.name}: {error}") from None


def _tell_function(node, message, function_names):
    if isinstance(node, ConcreteFunction):
        bare = message.bare_concrete_function
        bare.concrete_function_name = function_names[0]
        bare.argument_keywords.extend(node.arg_names or ())
        most = node.most_by_position
        bare.allowed_positional_arguments = len(node.inputs) if most is None else most
        return
    told = message.function
    told.concrete_functions.extend(function_names)
    told.function_spec.fullargspec.CopyFrom(encode(_argspec(node)))
    signature = node.input_signature
    told.function_spec.input_signature.CopyFrom(
        encode(None if signature is None else tuple(signature))
    )


def _argspec(node):
    function = node.python_function if isinstance(node, Function) else node
    parameters = list(parameters_of(function))
    kinds = inspect.Parameter
    named = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    only = [p for p in parameters if p.kind == kinds.KEYWORD_ONLY]
    defaults = tuple(plain_default(p.default) for p in named if p.default is not p.empty)
    by_name = {p.name: plain_default(p.default) for p in only if p.default is not p.empty}
    return FullArgSpec(
        [p.name for p in named],
        next((p.name for p in parameters if p.kind == kinds.VAR_POSITIONAL), None),
        next((p.name for p in parameters if p.kind == kinds.VAR_KEYWORD), None),
        defaults or None, [p.name for p in only], by_name or None, {},
    )  # fmt: skip
