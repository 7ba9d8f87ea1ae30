"""Names of gradients, variables, updates and constants: TensorFlow's, recorded from it."""

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def names(graph, first=0):
    return [op.name for op in graph.get_operations()[first:]]


def test_each_rule_has_a_scope(graph):
    x = tf.placeholder(tf.float32, [2], name="x")
    y = tf.square(x) * tf.sin(x)
    first = graph.version
    [g] = tf.gradients(y, x)
    found = names(graph, first)
    assert found[:3] == ["gradients/Shape", "gradients/grad_ys_0", "gradients/Fill"]
    wanted = ["gradients/mul_grad/Mul", "gradients/mul_grad/Mul_1", "gradients/Sin_grad/Cos",
              "gradients/Square_grad/Mul", "gradients/Square_grad/Mul_1"]  # fmt: skip
    assert set(wanted) <= set(found) and g.name == "gradients/AddN:0"


def test_scopes_of_gradients_of_gradients(graph):
    x = tf.placeholder(tf.float32, [2], name="x")
    with tf.name_scope("outer"):
        [g] = tf.gradients(x * tf.exp(x), x, name="gg")
        first = graph.version
        tf.gradients(g, x)
        tf.gradients(tf.exp(x), x, grad_ys=x)
    assert g.name == "outer/gg/AddN:0"
    found = names(graph, first)
    assert any(n.startswith("outer/gradients/outer/gg/outer/mul_grad/Mul_grad/") for n in found)
    assert "outer/gradients_1/outer/Exp_1_grad/Mul" in found
    assert tf.identity(x).name == "Identity:0"


def test_a_rule_that_fails_leaves_the_scope_as_it_was():
    @tf.RegisterGradient("FailsInTestOfNames")
    def _fails(op, dy):
        raise KeyError("fails")

    x = tf.placeholder(tf.float32)
    with tf.get_default_graph().gradient_override_map({"Exp": "FailsInTestOfNames"}):
        y = tf.exp(x)
    with pytest.raises(KeyError, match="fails"):
        tf.gradients(y, x)
    assert tf.identity(x).name == "Identity:0"


def test_layers(graph):
    x = tf.placeholder(tf.float32, [None, 4])
    y = tf.layers.dense(x, 8, activation=tf.nn.relu)
    tf.reduce_mean(y)
    wanted = ["dense/kernel", "dense/kernel/Assign", "dense/kernel/read", "dense/bias/read",
              "dense/MatMul", "dense/BiasAdd", "dense/Relu", "Const", "Mean"]  # fmt: skip
    assert set(wanted) <= set(names(graph))


def test_variables_and_their_updates(graph):
    v = tf.Variable([1.0, 2.0], name="v")
    w = tf.Variable(lambda: [1.0, 2.0], name="w")
    assert names(graph)[:4] == ["v/initial_value", "v", "v/Assign", "v/read"]
    assert "w/Initializer/initial_value" in names(graph)
    first = graph.version
    v.assign([2.0, 2.0])
    tf.assign_add(w, [1.0, 1.0])
    tf.scatter_update(v, [0], [1.0])
    tf.scatter_nd_add(v, [[0]], [1.0], name="by_tuple")
    tf.scatter_sub(v, [0], [1.0], name="by_number")
    v.scatter_add(tf.IndexedSlices([1.0], [0]), name="of_slices")
    v[0].assign(3.0, name="of_part")
    found = set(names(graph, first))
    wanted = {"Assign", "AssignAdd", "ScatterUpdate", "by_tuple", "by_number", "of_slices"}
    assert wanted <= found and "of_part" in found
    assert graph.get_operation_by_name("of_part").type == "ResourceStridedSliceAssign"


def test_constants_of_calls_of_several_ops(graph):
    x = tf.placeholder(tf.float32, [2, 4])
    tf.pad(x, [[1, 1], [0, 0]])
    tf.pad(x, [[1, 1], [0, 0]], "REFLECT")
    tf.pad(x, [[1, 1], [0, 0]], constant_values=1.0)
    tf.split(x, 2, 1)
    tf.one_hot([1, 2], 3)
    tf.nn.top_k(x, 2)
    tf.reduce_sum(x)
    tf.reduce_max(x, 1)
    wanted = ["Pad/paddings", "Pad", "MirrorPad/paddings", "MirrorPad", "PadV2/paddings",
              "PadV2/constant_values", "PadV2", "split/split_dim", "split", "one_hot/depth",
              "TopKV2/k", "TopKV2", "Const", "Sum", "Max/reduction_indices", "Max"]  # fmt: skip
    assert set(wanted) <= set(names(graph))


@pytest.mark.parametrize("stateful", [True, False])
def test_the_gradient_of_a_python_function_may_be_replaced(graph, stateful):
    @tf.RegisterGradient(f"PyFuncTwice{stateful}")
    def _twice(op, dy):
        return dy * 2.0 * op.inputs[0]

    x = tf.constant([1.0, 2.0])
    rule = f"PyFuncTwice{stateful}"
    with graph.gradient_override_map({"PyFunc": rule, "PyFuncStateless": rule}):
        y = tf.py_func(lambda a: a * a, [x], tf.float32, stateful=stateful)
    with tf.Session() as session:
        assert session.run(tf.gradients(y, x))[0].tolist() == [2, 4]


def test_variables_of_any_shape(graph):
    value = tf.placeholder(tf.float32)
    with pytest.raises(ValueError, match="initial_value must have a shape specified"):
        tf.Variable(value)
    assert tf.Variable(value, use_resource=True).shape.ndims is None
    v = tf.Variable(value, validate_shape=False)
    w = tf.get_variable("w", initializer=tf.constant([1.0, 2.0]), validate_shape=False)
    assert v.shape.ndims is None and w.shape.ndims is None and v.value().shape.ndims is None
    with tf.Session() as session:
        session.run([v.initializer, w.initializer], {value: [1, 2]})
        assert session.run(v).tolist() == [1, 2]
        session.run(tf.assign(v, [[3.0]], validate_shape=False))
        session.run(tf.assign(w, [1.0, 2.0, 3.0], validate_shape=False))
        assert session.run([v, tf.shape(w)])[0].tolist() == [[3]]
        assert session.run(w).tolist() == [1, 2, 3]


def test_errors_of_python_kernels_wait_for_the_run(graph):
    y = tf.linalg.inv(tf.constant([[0.0, 0.0], [0.0, 0.0]]))
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y)


def test_sums_of_broadcast_values_are_in_the_scope_of_their_rule(graph):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    b = tf.placeholder(tf.float32, [None], name="b")
    gradients = tf.gradients(tf.add(x, b, name="add"), [x, b])
    assert [g.name for g in gradients] == [
        "gradients/add_grad/Reshape:0", "gradients/add_grad/Reshape_1:0",
    ]  # fmt: skip
    assert gradients[1].op.inputs[0].name == "gradients/add_grad/Sum_1:0"
