"""Ops on lists of tensors: values, gradients to second order, graphs, errors.

Lists are no arrays, so the ops have no sample rows: each is met between others that make and
read lists.
"""

import numpy as np
import pytest
from checker import GradientCheck, to_numpy

import zeal as tf
from zeal import _native, errors
from zeal._native import raw

X = np.random.RandomState(0).uniform(-2, 2, (4, 3))
ROW = np.random.RandomState(1).uniform(-2, 2, 3)
SHAPE = np.int32([3])


def listed(x):
    return raw.TensorListFromTensor(x, SHAPE)


def stacked(handle, x, shape=SHAPE):
    return raw.TensorListStack(handle, shape, x.dtype)


def item(handle, i, x):
    return raw.TensorListGetItem(handle, i, SHAPE, x.dtype)


def empty(n, x):
    return raw.TensorListReserve(SHAPE, n, x.dtype)


def with_row(x, row, i=1):
    return stacked(raw.TensorListSetItem(listed(x), i, row), x)


def summed(x, row):
    """Of two lists that lack tensors at different places."""
    one = raw.TensorListSetItem(empty(4, x), 2, row)
    return stacked(raw.AddVariants(raw.AddVariants(listed(x), one), one), x)


def joined(x, row):
    handle = raw.TensorListSplit(x, -1, np.int64([1, 0, 3]))
    handle = raw.TensorListSetItem(handle, 1, tf.stack([row, row * row]))
    values, lengths = concatenated(handle, np.int32([-1, 3]), x.dtype)
    return values, tf.cast(lengths, x.dtype)


def concatenated(handle, shape, dtype, lengths=()):
    return raw.TensorListConcatV2(handle, shape, np.int64(lengths), dtype)


def pushed(x, row):
    handle = raw.TensorListPushBack(listed(x * x), row)
    return stacked(raw.TensorListPushBack(handle, 2 * row), x)


def popped(x):
    handle, last = raw.TensorListPopBack(listed(x * x), SHAPE, x.dtype)
    return last, stacked(handle, x)


