"""Internal modules that programs borrow: decorators, signatures, registries, ops by name."""

import functools
import threading

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import (
    eager_tape,
    execute,
    keyword_args,
    lock_util,
    math_ops,
    nn_impl,
    nn_ops,
    ops,
    ops_custom_gradient,
    registry,
    serialization,
    tf_decorator,
    tf_inspect,
    tools_saved_model,
    traceable_stack,
    util_decorator,
    util_function,
)


def traced(target):
    def wrapper(*args, **kwargs):
        return wrapper.__wrapped__(*args, **kwargs) + 1

    return tf_decorator.make_decorator(target, wrapper, "traced", "Traced.")


def plus(a, b=2, *rest, **others):
    """Adds."""
    return a + b


def test_decorators_are_looked_through():
    outer = traced(traced(plus))
    decorators, target = tf_decorator.unwrap(outer)
    assert [d.decorator_name for d in decorators] == ["traced", "traced"] and target is plus
    assert (outer.__name__, outer.__doc__, outer(1)) == ("plus", "Traced.", 5)
    tf_decorator.rewrap(outer, plus, lambda a: a * 10)
    assert outer(1) == 12
    assert tf_decorator.rewrap(plus, plus, max) is max


def test_signatures():
    spec = tf_inspect.getargspec(traced(plus))
    assert spec == (["a", "b"], "rest", "others", (2,))
    assert tf_inspect.getargspec(functools.partial(plus, b=5)).defaults == (5,)
    assert tf_inspect.getargspec(functools.partial(plus, 1)).args == ["b"]
    with pytest.raises(ValueError, match="do not have default value"):
        tf_inspect.getargspec(functools.partial(lambda m, n: m, m=1))
    assert tf_inspect.getcallargs(plus, 1, b=7) == {"a": 1, "b": 7}
    assert tf_inspect.isfunction(traced(plus))
    notes = tf_decorator.TFDecorator("d", plus, decorator_argspec=spec._replace(args=["x", "y"]))
    assert tf_inspect.getfullargspec(notes).args == ["x", "y"]


def test_functions():
    class Layer:
        def call(self, x, y=1):
            return x

        def __call__(self, x, **kwargs):
            return x

    assert util_function.fn_args(Layer().call) == ("x", "y")
    assert util_function.fn_args(Layer()) == ("x",)
    assert util_function.fn_args(functools.partial(plus, 1)) == ("b",)
    assert util_function.has_kwargs(Layer()) and not util_function.has_kwargs(Layer().call)
    assert util_function.get_func_name(Layer().call) == "Layer.call"
    assert util_function.get_func_code(traced(plus)) is plus.__code__
    with pytest.raises(ValueError, match="must be callable"):
        util_function.get_func_name(1)
    with pytest.raises(ValueError, match="is not a function"):
        util_decorator.validate_callable(3, "d")
    with pytest.raises(ValueError, match="Must use keyword args"):
        keyword_args.keyword_args_only(plus)(1)
    text = util_decorator.add_notice_to_docstring("Adds.\n\nMore.", "Do so.", "", "(old)", ["Go."])
    assert text == "Adds. (old)\n\nWarning: Go.\nDo so.\n\nMore."


def test_groups_hold_a_lock_together():
    lock, seen = lock_util.GroupLock(2), []

    def other():
        with lock.group(1):
            seen.append("other")

    with lock.group(0), lock.group(0):
        thread = threading.Thread(target=other)
        thread.start()
        seen.append("own")
    thread.join(10)
    assert seen == ["own", "other"]
    with pytest.raises(ValueError, match="between 0 and num_groups"):
        lock.acquire(2)


def test_registries_and_stacks():
    names = registry.Registry("things")
    names.register(plus)
    assert names.lookup("plus") is plus
    with pytest.raises(KeyError, match="Registering two things with name 'plus'"):
        names.register(plus)
    with pytest.raises(LookupError, match="has no entry for: minus"):
        names.lookup("minus")
    stack = traceable_stack.TraceableStack()
    assert stack.push_obj("a") == traceable_stack.TraceableObject.SUCCESS
    [top] = stack.peek_traceable_objs()
    assert top.filename == __file__ and stack.pop_obj() == "a" and not stack
    assert serialization.get_json_type(tf.TensorShape([None, 2])) == [None, 2]
    assert serialization.get_json_type(np.float32(2)) == 2.0


def test_statistics_of_ops():
    @ops.RegisterStatistics("Square", "weight")
    def weight(graph, node):
        return ops.OpStats("weight", 3)

    node = ops._NodeDef("Square", "s")
    total = ops.get_stats_for_node_def(None, node, "weight")
    total += ops.get_stats_for_node_def(None, node, "weight")
    total += ops.get_stats_for_node_def(None, ops._NodeDef("Sin", "s"), "weight")
    assert total.value == 6
    with pytest.raises(ValueError, match="Can't add an OpStat"):
        total += ops.OpStats("size", 1)


