"""tf.contrib.graph_editor: parts of graphs that are selected, copied and wired otherwise."""

import numpy as np
import pytest

import zeal as tf

ge = tf.contrib.graph_editor


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def value(fetches, feeds=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


def names(elements):
    return [e.name for e in elements]


def diamond():
    a = tf.constant([1.0, 2.0], name="a")
    with tf.name_scope("foo"):
        b = tf.constant([3.0, 4.0], name="b")
        c = tf.add(a, b, name="c")
        d = tf.multiply(c, a, name="d")
    ge.add_control_inputs(d.op, c.op)  # what `tf.control_dependencies` leaves out, as d reads c
    return a, b, c, d


def test_selection(graph):
    a, _b, c, d = diamond()
    assert names(ge.select_ops("^foo/", a.op, graph=graph)) == ["foo/b", "foo/c", "foo/d", "a"]
    assert names(ge.select_ts(".*:0", graph=graph)) == ["a:0", "foo/b:0", "foo/c:0", "foo/d:0"]
    ops, ts = ge.select_ops_and_ts("c$", "(?#ts)d:0", graph=graph)
    assert names(ops) == ["foo/c"] and names(ts) == ["foo/d:0"]
    assert names(ge.get_name_scope_ops(graph, "foo/")) == ["foo/b", "foo/c", "foo/d"]
    assert names(ge.filter_ts_from_regex([d.op], "a:")) == ["a:0"]
    inputs, outputs, inside = ge.compute_boundary_ts([c.op, d.op])
    assert (names(inputs), names(outputs)) == (["a:0", "foo/b:0"], ["foo/d:0"])
    assert names(inside) == ["foo/c:0"]
    with pytest.raises(ValueError, match="Use the keyword argument 'graph'"):
        ge.select_ops("a")
    with pytest.raises(ValueError, match="Wrong keywords argument: other"):
        ge.select_ops(other=1)
    with pytest.raises(TypeError, match="Expected a type in"):
        ge.make_list_of_op([a])


def test_walks(graph):
    a, b, c, d = diamond()
    assert set(ge.get_forward_walk_ops(a.op)) == {a.op, c.op, d.op}
    assert names(ge.get_forward_walk_ops([a], stop_at_ts=[c])) == ["foo/c", "foo/d"]
    assert set(ge.get_backward_walk_ops(d, inclusive=False)) == {a.op, b.op, c.op}
    assert ge.get_walks_intersection_ops([b.op], [d.op]) == [b.op, c.op, d.op]
    assert ge.get_walks_intersection_ops([b.op], [d.op], within_ops=[b.op, d.op]) == []
    controls = ge.ControlOutputs(graph)
    assert ge.get_ops_ios(d.op) == [c.op, a.op] == ge.get_ops_ios(d.op, control_ios=controls)
    assert controls.get(c.op) == [d.op]
    reached = ge.get_within_boundary_ops(graph, b.op, [d.op], inclusive=False)
    assert names(reached) == ["a", "foo/b", "foo/c"]


def test_rerouted_tensors_are_read_in_sessions_that_ran(graph):
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    z = tf.identity(x) * 2.0
    with tf.Session() as session:
        assert session.run(z, {x: 1.0, y: 5.0}) == 2.0
        again = session.make_callable(z, [x, y])
        later = y + 1.0  # made after what will read it
        assert ge.reroute_ts(later, x, cannot_modify=later.op) == 1
        assert session.run(z, {x: 1.0, y: 5.0}) == again(1.0, 5.0) == 12.0
        (dy,) = tf.gradients(z, y)
        assert session.run(dy, {y: 5.0}) == 2.0 and tf.gradients(z, x) == [None]
    read = tf.Graph()
    with read.as_default():
        (again,) = tf.import_graph_def(graph.as_graph_def(), {y.name: tf.constant(7.0)}, [z.name])
        assert tf.Session().run(again) == 16.0


def test_swapped_tensors():
    a, b = tf.constant(1.0), tf.constant(2.0)
    x, y, both = a + 10.0, b + 20.0, a - b
    assert ge.swap_ts([a], [b]) == 4
    assert value([x, y, both]) == [12.0, 21.0, 1.0]
    with pytest.raises(ValueError, match="different sizes: 1 != 2"):
        ge.swap_ts([a], [a, b])
    with pytest.raises(ValueError, match="Dtypes"):
        ge.reroute_ts(tf.constant(1), a)
    with pytest.raises(ValueError, match="Shapes"):
        ge.reroute_ts(tf.ones([2]), a)


def test_what_is_known_before_a_run_follows_the_edges():
    n = tf.constant([2, 3])
    x = tf.reshape(tf.range(6), n)
    size = n[0] * 2
    assert x.shape == [2, 3] and tf.get_static_value(size) == 4
    ge.reroute_ts(tf.constant([3, 2]), n)
    assert x.shape == [3, 2] and tf.get_static_value(size) == 6 == value(size)
    ge.reroute_ts(fed := tf.placeholder(tf.int32, [2]), x.op.inputs[1])
    assert x.shape.as_list() == [None, None] and tf.get_static_value(size) is None
    assert value(size, {fed: [6, 1]}) == 12


@pytest.mark.parametrize("limit", [3, 5])
def test_what_bodies_know_of_constants_follows_the_edges(limit):
    n, step = tf.constant(2), tf.constant([1.0])
    total = tf.while_loop(lambda i, s: i < n, lambda i, s: (i + 1, s + step), [0, tf.zeros([1])])[1]
    chosen = tf.cond(tf.placeholder_with_default(True, []), lambda: step * 2.0, lambda: step)
    with tf.Session() as session:
        assert [*session.run([total, chosen])] == [2.0, 2.0]
        copied = ge.graph_replace(
            [total, chosen], {n: tf.constant(limit), step: tf.constant([3.0])}
        )
        assert [*session.run([*copied, total])] == [3.0 * limit, 6.0, 2.0]
        ge.reroute_ts(tf.constant(limit), n)
        ge.reroute_ts(tf.constant([4.0]), step)
        assert [*session.run([total, chosen, copied[0]])] == [4.0 * limit, 8.0, 3.0 * limit]
    with pytest.raises(tf.errors.UnimplementedError, match="made for an input of shape"):
        ge.get_generating_ops(total.op.inputs)[0]._update_input(1, tf.ones([2]))


def test_cycles_are_refused():
    x = tf.placeholder(tf.float32)
    y = tf.exp(x)
    z = tf.sin(y)
    with pytest.raises(tf.errors.InvalidArgumentError, match="contains a cycle with 2 nodes"):
        y.op._update_input(0, z)
    np.testing.assert_allclose(value(z, {x: 0.5}), np.sin(np.exp(0.5)), rtol=1e-6)
    with pytest.raises(ValueError, match="incompatible types: int32 and float"):
        y.op._update_input(0, tf.constant(1))


def test_control_inputs():
    v = tf.Variable(1.0)
    read, late = v.read_value() + 0.0, tf.assign(v, 5.0)
    first = read.op.inputs[0].op
    ge.add_control_inputs(first, late.op)
    assert value(read) == 5.0
    with pytest.raises(ValueError, match="is already a control_input"):
        ge.add_control_inputs(first, [late.op])
    ge.remove_control_inputs(first, late.op)
    assert value(read) == 1.0
    with pytest.raises(ValueError, match="is not a control_input"):
        ge.remove_control_inputs(first, late.op)


def test_views_and_edits(graph):
    a, b, c, d = diamond()
    view = ge.sgv(c.op, d.op)
    assert names(view.inputs) == ["a:0", "foo/b:0"] and names(view.outputs) == ["foo/d:0"]
    assert names(view.remap_inputs([1]).inputs) == ["foo/b:0"] and "** ops[2]:" in str(view)
    assert names(view.remap([b, a], [0, 0]).outputs) == ["foo/d:0"] * 2
    with pytest.raises(ValueError, match="Out of"):
        view.remap_outputs([3])
    after = d + 100.0
    detached, inputs, outputs = ge.detach(view)
    assert detached is view and view.inputs == inputs
    assert names(inputs) == ["geph__a_0:0", "foo/geph__b_0:0"]
    fed = {inputs[0]: [5.0, 5.0], inputs[1]: [1.0, 0.0]}
    np.testing.assert_array_equal(value(d, fed), [30.0, 25.0])
    np.testing.assert_array_equal(value(after, {outputs[0]: [1.0, 1.0]}), [101.0, 101.0])
    ge.connect(ge.sgv(d.op), ge.sgv(after.op).remap_inputs([0]))
    np.testing.assert_array_equal(value(after, fed), [130.0, 125.0])
    ge.bypass(ge.sgv(d.op).remap_inputs([0]))
    np.testing.assert_array_equal(value(after, fed), [106.0, 105.0])


def test_inputs_and_outputs_of_parts():
    a, b = tf.constant(1.0), tf.constant(2.0)
    x, y = tf.negative(a, name="x"), tf.exp(b, name="y")
    read_x, read_y = tf.identity(x), tf.identity(y)
    ge.swap_inputs(x.op, y.op)
    np.testing.assert_allclose(value([read_x, read_y]), [-2.0, np.e], rtol=1e-6)
    ge.swap_outputs(x.op, y.op)
    np.testing.assert_allclose(value([read_x, read_y]), [np.e, -2.0], rtol=1e-6)
    ge.reroute_ios(x.op, y.op)
    np.testing.assert_allclose(value([read_x, read_y, y]), [-2.0, -2.0, np.exp(2.0)], rtol=1e-6)


def test_copies(graph):
    x = tf.constant(3.0, name="x")
    y = tf.identity(x * x, name="y")
    tf.add_to_collection("mine", y)
    _view, info = ge.copy(graph, dst_scope="again")
    assert info.transformed(y).name == "again/y:0" and info.original(info.transformed(y)) is y
    assert tf.get_collection("again/mine") == [info.transformed(y)]
    _, info = ge.copy_with_input_replacements([y.op, y.op.inputs[0].op], {x: tf.constant(5.0)})
    assert value(info.transformed([y])) == [25.0]
    with tf.Graph().as_default() as other:
        _, info = ge.copy(graph, other)
        assert names(other.get_operations()) == names(graph.get_operations())
        assert value(info.transformed(y)) == 9.0


def test_variables_functions_and_rules_are_copied():
    w = tf.Variable(2.0, name="w")
    x = tf.placeholder(tf.float32, [])

    @tf.custom_gradient
    def halved(t):
        return t * 0.5, lambda dy: dy * 100.0

    y = tf.py_func(lambda v: v + 1.0, [halved(x) * w], tf.float32)
    y.set_shape([])
    z = halved(x) * w + tf.stop_gradient(y)
    new = tf.constant(8.0)
    made = ge.graph_replace(z, {x: new})
    (dx,) = tf.gradients(made, new)
    assert value([made, dx]) == [17.0, 200.0]
    assert value(ge.graph_replace(z, {w.value(): tf.constant(4.0)}), {x: 3.0}) == 13.0
    kept = ge.graph_replace({"z": z, "w": new}, {x: new})
    assert kept["w"] is new
    with pytest.raises(ValueError, match="not connected"):
        ge.graph_replace(z, {tf.constant(1.0): new})


def test_a_transformer_with_a_handler_of_its_own(graph):
    _a, _b, _c, d = diamond()
    transformer = ge.Transformer()

    def noisy(info, op, new_inputs):
        made, outputs = ge.copy_op_handler(info, op, new_inputs)
        with info.graph_.as_default():
            return made, [t + 1.0 for t in outputs]

    transformer.transform_op_handler = noisy
    with tf.Graph().as_default() as other:
        _, info = transformer(graph, other, "")
        # a + 1, b + 1; c = 6, 8, + 1; d = c (a + 1), + 1
        np.testing.assert_array_equal(value(info.transformed(d)), [15.0, 28.0])
