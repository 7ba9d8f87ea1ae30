"""tf.contrib.image, resampler and sparsemax against NumPy and SciPy, eagerly and in graphs."""

import numpy as np
import pytest
import scipy.interpolate
import scipy.ndimage

import zeal as tf

I = tf.contrib.image
_random = np.random.RandomState(0)
IMAGES = _random.uniform(0, 200, (2, 5, 6, 3)).astype(np.float32)


def both(make):
    """The result eagerly, after a session gave the same with open sizes."""
    eager = [t.numpy() for t in tf.contrib.framework.nest.flatten(make(tf.constant))]
    feeds = {}

    def fed(value):
        value = np.asarray(value)
        holder = tf.placeholder(value.dtype, [None] * value.ndim)
        feeds[holder] = value
        return holder

    with tf.Graph().as_default(), tf.Session() as session:
        found = session.run(tf.contrib.framework.nest.flatten(make(fed)), feeds)
    for a, b in zip(found, eager, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)
    return eager[0] if len(eager) == 1 else eager


@pytest.mark.parametrize("interpolation", ["NEAREST", "BILINEAR"])
def test_affine_transforms_are_scipys(interpolation):
    matrix, offset = np.array([[0.9, 0.2], [-0.1, 1.1]]), np.array([0.3, -0.7])  # of (row, column)
    flat = [matrix[1, 1], matrix[1, 0], offset[1], matrix[0, 1], matrix[0, 0], offset[0], 0, 0]
    got = both(lambda of: I.transform(of(IMAGES), np.float32(flat), interpolation))
    order = 0 if interpolation == "NEAREST" else 1
    for image, wanted in zip(got, IMAGES, strict=True):
        for channel in range(3):
            padded = np.pad(wanted[..., channel], 4)  # SciPy stops before the border's half pixels
            moved = scipy.ndimage.affine_transform(
                padded, matrix, offset + 4 - matrix @ [4, 4], order=order
            )
            np.testing.assert_allclose(image[..., channel], moved[4:-4, 4:-4], rtol=1e-4, atol=1e-3)


def test_projective_transforms_divide_and_give_zero_where_they_cannot():
    x = np.arange(16, dtype=np.float32).reshape(4, 4)
    got = both(lambda of: I.transform(of(x), [1.0, 0, 0, 0, 1, 0, -1, 0]))
    np.testing.assert_array_equal(got[:, 1], 0)  # 1 - x is 0 there
    np.testing.assert_array_equal(got[:, 0], x[:, 0])
    assert both(lambda of: I.transform(of(x), [1.0, 0, 0, 0, 1, 0, 0, 0], output_shape=[2, 5])
                ).tolist() == [[0, 1, 2, 3, 0], [4, 5, 6, 7, 0]]  # fmt: skip


def test_rotations_and_shifts():
    x = _random.randint(0, 255, (3, 4, 4)).astype(np.uint8)
    got = both(lambda of: I.rotate(of(x[..., None]), of(np.float32([0, np.pi / 2, np.pi]))))
    wanted = [x[0], np.rot90(x[1]), np.rot90(x[2], 2)]
    np.testing.assert_array_equal(got[..., 0], wanted)
    got = both(lambda of: I.translate(of(x[0]), [1.0, -2.0]))
    np.testing.assert_array_equal(got[:2, 1:], x[0][2:, :3])
    assert not got[2:].any() and not got[:, 0].any()


def test_chains_of_transforms():
    turn = I.angles_to_projective_transforms([0.5, 1.0], 7, 9)
    shift = I.translations_to_projective_transforms([2.0, 3.0])
    chained = I.flat_transforms_to_matrices(I.compose_transforms(turn, shift)).numpy()
    apart = [I.flat_transforms_to_matrices(t).numpy() for t in (turn, shift)]
    np.testing.assert_allclose(chained, apart[0] @ apart[1], rtol=1e-5, atol=1e-5)


def test_gradients_of_transforms_are_exact():
    turn = I.angles_to_projective_transforms([0.4, 2.0], 5, 6)
    for interpolation in ("NEAREST", "BILINEAR"):
        error = tf.test.compute_gradient_error(
            lambda x, way=interpolation: I.transform(x, turn, way), [tf.constant(IMAGES)]
        )
        assert error < 0.1  # of values to 200


