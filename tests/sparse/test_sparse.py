"""tf.sparse in three modes; results recorded from TensorFlow 1.15."""

from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

Sparse = namedtuple("Sparse", "indices values shape")
S = tf.SparseTensor

RECORDED = Path(__file__).with_name("recorded.txt").read_text()
CASES = [line.split(" => ") for line in RECORDED.splitlines()]

VALUES = {
    "a": Sparse([[0, 1], [1, 0], [1, 2]], [1.0, 2.0, 3.0], [2, 3]),
    "b": Sparse([[0, 1], [1, 1]], [10.0, 20.0], [2, 3]),
    "i3": Sparse([[0], [2]], [5, 6], [4]),
}


def check(found, expected):
    if isinstance(expected, Sparse):
        assert isinstance(found, (S, tf.SparseTensorValue))
        for x, y in zip(
            found[:3] if isinstance(found, tuple) else found._to_components(), expected, strict=True
        ):
            check(x, y)
    elif isinstance(found, (list, tuple)):
        assert len(found) == len(expected)
        for x, y in zip(found, expected, strict=True):
            check(x, y)
    else:
        found = found.numpy() if isinstance(found, tf.Tensor) else found
        if isinstance(expected, list) and any(isinstance(x, bytes) for x in expected):
            assert found.tolist() == expected
        else:
            np.testing.assert_allclose(found, np.reshape(expected, np.shape(found)), rtol=1e-6)
            assert np.size(found) == np.size(expected)


def call(text, values):
    return eval(text, {"tf": tf, "np": np, "S": S}, values)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_eager(text, expected):
    values = {name: S(*parts) for name, parts in VALUES.items()}
    check(call(text, values), eval(expected))


@pytest.mark.parametrize("rank", ["known", "unknown"])
@pytest.mark.parametrize(("text", "expected"), CASES)
def test_session(text, expected, rank):
    if rank == "unknown" and any(n in text for n in ("concat(", "split(", "expand_dims(")):
        pytest.skip("they say that they need a rank")
    with tf.Graph().as_default(), tf.Session() as session:
        values, feeds = {}, {}
        for name, parts in VALUES.items():
            shape = [None] * len(parts.shape) if rank == "known" else None
            dtype = tf.int32 if name == "i3" else tf.float32
            values[name] = tf.sparse_placeholder(dtype, shape)
            feeds[values[name]] = tf.SparseTensorValue(*parts)
        check(session.run(call(text, values), feeds), eval(expected))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_traced(text, expected):
    values = {name: S(*parts) for name, parts in VALUES.items()}
    traced = tf.function(lambda a, b, i3: call(text, {"a": a, "b": b, "i3": i3}))
    check(traced(*values.values()), eval(expected))


