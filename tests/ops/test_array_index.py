"""Python indexing, iteration and the composites that pick or make elements, against NumPy."""

import random

import numpy as np
import pytest

import zeal as tf

CUBE = np.arange(60, dtype=np.float32).reshape(3, 4, 5)


def random_key(rng, shape):
    """A tuple of ints, slices, new axes and at most one ellipsis that fits the shape."""
    key, axis, ellipsis = [], 0, False
    for _ in range(rng.randint(0, 4)):
        pick = rng.random()
        if pick < 0.15:
            key.append(None)
        elif pick < 0.3 and not ellipsis:
            key.append(Ellipsis)
            ellipsis = True
        elif axis < len(shape):
            ends = [rng.choice([None, rng.randint(-8, 8)]) for _ in range(2)]
            step = rng.choice([None, 1, 2, -1, -3])
            whole = ellipsis or pick > 0.6
            key.append(slice(*ends, step) if whole else rng.randrange(-shape[axis], shape[axis]))
            axis += 1
    return tuple(key)


def test_keys_mean_what_they_mean_in_numpy():
    rng, x = random.Random(5), tf.constant(CUBE)
    for _ in range(2000):
        key = random_key(rng, CUBE.shape)
        want = CUBE[key]
        got = x[key]
        assert got._shape_tuple() == want.shape, key
        assert np.array_equal(got.numpy(), want), key


def test_gradients_of_keys():
    rng = random.Random(6)
    for _ in range(100):
        key = random_key(rng, CUBE.shape)
        x = tf.constant(CUBE)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x[key] * x[key]
        want = np.zeros_like(CUBE)
        want[key] = 2 * CUBE[key]
        assert np.array_equal(tape.gradient(y, x).numpy(), want), key


@pytest.mark.parametrize("key", [
    np.int64(1), tf.Dimension(1), [0, 1], slice(0, 2**70), slice(-(2**70), None), True,
])
def test_kinds_of_indices(key):
    if key is True:
        with pytest.raises(ValueError, match="mask cannot be scalar"):
            tf.constant(CUBE)[key]
        return
    plain = tuple(key) if isinstance(key, list) else int(key) if hasattr(key, "__index__") else key
    assert np.array_equal(tf.constant(CUBE)[key].numpy(), CUBE[plain])


def test_tensors_as_indices():
    x, one = tf.constant(CUBE), tf.constant(1)
    assert np.array_equal(x[one].numpy(), CUBE[1])
    assert np.array_equal(x[tf.constant(2, tf.int64), one:].numpy(), CUBE[2, 1:])
    assert np.array_equal(x[x > 30.0].numpy(), CUBE[CUBE > 30])
    assert np.array_equal(x[CUBE > 30].numpy(), CUBE[CUBE > 30])


@pytest.mark.parametrize("key, error, words", [
    (3, tf.errors.InvalidArgumentError, "slice index 3 of dimension 0 out of bounds."),
    ((0, -5), tf.errors.InvalidArgumentError, "slice index -5 of dimension 1 out of bounds."),
    ((0, 0, 0, 0), tf.errors.InvalidArgumentError, "input has only 3 dims"),
    ((Ellipsis, Ellipsis), tf.errors.InvalidArgumentError, "Multiple ellipses"),
    (slice(0, 2, 0), tf.errors.InvalidArgumentError, "strides.0. must be non-zero"),
    (1.0, TypeError, "Only integers, slices"),
    ("a", TypeError, "Only integers, slices"),
    (([0, 1], 0), TypeError, "Only integers, slices"),
    (np.array([0, 1]), TypeError, "Only integers, slices"),
    ((slice(0.5, 1),), TypeError, "Only integers, slices"),
    ((None,) * 33, tf.errors.InvalidArgumentError, "at most 32"),
])
def test_bad_keys(key, error, words):
    with pytest.raises(error, match=words):
        tf.constant(CUBE)[key]


def test_iteration_and_unpacking():
    x = tf.constant([[1, 2], [3, 4]])
    assert [row.numpy().tolist() for row in x] == [[1, 2], [3, 4]]
    (a, b), (c, d) = x
    assert [int(v) for v in (a, b, c, d)] == [1, 2, 3, 4]
    assert len(x) == 2 and list(tf.zeros([0, 3])) == []
    with pytest.raises(TypeError, match="Cannot iterate over a scalar"):
        iter(tf.constant(1))
    with pytest.raises(TypeError, match="len"):
        len(tf.constant(1))