@pytest.mark.parametrize("in_graph", [False, True])
def test_ops_by_name(in_graph):
    def both():
        product = execute.execute(
            b"MatMul", 1, [tf.ones([2, 3]), tf.ones([3, 1])],
            ("transpose_a", False, "transpose_b", False, "T", tf.float32.as_datatype_enum),
        )  # fmt: skip
        joined = execute.execute("ConcatV2", 1, [tf.ones([2]), tf.zeros([1]), 0], ("N", 2))
        return product + joined + execute.execute("Cast", 1, [[1.5]], ("DstT", 3))

    if in_graph:
        with tf.Graph().as_default(), tf.Session() as session:
            found = session.run(both())
    else:
        found = [t.numpy() for t in both()]
    for value, expected in zip(found, ([[3], [3]], [1, 1, 0], [1]), strict=True):
        np.testing.assert_array_equal(value, expected)


def test_ops_by_name_are_checked():
    with pytest.raises(tf.errors.NotFoundError):
        execute.execute("NoSuchOp", 1, [], ())
    with pytest.raises(tf.errors.InvalidArgumentError, match="no attribute"):
        execute.execute("Square", 1, [1.0], ("color", 3))
    with pytest.raises(tf.errors.InvalidArgumentError, match="more than 0"):
        execute.execute("Square", 0, [1.0], ())


def test_variables_that_results_depend_on():
    with tf.Graph().as_default():
        v, fixed = tf.Variable(1.0), tf.Variable(1.0, trainable=False)
        x = tf.identity(tf.Variable(2.0))
        y = x * v + fixed + tf.ones_like(tf.Variable(1.0))
        assert ops_custom_gradient.get_dependent_variables([x], [y]) == [v]


def test_forms_of_tensorflow_2():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    mean, variance = nn_impl.moments_v2(x, [0], keepdims=True)
    np.testing.assert_allclose(mean, [[2.0, 3.0]])
    np.testing.assert_allclose(variance, [[1.0, 1.0]])
    assert nn_ops.dropout_v2(x, rate=0.0) is not None
    np.testing.assert_array_equal(nn_ops.data_format_dim_map([0, 1, -1]), [0, 2, 1])
    np.testing.assert_array_equal(nn_ops.data_format_vec_permute([7, 4, 9, 3]), [7, 3, 4, 9])
    slices = math_ops._as_indexed_slices(x)
    np.testing.assert_array_equal(tf.convert_to_tensor(slices), x)


def test_gradients_that_are_refused():
    from zeal.interop.internals.array_ops import prevent_gradient

    with tf.Graph().as_default():
        x = tf.constant(1.0)
        with pytest.raises(LookupError, match="Gradient explicitly disabled.*not here"):
            tf.gradients(prevent_gradient(x, "not here"), x)


def test_messages_of_saved_models(tmp_path):
    tf.saved_model.save(tf.train.Checkpoint(), str(tmp_path))
    assert tools_saved_model.get_saved_model_tag_sets(str(tmp_path)) == [["serve"]]
    meta = tools_saved_model.get_meta_graph_def(str(tmp_path), "serve")
    assert meta.meta_info_def.tags == ["serve"]
    with pytest.raises(RuntimeError, match="tag-set train could not be found"):
        tools_saved_model.get_meta_graph_def(str(tmp_path), "train")


def test_no_tape_records_in_a_block():
    x = tf.constant(3.0)
    with tf.GradientTape() as recorded:
        recorded.watch(x)
        with eager_tape.stop_recording():
            factor = x * x
        y = factor * x
    assert recorded.gradient(y, x).numpy() == 9


def test_flops_of_ops():
    with tf.Graph().as_default() as graph:
        op = tf.matmul(tf.ones([2, 3]), tf.ones([3, 4])).op
        assert ops.get_stats_for_node_def(graph, op.node_def, "flops").value == 48
        assert ops.get_stats_for_node_def(graph, op.node_def, "bytes").value is None


def test_internal_names_of_signatures_and_resources():
    from zeal.interop.internals import signature_def_utils_impl as signatures
    from zeal.interop.internals import tracking_tracking as tracking

    with tf.Graph().as_default() as graph:
        loss = {"loss": tf.constant(1.0, name="one")}
        told = signatures.supervised_train_signature_def(loss, loss, None, {"m": loss["loss"]})
        assert (told.method_name, sorted(told.outputs)) == (
            "tensorflow/supervised/training", ["loss", "m"]
        )  # fmt: skip
        named = signatures.op_signature_def(loss["loss"].op, "key")
        found = signatures.load_op_from_signature_def(named, "key")
        assert found is graph.get_operation_by_name("one")
        with pytest.raises(ValueError, match="inputs cannot be None or empty"):
            signatures.supervised_eval_signature_def({}, loss)

    class Made(tracking.TrackableResource):
        def _create_resource(self):
            return object()

    tracker = tracking.ResourceTracker()
    with tracking.resource_tracker_scope(tracker):
        made = Made()
    assert tracker.resources == [made] and made.resource_handle is made.resource_handle