# Gradients of the values, against central differences.
GRADIENTS = {
    "to_dense": lambda a, b: tf.sparse.to_dense(a, 3.0),
    "reorder": lambda a, b: tf.sparse.reorder(a).values,
    "transpose": lambda a, b: tf.sparse.transpose(a).values,
    "retain": lambda a, b: tf.sparse.retain(a, [True, False, True]).values,
    "add": lambda a, b: tf.sparse.add(a, b).values,
    "add with a threshold": lambda a, b: tf.sparse.add(a, b, 2.5).values,
    "add dense": lambda a, b: tf.sparse.add(a, tf.ones([2, 3], tf.float64)),
    "times": lambda a, b: (a * tf.constant([2.0, 3.0, 4.0], tf.float64)).values,
    "by": lambda a, b: (a / tf.constant(2.0, tf.float64)).values,
    "softmax": lambda a, b: tf.sparse.softmax(a).values,
    "reduce_sum": lambda a, b: tf.sparse.reduce_sum(a, 1),
    "reshape": lambda a, b: tf.sparse.reshape(a, [3, 2]).values,
    "concat": lambda a, b: tf.sparse.concat(1, [a, b]).values,
    "slice": lambda a, b: tf.sparse.slice(a, [0, 1], [2, 2]).values,
    "fill": lambda a, b: (
        tf.sparse.fill_empty_rows(tf.sparse.slice(a, [0, 0], [3, 1]), 1.0)[0].values
    ),
    "matmul": lambda a, b: tf.sparse.sparse_dense_matmul(
        a, tf.constant([[1.0, 2], [3, 4], [5, 6]], tf.float64)
    ),
    "segments": lambda a, b: tf.sparse.segment_mean(a.values[:, None], [0, 2, 1], [0, 0, 1]),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_of_values(name):
    unsorted = [[0, 1], [1, 2], [1, 0]] if name in ("reorder", "transpose") else VALUES["a"].indices

    def loss(va, vb):
        a, b = S(unsorted, va, [2, 3]), S(VALUES["b"].indices, vb, [2, 3])
        return tf.reduce_sum(GRADIENTS[name](a, b) ** 3)

    points = [np.array([0.5, 0.75, 2.0]), np.array([1.5, -0.5])]
    with tf.GradientTape() as tape:
        values = [tf.constant(p) for p in points]
        tape.watch(values)
        y = loss(*values)
    for k, found in enumerate(tape.gradient(y, values)):
        expected = np.zeros_like(points[k])
        for i in range(len(expected)):
            for sign in (1, -1):
                moved = [p.copy() for p in points]
                moved[k][i] += sign * 1e-5
                expected[i] += sign * float(loss(*map(tf.constant, moved))) / 2e-5
        found = np.zeros_like(expected) if found is None else tf.convert_to_tensor(found).numpy()
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


def test_what_makes_a_sparse_tensor():
    s = S.from_value(tf.SparseTensorValue([[0]], [1], [2]))
    assert s.dtype == tf.int32 and s.get_shape() == [2] and tf.is_tensor(s)
    with pytest.raises(TypeError, match="Neither a SparseTensor nor SparseTensorValue: 3"):
        S.from_value(3)
    with pytest.raises(ValueError, match="must have rank 2"):
        S([0, 1], [1.0, 2.0], [2, 3])
    with pytest.raises(ValueError, match="Dimensions 1 and 2 are not compatible"):
        S([[0, 1]], [1.0, 2.0], [2, 3])
    with pytest.raises(ValueError, match="Dimensions 2 and 1 are not compatible"):
        S([[0, 1]], [1.0], [2])


ERRORS = [
    (
        "tf.sparse.to_dense(S([[0, 5]], [1.], [2, 3]))",
        "indices\\[0\\] = \\[0,5\\] is out of bounds: need 0 <= index < \\[2,3\\]",
    ),
    (
        "tf.sparse.to_dense(S([[1, 0], [0, 1]], [1., 2.], [2, 3]))",
        "indices\\[1\\] = \\[0,1\\] is out of order",
    ),
    (
        "tf.sparse.to_dense(S([[1, 0], [1, 0]], [1., 2.], [2, 3]))",
        "indices\\[1\\] = \\[1,0\\] is repeated",
    ),
    (
        "tf.sparse_to_dense([[0, 1]], [2], [3])",
        "output_shape has incorrect number of elements: 1 should be: 2",
    ),
    (
        "tf.sparse_to_dense([0, 1], [2], [3])",
        "sparse_values has incorrect shape \\[1\\], should be \\[\\] or \\[2\\]",
    ),
    (
        "tf.sparse.add(a, S([[0, 0]], [1.], [2, 2]))",
        "Operands' shapes do not match: got 3 and 2 for dimension 1",
    ),
    ("a * tf.ones([4])", "broadcasts dense to sparse only; got incompatible shapes"),
    ("tf.sparse.reduce_sum(a, 5)", "Invalid reduction dimension 5, for input with 2 dimensions."),
    (
        "tf.sparse.reshape(a, [4, 2])",
        "Input to reshape is a tensor with 6 dense values, but the requested shape has 8",
    ),
    ("tf.sparse.reshape(a, [-1, -1])", "only one output dimension may be -1, not both 0 and 1"),
    ("tf.sparse.reshape(a, [-2, 3])", "size 0 must be non-negative, not -2"),
    (
        "tf.sparse.split(sp_input=a, num_split=5, axis=1)",
        "should be between 1 and the splitting dimension size",
    ),
    (
        "tf.sparse.concat(1, [a, S([[0, 0]], [1.], [3, 3])])",
        "Input shapes must match: expected 2 for dimension 0 but got 3 at position 1",
    ),
    ("tf.sparse.concat(5, [a, b])", "Concat dimension must be in range \\[-2, 2\\), got 5"),
    (
        "tf.sparse.fill_empty_rows(S([[5, 1]], [1.], [4, 2]), -1.)",
        "indices\\(0, 0\\) is invalid: 5 >= 4",
    ),
    ("tf.sparse.softmax(S([[0]], [1.], [3]))", "Input should have rank >= 2"),
]


@pytest.mark.parametrize(("text", "words"), ERRORS)
def test_errors(text, words):
    values = {name: S(*parts) for name, parts in VALUES.items()}
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call(text, values)


def test_dense_functions_refuse_sparse_tensors():
    s = S(*VALUES["a"])
    for wrong in (lambda: tf.exp(s), lambda: tf.convert_to_tensor(s), lambda: s * s):
        with pytest.raises((TypeError, ValueError), match="SparseTensor"):
            wrong()
    with pytest.raises(TypeError):
        s + 1.0
    with pytest.raises(TypeError, match="Input must be a SparseTensor"):
        tf.sparse.to_dense(tf.constant(1))
    with pytest.raises(TypeError, match="At least one input should be SparseTensor"):
        tf.sparse.add(tf.ones([2]), tf.ones([2]))


def test_feeds_and_fetches():
    value = tf.SparseTensorValue([[0, 1]], [1.0], [2, 3])
    with tf.Graph().as_default(), tf.Session() as session:
        p = tf.sparse_placeholder(tf.float32, name="sp")
        assert [t.name for t in p._to_components()] == ["sp/indices:0", "sp/values:0", "sp/shape:0"]
        check(session.run({"a": p}, {p: value})["a"], Sparse(*value))
        check(session.run(p, {p: tuple(value)}), Sparse(*value))
        check(p.eval({p: value}), Sparse(*value))
        dense = tf.sparse.to_dense(p)
        assert session.make_callable(dense, [p])(value).tolist() == [[0, 1, 0], [0, 0, 0]]
        with pytest.raises(TypeError, match="is fed its 3 parts"):
            session.run(dense, {p: 3})
        assert tf.sparse_placeholder(tf.float32, [2, 3]).shape == [2, 3]
        assert tf.sparse_placeholder(tf.float32, [2, None]).shape.as_list() == [None, None]


def test_control_flow_takes_sparse_tensors():
    with tf.Graph().as_default(), tf.Session() as session:
        s = S(*VALUES["a"])
        flag = tf.placeholder(tf.bool, [])
        both = tf.cond(flag, lambda: s, lambda: s * 2.0)
        check(
            session.run(both, {flag: False}), Sparse(VALUES["a"].indices, [2.0, 4.0, 6.0], [2, 3])
        )


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16], ids=["half", "bfloat16"])
@pytest.mark.parametrize(
    "function, expected",
    [
        (lambda x: tf.sparse.add(x, x), [2.0, 5.0, -1.0]),
        (lambda x: tf.sparse.maximum(x, x), [1.0, 2.5, -0.5]),
        (lambda x: tf.sparse.reduce_sum_sparse(x, 1), [1.0, 2.0]),
        (lambda x: tf.sparse.reduce_max_sparse(x, 1), [1.0, 2.5]),
        (lambda x: tf.sparse.fill_empty_rows(x, 0.25)[0], [1.0, 2.5, -0.5]),
    ],
    ids=["add", "maximum", "sum", "max", "fill"],
)
def test_half_types_beside_indices(function, expected, dtype):
    with tf.Graph().as_default(), tf.Session() as session:
        found = function(S([[0, 1], [1, 0], [1, 2]], tf.cast([1.0, 2.5, -0.5], dtype), [2, 3]))
        assert found.dtype is dtype
        values = session.run(found).values
    assert values.astype(float).tolist() == expected


