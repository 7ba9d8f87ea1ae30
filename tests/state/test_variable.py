"""Variables: creation, reading, assignment in place, lifetime, names."""

import copy
import gc
import pickle
import threading
import weakref

import numpy as np
import pytest

import zeal as tf


def test_repr_tells_name_shape_type_and_value():
    v = tf.Variable(5.0)
    text = "<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=5.0>"
    assert repr(v) == str(v) == f"{v}" == text


def test_attributes():
    v = tf.Variable([[1, 2], [3, 4]], name="weight", trainable=False)
    assert v.name == "weight:0" and v.dtype is tf.int32 and v.shape == [2, 2]
    assert not v.trainable and v.device.endswith("CPU:0") and v.constraint is None
    assert tf.Variable(1.0).trainable and v.get_shape() == [2, 2] and bool(v.is_initialized())


@pytest.mark.parametrize("initial", [lambda: np.ones(2, np.float32), [1.0, 1.0], np.ones(2)])
def test_initial_values(initial):
    np.testing.assert_array_equal(tf.Variable(initial).numpy(), [1, 1])


def test_initial_value_is_needed_and_must_fit_dtype():
    with pytest.raises(ValueError, match="initial_value must be specified"):
        tf.Variable()
    with pytest.raises(ValueError, match="requested dtype int32"):
        tf.Variable(tf.constant(1.0), dtype=tf.int32)
    assert tf.Variable(1, dtype=tf.float64).dtype is tf.float64
    assert tf.Variable("abc").numpy() == b"abc"
    with pytest.raises(ValueError, match="must be a callable"):
        tf.Variable(1.0, constraint=3)