# By op: a function of tensors, its arguments, and the same function in NumPy.
CASES = {
    "TensorListFromTensor": (lambda x: stacked(listed(x), x), [X], lambda x: x),
    "TensorListStack": (lambda x: stacked(listed(x * x), x), [X], lambda x: x * x),
    "TensorListSetItem": (with_row, [X, ROW], lambda x, row: np.r_[x[:1], [row], x[2:]]),
    "TensorListGetItem": (
        lambda x: item(listed(x), 1, x) * item(listed(x), 3, x), [X], lambda x: x[1] * x[3],
    ),
    "TensorListClearItem": (
        lambda x: stacked(raw.TensorListClearItem(listed(x * x), 2), x), [X],
        lambda x: x * x * [[1], [1], [0], [1]],
    ),
    "TensorListResize": (
        lambda x: stacked(raw.TensorListResize(listed(x * x), 2), x), [X], lambda x: x[:2] ** 2,
    ),
    "TensorListGrow": (
        lambda x: stacked(raw.TensorListGrow(listed(x * x), 5), x), [X],
        lambda x: np.r_[x * x, np.zeros((2, 3))],
    ),
    "TensorListGather": (
        lambda x: raw.TensorListGather(listed(x * x), np.int32([3, 0, 3]), SHAPE, x.dtype), [X],
        lambda x: (x * x)[[3, 0, 3]],
    ),
    "TensorListScatterIntoExistingList": (
        lambda x: stacked(
            raw.TensorListScatterIntoExistingList(empty(5, x), x * x, np.int32([4, 0, 2, 1])), x
        ),
        [X],
        lambda x: (x * x)[[1, 3, 2, 0, 0]] * [[1], [1], [1], [0], [1]],
    ),
    "TensorListScatterAdd": (
        lambda x: stacked(
            raw.TensorListScatterAdd(listed(x * x), x * x * x, np.int32([3, 0, 3, 1])), x
        ),
        [X],
        lambda x: x**2 + [x[1] ** 3, x[3] ** 3, [0, 0, 0], x[0] ** 3 + x[2] ** 3],
    ),
    "scattered over what was there": (
        lambda x: stacked(
            raw.TensorListScatterIntoExistingList(listed(x * x), x[:2], np.int32([2, 1])), x
        ),
        [X],
        lambda x: np.stack([x[0] ** 2, x[1], x[0], x[3] ** 2]),
    ),
    "TensorListConcatV2": (
        joined, [X, ROW], lambda x, row: (np.r_[x[:1], [row, row * row], x[1:]], [1, 2, 3]),
    ),
    "TensorListSplit": (
        lambda x: raw.TensorListGetItem(
            raw.TensorListSplit(x * x, [-1, 3], np.int64([1, 3])), 1, np.int32([3, 3]), x.dtype
        ),
        [X],
        lambda x: x[1:] ** 2,
    ),
    "TensorListPushBack": (
        pushed, [X, ROW], lambda x, row: np.r_[x * x, [row], [2 * row]],
    ),
    "TensorListPopBack": (popped, [X], lambda x: (x[3] ** 2, x[:3] ** 2)),
    "pushed to": (
        lambda x: stacked(raw.TensorListPushBack(listed(x * x), tf.constant(ROW)), x), [X],
        lambda x: np.r_[x * x, [ROW]],
    ),
    "popped alone": (
        lambda x: raw.TensorListPopBack(listed(x * x), SHAPE, x.dtype)[1], [X],
        lambda x: x[3] ** 2,
    ),
    "left by a pop": (
        lambda x: stacked(raw.TensorListPopBack(listed(x * x), SHAPE, x.dtype)[0], x), [X],
        lambda x: x[:3] ** 2,
    ),
    "TensorListScatterV2": (
        lambda x: stacked(raw.TensorListScatterV2(x * x, [4, 0, 2, 1], SHAPE, -1), x), [X],
        lambda x: (x * x)[[1, 3, 2, 0, 0]] * [[1], [1], [1], [0], [1]],
    ),
    "EmptyTensorList": (
        lambda x: x + tf.reduce_sum(stacked(raw.EmptyTensorList(SHAPE, -1, x.dtype), x)), [X],
        lambda x: x,
    ),
    "TensorListElementShape": (
        lambda x: x * tf.cast(raw.TensorListElementShape(listed(x), tf.int64), x.dtype), [X],
        lambda x: 3 * x,
    ),
    "AddVariants": (summed, [X, ROW], lambda x, row: np.r_[x[:2], [x[2] + 2 * row], x[3:]]),
    "ZerosLikeVariant": (
        lambda x: stacked(raw.ZerosLikeVariant(listed(x)), x), [X], np.zeros_like,
    ),
    "TensorListReserve": (lambda x: stacked(empty(2, x), x) + x[:2], [X], lambda x: x[:2]),
    "TensorListLength": (
        lambda x: x * tf.cast(raw.TensorListLength(listed(x)), x.dtype), [X], lambda x: 4 * x,
    ),
}  # fmt: skip
every_op = pytest.mark.parametrize("op", CASES)


