"""`tf.train.write_graph`: a graph as a file."""

import os

from zeal.graph.graph import Graph
from zeal.local_files import call, make_folders, write
from zeal.public import public


@public("train.write_graph", "io.write_graph")
def write_graph(graph_or_graph_def, logdir, name, as_text=True):
    """Writes a graph to a file.

    Args:
      graph_or_graph_def: a Graph or a GraphDef.
      logdir: the folder, which is made where it is missing.
      name: the file's name.
      as_text: whether it is written as text, which people can read.

    Returns:
      The file's path.

    Example:
      >>> import tempfile
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.constant(1.0, name="x")
      >>> path = tf.train.write_graph(graph, tempfile.mkdtemp(), "graph.pbtxt")
      >>> with open(path) as file:
      ...     print(file.readline().rstrip())
      node {
    """
    is_graph = isinstance(graph_or_graph_def, Graph)
    message = graph_or_graph_def.as_graph_def() if is_graph else graph_or_graph_def
    content = message.SerializeToString()
    path = os.path.join(logdir, name)
    make_folders(os.path.dirname(path))
    write_message(message, content, path, as_text)
    return path


def write_message(message, content, path, as_text):
    """Writes a message to a file that is there as a whole or not at all.

    Args:
      message: the message.
      content: the message's bytes.
      path: the file's.
      as_text: whether it is written as text.
    """
    if as_text:
        from google.protobuf import text_format

        content = text_format.MessageToString(message).encode()
    part = f"{path}.{os.getpid()}.tmp"
    try:
        write(part, "wb", content)
        call(os.replace, part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)