def test_slices_of_variables_do_not_follow_updates():
    v = tf.Variable(np.zeros((100, 100), np.float32))
    part = v[10:90]  # large enough to share the variable's memory
    v.assign_add(np.ones((100, 100), np.float32))
    assert part.numpy().max() == 0 and v[10:90].numpy().min() == 1


def test_where_and_boolean_mask():
    mask = CUBE % 3 == 0
    assert np.array_equal(tf.where(mask).numpy(), np.argwhere(mask))
    assert np.array_equal(tf.where(mask, CUBE, -CUBE).numpy(), np.where(mask, CUBE, -CUBE))
    rows = tf.where([True, False, True], CUBE, -CUBE)
    assert np.array_equal(rows.numpy(), CUBE * np.array([1, -1, 1])[:, None, None])
    assert np.array_equal(tf.where_v2(mask, CUBE, 0.0).numpy(), np.where(mask, CUBE, 0))
    with pytest.raises(ValueError, match="both"):
        tf.where(mask, CUBE)
    for scalar in (True, 5, 0.0):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Unhandled input dimensions: 0"):
            tf.where(scalar)
    for axis in (1.5, "a"):
        with pytest.raises(TypeError):
            tf.boolean_mask(CUBE, [True, False, True], axis=axis)
    for axis in range(3):
        picked = np.arange(CUBE.shape[axis]) % 2 == 0
        got = tf.boolean_mask(CUBE, picked, axis=axis)
        assert np.array_equal(got.numpy(), CUBE.compress(picked, axis))
    assert np.array_equal(tf.boolean_mask(CUBE, mask[:, :, 0]).numpy(), CUBE[mask[:, :, 0]])
    with pytest.raises(ValueError, match="are incompatible"):
        tf.boolean_mask(CUBE, [True, False])


@pytest.mark.parametrize("vectors", [([1, 2, 3],), ([1, 2], [3, 4, 5]), ([1, 2], [3, 4, 5], [6])])
@pytest.mark.parametrize("indexing", ["xy", "ij"])
def test_meshgrid(vectors, indexing):
    got = tf.meshgrid(*vectors, indexing=indexing)
    for g, w in zip(got, np.meshgrid(*vectors, indexing=indexing), strict=True):
        assert g.numpy().tolist() == w.tolist()


def test_ranges_and_patterns():
    assert tf.range(3, 18, 3).numpy().tolist() == list(range(3, 18, 3))
    assert (tf.range(3).dtype, tf.range(2**33, 2**33 + 1).dtype) == (tf.int32, tf.int64)
    assert tf.range(0, 2, 0.5).dtype is tf.float32
    assert np.allclose(tf.range(0, 1, 0.1).numpy(), np.arange(0, 1, 0.1), atol=1e-7)
    assert tf.range(5, dtype=tf.float64).numpy().tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(tf.eye(3, 2, [2]).numpy(), np.broadcast_to(np.eye(3, 2), (2, 3, 2)))
    assert np.array_equal(tf.linspace(1.0, 2.0, 5).numpy(), np.linspace(1, 2, 5))
    hot = tf.one_hot([[0, 2], [-1, 1]], 3, on_value=5, off_value=-1, axis=1).numpy()
    assert hot.tolist() == [[[5, -1], [-1, -1], [-1, 5]], [[-1, -1], [-1, 5], [-1, -1]]]
    with pytest.raises(TypeError, match="dtype"):
        tf.one_hot([0], 2, on_value=1.0, dtype=tf.int32)
    assert tf.sequence_mask([1, 0, 2], dtype=tf.int32).numpy().tolist() == [[1, 0], [0, 0], [1, 1]]
    assert tf.sequence_mask(2.5, dtype=tf.int32).numpy().tolist() == [1, 1, 1]
    assert tf.sequence_mask([1.5, 0.0], 3.0, tf.int32).numpy().tolist() == [[1, 1, 0], [0, 0, 0]]
    assert tf.sequence_mask([1.5, 0.5], 3, tf.int32).numpy().tolist() == [[1, 0, 0], [0, 0, 0]]
    assert tf.sequence_mask([2**32 + 1], 2, tf.int32).numpy().tolist() == [[1, 1]]
    assert tf.sequence_mask([-1, -2]).shape == [2, 0]
    assert tf.sequence_mask(tf.zeros([0])).shape == [0, 0]