def test_what_transforms_refuse():
    with pytest.raises(TypeError, match="rank between 2 and 4"):
        I.rotate(tf.zeros([3]), 1.0)
    with pytest.raises(TypeError, match="Invalid dtype"):
        I.transform(tf.zeros([2, 2], tf.complex64), [1.0, 0, 0, 0, 1, 0, 0, 0])
    with pytest.raises(ValueError, match="new_height, new_width"):
        I.transform(tf.zeros([2, 2]), [1.0, 0, 0, 0, 1, 0, 0, 0], output_shape=[1, 2, 3])
    with pytest.raises(TypeError, match="Transforms should have rank"):
        I.transform(tf.zeros([2, 2]), tf.zeros([1, 1, 8]))
    with pytest.raises(ValueError, match="NEAREST"):
        I.rotate(tf.zeros([2, 2]), 1.0, "CUBIC")
    with tf.Graph().as_default(), pytest.raises(TypeError, match="rank must be statically known"):
        I.rotate(tf.placeholder(tf.float32), 1.0)


def test_numbers_that_are_none_are_outside():
    for bad in (np.nan, np.inf, -np.inf, 1e30):
        assert not I.translate(tf.ones([3, 3]), [bad, 0.0]).numpy().any()


def test_dense_warps_are_scipys_between_pixels():
    flow = _random.uniform(-2, 2, (2, 5, 6, 2)).astype(np.float32)
    got = both(lambda of: I.dense_image_warp(of(IMAGES), of(flow)))
    grid = np.stack(np.meshgrid(np.arange(5.0), np.arange(6.0), indexing="ij"), -1)
    for i in range(2):
        places = np.clip(grid - flow[i], 0, [4, 5]).transpose(2, 0, 1)
        for c in range(3):
            wanted = scipy.ndimage.map_coordinates(IMAGES[i, ..., c], places, order=1)
            np.testing.assert_allclose(got[i, ..., c], wanted, rtol=1e-4, atol=1e-3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="2 x 2"):
        I.dense_image_warp(tf.zeros([1, 1, 2, 1]), tf.zeros([1, 1, 2, 2]))


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_splines_are_scipys(order):
    points, queries = _random.uniform(size=(9, 2)), _random.uniform(size=(4, 2))
    values = np.sin(points * 3)
    given = points[None], values[None], queries[None]
    got = both(lambda of: I.interpolate_spline(*map(of, given), order))
    if order % 2:  # SciPy has the same functions of the distance but for a factor, and polynomials
        pairs = np.linalg.norm(points[:, None] - points, axis=-1) ** order
        at = np.linalg.norm(queries[:, None] - points, axis=-1) ** order
        one = np.c_[points, np.ones(9)]
        system = np.block([[pairs, one], [one.T, np.zeros((3, 3))]])
        weights = np.linalg.solve(system, np.r_[values, np.zeros((3, 2))])
        wanted = at @ weights[:9] + np.c_[queries, np.ones(4)] @ weights[9:]
        np.testing.assert_allclose(got[0], wanted, atol=1e-4)  # TensorFlow's least distance
    elif order == 2:
        spline = scipy.interpolate.RBFInterpolator(points, values, kernel="thin_plate_spline")
        np.testing.assert_allclose(got[0], spline(queries), rtol=1e-5, atol=1e-6)


def test_sparse_warps_move_points():
    image = np.zeros((1, 9, 9, 1), np.float32)
    image[0, 4, 4] = 1
    start = np.float32([[[4, 4], [0, 0], [0, 8], [8, 0], [8, 8]]])
    end = start.copy()
    end[0, 0] = [5, 6]
    warped, flow = both(lambda of: I.sparse_image_warp(of(image), of(start), of(end)))
    assert warped[0, 5, 6, 0] > 0.98
    np.testing.assert_allclose(flow[0, 5, 6], [1, 2], atol=1e-3)
    _, flow = both(lambda of: I.sparse_image_warp(
        of(image), start[:, :1], end[:, :1], num_boundary_points=2))  # fmt: skip
    np.testing.assert_allclose(flow[0, [0, 0, 4, 8], [0, 4, 0, 8]], 0, atol=1e-3)