def outputs(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


@every_op
def test_values(op):
    fn, args, ref = CASES[op]
    got = outputs(fn(*map(tf.constant, args)))
    for g, want in zip(got, outputs(ref(*args)), strict=True):
        np.testing.assert_allclose(g.numpy(), want, 1e-12)


@every_op
@pytest.mark.parametrize("knows", [lambda s: s, lambda s: [None] * len(s), lambda s: None])
def test_graphs(op, knows):
    fn, args, ref = CASES[op]
    with tf.Graph().as_default() as graph, tf.Session() as session:
        xs = [tf.placeholder(a.dtype, knows(a.shape)) for a in args]
        ys = outputs(fn(*xs))
        assert op in {node.type for node in graph.get_operations()} or " " in op
        grads = tf.gradients(ys, xs)
        feeds = dict(zip(xs, args, strict=True))
        got = session.run(ys, feeds)
        slopes = [g if g is None else session.run(g, feeds) for g in grads]
    for g, want, y in zip(got, outputs(ref(*args)), ys, strict=True):
        np.testing.assert_allclose(g, want, 1e-12)
        assert y.shape.is_compatible_with(g.shape)
    eager = [tf.constant(a) for a in args]
    with tf.GradientTape() as tape:
        tape.watch(eager)
        ys = outputs(fn(*eager))
    for g, want in zip(slopes, tape.gradient(ys, eager), strict=True):
        assert (g is None) == (want is None)
        if g is not None:
            np.testing.assert_allclose(g, want.numpy(), 1e-12)


@every_op
def test_gradients(op):
    fn, args, _ = CASES[op]
    check = GradientCheck(lambda xs: outputs(fn(*xs)), args)
    check.first()
    check.second()


def test_a_list_that_others_see_does_not_change():
    x = tf.constant(X)
    before = listed(x)
    after = raw.TensorListSetItem(before, 0, x[3])
    after = raw.TensorListClearItem(after, 1)
    assert np.array_equal(to_numpy(stacked(before, x)), X)
    assert np.array_equal(to_numpy(stacked(after, x)), [X[3], [0, 0, 0], X[2], X[3]])


def test_lists_of_other_dtypes():
    words = tf.constant([[b"a", b"b"], [b"c", b"d"]])
    handle = raw.TensorListFromTensor(words, [2])
    again = raw.TensorListStack(handle, [2], tf.string)
    assert again.numpy().tolist() == words.numpy().tolist()
    assert raw.TensorListGetItem(handle, 1, [2], tf.string).numpy().tolist() == [b"c", b"d"]
    empty_words = raw.TensorListReserve([2], 1, tf.string)
    assert raw.TensorListStack(empty_words, [2], tf.string).numpy().tolist() == [[b"", b""]]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: item(listed(x), 4, x), "Tried to read from index 4 but array size is: 4"),
        (lambda x: item(listed(x), -1, x), "index -1 but array size is: 4"),
        (
            lambda x: raw.TensorListSetItem(listed(x), 9, x),
            "write to index 9 but array is not resizeable and size is: 4",
        ),
        (lambda x: raw.TensorListClearItem(listed(x), 4), "index 4 but array size is: 4"),
        (lambda x: raw.TensorListClearItem(listed(x), [0, 5]), "index 5 but array size is: 4"),
        (lambda x: raw.TensorListGather(listed(x), [7], SHAPE, x.dtype), "read from index 7"),
        (
            lambda x: raw.TensorListScatterIntoExistingList(empty(2, x), x, [0, 1, 2, 3]),
            "Tried to write to index 2 but array is not resizeable and size is: 2",
        ),
        (
            lambda x: raw.TensorListScatterIntoExistingList(empty(2, x), x, [0]),
            "Expected len(indices) == tensor.shape[0], but saw: 1 vs. 4",
        ),
        (lambda x: raw.TensorListReserve(SHAPE, -2, x.dtype), "must be a non negative number"),
        (lambda x: raw.TensorListResize(listed(x), -2), "expects size to be non-negative"),
        (lambda x: raw.TensorListFromTensor(x[0, 0], SHAPE), "at least a vector"),
        (lambda x: raw.TensorListSplit(x, -1, np.int64([1, 2])), "sum of lengths is 3"),
        (lambda x: raw.TensorListSplit(x, -1, np.int64([3, 2])), "beyond 4"),
        (lambda x: raw.TensorListSplit(x, -1, np.int64([1, 2**63 - 1])), "beyond 4"),
        (lambda x: item(listed(x), np.int32([]), x), "index must be scalar, but had shape: [0]"),
        (lambda x: raw.TensorListSetItem(listed(x), [0, 1], x), "index must be scalar"),
        (lambda x: raw.TensorListGrow(listed(x), np.int32([])), "index must be scalar"),
        (lambda x: raw.TensorListResize(listed(x), np.int32([])), "size must be scalar"),
        (lambda x: raw.TensorListReserve(SHAPE, np.int32([]), x.dtype), "size must be scalar"),
        (
            lambda x: concatenated(raw.TensorListFromTensor(x[:, 0], -1), -1, x.dtype),
            "saw a scalar shape",
        ),
        (lambda x: raw.TensorListStack(listed(x), SHAPE, tf.int32), "dtype is int32 but"),
        (
            lambda x: raw.TensorListStack(raw.TensorListReserve(-1, 2, x.dtype), -1, x.dtype),
            "not fully defined",
        ),
        (
            lambda x: raw.TensorListPushBack(raw.EmptyTensorList(SHAPE, 0, x.dtype), x[0]),
            "Tried to push item into a full list",
        ),
        (
            lambda x: raw.TensorListPopBack(raw.EmptyTensorList(-1, -1, x.dtype), -1, x.dtype),
            "Trying to pop from an empty list",
        ),
        (lambda x: raw.TensorListSetItem(listed(x), 0, x), "incompatible shape"),
        (lambda x: raw.TensorListSetItem(listed(x), 0, [1]), "op elements int32"),
        (lambda x: stacked(listed(x), x, np.int32([2])), "during merge: [2] vs. [3]"),
        (lambda x: concatenated(raw.EmptyTensorList(-1, 0, x.dtype), -1, x.dtype), "All except"),
        (
            lambda x: raw.TensorListScatterV2(x, [0, 1, 2, 3], SHAPE, 2),
            "Trying to scatter at index 2 in list with size 2",
        ),
        (lambda x: raw.TensorListLength(x), "TensorListLength"),
    ],
)
def test_errors(call, text):
    with pytest.raises(errors.InvalidArgumentError) as caught:
        call(tf.constant(X))
    assert text in str(caught.value)


