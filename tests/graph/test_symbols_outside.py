"""Symbolic values where no graph is built, and what tells traces apart."""

import math

import pytest

import zeal as tf

defun = tf.contrib.eager.defun
LEAKED = 'An op outside of the function building code is being passed a "Graph" tensor'


@pytest.fixture
def leaked():
    kept = []

    @defun
    def keeps(x):
        kept.append(x * 2.0)
        return x + 1.0

    keeps(tf.constant(1.0))
    return kept[0]


@pytest.mark.parametrize("use", [
    lambda t: t + 1.0, lambda t: tf.multiply(t, tf.constant(2.0)), tf.reduce_sum, tf.identity,
    lambda t: tf.stack([t, t]), lambda t: tf.cond(t > 1.0, lambda: 1, lambda: 2),
    lambda t: tf.while_loop(lambda x: x < 3.0, lambda x: x + 1.0, [t]), lambda t: t[None],
    lambda t: defun(lambda x: x + 1.0)(t),
])  # fmt: skip
def test_a_value_of_a_traced_function_is_refused_outside(leaked, use):
    nodes = leaked.graph.version
    with pytest.raises(TypeError, match=LEAKED):
        use(leaked)
    assert leaked.graph.version == nodes


def test_a_value_of_a_graph_adds_to_that_graph():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [])
    y = x + 1.0
    with tf.Session(graph=graph) as session:
        assert session.run(y, {x: 1}) == 2


def test_numbers_that_are_equal_but_not_the_same_are_traced_apart():
    f = defun(lambda x: tf.constant(x))
    for _ in range(2):
        assert math.copysign(1, f(0.0).numpy()) == 1 and math.copysign(1, f(-0.0).numpy()) == -1
    assert len(f._concrete) == 2
    for _ in range(3):
        assert math.isnan(f(float("nan")).numpy())
    assert len(f._concrete) == 3
    assert f(1).dtype == "int32" and f(1.0).dtype == "float32" and f(True).dtype == "bool"
    assert f(complex(0.0, 0.0)).numpy() == 0 and len(f._concrete) == 7
    f(complex(0.0, -0.0))
    assert len(f._concrete) == 8 and f.why().endswith("-0j, before the Python value 0j")


def test_placeholders_have_the_names_of_parameters():
    def function(x, pair, *rest, scale=1.0, **more):
        return x

    one = tf.constant(1.0)
    traced = defun(function).get_concrete_function(
        one, (one, [one]), one, one, scale=one, other=one
    )
    names = [t.op.name for t in traced.inputs]
    assert names == ["x", "pair", "pair_1", "rest_0", "rest_1", "other", "scale"]
    signed = defun(lambda a, _b: a + _b, input_signature=[tf.TensorSpec([], tf.float32)] * 2)
    assert [t.op.name for t in signed.get_concrete_function(one, one).inputs] == ["a", "b"]


def test_tapes_refuse_handles_of_graphs():
    """Their owner is the graph, not the variable that a value's handle keeps."""
    with tf.Graph().as_default():
        handles = [tf.get_variable("v", [], use_resource=True).handle]
        handles.append(tf.FIFOQueue(2, [tf.float32]).queue_ref)
    x = tf.constant(1.0)
    for handle in handles:
        with tf.GradientTape() as tape:
            tape.watch(x)
        with pytest.raises(tf.errors.InvalidArgumentError, match="no handle of a variable"):
            tape.gradient(handle, x)
