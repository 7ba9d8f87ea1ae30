"""Updates of parts of variables: scatter ops and slice assignment. Values are TensorFlow 1.15's."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import zeal as tf

Invalid = tf.errors.InvalidArgumentError


def matrix():
    return tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


@pytest.mark.parametrize(("name", "want"), [
    ("update", [[1, 2], [1, 2], [5, 6]]), ("add", [[1, 2], [4, 6], [5, 6]]),
    ("sub", [[1, 2], [2, 2], [5, 6]]), ("mul", [[1, 2], [3, 8], [5, 6]]),
    ("div", [[1, 2], [3, 2], [5, 6]]), ("min", [[1, 2], [1, 2], [5, 6]]),
    ("max", [[1, 2], [3, 4], [5, 6]]),
])  # fmt: skip
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16", "int32", "int8"])
def test_every_update_changes_rows_in_place(name, want, dtype):
    v = tf.Variable(tf.cast(matrix(), dtype))
    before = v.value()
    assert getattr(tf, f"scatter_{name}")(v, [1], v[:1]) is v
    assert v.numpy().tolist() == want and before.numpy().tolist() == [[1, 2], [3, 4], [5, 6]]
    method, slices = tf.Variable(before), tf.IndexedSlices(before[:1], tf.constant([1]))
    assert getattr(method, f"scatter_{name}")(slices) is method and method.numpy().tolist() == want


def test_indices_that_meet_and_scalar_updates():
    assert tf.scatter_add(matrix(), [1, 1], [[1.0, 2], [3, 4]]).numpy()[1].tolist() == [7, 10]
    assert tf.scatter_update(matrix(), [1, 1], [[1.0, 2], [3, 4]]).numpy()[1].tolist() == [3, 4]
    assert tf.scatter_mul(matrix(), [0, 1], 2).numpy().tolist() == [[2, 4], [6, 8], [5, 6]]
    assert tf.scatter_update(matrix(), 0, [9.0, 8]).numpy()[0].tolist() == [9, 8]
    both = tf.scatter_add(matrix(), np.int64([[0, 1], [1, 0]]), [[[1.0, 2], [3, 4]]] * 2)
    assert both.numpy().tolist() == [[5, 8], [7, 10], [5, 6]]


def test_scatter_nd():
    twice = tf.scatter_nd_add(matrix(), [[0], [0]], [[3.0, 4], [5, 6]])
    assert twice.numpy()[0].tolist() == [9, 12]
    assert matrix().scatter_nd_update([[0, 1]], [9]).numpy()[0].tolist() == [1, 9]
    assert matrix().scatter_nd_sub([[2]], [[1, 1]]).numpy()[2].tolist() == [4, 5]
    v = tf.Variable([[1, 2], [3, 4]])
    assert tf.batch_scatter_update(v, [[1], [0]], [[8], [9]]).numpy().tolist() == [[1, 8], [9, 4]]


def test_errors_leave_the_variable_alone():
    v = matrix()
    for call, message in [
        (lambda: tf.scatter_update(v, [0, 9], v[:2]), r"indices\[1\] = 9 is not in \[0, 3\)"),
        (lambda: tf.scatter_update(v, [-1], v[:1]), r"= -1 is not in"),
        (lambda: tf.scatter_add(v, [0.0], v[:1]), "allowed values: int32, int64"),
        (lambda: tf.scatter_add(v, [0], v[:2]), "need 1 rows of 2"),
        (lambda: v.scatter_nd_update([[0, 7]], [9]), r"\[0, 7\] does not index into shape"),
        (lambda: v.scatter_nd_add([[0], [1]], v[:1]), "updates"),
        (lambda: v.scatter_nd_add([[0, 1, 2]], [1]), "slice_dim: 3"),
    ]:
        with pytest.raises(Invalid, match=message):
            call()
    with pytest.raises(TypeError, match="IndexedSlices"):
        v.scatter_add(3)
    with pytest.raises(AttributeError, match="Variable"):
        tf.scatter_add(v.value(), [0], v[:1])
    assert v.numpy().tolist() == [[1, 2], [3, 4], [5, 6]]


def test_a_zero_divisor_leaves_all_rows_alone():
    v = tf.Variable([4, 2])
    with pytest.raises(Invalid, match=r"\[ResourceScatterDiv\].*zero"):
        tf.scatter_div(v, [0, 1], [2, 0])
    assert v.numpy().tolist() == [4, 2]


def test_slices_of_a_variable_can_be_assigned():
    for key, value, want in [
        (0, [3, 4], [[3, 4], [3, 4], [5, 6]]),
        (slice(1, 2), [[9, 8]], [[1, 2], [9, 8], [5, 6]]),
        (slice(None, None, 2), [[0, 1], [2, 3]], [[0, 1], [3, 4], [2, 3]]),
        (slice(None, None, -1), [[5, 6], [3, 4], [1, 2]], [[1, 2], [3, 4], [5, 6]]),
        ((slice(None), 0), [7, 8, 9], [[7, 2], [8, 4], [9, 6]]),
        ((0, 1), 7, [[1, 7], [3, 4], [5, 6]]),
        ((None, 0), [[0, 0]], [[0, 0], [3, 4], [5, 6]]),
        (Ellipsis, [[0, 0]] * 3, [[0, 0]] * 3),
        (tf.constant(-1), [1, 2], [[1, 2], [3, 4], [1, 2]]),
        (slice(2, 1), np.zeros((0, 2)), [[1, 2], [3, 4], [5, 6]]),
    ]:  # fmt: skip
        v = matrix()
        assert v[key].assign(value) is v and v.numpy().tolist() == want
    v, before = tf.Variable(np.arange(4096)), np.arange(4096)
    v[1:].assign(v[:-1])  # the value shares the variable's memory
    assert v.numpy()[1:].tolist() == before[:-1].tolist()
    assert tf.assign(v[:1], [5]) is v and v.numpy()[0] == 5


def test_slice_assignment_does_not_broadcast():
    v = matrix()
    for value in (9, [9.0], [[1.0]]):
        with pytest.raises(tf.errors.UnimplementedError, match="Automatic broadcasting not yet"):
            v[1:2].assign(value)


def test_a_slice_is_a_tensor():
    part = matrix()[0]
    assert isinstance(part, tf.Tensor) and (part + 1).numpy().tolist() == [2, 3]
    assert str(part) == "tf.Tensor([1. 2.], shape=(2,), dtype=float32)"
    assert pickle.loads(pickle.dumps(part)).numpy().tolist() == [1, 2]
    assert copy.deepcopy(part).numpy().tolist() == [1, 2]


def test_a_slice_keeps_its_variable():
    part = matrix()[0]
    gc.collect()
    assert part.assign([8.0, 9.0]).numpy().tolist() == [[8, 9], [3, 4], [5, 6]]
    assert part.numpy().tolist() == [1, 2]
    v = matrix()
    v.part, v.more, gone = v[0], [v[1:], v[..., 0]], weakref.ref(v)
    del v
    gc.collect()
    assert gone() is None


def test_a_slice_that_is_freed_in_a_cycle_can_still_be_asked():
    class Last:
        def __init__(self, variable):
            self.part, self.cycle, variable.last = variable[0], self, self

        def __del__(self):
            seen.append(self.part.assign([7.0, 7.0]).numpy().tolist())

    seen = []
    Last(matrix())
    gc.collect()
    assert seen == [[[7, 7], [3, 4], [5, 6]]]


def test_a_weak_reference_does_not_bring_a_dying_variable_back():
    seen = []
    for i in range(100):
        v = tf.Variable([1.0, 2.0])
        first, parts = weakref.ref(v), [v[0:1]]
        r = weakref.ref(v, lambda _, parts=parts, first=first: seen.append((parts, first())))
        del v
        assert first() is not None
        parts.clear()
        assert first() is None and seen[i] == ([], None) and r() is None


def test_long_chains_of_slices_end():
    """The index of a slice may be a slice: dropping the last one drops them all."""
    index = tf.Variable([0, 0])[0]
    for _ in range(100_000):
        index = tf.Variable([0, 0])[index]
    assert int(index) == 0
    del index


def test_an_index_is_read_once():
    class Index:
        def __index__(self):
            read.append(1)
            return len(read)

    read, v = [], matrix()
    part = v[Index()]
    assert part.assign([0.0, 0.0]).numpy().tolist() == [[1, 2], [0, 0], [5, 6]]
    assert len(read) == 1


def test_gradients_flow_through_slices_of_variables():
    v = matrix()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(v[1:] * v[1:])
    assert tape.gradient(loss, v).numpy().tolist() == [[0, 0], [6, 8], [10, 12]]


def test_reading_and_loading():
    v = matrix()
    assert v.gather_nd([[0, 1]]).numpy().tolist() == [2]
    assert v.sparse_read([2, 0]).numpy().tolist() == [[5, 6], [1, 2]]
    v.load(np.zeros((3, 2)))
    assert not v.numpy().any()
    with pytest.raises(ValueError, match="incompatible"):
        v.load([1.0])


def test_count_up_to_has_the_name_of_its_variable():
    with tf.Graph().as_default():
        names = [tf.count_up_to(tf.Variable(0, use_resource=own), 3).name for own in (False, True)]
        names.append(tf.Variable(0).count_up_to(3).name)
    assert names == ["CountUpTo:0", "ResourceCountUpTo:0", "CountUpTo_1:0"]


def test_count_up_to():
    v = tf.Variable(1)
    assert v.count_up_to(2).numpy() == 1 and v.numpy() == 2
    with pytest.raises(tf.errors.OutOfRangeError, match="limit of 2"):
        tf.count_up_to(v, 2)
    with pytest.raises(Invalid, match="float"):
        tf.count_up_to(tf.Variable(1.0), 2)


def test_what_needs_a_graph_says_so():
    v = matrix()
    for name in ("eval", "to_proto"):
        with pytest.raises(RuntimeError, match="EAGER"):
            getattr(v, name)()
    for name in ("initial_value", "create"):
        with pytest.raises(RuntimeError, match="EAGER"):
            getattr(v, name)
    with pytest.raises(NotImplementedError, match="shape"):
        v.set_shape([3, 2])
    assert v.synchronization is tf.VariableSynchronization.AUTO
    assert v.aggregation is tf.VariableAggregation.NONE


@pytest.mark.parametrize("depth", [2**31, 2**32, 2**40])
def test_index_tuples_of_huge_length_do_not_fit(depth):
    indices = tf.zeros(np.array([0, depth]), tf.int64)
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"slice_dim: {depth}"):
        tf.scatter_nd_sub(matrix(), indices, tf.zeros([0]))


@pytest.mark.parametrize("indices, updates, words", [
    ([0, 1], [[1.0, 2.0]], "Dimension 0 in both shapes must be equal, but are 1 and 2"),
    ([[0, 1]], [[1.0, 2.0]], "Shapes must be equal rank, but are 2 and 3"),
])  # fmt: skip
def test_graphs_check_rows_where_the_node_is_made(indices, updates, words):
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
        with pytest.raises(ValueError, match=words):
            tf.scatter_add(v, indices, updates)
        with pytest.raises(ValueError, match="the variable is a scalar"):
            tf.scatter_add(tf.Variable(1.0), [0], [[1.0]])
        added = tf.scatter_add(v, tf.placeholder_with_default([1, 1], None), [[1.0, 0.0]] * 2)
        session.run(v.initializer)
        assert session.run(added).tolist() == [[1, 2], [5, 4]]


@pytest.mark.parametrize("indices, updates, words", [
    ([3, 2, 2], [2, 2, 2], r"The outer 2 dimensions of indices.shape=\[3,2,2\] must match the "
     r"outer 2 dimensions of updates.shape=\[2,2,2\]: Dimension 0 in both shapes must be equal"),
    ([2, 2, 1], [2, 2], r"The inner 2 dimensions of input.shape=\[2,2,2\] must match the inner 0 "
     r"dimensions of updates.shape=\[2,2\]: Shapes must be equal rank, but are 2 and 0"),
])  # fmt: skip
def test_graphs_tell_updates_that_do_not_fit_tuples(indices, updates, words):
    with tf.Graph().as_default():
        v = tf.Variable(tf.zeros([2, 2, 2], tf.int32), use_resource=True)
        with pytest.raises(ValueError, match=words):
            tf.scatter_nd_update(v, tf.zeros(indices, tf.int32), tf.zeros(updates, tf.int32))


def test_tuples_into_a_scalar():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Output must be at least 1-D"):
        tf.scatter_nd_update(tf.Variable(0.0), [[0]], [0.5])
