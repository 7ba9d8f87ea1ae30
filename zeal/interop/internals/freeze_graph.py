"""tensorflow.python.tools.freeze_graph: a graph and a checkpoint as one file."""

from google.protobuf import text_format

from zeal import gfile
from zeal.checkpoint.checkpoint_reader import CheckpointReader
from zeal.checkpoint.imported_graph import import_meta_graph
from zeal.checkpoint.saver import Saver
from zeal.checkpoint.state_file import checkpoint_exists
from zeal.graph.graph import Graph
from zeal.graph.placeholder import placeholder
from zeal.graph.session import Session
from zeal.graph.variable import write
from zeal.graph_def.freeze import convert_variables_to_constants
from zeal.graph_def.import_graph import import_graph_def
from zeal.messages.graph import GraphDef, MetaGraphDef, SaverDef
from zeal.saved_model import tag_constants
from zeal.saved_model.reading import load

__all__ = ["freeze_graph", "freeze_graph_with_def_protos"]


def freeze_graph(
    input_graph,
    input_saver,
    input_binary,
    input_checkpoint,
    output_node_names,
    restore_op_name,
    filename_tensor_name,
    output_graph,
    clear_devices,
    initializer_nodes,
    variable_names_whitelist="",
    variable_names_blacklist="",
    input_meta_graph=None,
    input_saved_model_dir=None,
    saved_model_tags=tag_constants.SERVING,
    checkpoint_version=2,
):
    """Writes a graph with the values of a checkpoint as constants.

    Args:
      input_graph: the file of a GraphDef; unused with input_meta_graph or input_saved_model_dir.
      input_saver: the file of a SaverDef, or "".
      input_binary: whether the files are binary; else they are text.
      input_checkpoint: the checkpoint's prefix.
      output_node_names: names of ops, with commas between them.
      restore_op_name, filename_tensor_name, checkpoint_version: accepted for compatibility.
      output_graph: the file to write; "" for none.
      clear_devices: whether ops ask for no devices.
      initializer_nodes: names of ops to run before, with commas; or "".
      variable_names_whitelist, variable_names_blacklist: names of variables, with commas: those
        that become constants, and those that do not.
      input_meta_graph: the file of a MetaGraphDef.
      input_saved_model_dir: the folder of a saved model.
      saved_model_tags: its tags, with commas.

    Raises:
      IOError: a file is missing.
      ValueError: there is neither a checkpoint nor a saved model, or no name of an output.
    """
    graph_def = meta_graph_def = saver_def = None
    if input_saved_model_dir:
        pass
    elif input_meta_graph:
        meta_graph_def = _read(input_meta_graph, MetaGraphDef, input_binary, "meta graph")
    else:
        graph_def = _read(input_graph, GraphDef, input_binary, "graph")
    if input_saver:
        saver_def = _read(input_saver, SaverDef, input_binary, "saver")
    return freeze_graph_with_def_protos(
        graph_def, saver_def, input_checkpoint, output_node_names, restore_op_name,
        filename_tensor_name, output_graph, clear_devices, initializer_nodes,
        variable_names_whitelist, variable_names_blacklist, meta_graph_def, input_saved_model_dir,
        _names(saved_model_tags), checkpoint_version,
    )  # fmt: skip


def freeze_graph_with_def_protos(
    input_graph_def,
    input_saver_def,
    input_checkpoint,
    output_node_names,
    restore_op_name,
    filename_tensor_name,
    output_graph,
    clear_devices,
    initializer_nodes,
    variable_names_whitelist="",
    variable_names_blacklist="",
    input_meta_graph_def=None,
    input_saved_model_dir=None,
    saved_model_tags=None,
    checkpoint_version=2,
):
    """As `freeze_graph`, of messages in place of files.

    Raises:
      ValueError: there is neither a checkpoint nor a saved model, or no name of an output.
    """
    if not output_node_names:
        raise ValueError("You need to supply the name of a node to --output_node_names.")
    if not input_saved_model_dir and not checkpoint_exists(input_checkpoint):
        raise ValueError(f"Input checkpoint '{input_checkpoint}' doesn't exist!")
    with Graph().as_default() as graph, Session() as session:
        if input_saved_model_dir:
            load(session, list(saved_model_tags), input_saved_model_dir)
        elif input_meta_graph_def is not None:
            saver = import_meta_graph(input_meta_graph_def, clear_devices=clear_devices)
            saver.restore(session, input_checkpoint)
        else:
            _restore(session, input_graph_def, input_saver_def, input_checkpoint, clear_devices)
        for name in _names(initializer_nodes):
            session.run(graph.get_operation_by_name(name))
        frozen = convert_variables_to_constants(
            session,
            graph.as_graph_def(),
            _names(output_node_names),
            _names(variable_names_whitelist) or None,
            _names(variable_names_blacklist) or None,
        )
    for node in frozen.node if clear_devices else ():
        node.device = ""
    if output_graph:
        with gfile.GFile(output_graph, "wb") as file:
            file.write(frozen.SerializeToString())
    return frozen


def _restore(session, graph_def, saver_def, prefix, clear_devices):
    """Imports a graph and gives its variables their values in a checkpoint."""
    copy = GraphDef()
    copy.CopyFrom(graph_def)
    for node in copy.node if clear_devices else ():
        node.device = ""
    import_graph_def(copy, name="")
    if saver_def is not None:
        Saver(saver_def=saver_def).restore(session, prefix)
        return
    reader = CheckpointReader(prefix)
    for op in session.graph.get_operations():
        if op.type == "VarHandleOp" and reader.has_tensor(op.name):
            value = placeholder(op.get_attr("dtype"))
            set_value = write(op.outputs[0], value)
            session.run(set_value, {value: reader.get_tensor(op.name)})


def _names(text) -> list:
    return [name.strip() for name in text.split(",") if name.strip()] if text else []


def _read(path, kind, binary, what):
    """The message of a file."""
    if not gfile.Exists(path):
        raise OSError(f"Input {what} file '{path}' does not exist!")
    with gfile.GFile(path, "rb" if binary else "r") as file:
        data = file.read()
    if binary:
        return kind.FromString(data)
    return text_format.Parse(data, kind())
