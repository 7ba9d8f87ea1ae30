"""The messages themselves: a pool of their own, bytes, text, and what others' messages become."""

import os
import subprocess
import sys

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, text_format

import zeal as tf
from zeal.messages import build


def small():
    graph = tf.GraphDef()
    node = graph.node.add(name="c", op="Const")
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto([1.0, 2.0]))
    node.attr["dtype"].type = tf.float32.as_datatype_enum
    graph.versions.producer = 134
    return graph


def test_bytes_and_text():
    graph = small()
    assert tf.GraphDef.FromString(graph.SerializeToString()) == graph
    assert text_format.Parse(text_format.MessageToString(graph), tf.GraphDef()) == graph
    assert 'op: "Const"' in str(graph) and "type: DT_FLOAT" in str(graph)


def test_the_bytes_are_those_of_tensorflow():
    node = tf.NodeDef(name="x", op="Placeholder")
    node.attr["dtype"].type = 1
    assert node.SerializeToString() == b"\n\x01x\x12\x0bPlaceholder*\x0b\n\x05dtype\x12\x020\x01"


def test_unknown_fields_survive():
    data = small().SerializeToString() + b"\xfa\x07\x03abc"  # field 127
    assert b"\xfa\x07\x03abc" in tf.GraphDef.FromString(data).SerializeToString()


def test_the_default_pool_stays_free_for_others():
    with pytest.raises(KeyError):
        descriptor_pool.Default().FindMessageTypeByName("tensorflow.GraphDef")


def test_messages_of_another_pool_are_taken():
    from google.protobuf import message_factory

    pool = descriptor_pool.DescriptorPool()
    for file in ("google/protobuf/any.proto", "zeal/graph.proto"):
        found = descriptor_pb2.FileDescriptorProto()
        build.pool.FindFileByName(file).CopyToProto(found)
        pool.AddSerializedFile(found.SerializeToString())
    other = message_factory.GetMessageClass(pool.FindMessageTypeByName("tensorflow.GraphDef"))
    foreign = other.FromString(small().SerializeToString())
    assert not isinstance(foreign, tf.GraphDef)
    with tf.Graph().as_default(), tf.Session() as session:
        [c] = tf.import_graph_def(foreign, return_elements=["c:0"])
        assert session.run(c).tolist() == [1.0, 2.0]


def test_importing_zeal_and_building_graphs_loads_no_protobuf():
    code = (
        "import sys, zeal as tf\n"
        "tf.Session().run(tf.constant(1.0) + 1.0)\n"
        "print('google.protobuf' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_modules_of_tensorflow_have_them():
    code = (
        "import zeal; zeal.install_as('tensorflow')\n"
        "from tensorflow.core.framework import graph_pb2, tensor_pb2, types_pb2\n"
        "from tensorflow.core.framework.node_def_pb2 import NodeDef\n"
        "from tensorflow.core.protobuf import meta_graph_pb2\n"
        "from tensorflow.python.framework import graph_io, graph_util, importer\n"
        "assert graph_pb2.GraphDef is zeal.GraphDef and NodeDef is zeal.NodeDef\n"
        "assert meta_graph_pb2.MetaGraphDef is zeal.MetaGraphDef\n"
        "assert tensor_pb2.TensorProto(dtype=types_pb2.DT_HALF).dtype == 19\n"
        "assert graph_util.extract_sub_graph is zeal.graph_util.extract_sub_graph\n"
        "assert importer.import_graph_def is zeal.import_graph_def\n"
        "assert graph_io.write_graph is zeal.io.write_graph\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_protobufs_code_in_python_has_the_messages_inside_others():
    program = (
        "from zeal.messages.summary import SummaryMetadata\n"
        "print(SummaryMetadata.PluginData(plugin_name='text').plugin_name)"
    )
    env = {**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"}
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env)
    assert out.stdout == "text\n", out.stderr
