"""tf.saved_model.load_v2 of graphs: models that `tf.saved_model.Builder` wrote, as functions."""

import os

from zeal import _native
from zeal._native import Variable
from zeal.checkpoint.checkpoint_reader import load_checkpoint
from zeal.checkpoint.file_ops import restore_v2
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.graph.body import FuncGraph
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.graph.wrapped import WrappedFunction, function_from_graph_def
from zeal.graph_def import shape_proto
from zeal.graph_def.collection_def import parsed
from zeal.graph_def.graph_util import extract_sub_graph, node_name
from zeal.graph_def.import_graph import import_graph_def
from zeal.messages.graph import VariableDef
from zeal.ops.array.fill import zeros
from zeal.saved_model import names
from zeal.saved_model.reading import _assets, _for, _init_op
from zeal.saved_model.served import SignatureMap
from zeal.saved_model.signatures import get_tensor_from_tensor_info
from zeal.tensor_spec import TensorSpec

_LISTS = (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES, GraphKeys.MODEL_VARIABLES)


def load_graph(model, folder, tags):
    """A graph of a saved model as an object with functions.

    Args:
      model: the SavedModel.
      folder: where it lies.
      tags: those of the graph, or None where there is one graph alone.

    Returns:
      A LoadedObject with `signatures`, `variables`, `graph` and `prune(feeds, fetches)`.

    Raises:
      ValueError: there are several graphs, and no tags.
    """
    from zeal.saved_model.object_reading import LoadedObject

    meta = _graph_of(model, tags)
    root = LoadedObject()
    with init_scope():
        whole = _whole(meta, folder)
        root.variables = whole.variables
        signatures = {
            key: _signature(whole, told) for key, told in sorted(meta.signature_def.items())
            if key != "__saved_model_init_op"
        }  # fmt: skip
        root.signatures = SignatureMap(signatures)
        _initialize(whole, meta)
    root.graph, root.prune = whole.graph, whole.prune
    root.asset_paths = []
    root.tensorflow_version = meta.meta_info_def.tensorflow_version
    root.tensorflow_git_version = meta.meta_info_def.tensorflow_git_version
    return root


def _graph_of(model, tags):
    """The MetaGraphDef with these tags; the only one for None."""
    if tags is None and len(model.meta_graphs) != 1:
        raise ValueError(
            "Importing a SavedModel with tf.saved_model.load_v2 requires a 'tags=' argument if "
            f"there is more than one MetaGraph. Got 'tags=None', but there are "
            f"{len(model.meta_graphs)} MetaGraphs in the SavedModel with tag sets "
            f"{[list(m.meta_info_def.tags) for m in model.meta_graphs]}. Pass a 'tags=' argument "
            "to load this SavedModel."
        )
    tags = [tags] if isinstance(tags, str) else tags
    return model.meta_graphs[0] if tags is None else _for(model, tags)


def _whole(meta, folder):
    """A function in the graph, which gives nothing: others are pruned of it."""
    variables = _variables(meta, folder)
    graph = FuncGraph("loaded_graph")
    with graph.as_default():
        given = {name: graph._import(v.handle) for name, v in variables.items()}
        for asset in _assets(meta):
            path = os.path.join(folder, names.ASSETS_DIRECTORY, asset.filename)
            given[asset.tensor_info.name] = _native.convert(path)
        import_graph_def(meta.graph_def, given, name="")
    return WrappedFunction(graph, [], None, list(variables.values()), [])


def _variables(meta, folder):
    """The variables that the graph lists, by the names of their handles."""
    prefix = os.path.join(folder, names.VARIABLES_DIRECTORY, names.VARIABLES_FILENAME)
    graph_def = meta.graph_def
    reader = load_checkpoint(prefix) if os.path.exists(f"{prefix}.index") else None
    nodes = {node.name: node for node in graph_def.node}
    found = {}
    for key in _LISTS:
        for text in meta.collection_def[key].bytes_list.value if key in meta.collection_def else ():
            told = parsed(VariableDef, text, key)
            if told.variable_name not in found:
                node = nodes[told.variable_name.partition(":")[0]]
                found[told.variable_name] = _variable(graph_def, told, node, key, reader, prefix)
    return found


def _variable(graph_def, told, node, key, reader, prefix):
    name = node.name
    dtype = as_dtype(node.attr["dtype"].type)
    shape = shape_proto.shape_of(node.attr["shape"].shape)
    saved = reader is not None and reader.has_tensor(name)

    def value():
        if not saved:
            return _initial(graph_def, told, shape, dtype)
        if executing_eagerly():
            return reader.get_tensor(name)
        tensor = restore_v2(prefix, [name], [""], [dtype])[0]
        tensor.set_shape(shape)
        return tensor

    collections = [key if key == GraphKeys.LOCAL_VARIABLES else GraphKeys.GLOBAL_VARIABLES]
    trainable = told.trainable and key != GraphKeys.LOCAL_VARIABLES
    return Variable(value, trainable=trainable, name=name, collections=collections)


def _initial(graph_def, told, shape, dtype):
    """What a variable that no file holds starts with; zeros where the graph does not say."""
    if not told.initial_value_name:
        return zeros([n or 0 for n in shape.as_list()], dtype)
    part = extract_sub_graph(graph_def, [node_name(told.initial_value_name)])
    return function_from_graph_def(part, [], told.initial_value_name)()


def _signature(whole, told):
    inputs = dict(sorted(told.inputs.items()))
    feeds = [info.name for info in inputs.values()]
    outputs = told.outputs.items()
    fetches = {key: get_tensor_from_tensor_info(info, whole.graph) for key, info in outputs}
    made = whole.prune(feeds, fetches)
    made.arg_names, made.held = list(inputs), whole.variables
    made.most_by_position = 1 if len(inputs) == 1 else 0
    specs = {k: TensorSpec(x.shape, x.dtype, k) for k, x in zip(inputs, made.inputs, strict=True)}
    made.structured_input_signature = (), specs
    return made


def _initialize(whole, meta):
    """Runs what makes the model ready; in graphs, where tables are filled."""
    name = _init_op(meta)
    if name is None:
        return
    ready = whole.prune([], [whole.graph.as_graph_element(name)])
    if executing_eagerly():
        ready()
        return
    graph = get_default_graph()
    before = len(graph.get_operations())
    ready()
    made = graph.get_operations()[before:]
    graph.add_to_collection(GraphKeys.TABLE_INITIALIZERS, made[-1])