def test_operators_read_the_value():
    v = tf.Variable(3.0)
    for got, want in [(v + 1, 4), (1 + v, 4), (v * v, 9), (v - 1, 2), (2 / v, 2 / 3), (-v, -3),
                      (abs(-v), 3), (v**2, 9), (2**v, 8), (v // 2, 1), (v % 2, 1), (+v, 3)]:
        assert type(got) is tf.Tensor
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-6)
    assert bool(v > 2) and not bool(v >= 4)
    assert v == v and v != tf.Variable(3.0) and len({v, v}) == 1
    product = np.ones(2, np.float32) * tf.Variable([1.0, 2.0])
    assert type(product) is tf.Tensor


def test_python_conversions():
    v = tf.Variable([1, 2, 3])
    assert len(v) == 3 and np.array(v).tolist() == [1, 2, 3]
    one = tf.Variable(1)
    assert int(one) == 1 and float(one) == 1.0 and bool(one) and [5, 6][one] == 6
    assert f"{tf.Variable(1.5):.3f}" == "1.500"
    with pytest.raises(TypeError, match="len"):
        len(one)


def test_assign_returns_the_variable_and_converts():
    v = tf.Variable(1.0)
    assert v.assign(3) is v and v.numpy() == 3
    assert v.assign_add(np.float64(0.5)) is v and v.numpy() == 3.5
    assert v.assign_sub(tf.constant(1.0), read_value=False) is None and v.numpy() == 2.5
    assert v.assign(value=tf.Variable(9.0)).numpy() == 9


def test_assign_checks_shape_and_dtype():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(\) are incompatible"):
        v.assign(1.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="shapes must be equal"):
        v.assign_add([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="dtype"):
        v.assign(tf.constant([1, 2]))
    with pytest.raises(ValueError, match="None"):
        v.assign(None)
    with pytest.raises(TypeError, match="unexpected"):
        v.assign([1.0, 2.0], wrong=1)
    np.testing.assert_array_equal(v.numpy(), [1, 2])


@pytest.mark.parametrize("n", [4, 5000])
def test_values_read_before_an_update_stay(n):
    v = tf.Variable(np.zeros(n, np.float32))
    value, array, double = v.value(), v.numpy(), tf.reshape(v, [-1])
    v.assign_add(np.ones(n, np.float32))
    v.assign(v + 1.0)
    for old in (value.numpy(), array, double.numpy()):
        assert not old.any()
    np.testing.assert_array_equal(v.numpy(), np.full(n, 2, np.float32))


@pytest.mark.parametrize("n", [4, 5000])
def test_the_assigned_tensor_stays(n):
    start = np.zeros(n, np.float32)
    tensor = tf.constant(start)
    v = tf.Variable(tensor)
    v.assign_add(np.ones(n, np.float32))
    v.assign(tensor)
    v.assign_sub(np.ones(n, np.float32))
    assert not tensor.numpy().any() and not start.any()
    start[:] = 7
    v.assign(start)
    start[:] = 8
    assert (v.numpy() == 7).all()


@pytest.mark.parametrize("dtype", ["float16", "int8", "uint16", "int64", "complex64", "bfloat16"])
def test_assign_add_of_every_kind_of_type(dtype):
    v = tf.Variable([1, 2], dtype=dtype)
    v.assign_add([3, 4])
    v.assign_sub([1, 1])
    assert v.numpy().tolist() == [3, 5] and v.dtype.name == dtype


def test_updates_reuse_memory():
    v = tf.Variable(np.zeros(1 << 20, np.float32))
    delta = tf.constant(np.ones(1 << 20, np.float32))
    before = tf._native.memory_stats()["bytes_in_use"]
    tf._native.reset_peak_memory()
    for _ in range(3):
        v.assign_add(delta)
    assert tf._native.memory_stats()["peak_bytes"] - before < 1 << 20


def test_in_place_operators_are_refused():
    v = tf.Variable(1.0)
    with pytest.raises(RuntimeError, match="Use variable.assign_add"):
        v += 1.0
    with pytest.raises(RuntimeError, match="Use variable.assign_sub"):
        v -= 1.0
    with pytest.raises(RuntimeError, match="var.assign"):
        v *= 2.0
    with pytest.raises(RuntimeError, match="var.assign"):
        v /= 2.0


def test_tape_watches_trainable_variables():
    v, w, frozen = tf.Variable(3.0), tf.Variable(2.0), tf.Variable(5.0, trainable=False)
    with tf.GradientTape() as tape:
        y = v * v * w * frozen
    assert [g.numpy() for g in tape.gradient(y, [v, w])] == [60, 45]
    with tf.GradientTape() as tape:
        y = frozen * frozen
    assert tape.gradient(y, frozen) is None


def test_gradient_after_an_update_uses_the_value_at_the_read():
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = v * v
        v.assign_add(1.0)
        y = y * v
    assert tape.gradient(y, v).numpy() == 2 * 3 * 4 + 9


def test_assignment_stops_gradients():
    x, v = tf.Variable(3.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        v.assign(x * x)
        y = v * 2.0
    dx, dv = tape.gradient(y, [x, v])
    assert dx is None and dv.numpy() == 2


def test_a_variable_dies_with_its_last_reference():
    before = tf._native.memory_stats()["bytes_in_use"]
    v = tf.Variable(np.zeros(1 << 20, np.float32))
    v.self = v
    alive = weakref.ref(v)
    del v
    gc.collect()
    assert alive() is None
    assert tf._native.memory_stats()["bytes_in_use"] - before < 1 << 16


def test_copies():
    v = tf.Variable([1.0, 2.0], name="w", trainable=False)
    memo = {}
    c = copy.deepcopy(v, memo)
    assert c is not v and c.name == "w_copy:0" and not c.trainable
    c.assign_add([1.0, 1.0])
    assert v.numpy().tolist() == [1, 2] and c.numpy().tolist() == [2, 3]
    a, b = copy.deepcopy([v, v])
    assert a is b
    p = pickle.loads(pickle.dumps(v))
    assert p.name == "w:0" and not p.trainable and p.numpy().tolist() == [1, 2]


def test_names_and_scopes():
    with tf.name_scope("a"):
        assert tf.Variable(1.0, name="k").name == "a/k:0"
        with tf.name_scope("b") as inner:
            assert inner == "a/b/"
        assert tf.get_variable("g", initializer=1.0).name == "g:0"
    with tf.variable_scope("s") as scope:
        assert tf.Variable(1.0).name == "s/Variable:0"
        assert tf.get_variable("g", initializer=1.0).name == "s/g:0"
    with tf.variable_scope(scope):
        assert tf.get_variable("g", initializer=1.0).name == "s/g:0"
    assert tf.Variable(1.0).name == "Variable:0"


def test_get_variable_needs_a_shape_or_a_value():
    with pytest.raises(ValueError, match="must be fully defined"):
        tf.get_variable("z")
    v = tf.get_variable("z", initializer=tf.constant([1, 2]), trainable=False)
    assert v.numpy().tolist() == [1, 2] and not v.trainable


def test_subclasses_behave():
    class Named(tf.Variable):
        def __init__(self, value):
            super().__init__(value, name="named")
            self.extra = 1

    v = Named(2.0)
    assert v.extra == 1 and (v * v).numpy() == 4 and v.assign_add(1.0) is v


def test_contrib_eager_has_it():
    assert tf.contrib.eager.Variable is tf.Variable


def test_updates_while_long_kernels_run_in_another_thread():
    """Kernels of many elements run without the GIL; they must see one value, and a live one."""
    n = 1 << 18
    v, ones, stop, torn = tf.Variable(tf.zeros([n])), tf.ones([n]), [], []

    def read():
        while not stop:
            for y in (v * 1.0, tf.exp(v * 0.0) + v, v[1:]):
                a = y.numpy()
                torn.extend([] if a.min() == a.max() else [a])

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(60):
        v.assign_add(ones)
        v.assign(v + 1.0)
        tf.train.GradientDescentOptimizer(1.0).apply_gradients([(ones, v)])
    stop.append(True)
    reader.join()
    assert not torn and v.numpy()[0] == 60


def test_a_variable_without_a_value_says_so():
    v = tf.Variable.__new__(tf.Variable)
    for use in (repr, lambda v: v + 1.0, lambda v: v.assign(1.0), lambda v: v.assign_add(1.0),
                lambda v: v.shape, lambda v: v.numpy(), bool):
        with pytest.raises(tf.errors.FailedPreconditionError, match="not initialised"):
            use(v)
    assert not bool(v.is_initialized()) and v.name is None


def test_references_make_keys():
    v, w, t = tf.Variable(1.0), tf.Variable(1.0), tf.constant(1.0)
    names = {x.experimental_ref(): name for x, name in ((v, "v"), (w, "w"), (t, "t"))}
    assert names[v.experimental_ref()] == "v" and names[t.experimental_ref()] == "t"
    assert v.experimental_ref().deref() is v and v.experimental_ref() != w.experimental_ref()
    assert repr(t.experimental_ref()).startswith("<Reference wrapping <tf.Tensor")


def test_declared_shapes_may_leave_sizes_open():
    v = tf.Variable([1.0], shape=[None])
    assert v.shape.as_list() == [None] and "shape=(?,)" in repr(v)
    assert (v.assign([1.0, 2.0]) * 2).numpy().tolist() == [2, 4] and len(v) == 2
    assert copy.deepcopy(v).assign([3.0]).numpy().tolist() == [3]
    with pytest.raises(ValueError, match="incompatible"):
        v.assign(1.0)
    with pytest.raises(tf.errors.InvalidArgumentError):
        v.assign_add([1.0])
    anything = tf.Variable([1.0], shape=tf.TensorShape(None))
    assert anything.shape.ndims is None and anything.assign([[2.0]]).numpy().tolist() == [[2]]
    for shape in ([2], [None, 2]):
        with pytest.raises(ValueError):
            tf.Variable([1.0], shape=shape)
    with pytest.raises(ValueError):
        tf.Variable([1.0], shape=[1]).assign([1.0, 2.0])


def test_variables_whose_copies_are_read_as_one_are_not_trained():
    on_read = tf.VariableSynchronization.ON_READ
    v = tf.Variable(1.0, synchronization=on_read, aggregation=tf.VariableAggregation.SUM)
    assert not v.trainable and v.synchronization is on_read
    assert v.aggregation is tf.VariableAggregation.SUM
    assert tf.Variable(1.0, trainable=True, synchronization=on_read).trainable
    assert tf.Variable(1.0, synchronization=3).synchronization is on_read
    assert not tf.get_variable("v", [2], synchronization=on_read).trainable
    assert tf.Variable(1.0, synchronization=tf.VariableSynchronization.ON_WRITE).trainable
    plain = tf.Variable(1.0)
    assert plain.trainable and plain.synchronization is tf.VariableSynchronization.AUTO
    assert plain.aggregation is tf.VariableAggregation.NONE
    for kind in ("synchronization", "aggregation"):
        with pytest.raises(ValueError, match=f"Invalid variable {kind} mode: x for variable: w"):
            tf.Variable(1.0, name="w", **{kind: "x"})
    layer = tf.keras.layers.Layer()
    assert not layer.add_weight("count", [], synchronization=on_read).trainable
    with pytest.raises(ValueError, match="only for non-trainable variables"):
        layer.add_weight("count", [], trainable=True, synchronization=on_read)


def test_counting_up_to_a_limit():
    v = tf.Variable(2**53 + 1, dtype=tf.int64)
    before = tf.count_up_to(v, 2**53 + 2)
    assert int(before) == 2**53 + 1 and int(v) == 2**53 + 2 and before.dtype is tf.int64
    with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 9007199254740994"):
        v.count_up_to(2**53 + 2)
    assert int(v) == 2**53 + 2
    for bad, words in (tf.Variable([1]), "integer scalar"), (tf.Variable(1.0), "float32"):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            tf.count_up_to(bad, 6)
    for bad in (1.5, "six", None):
        with pytest.raises(TypeError):
            tf.count_up_to(tf.Variable(1), bad)


def test_variables_have_no_graph():
    with pytest.raises(AttributeError, match="Tensor.graph is meaningless when eager execution"):
        _ = tf.Variable(1.0).graph


def test_updates_have_no_op():
    v = tf.Variable([1.0, 2.0])
    rows = tf.IndexedSlices(tf.constant([3.0]), tf.constant([0]))
    updates = [v.assign([2.0, 3.0]), tf.assign_sub(v, [1.0, 1.0]), v.scatter_add(rows)]
    assert [u.op for u in [*updates, tf.scatter_update(v, [1], [7.0])]] == [None] * 4
    assert v.numpy().tolist() == [4.0, 7.0]


def test_item_assignment_says_what_to_write():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(TypeError, match=r"does not support item assignment: .*v\[i\].assign"):
        v[0] = 3.0
    with pytest.raises(TypeError, match="doesn't support item deletion"):
        del v[0]
    assert not hasattr(v, "__setitem__") and not hasattr(v, "__delitem__")