def test_connected_components():
    x = np.array([[[1, 1, 0], [0, 1, 2], [1, 0, 2]], [[2, 0, 2], [2, 2, 2], [0, 1, 0]]])
    got = both(lambda of: I.connected_components(of(x)))
    assert got.tolist() == [[[1, 1, 0], [0, 1, 2], [3, 0, 2]], [[4, 0, 4], [4, 4, 4], [0, 5, 0]]]
    assert I.connected_components([["a", ""], ["b", "a"]]).numpy().tolist() == [[1, 0], [2, 3]]
    with pytest.raises(TypeError, match="rank 2"):
        I.connected_components([1])


def test_bipartite_match():
    distances = np.float32([[0.5, 0.8], [0.3, 0.2], [0.1, 0.9]])
    rows, columns = both(lambda of: I.bipartite_match(of(distances), -1))
    assert rows.tolist() == [-1, 1, 0] and columns.tolist() == [2, 1]
    rows, columns = both(lambda of: I.bipartite_match(of(distances), 2))
    assert rows.tolist() == [0, 1, -1] and columns.tolist() == [0, 1]
    rows, _ = both(lambda of: I.bipartite_match(of(distances), -1, top_k=1))
    assert rows.tolist() == [-1, -1, 0]


def test_resampler():
    points = _random.uniform(-2, 7, (2, 4, 2)).astype(np.float32)
    got = both(lambda of: tf.contrib.resampler.resampler(of(IMAGES), of(points)))
    for i in range(2):
        for c in range(3):
            wanted = scipy.ndimage.map_coordinates(
                np.pad(IMAGES[i, ..., c], 3), points[i].T[::-1] + 3, order=1
            )
            np.testing.assert_allclose(got[i, :, c], wanted, rtol=1e-4, atol=1e-3)
    inside = tf.constant(_random.uniform(0.2, 0.8, (2, 4, 2)) + 1)
    images = tf.constant(IMAGES)
    error = tf.test.compute_gradient_error(
        lambda p: tf.contrib.resampler.resampler(images, tf.cast(p, tf.float32)),
        [inside],
        delta=1e-2,
    )
    assert error < 0.5


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_resampler_of_each_dtype(dtype):
    images, points = IMAGES.astype(dtype), np.array([[[1.5, 2.25]], [[0.5, 3.0]]], dtype)
    found = tf.contrib.resampler.resampler(images, points).numpy()
    a, b = images[0].astype("float64"), images[1].astype("float64")
    wanted = [
        (0.75 * (a[2, 1] + a[2, 2]) + 0.25 * (a[3, 1] + a[3, 2])) / 2,
        (b[3, 0] + b[3, 1]) / 2,
    ]
    assert found.dtype == dtype
    np.testing.assert_allclose(found[:, 0], wanted, rtol=2e-3 if dtype == "float16" else 1e-6)
    with pytest.raises(tf.errors.UnimplementedError, match="Only bilinear"):
        tf.contrib.resampler.resampler(images[0], points)
    with pytest.raises(tf.errors.UnimplementedError, match="warping coordinates must be 2D"):
        tf.contrib.resampler.resampler(images, points[..., :1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="at least a matrix"):
        tf.contrib.resampler.resampler(images, points[0, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Batch size of data and warp"):
        tf.contrib.resampler.resampler(images[:1], points)


def _simplex(z):
    """The nearest point of the simplex, by bisection."""
    low, high = z.min() - 1, z.max()
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(z - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(z - low, 0)


def test_sparsemax_and_its_loss():
    logits = _random.normal(size=(6, 5)) * 2
    S = tf.contrib.sparsemax
    got = both(lambda of: S.sparsemax(of(logits)))
    np.testing.assert_allclose(got, [_simplex(z) for z in logits], atol=1e-9)
    labels = np.eye(5)[[0, 1, 2, 3, 4, 0]]

    def loss(z):
        return S.sparsemax_loss(z, S.sparsemax(z), labels)

    z = tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch(z)
        total = loss(z)
    np.testing.assert_allclose(tape.gradient(total, z).numpy(), got - labels, atol=1e-9)
    broken = S.sparsemax([[1.0, np.nan], [-np.inf, -np.inf], [0.0, -np.inf]]).numpy()
    assert np.isnan(broken[:2]).all() and broken[2].tolist() == [1, 0]