def test_sizes_that_nothing_could_hold():
    for function in (tf.sparse.to_dense, lambda x: tf.sparse.fill_empty_rows(x, 0.0)):
        with tf.Graph().as_default(), tf.Session() as session:
            x = S([[0, 1]], [1.0], [2**45, 2**10])
            with pytest.raises(tf.errors.ResourceExhaustedError, match="OOM"):
                found = function(x)
                session.run(found[0].values if isinstance(found, tuple) else found)


def test_sparse_segments_refuse_ids_that_are_not_sorted():
    data = tf.ones([10, 2])
    for ids, words in (
        ([0, 1, 0, 1], "not increasing"), ([0, 1, 2, 0], r"Segment id 1 out of range \[0, 1\)"),
        ([-1, 0, 1, 1], "Segment id -1 out of range"), ([0, 0, 0, -2], "must be >= 0"),
    ):  # fmt: skip
        for function in (tf.sparse.segment_sum, tf.sparse.segment_mean, tf.sparse.segment_sqrt_n):
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                function(data, [8, 3, 0, 9], ids)
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be < num_segments"):
        tf.sparse.segment_sum(data, [8, 3], [0, 5], num_segments=5)
    with pytest.raises(ValueError, match="negative value for num_segments"):
        tf.sparse.segment_sum(data, [8, 3], [0, 1], num_segments=-2)
    some = tf.sparse.segment_mean(data, [8, 3], [0, 2], num_segments=4)
    assert some.numpy()[:, 0].tolist() == [1, 0, 1, 0]
    assert tf.sparse.segment_sum(data, [], [], num_segments=2).numpy().tolist() == [[0, 0]] * 2