def test_two_lists_after_one_another():
    one, two = listed(tf.constant(X[:1])), listed(tf.constant(X[1:]))
    joined_lists = raw.TensorListConcatLists(one, two, tf.float64)
    assert np.array_equal(to_numpy(stacked(joined_lists, tf.constant(X))), X)
    assert int(raw.TensorListLength(one)) == 1
    words = raw.TensorListFromTensor(["a"], SHAPE[:0])
    with pytest.raises(errors.InvalidArgumentError, match=r"input_b\[0\].dtype != element_dtype"):
        raw.TensorListConcatLists(one, words, tf.float64)


def test_missing_pieces_of_a_concatenation_have_the_lengths_that_are_told():
    handle = raw.TensorListReserve([-1, 2], 3, tf.float32)
    handle = raw.TensorListSetItem(handle, 1, tf.ones([2, 2]))
    values, lengths = concatenated(handle, -1, tf.float32, [1, 2, 3])
    assert lengths.numpy().tolist() == [1, 2, 3]
    assert values.numpy()[:, 0].tolist() == [0, 1, 1, 0, 0, 0]


def test_a_list_goes_on_by_another_name():
    x = tf.constant(X)
    same = tf.identity(listed(x))
    raw.TensorListSetItem(same, 0, x[3])
    assert np.array_equal(to_numpy(stacked(tf.stop_gradient(same), x)), X)
    assert np.array_equal(to_numpy(stacked(tf.zeros_like(same), x)), np.zeros_like(X))


def test_every_op_of_lists_is_met():
    names = {n for n in _native.op_names() if n.startswith("TensorList") or n.endswith("Variant")}
    names = (names | {"AddVariants", "EmptyTensorList"}) - {"TensorListConcatLists"}
    assert names == {name for name in CASES if " " not in name}