def test_repeat_at_the_edges():
    assert tf.repeat([1, 2, 3], [0, 2, 0]).numpy().tolist() == [2, 2]
    assert tf.repeat([1, 2], np.array([-1, 2], np.int8)).numpy().tolist() == [2, 2]
    for nothing in (tf.repeat([1, 2], 0), tf.repeat([], 3), tf.repeat([], [])):
        assert nothing.shape == [0]
    with pytest.raises(TypeError, match="repeats must be an integer type"):
        tf.repeat([1, 2], 1.5)
    with pytest.raises(ValueError, match="repeats has 3 entries; axis 0 has size 2"):
        tf.repeat([1, 2], [1, 2, 3])
    for many in (2**40, [2**40, 1], 2**62):  # at once, not one by one
        with pytest.raises(tf.errors.OpError):
            tf.repeat([1, 2], many)
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.repeat(v, [3, 1])
    assert tape.gradient(y, v).numpy().tolist() == [3.0, 1.0]


def test_blocks_of_space_to_batch_are_positive():
    paddings, crops = tf.required_space_to_batch_paddings([5, 4], [2, 3], [[1, 0], [0, 1]])
    assert paddings.numpy().tolist() == [[1, 0], [0, 2]]
    assert crops.numpy().tolist() == [[0, 0], [0, 1]]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"must be positive, got \[2, 0\]"):
        tf.required_space_to_batch_paddings([5, 4], [2, 0])


def test_repeat_roll_and_batches():
    assert np.array_equal(tf.repeat(CUBE, [1, 0, 2], 0).numpy(), CUBE.repeat([1, 0, 2], 0))
    assert np.array_equal(tf.repeat(CUBE, 2).numpy(), CUBE.repeat(2))
    rolled = np.roll(CUBE, [1, -7], [0, 2])
    assert np.array_equal(tf.roll(CUBE, [1, -7], [0, 2]).numpy(), rolled)
    index = np.array([[0, 3], [1, 1], [2, 0]])
    want = np.take_along_axis(CUBE, index[:, :, None], 1)
    assert np.array_equal(tf.batch_gather(CUBE, index).numpy(), want)
    assert np.array_equal(tf.gather_nd(CUBE, index[:, :, None], batch_dims=1).numpy(), want)


@pytest.mark.parametrize("counts", [
    [1, 1, 1, 1], [0, 0, 0, 0], [0, 3, 0, 1], [2, 0, 0, 0], [0, 0, 0, 2], [5], [0], 3, 0,
])  # fmt: skip
@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.uint8])
def test_repeat_is_numpys(counts, dtype):
    for axis in (1, -2):
        got = tf.repeat(CUBE, np.array(counts, dtype), axis)
        assert np.array_equal(got.numpy(), CUBE.repeat(counts, axis))
    row = CUBE[0, :, 0]
    assert np.array_equal(tf.repeat(row, np.array(counts, dtype)).numpy(), row.repeat(counts))


def test_repeat_of_much_of_nothing_and_of_strings():
    many = np.arange(100000, dtype=np.float32)
    counts = np.random.RandomState(1).randint(0, 4, many.size)
    assert np.array_equal(tf.repeat(many, counts).numpy(), many.repeat(counts))
    assert tf.repeat(tf.zeros([2, 0, 3]), [], axis=1).shape.as_list() == [2, 0, 3]
    assert tf.repeat(tf.zeros([0]), 3).shape.as_list() == [0]
    assert tf.repeat(["a", "b"], [0, 2]).numpy().tolist() == [b"b", b"b"]
    with pytest.raises(ValueError, match="repeats has 3 entries; axis 0 has size 2"):
        tf.repeat([1, 2], [1, 2, 3])
    with pytest.raises(TypeError, match="repeats must be an integer type; dtype=tf.float32"):
        tf.repeat([1, 2], 1.5)