def test_shapes_of_sparse_tensors():
    s = tf.SparseTensor([[0, 1]], [5], [2, 3])
    assert tf.shape(s).numpy().tolist() == [2, 3] and tf.shape(s).dtype == tf.int32
    assert tf.shape(input=s, out_type=tf.int64).dtype == tf.int64
    assert int(tf.size(s)) == 6 and int(tf.rank(s)) == 2


def test_sums_of_other_shapes_fail_before_the_run():
    a, b = tf.SparseTensor([[1]], [1], [2]), tf.SparseTensor([[1]], [1], [3])
    with tf.Graph().as_default(), pytest.raises(ValueError, match="are incompatible"):
        tf.sparse.add(tf.SparseTensor([[1]], [1], [2]), tf.SparseTensor([[1]], [1], [3]))
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sparse.add(a, b)


@pytest.mark.parametrize("new, words", [
    ([4, 7], r"Cannot reshape a tensor with 30 elements to shape \[4, 7\] \(28 elements\)."),
    ([-1, 7], r"Cannot reshape a tensor with 30 elements to shape \[None, 7\] \(28 elements\)."),
    ([-1, -1], r"At most one dimension can be inferred \(-1\)."),
])  # fmt: skip
def test_shapes_that_do_not_fit_are_told_before_the_run(new, words):
    with tf.Graph().as_default():
        x = tf.SparseTensor([[0, 1]], [5], [5, 6])
        with pytest.raises(ValueError, match=words):
            tf.sparse.reshape(x, new)


def test_shapes_of_sparse_tensors_may_be_int32_and_are_known():
    with tf.Graph().as_default(), tf.Session() as session:
        x, shape = tf.SparseTensor([[0, 1]], [5], [5, 6]), tf.placeholder(tf.int32)
        assert tf.sparse.reshape(x, [-1, 3]).shape.as_list() == [10, 3]
        assert tf.sparse.reshape(x, tf.constant([30])).shape.as_list() == [30]
        assert tf.sparse.add(x, x).shape.as_list() == [5, 6]
        assert tf.sparse.reset_shape(x, tf.constant([9, 9])).shape.as_list() == [9, 9]
        given = session.run(tf.sparse.reshape(x, shape), {shape: [6, 5]})
        assert given.dense_shape.tolist() == [6, 5] and given.indices.tolist() == [[0, 1]]


@pytest.mark.parametrize("call, words", [
    (lambda: tf.raw_ops.SparseReshape(input_indices=1, input_shape=[2], new_shape=[2]),
     r"Input indices should be a matrix but received shape \[\]"),
    (lambda: tf.raw_ops.SparseReshape(input_indices=[[1]], input_shape=2, new_shape=[2]),
     "Input shape should be a vector"),
    (lambda: tf.raw_ops.SparseReshape(input_indices=[[1]], input_shape=[2], new_shape=2),
     "Target shape should be a vector"),
    (lambda: tf.raw_ops.SparseReshape(input_indices=[[1, 1]], input_shape=[2], new_shape=[2]),
     "do not fit a shape of 1 sizes"),
    (lambda: tf.raw_ops.SparseReorder(input_indices=[[1]], input_values="x", input_shape=[2]),
     "do not fit together"),
    (lambda: tf.setdiff1d(1, [2]), "x should be a 1D vector"),
    (lambda: tf.setdiff1d([1], [[2]]), "y should be a 1D vector"),
])  # fmt: skip
def test_ranks_that_ops_cannot_take(call, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        call()


def test_printed():
    shown = str(tf.SparseTensor([[0, 1]], [1.0], [3, 3]))
    assert shown == (
        "SparseTensor(indices=tf.Tensor([[0 1]], shape=(1, 2), dtype=int64), "
        "values=tf.Tensor([1.], shape=(1,), dtype=float32), "
        "dense_shape=tf.Tensor([3 3], shape=(2,), dtype=int64))"
    )


def test_thresholds_are_for_sums_of_two_elements():
    a = tf.SparseTensor([[0, 0], [0, 1]], [0.1, 0.2], [2, 2])
    b = tf.SparseTensor([[0, 1], [1, 1]], [0.1, 0.2], [2, 2])
    assert tf.sparse.add(a, b, 0.25).indices.numpy().tolist() == [[0, 0], [0, 1], [1, 1]]
    assert tf.sparse.add(a, b, 0.5).indices.numpy().tolist() == [[0, 0], [1, 1]]


def test_sizes_of_one_tensor_of_ids_are_no_list():
    ids = tf.SparseTensor([[0, 0]], np.int64([1]), [1, 1])
    with pytest.raises(TypeError, match="vocab_size has to be a Tensor or Python int"):
        tf.sparse.merge(ids, ids, [20])
