"""Sorting, searching, counting, scattering and segments: values and words of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

VALUES = {
    "tf.sort([[3, 1], [2, 9]], axis=0)": [[2, 1], [3, 9]],
    "tf.sort(np.uint8([3, 250, 0]))": [0, 3, 250],
    "tf.sort(np.int8([-128, 127, 0]))": [-128, 0, 127],
    "tf.sort([1.5, -2.0], direction='DESCENDING')": [1.5, -2.0],
    "tf.argsort([[3, 1, 3], [2, 9, 2]])": [[1, 0, 2], [0, 2, 1]],
    "tf.argsort([[3, 1, 3], [2, 9, 2]], direction='DESCENDING', axis=0)": [[0, 1, 0], [1, 0, 1]],
    "tf.searchsorted([1, 3, 3, 5], [3, 0, 9])": [1, 0, 4],
    "tf.searchsorted([1, 3, 3, 5], [3, 0, 9], side='right')": [3, 0, 4],
    "tf.searchsorted([[1, 3], [5, 7]], [[2], [6]])": [[1], [1]],
    "tf.unravel_index(5, [2, 3])": [1, 2],
    "tf.unravel_index([0, 5], [2, 3])": [[0, 1], [0, 2]],
    "tf.setdiff1d(['a', 'b', 'a'], ['b']).out": [b"a", b"a"],
    "tf.setdiff1d(['a', 'b', 'a'], ['b']).idx": [0, 2],
    "tf.bincount([1, 2, 2], weights=[0.5, 1.0, 2.0])": [0.0, 0.5, 3.0],
    "tf.bincount([])": [],
    "tf.bincount([1, 5, 9], minlength=3, maxlength=6)": [0, 1, 0, 0, 0, 1],
    "tf.histogram_fixed_width([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5)": [2, 1, 1, 0, 2],
    "tf.histogram_fixed_width_bins([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5)":
        [0, 0, 1, 2, 4, 4],
    "tf.histogram_fixed_width([1, 2, 3], [0, 5], nbins=5)": [0, 1, 1, 1, 0],
    "tf.tensor_scatter_nd_update([[1, 2], [3, 4]], [[1]], [[9, 8]])": [[1, 2], [9, 8]],
    "tf.tensor_scatter_nd_update([1, 2, 3], [[0], [0]], [5, 7])": [7, 2, 3],
    "tf.tensor_scatter_nd_update(['a', 'b'], [[1]], ['c'])": [b"a", b"c"],
    "tf.tensor_scatter_nd_update([True, True], [[1]], [False])": [True, False],
    "tf.tensor_scatter_nd_update([[1, 2], [3, 4]], [[[1, 0]], [[0, 1]]], [[7], [8]])": [
        [1, 8], [7, 4],
    ],
    "tf.tensor_scatter_nd_update([1, 2], tf.zeros([0], tf.int32), [8, 9])": [8, 9],
    "tf.tensor_scatter_nd_update([1, 2], tf.zeros([0, 1], tf.int32), tf.zeros([0], tf.int32))": [
        1, 2,
    ],
    "tf.segment_max([[1., 2.], [3., 0.]], [0, 3])": [[1, 2], [0, 0], [0, 0], [3, 0]],
    "tf.segment_prod([2, 3], [0, 2])": [2, 1, 3],
    "tf.segment_mean([[1, 2], [4, 0]], [0, 0])": [[2, 1]],
    "tf.unsorted_segment_min([1, 2, 3], [0, -1, 2], 4)": [1, 2**31 - 1, 3, 2**31 - 1],
    "tf.unsorted_segment_mean([1, 2, 2], [0, 2, 0], 3)": [1.5, 0.0, 2.0],
    "tf.segment_prod([1j, 2j, 3j], [0, 0, 1])": [-2, 3j],
    "tf.unsorted_segment_prod([1., 2., 3.], [0, 2, 2], 4)": [1, 1, 6, 1],
    "tf.nn.compute_average_loss([1., 2.], [[.5], [1.]])": 1.25,
}  # fmt: skip


@pytest.mark.parametrize("call", VALUES)
def test_values(call):
    got = eval(call).numpy()
    assert got.tolist() == VALUES[call]


@pytest.mark.parametrize("words, call", [
    ("UP should be one of ASCENDING, DESCENDING", lambda: tf.sort([1], direction="UP")),
    ("side must be either 'right' or 'left'", lambda: tf.searchsorted([1], [1], side="x")),
    ("axis 3 is out of bounds", lambda: tf.sort([1.0], axis=3)),
    ("index is out of bound as with dims", lambda: tf.unravel_index([7], [2, 3])),
    (r"value_range\[0\] < value_range\[1\]",
     lambda: tf.histogram_fixed_width([1.0], [5.0, 0.0], 5)),
    ("does not index into shape", lambda: tf.tensor_scatter_nd_update([1, 2], [[5]], [9])),
    ("Must have updates.shape", lambda: tf.tensor_scatter_nd_update([1, 2], [[1]], [[9]])),
    ("Input arr must be non-negative!", lambda: tf.bincount([1, -1])),
    ("weights has 1 elements, arr 2", lambda: tf.bincount([1, 1], [1.0])),
    ("but are 1 and 2", tf.function(lambda: tf.bincount([1, 1], [1.0]))),
    (r"size \(-2147483648\) must be non-negative", lambda: tf.bincount([2**31 - 1])),
    ("segment ids are not increasing", lambda: tf.segment_max([1, 2, 3], [1, 0, 1])),
    ("segment ids must be >= 0", lambda: tf.segment_max([1, 2, 3], [1, 0, -1])),
    ("Segment id -1 out of range", lambda: tf.segment_max([1, 2, 3], [-1, 0, 1])),
    (r"segment_ids\[1\] = 9 is out of range \[0, 4\)",
     lambda: tf.unsorted_segment_max([1.0, 2.0], [0, 9], 4)),
    ("does not start with segment_ids.shape", lambda: tf.unsorted_segment_max([1.0], [0, 1], 4)),
    ("Leading dim_size of both tensors must match",
     lambda: tf.searchsorted([[1], [2]], [[1], [2], [3]])),
    ("at least rank 1", lambda: tf.nn.compute_average_loss(1.0)),
])  # fmt: skip
def test_errors(words, call):
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError), match=words):
        call()


@pytest.mark.parametrize("name", ["max", "min", "prod", "mean"])
@pytest.mark.parametrize("unsorted", [True, False])
def test_gradients(name, unsorted):
    """Central differences in float64, with a zero and rows that are left out."""
    x = np.array([[1.0, 2.5], [1.5, 0.0], [0.5, 1.25], [3.0, -1.0]])
    ids = [1, 0, 1, 1] if unsorted else [0, 0, 2, 2]

    def loss(x):
        rows = (
            getattr(tf, f"unsorted_segment_{name}")(x, ids, 2)
            if unsorted else getattr(tf, f"segment_{name}")(x, ids)
        )  # fmt: skip
        return tf.reduce_sum(rows**2 * [[1.0, 2.0]])

    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = loss(x)
    slopes = tape.gradient(value, x).numpy()
    numeric = np.zeros_like(slopes)
    for at in np.ndindex(*slopes.shape):
        step = np.zeros_like(slopes)
        step[at] = 1e-6
        numeric[at] = (float(loss(x + step)) - float(loss(x - step))) / 2e-6
    np.testing.assert_allclose(slopes, numeric, 1e-6, 1e-6)


@pytest.mark.parametrize("value, place", [(np.inf, 2), (1e38, 2), (3e9, 2), (-np.inf, 0)])
def test_bins_of_what_no_integer_holds(value, place):
    """TensorFlow 1.15's values."""
    counts = tf.histogram_fixed_width(tf.constant([value]), [0.0, 1.0], nbins=3)
    assert counts.numpy().tolist() == np.eye(3)[place].tolist()


