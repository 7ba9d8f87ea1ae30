"""tf.compat.v2.image.resize, resize_with_pad and extract_glimpse, tf.compat.v2.io.decode_raw."""

import numpy as np
import pytest

import zeal as tf
from zeal.images.resampling import scale_and_translate

v2 = tf.compat.v2
X = np.random.RandomState(0).rand(2, 7, 9, 3).astype(np.float32)

# First three numbers of the result and its sum weighted by cos(arange), of TensorFlow 1.15.5.
CAPTURED = {
    ("bilinear", False, 3, 5): (0.6308, 0.6147, 0.4942, 2.823),
    ("bilinear", True, 3, 5): (0.5091, 0.5317, 0.5251, 1.702),
    ("nearest", True, 3, 5): (0.9447, 0.5218, 0.4147, 4.353),
    ("bicubic", False, 11, 4): (0.5579, 0.4832, 0.62, -0.945),
    ("bicubic", True, 11, 4): (0.5234, 0.6176, 0.7261, -0.441),
    ("area", False, 14, 18): (0.5488, 0.7152, 0.6028, 0.576),
    ("lanczos3", False, 14, 18): (0.4477, 0.7983, 0.6463, 0.406),
    ("lanczos3", True, 3, 5): (0.512, 0.5069, 0.5202, 1.977),
    ("lanczos5", True, 11, 4): (0.5254, 0.6212, 0.7991, -0.391),
    ("gaussian", True, 11, 4): (0.5218, 0.6312, 0.6764, -0.321),
    ("mitchellcubic", False, 7, 9): (0.5695, 0.6885, 0.5942, 6.017),
}


def digest(images):
    flat = np.asarray(images, np.float64).ravel()
    return [*flat[:3], np.sum(flat * np.cos(np.arange(flat.size)))]


@pytest.mark.parametrize(("method", "antialias", "height", "width"), CAPTURED)
def test_resize(method, antialias, height, width):
    resized = v2.image.resize(X, [height, width], method, antialias=antialias)
    assert resized.shape == [2, height, width, 3]
    np.testing.assert_allclose(
        digest(resized), CAPTURED[method, antialias, height, width], atol=6e-4
    )


def test_integers_and_ways():
    small = (X * 255).astype(np.uint8)
    assert v2.image.resize(small, [7, 9]).dtype == tf.float32
    assert v2.image.resize(small, [3, 3], "nearest").dtype == tf.uint8
    assert v2.image.resize(X[0], [3, 4], preserve_aspect_ratio=True).shape == [3, 4, 3]
    padded = v2.image.resize_with_pad(X[0], 5, 10, "lanczos5")
    assert padded.shape == [5, 10, 3]
    np.testing.assert_allclose(digest(padded), [0, 0, 0, 0.157], atol=6e-4)
    with pytest.raises(ValueError, match="Resize method is not implemented."):
        v2.image.resize(X, [3, 3], "nope")
    assert v2.image.ResizeMethod.GAUSSIAN == "gaussian"
    assert "resize_with_pad" in dir(v2.image)


def test_numbers_far_away_are_not_read():
    x = np.ones((1, 20, 20, 1), np.float32)
    x[0, 10, 10, 0] = np.nan
    found = v2.image.resize(x, [10, 10], "gaussian").numpy()
    assert np.isnan(found).nonzero() == (0, 5, 5, 0)
    np.testing.assert_allclose(np.nansum(found), 99, rtol=1e-6)


def test_empty_images_and_sizes():
    assert v2.image.resize(X[:0], [3, 4], "lanczos3").shape == [0, 3, 4, 3]
    assert v2.image.resize(X[..., :0], [3, 4], "lanczos3").shape == [2, 3, 4, 0]
    for images, size, words in (
        (X[:, :0], [3, 4], "input image must be of non-zero size"),
        (X, [0, 4], "output dimensions must be positive"),
        (X, [3, -1], "output dimensions must be positive"),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            v2.image.resize(images, size, "lanczos3")


def test_gradient_and_graph():
    """Rows of weights have the sum 1, so gradients of a sum have the sum of the new pixels."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None, 9, 3])
        resized = v2.image.resize(x, [3, 5], "lanczos3", antialias=True)
        assert resized.shape.as_list() == [None, 3, 5, 3]
        [slope] = tf.gradients(resized, x)
        value, slope = session.run([resized, slope], {x: X})
    np.testing.assert_allclose(digest(value), CAPTURED["lanczos3", True, 3, 5], atol=6e-4)
    np.testing.assert_allclose(slope.sum(), 2 * 3 * 5 * 3, rtol=1e-5)


def test_glimpses_in_zeros_and_noise():
    corner = [[0.9, 0.9], [0.0, 0.0]]
    zero = v2.image.extract_glimpse(X, [4, 4], corner, noise="zero").numpy()
    np.testing.assert_allclose(digest(zero), [0.0192, 0.3016, 0.6602, 2.673], atol=6e-4)
    noisy = v2.image.extract_glimpse(X, [4, 4], corner, noise="gaussian").numpy()
    np.testing.assert_array_equal(noisy[zero != 0], zero[zero != 0])
    assert (noisy[zero == 0] != 0).all()
    with pytest.raises(tf.errors.InvalidArgumentError, match="could only be uniform, gaussian"):
        v2.image.extract_glimpse(X, [4, 4], corner, noise="none")


def test_unknown_kernels_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Unrecognized kernel type: bad"):
        scale_and_translate(X, [3, 5], [1.0, 1.0], [0.0, 0.0], "bad")


def test_raw_bytes_of_a_fixed_length():
    decoded = v2.io.decode_raw(["abc", "d"], tf.uint16, fixed_length=2).numpy()
    np.testing.assert_array_equal(decoded, np.frombuffer(b"abd\0", np.uint16)[:, None])
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be a multiple of the size"):
        v2.io.decode_raw(["abc"], tf.uint16, fixed_length=3)


def test_morphology_takes_its_data_format():
    kernel = np.ones([2, 2, 3], np.float32)
    for name in ("dilation2d", "erosion2d"):
        first, second = getattr(tf.nn, name), getattr(v2.nn, name)
        wide = second(X, kernel, [1] * 4, "SAME", "NHWC", [1] * 4).numpy()
        np.testing.assert_array_equal(wide, first(X, kernel, [1] * 4, [1] * 4, "SAME").numpy())
        with pytest.raises(ValueError, match="other than NHWC"):
            second(X, kernel, [1] * 4, "SAME", "NCHW", [1] * 4)