@pytest.mark.parametrize("axis, batch_dims", [(0, 0), (1, 0), (-1, 0), (1, 1), (2, 1)])
def test_gradient_of_gather(axis, batch_dims):
    x, index = tf.constant(CUBE), np.array([[0, 1], [2, 2], [0, 0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.gather(x, index, axis=axis, batch_dims=batch_dims)
    got = tf.convert_to_tensor(tape.gradient(y, x)).numpy()
    places = tf.gather(np.arange(60).reshape(3, 4, 5), index, axis=axis, batch_dims=batch_dims)
    want = np.bincount(places.numpy().ravel(), minlength=60).reshape(3, 4, 5)
    assert np.array_equal(got, want)


def test_batch_dims_as_in_tensorflow():
    x, ids = tf.constant([[1, 2], [3, 4]]), [[0], [1]]
    assert tf.gather(x, ids, batch_dims=-1).numpy().tolist() == [[1], [4]]
    assert tf.gather(x, ids, axis=0, batch_dims=1).numpy().tolist() == [[[1, 2]], [[3, 4]]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected batch_dims in the range"):
        tf.gather(x, [0, 1], batch_dims=1)


def test_slices_of_rows_stay_slices():
    rows = tf.IndexedSlices(tf.constant([[3.0, 4.0]]), tf.constant([1]), tf.constant([3, 2]))
    for out in (tf.clip_by_norm(rows, 1.0), tf.clip_by_global_norm([rows], 1.0)[0][0]):
        np.testing.assert_allclose(out.values.numpy(), [[0.6, 0.8]], rtol=1e-6)
        assert out.indices.numpy().tolist() == [1]
    assert tf.scalar_mul(2.0, rows).values.numpy().tolist() == [[6, 8]]
    assert tf.clip_by_value(rows, 0, 3).values.numpy().tolist() == [[3, 3]]
    assert tf.convert_to_tensor_or_indexed_slices(rows) is rows
    assert tf.to_int32(rows).values.dtype is tf.int32


def test_the_gradient_of_repeat_is_dense():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.repeat(x, [1, 3], axis=0) + tf.reduce_sum(tf.repeat(x, 2, axis=1))
    assert tape.gradient(y, x).numpy().tolist() == [[17, 17], [19, 19]]


@pytest.mark.parametrize("axis", [0, -2, [0], [1, 0]])
def test_an_axis_without_elements_cannot_be_squeezed(axis):
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected a dimension of 1, got 0"):
        tf.squeeze(tf.zeros([0, 1], tf.int16), axis)
    assert tf.squeeze(tf.zeros([0, 1])).shape.as_list() == [0]


def test_gather_nd_takes_batch_dims_as_tensor():
    params, indices = tf.constant([[1, 2], [3, 4]]), tf.constant([[0], [1]])
    for one in (1, np.int64(1), tf.constant(1), tf.constant(1, tf.int64)):
        assert tf.gather_nd(params, indices, batch_dims=one).numpy().tolist() == [1, 4]
    zero = tf.gather_nd(params, indices, batch_dims=tf.constant(0))
    assert zero.numpy().tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="does not allow negative batch_dims"):
        tf.gather_nd(params, indices, batch_dims=-1)
    with pytest.raises(ValueError, match=r"batch_dims = 3 must be less than rank\(indices\) = 2"):
        tf.gather_nd(params, indices, batch_dims=3)


@pytest.mark.parametrize("batch_dims", [1, 2])
def test_gather_nd_in_batches_of_unknown_rank(batch_dims):
    values = np.arange(24.0).reshape(2, 3, 4)[:, : 4 - batch_dims]
    places = np.array([[[0, 1], [1, 3]], [[1, 1], [0, 0]]])[:, :, : 3 - batch_dims]
    with tf.Graph().as_default(), tf.Session() as session:
        params, indices = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
        y = tf.gather_nd(params, indices, batch_dims=batch_dims)
        got = session.run(y, {params: values, indices: places})
    for b, r in np.ndindex(2, 2):
        assert np.array_equal(got[b, r], values[(b, r)[:batch_dims] + tuple(places[b, r])])
