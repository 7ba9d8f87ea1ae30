"""What operations tell of the program: devices, groups, lines; gradients in place of others."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def device():
    return tf.constant(1).op.device


def test_devices_are_told(graph):
    assert device() == ""
    with tf.device("/cpu:0"):
        assert device() == "/device:CPU:0" == tf.Variable(1.0).device
        for name, full in [("/job:worker/task:1", "/job:worker/task:1/device:CPU:0"),
                           ("/gpu:1", "/device:GPU:1"), (None, ""), ("", "/device:CPU:0")]:
            with tf.device(name):
                assert device() == full
    for name, full in [("/gpu", "/device:GPU:*"), ("gpu:1", "/device:GPU:1"),
                       ("/job:ps/replica:0/task:3/cpu:0", "/job:ps/replica:0/task:3/device:CPU:0"),
                       (tf.DeviceSpec(job="ps", task=1), "/job:ps/task:1")]:
        with graph.device(name):
            assert device() == full
    with tf.device("/job:ps"), tf.device(lambda op: "/gpu:0" if op.type == "Const" else None):
        x = tf.constant(1.0)
        y = x + x
    assert (x.op.device, y.op.device) == ("/job:ps/device:GPU:0", "/job:ps")
    with pytest.raises(ValueError, match="Unknown attribute: 'foo' in '/foo:0'"):
        tf.device("/foo:0").__enter__()
    with pytest.raises(ValueError, match="Expecting a string device name"), tf.device(3):
        pass


def test_devices_that_are_not_there(graph):
    with tf.device("/gpu:0"):
        x = tf.constant(1.0) + 2.0
    with tf.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError, match="Cannot assign a device for op"):
            session.run(x)
        assert session.run(tf.constant(1)) == 1
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as session:
        assert session.run(x) == 3.0
        with tf.device("/job:ps"):
            there = tf.constant(1)
        with pytest.raises(tf.errors.InvalidArgumentError, match="/job:ps"):
            session.run(there)


def test_a_session_names_the_cpu_more_than_once(graph):
    with tf.device("/cpu:1"):
        x = tf.constant(1.0) + 2.0
    with tf.device("/cpu:2"):
        y = tf.constant(1.0)
    with tf.Session(config=tf.ConfigProto(device_count={"CPU": 2})) as session:
        assert session.run(x) == 3.0
        assert [d.name[-5:] for d in session.list_devices()] == ["CPU:0", "CPU:1"]
        with pytest.raises(tf.errors.InvalidArgumentError, match="CPU:0, .*CPU:1 ]. Make sure"):
            session.run(y)
    config = tf.ConfigProto(device_count={"GPU": 0})
    with tf.Session(config=config) as session:
        assert len(session.list_devices()) == 1 and dict(config.device_count) == {"GPU": 0}
    wrong = pytest.raises(tf.errors.InvalidArgumentError, match="assigned to /device:CPU:1")
    with tf.Session() as session, wrong:
        session.run(x)


def test_groups(graph):
    with tf.device("/cpu:0"):
        a = tf.constant(1.0, name="a")
    with tf.colocate_with(a):
        b = tf.constant(2.0, name="b")
    with graph.colocate_with(b.op):
        c = tf.constant(2.0)
    assert [x.op.colocation_groups() for x in (a, b, c)] == [[b"loc:@a"]] * 3
    assert c.op.device == c.device == "/device:CPU:0"


def test_lines(graph):
    x = tf.constant(1.0) + 1.0
    file, line, function, text = x.op.traceback[-1]
    assert file == __file__ and function == "test_lines" and "tf.constant(1.0) + 1.0" in text
    assert isinstance(line, int)


def test_gradients_in_place_of_others(graph):
    @tf.RegisterGradient("SevenTimes")
    def seven_times(op, grad):
        assert op.type == "Square"
        return grad * 7.0

    x = tf.constant(-3.0)
    with graph.gradient_override_map({"Square": "SevenTimes", "Sign": "Identity"}):
        y, z = tf.square(x), tf.sign(x)
        with graph.gradient_override_map({"Sign": "Neg"}):
            again = tf.sign(tf.square(x))
    plain = tf.square(x) + tf.sign(x)
    with tf.Session() as session:
        grads = session.run([tf.gradients(t, x)[0] for t in (y, z, again, plain)])
    assert grads == [7.0, 1.0, -7.0, -6.0]


def test_wrong_gradients_in_place_of_others(graph):
    x = tf.constant([3.0])
    with graph.gradient_override_map({"Square": "Nope", "Exp": "MatMul"}):
        y, z = tf.square(x), tf.exp(x)
    with pytest.raises(LookupError, match="gradient registry has no entry for: Nope"):
        tf.gradients(y, x)
    with pytest.raises(tf.errors.UnimplementedError, match="MatMul does not fit Exp"):
        tf.gradients(z, x)
    for wrong in (1, {"Square": 1}):
        with pytest.raises(TypeError, match="must be a dictionary mapping strings to strings"):
            graph.gradient_override_map(wrong).__enter__()


def test_gradients_in_place_of_others_inside_functions():
    @tf.contrib.eager.defun
    def straight(x):
        with tf.get_default_graph().gradient_override_map({"Sign": "Identity"}):
            return tf.sign(x)

    x = tf.constant([0.5, -2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = straight(x)
    assert tape.gradient(y, x).numpy().tolist() == [1.0, 1.0]


def test_graphs_have_further_parts(graph):
    with graph.container("box"):
        assert graph._container == "box"
    graph.finalize()
    with pytest.raises(RuntimeError, match="Graph is finalized"):
        tf.constant(1)
    graph._unsafe_unfinalize()
    assert tf.constant(1).op.type == "Const"
    graph.switch_to_thread_local()


def test_init_scope(graph):
    with tf.control_dependencies([tf.constant(1.0)]), tf.name_scope("ns"), tf.init_scope():
        x = tf.constant(2.0, name="x")
    assert x.name == "ns/x:0" and x.op.control_inputs == [] and x.graph is graph


def test_init_scope_keeps_the_device(graph):
    made = []

    @tf.function
    def f():
        with tf.device("/cpu:0"), tf.init_scope():
            made.append(tf.constant(1.0))
        return tf.constant(2.0)

    f()
    assert made[0].graph is graph and made[0].device == "/device:CPU:0"


def test_devices_are_left_in_order(graph):
    outer, inner = graph.device("/cpu:0"), graph.device("/cpu:1")
    outer.__enter__()
    inner.__enter__()
    with pytest.raises(RuntimeError, match="Exiting device scope without proper scope nesting"):
        outer.__exit__(None, None, None)


def test_names_of_collections_and_versions(graph):
    assert graph.collections == []
    tf.Variable(1.0)
    assert sorted(graph.collections) == ["trainable_variables", "variables"]
    assert graph.graph_def_versions == graph.as_graph_def().versions


def test_static_values(graph):
    known = tf.stack([1, tf.placeholder(tf.int32, [])])
    assert tf.get_static_value(known) is None
    assert tf.contrib.util.constant_value(known, partial=True).tolist() == [1, None]
    assert tf.get_static_value(tf.shape(tf.ones([2, 3]))).tolist() == [2, 3]
    for x in (tf.rank(known), tf.constant("a")):  # arrays, as in TensorFlow
        assert tf.get_static_value(x).shape == ()


def test_hessians(graph):
    x = tf.constant([1.0, 2.0])
    [h] = tf.hessians(tf.reduce_sum(x**3) + x[0] * x[1], x)
    s = tf.constant(2.0)
    with tf.Session() as session:
        assert session.run(h).tolist() == [[6.0, 1.0], [1.0, 12.0]]
        assert session.run(tf.hessians(s**3, s)) == [12.0]
        assert session.run(tf.hessians(2.0 * s, s)) == [0.0]
        square = tf.constant(np.ones((2, 2), "f"))
        assert session.run(tf.hessians(tf.reduce_sum(square**3), [square]))[0].shape == (2,) * 4
    with pytest.raises(ValueError, match="None values not supported"):
        tf.hessians(tf.constant(1.0), s)


def test_hessians_of_open_sizes(graph):
    x, w = tf.placeholder(tf.float32, [None]), tf.Variable(2.0)
    [h] = tf.hessians(tf.reduce_sum(x**3) * tf.reduce_sum(x) * w, x)
    [third] = tf.gradients(tf.reduce_sum(h), x)
    m = tf.placeholder(tf.float32, [None, 2])
    loose = tf.placeholder(tf.float32)
    blocks, lone = tf.hessians(tf.reduce_sum(m**3) + tf.reduce_sum(loose**2), [m, loose])
    [flat] = tf.hessians(tf.reduce_sum(3.0 * m), m)
    assert h.shape.as_list() == [None, None] and blocks.shape.as_list() == [None, 2, None, 2]
    with tf.Session() as session:
        session.run(w.initializer)
        for value in (np.array([1.0, 2.0, 3.0]), np.array([0.5])):
            s, n = value.sum(), len(value)
            want = 6 * np.diag(value) * s + 3 * (value[:, None] ** 2 + value[None, :] ** 2)
            np.testing.assert_allclose(session.run(h, {x: value}), 2 * want, rtol=1e-5)
            by_hand = 12 * s + 12 * n * value
            np.testing.assert_allclose(session.run(third, {x: value}), 2 * by_hand, rtol=1e-5)
        found = session.run([blocks, lone, flat], {m: [[1, 2]], loose: [1, 2]})
        assert found[0].tolist() == [[[[6, 0]], [[0, 12]]]]
        assert found[1].tolist() == [[2, 0], [0, 2]]
        assert found[2].tolist() == [[[[0, 0]], [[0, 0]]]]


def test_placeholders_with_defaults(graph):
    x = tf.placeholder_with_default([1.0, 2.0], [None])
    assert x.op.type == "PlaceholderWithDefault" and x.shape.as_list() == [None]
    assert tf.get_static_value(x) is None
    with tf.Session() as session:
        assert session.run(x).tolist() == [1.0, 2.0]
        assert session.run(x * 2.0, {x: [5.0]}).tolist() == [10.0]
        assert session.run(tf.gradients(x * 2.0, x.op.inputs[0]))[0].tolist() == [2.0, 2.0]
        assert session.run(tf.placeholder_with_default(3, None), {}) == 3
        with pytest.raises(ValueError, match="Cannot feed value of shape"):
            session.run(x, {x: [[1.0]]})
    with pytest.raises(ValueError, match="Shapes"):
        tf.placeholder_with_default([1.0, 2.0], [3])


def test_placeholders_with_defaults_eagerly():
    assert tf.placeholder_with_default([1.0], [None]).numpy().tolist() == [1.0]


def test_an_operation_prints_as_its_definition(graph):
    x = tf.placeholder(tf.float32, [], "x")
    assert repr(x.op) == "<tf.Operation 'x' type=Placeholder>"
    y = tf.identity(x, "y").op
    assert str(y) == f"{y}" == str(y.node_def)
    assert str(y).startswith('name: "y"\nop: "Identity"\ninput: "x"\n')


def test_functions_tell_devices_at_once(graph):
    seen = []

    def tell(op):
        seen.append((op.name, op.device))
        return f"/task:{len(seen)}"

    with tf.device("/job:ps"), tf.device(tell):
        a = tf.constant(1, name="a")
        with tf.device("/cpu:0"):
            b = tf.constant(1, name="b")
        assert (a.device, b.device) == ("/job:ps/task:1", "/job:ps/task:2")
        with tf.device(None):
            c = tf.constant(1, name="c")
        with tf.colocate_with(a):
            d = tf.constant(1, name="d")
        with tf.device(lambda op: "/cpu:0"):
            e = tf.constant(1, name="e")
    assert seen == [("a", ""), ("b", "/device:CPU:0"), ("e", "/device:CPU:0")]
    assert (c.device, d.device, e.device) == ("", "/job:ps/task:1", "/job:ps/task:3")


def test_parts_of_devices():
    for kind in (tf.DeviceSpec, tf.compat.v2.DeviceSpec):
        spec = kind.from_string("/job:a/gpu:1").replace(task=2, device_index=None)
        assert spec.to_string() == "/job:a/task:2/device:GPU:*"
        merged = spec.make_merged_spec(kind(job="b", device_type="Own"))
        assert merged.to_string() == "/job:b/task:2/device:Own:*" and type(merged) is kind
    for name, words in [("/cpu:0/gpu:0", "Cannot specify multiple"), ("/task:x", "invalid lit")]:
        with pytest.raises(ValueError, match=words):
            tf.DeviceSpec.from_string(name)
    fixed = tf.compat.v2.DeviceSpec(job="a")
    assert not hasattr(fixed, "merge_from") and fixed == tf.DeviceSpec(job="a")
    with pytest.raises(AttributeError):
        fixed.job = "b"


def test_blocks_of_colocation_add_up_as_those_of_tensorflow_1_15():
    with tf.Graph().as_default():
        a, b = tf.constant(1.0, name="a"), tf.constant(2.0, name="b")
        with tf.colocate_with(a.op):
            alone = tf.constant(0.0)
            with tf.colocate_with(b.op):
                both = tf.constant(0.0)
            with tf.colocate_with(b.op, ignore_existing=True):
                other = tf.constant(0.0)
            with tf.colocate_with(None, ignore_existing=True):
                free = tf.constant(0.0, name="free")
            with tf.colocate_with(both):
                again = tf.constant(0.0)
        found = [x.op.colocation_groups() for x in (alone, both, other, free, again)]
    assert found == [
        [b"loc:@a"], [b"loc:@a", b"loc:@b"], [b"loc:@b"], [b"loc:@free"], [b"loc:@a", b"loc:@b"],
    ]


def test_colocation_with_nothing_ignores_what_is_around():
    with (
        tf.Graph().as_default(),
        pytest.raises(ValueError, match="Trying to reset colocation"),
        tf.colocate_with(None),
    ):
        pass


def test_what_an_op_reads_it_does_not_wait_for_twice():
    with tf.Graph().as_default() as graph:
        a, b = tf.split(tf.constant([1.0, 2.0]), 2)
        with tf.control_dependencies([a, b, a.op]), tf.control_dependencies([b]):
            reads, waits = tf.identity(a), tf.constant(1.0)
        waits.op._add_control_input(b.op)
    assert (reads.op.control_inputs, waits.op.control_inputs) == ([], [a.op])
    assert graph._edits == 0  # nothing changed: programs of sessions stay
    nodes = {node.name: [*node.input] for node in graph.as_graph_def().node}
    assert (nodes["Identity"], nodes["Const_1"]) == (["split"], ["^split"])


def test_objects_that_stand_for_elements_of_a_graph():
    class Holder:
        def _as_graph_element(self):
            return held

    class Named:
        def _as_graph_element(self):
            return "Const:0"

    with tf.Graph().as_default() as graph:
        held = tf.constant(1.0)
        assert graph.as_graph_element(Named()) is held
        with tf.control_dependencies([Holder()]):
            assert tf.constant(2.0).op.control_inputs == [held.op]
        with pytest.raises(TypeError, match="Can't convert Operation 'Const' to Tensor"):
            tf.convert_to_tensor(held.op)
    assert graph.as_graph_element(Holder()) is held
    with pytest.raises(TypeError, match="Can not convert a type into"):
        graph.as_graph_element(Holder)


def test_colocation_is_written():
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.colocate_with(a):
            b = tf.constant(2.0, name="b")
            assert b.op.colocation_groups() == [b"loc:@a"] == b.op.get_attr("_class")
    assert [*graph.as_graph_def().node[1].attr["_class"].list.s] == [b"loc:@a"]


def test_further_attributes_stand_in_the_node_def():
    with tf.Graph().as_default():
        op = tf.constant(1.0, name="a").op
        for text in (b"x", b"y"):
            op._set_attr("_mine", tf.AttrValue(s=text))
            assert op.get_attr("_mine") == op.node_def.attr["_mine"].s == text
        with pytest.raises(NotImplementedError, match="attribute dtype of Const"):
            op._set_attr("dtype", tf.AttrValue(type=2))
