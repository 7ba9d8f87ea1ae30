"""tf.profiler.profile: parameters and float operations; the numbers are TensorFlow 1.15.5's."""

import pytest

import zeal as tf

Builder = tf.profiler.ProfileOptionBuilder


@pytest.fixture
def graph():
    zeros = tf.zeros_initializer()
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [8, 6, 6, 3], name="x")
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [3, 3, 3, 4], initializer=zeros)
            d = tf.get_variable("d", [3, 3, 4, 1], initializer=zeros)
            b = tf.get_variable("b", [4], initializer=zeros)
            tf.get_variable("n", [5], initializer=zeros, trainable=False)
            y = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, [1, 2, 2, 1], "SAME"), b))
            y = tf.nn.depthwise_conv2d(y, d, [1, 1, 1, 1], "SAME")
            y = tf.nn.avg_pool2d(tf.nn.max_pool2d(y, 2, 1, "SAME"), 3, 3, "VALID")
        v = tf.get_variable("v", [4, 2], initializer=zeros)
        z = tf.matmul(tf.reshape(y, [8, -1]), v)
        loss = tf.reduce_mean(tf.squared_difference(z, tf.ones([8, 2]))) + tf.nn.l2_loss(v)
        tf.gradients(loss, [w, v])
        tf.placeholder(tf.float32, [None, 3]) * 2.0  # of no known size: not counted
        yield graph


def told(graph, start, **options):
    builder = Builder(start).with_empty_output()
    for name, value in options.items():
        getattr(builder, name)(value)
    return tf.profiler.profile(graph, options=builder.build())


def tree(node, field):
    below = [tree(child, field) for child in node.children]
    return (node.name, getattr(node, f"total_{field}"), *below)


def test_float_operations_by_op(graph):
    options = Builder(Builder.float_operation()).with_empty_output().build()
    node, found = tf.profiler.profile(graph, cmd="op", options=options), {}
    total = node.total_float_ops
    while node.children:
        [node] = node.children
        found[node.name] = node.float_ops
    assert total == sum(found.values())
    want = {
        "Conv2D": 15552, "Conv2DBackpropFilter": 15552, "DepthwiseConv2dNative": 5184,
        "MaxPoolGrad": 1440, "MaxPool": 1152, "AvgPoolGrad": 576, "MatMul": 384, "AvgPool": 288,
        "BiasAdd": 288, "SquaredDifference": 32, "L2Loss": 23, "Mean": 16,
    }  # fmt: skip
    assert {name: found[name] for name in want} == want


def test_scopes(graph):
    accounted = {"with_accounted_types": ["MatMul", "Conv2D"], "select": ["float_ops"]}
    assert tree(told(graph, None, **accounted), "float_ops") == (
        "_TFProfRoot", 15936, ("MatMul", 128),
        ("gradients", 256, ("gradients/MatMul_grad", 256, ("gradients/MatMul_grad/MatMul", 128),
                            ("gradients/MatMul_grad/MatMul_1", 128))),
        ("net", 15552, ("net/Conv2D", 15552)),
    )  # fmt: skip
    parameters = ("net", 148, ("net/b", 4), ("net/d", 36), ("net/w", 108))
    found = told(graph, None)
    assert tree(found, "parameters") == ("_TFProfRoot", 156, parameters, ("v", 8))
    assert [d.size for d in found.children[1].shapes[0].dim] == [4, 2]
    assert found.total_definition_count == 6
    most = told(graph, None, order_by="params", with_min_parameters=8)
    assert [m.name for m in most.children] == ["net/w", "net/d", "v"]
    shallow = told(graph, None, with_max_depth=2)
    assert tree(shallow, "parameters") == ("_TFProfRoot", 8, ("net", 0), ("v", 8))
    whole = told(graph, None, with_max_depth=2, account_displayed_op_only=False)
    assert tree(whole, "parameters") == ("_TFProfRoot", 156, ("net", 148), ("v", 8))


def test_reports_and_what_is_not_built(graph, capsys, tmp_path):
    with graph.as_default():
        tf.profiler.profile()
    assert capsys.readouterr().out.splitlines()[1:] == [
        "node name | # parameters", "_TFProfRoot (--/156 params)", "  net (--/148 params)",
        "    net/b (4, 4/4 params)", "    net/d (3x3x4x1, 36/36 params)",
        "    net/w (3x3x3x4, 108/108 params)", "  v (4x2, 8/8 params)", "",
    ]  # fmt: skip
    path = tmp_path / "report"
    flops = Builder(Builder.float_operation()).with_file_output(str(path)).build()
    tf.profiler.profile(graph, options=flops)
    assert "  net/Conv2D (15.55k/15.55k flops)" in path.read_text().splitlines()
    with pytest.raises(tf.errors.InvalidArgumentError, match="unknown cmd: x"):
        tf.profiler.profile(graph, cmd="x")
    for cmd, options in (("code", flops), ("scope", Builder.time_and_memory())):
        with pytest.raises(tf.errors.UnimplementedError, match="are not built yet"):
            tf.profiler.profile(graph, cmd=cmd, options=options)


def test_times_of_a_run():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        y = tf.matmul(tf.placeholder_with_default(tf.ones([300, 300]), None), tf.ones([300, 300]))
        run, trace = tf.RunMetadata(), tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        session.run(y, options=trace, run_metadata=run)
        options = Builder(Builder.time_and_memory(0, 0)).select(["micros"]).with_empty_output()
        found = tf.profiler.profile(graph, run, options=options.build())
    names = {s.node_name for d in run.step_stats.dev_stats for s in d.node_stats}
    assert "MatMul" in names and found.total_exec_micros > 0