def test_gradients_of_counts_and_updates():
    w, x, u = tf.constant([1.0, 2.0, 4.0]), tf.constant([1.0, 2.0, 3.0]), tf.constant([5.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([w, x, u])
        counts = tf.bincount([1, 1, 3], w, maxlength=3) ** 2
        changed = tf.tensor_scatter_nd_update(x, [[1]], u) ** 2
    assert tape.gradient(counts, w).numpy().tolist() == [6.0, 6.0, 0.0]
    flow = [tf.convert_to_tensor(g).numpy().tolist() for g in tape.gradient(changed, [x, u])]
    assert flow == [[2.0, 0.0, 6.0], [10.0]]


@pytest.mark.parametrize("call, dtype", [  # captured from TensorFlow 1.15.5
    (lambda: tf.linalg.lu(tf.eye(2), output_idx_type=None).p, tf.int32),
    (lambda: tf.searchsorted([1, 3], [2], out_type=None), tf.int32),
    (lambda: tf.setdiff1d([1, 2], [2], index_dtype=None).idx, tf.int32),
    (lambda: tf.strings.to_number(["1"], out_type=None), tf.float32),
    (lambda: tf.random.stateless_categorical([[1.0]], 1, [1, 2], dtype=None), tf.int64),
    (lambda: tf.random.stateless_normal([1], [1, 2], dtype=None), tf.float32),
    (lambda: tf.random.stateless_truncated_normal([1], [1, 2], dtype=None), tf.float32),
    (lambda: tf.random.poisson(1.0, [1], dtype=None), tf.int64),
    (lambda: tf.histogram_fixed_width([1.0], [0.0, 2.0], dtype=None), tf.int32),
    (lambda: tf.bincount([1, 2], dtype=None), tf.float32),
    (lambda: tf.sequence_mask([1], dtype=None), tf.bool),
])  # fmt: skip
def test_no_dtype_is_the_one_of_the_op(call, dtype):
    assert call().dtype is dtype


def test_means_of_many_rows_of_half_precision():
    ones, ids = tf.ones([3000], tf.float16), tf.zeros([3000], tf.int32)  # whose sum is 2048
    means = [tf.math.segment_mean(ones, ids), tf.math.unsorted_segment_mean(ones, ids, 1)]
    assert [(x.dtype, x.numpy().tolist()) for x in means] == [(tf.float16, [1])] * 2
    root = tf.math.unsorted_segment_sqrt_n(ones, ids, 1)
    assert root.dtype == tf.float16 and abs(float(root[0]) - 3000**0.5) < 0.05


def test_segments_of_half_precision_and_complex_numbers():
    least = np.finfo(np.float16).min
    found = tf.math.unsorted_segment_max(tf.constant([1, -2, 3], tf.float16), [0, 0, 2], 3)
    assert found.numpy().tolist() == [1, least, 3]
    found = tf.math.unsorted_segment_min(tf.constant([1, -2, 3], tf.float16), [0, 0, 2], 3)
    assert found.numpy().tolist() == [-2, -least, 3]
    assert tf.segment_mean([1j, 2j, 3.0 + 0j], [0, 0, 2]).numpy().tolist() == [1.5j, 0, 3]
