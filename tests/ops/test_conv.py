"""Convolutions, pooling and batch norm as functions: arguments, bits, edges, second order."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from checker import GradientCheck
from same_bits import same_bits
from samples_conv import attributes, conv, max_pool, pool_attributes, to_format

import zeal as tf
from zeal._native import raw

RNG = np.random.default_rng(5)
X = RNG.normal(size=(2, 6, 5, 3)).astype("float32")
W = RNG.normal(size=(3, 2, 3, 4)).astype("float32")


@pytest.mark.parametrize("strides", [2, [2], [2, 2], [1, 2, 2, 1], (2, 2)])
def test_forms_of_strides(strides):
    want = conv(X, W, **attributes((2, 2), "SAME"))
    np.testing.assert_allclose(tf.nn.conv2d(X, W, strides, "SAME").numpy(), want, rtol=1e-4)


def test_forms_of_padding_and_names():
    given = [[0, 0], [1, 2], [0, 3], [0, 0]]
    want = conv(X, W, **attributes((1, 1), "EXPLICIT", None, [0, 0, 1, 2, 0, 3, 0, 0]))
    np.testing.assert_allclose(tf.nn.conv2d(X, W, 1, given).numpy(), want, rtol=1e-4)
    same = tf.nn.conv2d(X, filters=W, strides=1, padding=given, use_cudnn_on_gpu=False)
    np.testing.assert_array_equal(same.numpy(), tf.nn.conv2d(X, W, 1, given).numpy())
    with pytest.raises(ValueError, match="must be of size 4. Got padding of size: 3"):
        tf.nn.conv2d(X, W, 1, given[:3])
    with pytest.raises(ValueError, match="strides should be of length 1, 2 or 4 but was 3"):
        tf.nn.conv2d(X, W, [1, 1, 1], "SAME")


def test_gradients_by_sizes_are_checked_when_they_run():
    back = tf.nn.conv2d_transpose, tf.nn.conv2d_backprop_filter
    with tf.Graph().as_default(), tf.Session() as session:
        y, w, sizes = tf.ones([3, 5, 7, 2]), tf.ones([5, 5, 10, 2]), [3, 5, 7, 10]
        for call, want, words in (
            (lambda: back[0](y, w, sizes, [1, 2, 2, 1]), sizes, "actual = 5, computed = 3"),
            (lambda: back[0](y, w, [4, 10, 14, 10], [1, 2, 2, 1]), [4, 10, 14, 10], "batch size"),
            (lambda: back[1](tf.ones(sizes), [5, 5, 11, 2], y, [1, 1, 1, 1], "SAME"), [5, 5, 11, 2],
             "evenly divisible by filter depth"),
            (lambda: tf.nn.depthwise_conv2d_native_backprop_input(
                sizes, w, tf.ones([3, 5, 7, 21]), [1, 1, 1, 1], "SAME"), sizes, "depth_multiplier"),
        ):  # fmt: skip
            x = call()
            assert x.shape.as_list() == want
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                session.run(x)


def test_graph_words():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 1, 1, 3])
        words = r"Negative dimension size caused by subtracting 3 from 1"
        with pytest.raises(ValueError, match=words):
            tf.nn.conv2d(x, W, 1, "VALID")
        with pytest.raises(ValueError, match="Shape must be rank 4 but is rank 3"):
            tf.nn.max_pool(tf.zeros([4, 4, 1]), 2, 2, "SAME")
    assert tf.nn.conv2d(np.zeros((1, 2, 1, 3), "f4"), W, 1, "VALID").shape.as_list() == [1, 0, 0, 4]


def test_unknown_sizes_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None, 5, 3])
        y = tf.nn.conv2d(x, W, 2, "SAME")
        assert y.shape.as_list() == [None, None, 3, 4]
        open_rank = tf.nn.conv2d(tf.placeholder_with_default(X, None), W, 1, "SAME")
        any_rank = tf.nn.max_pool(open_rank, 2, 2, "SAME")
        assert any_rank.shape.as_list() == [None, None, None, 4]
        shape = tf.shape(x)
        back = tf.nn.conv2d_transpose(y, W, [shape[0], shape[1], 5, 3], 2)
        values = session.run([y, back, any_rank], {x: X})
    np.testing.assert_array_equal(values[0], tf.nn.conv2d(X, W, 2, "SAME").numpy())
    assert values[1].shape == X.shape


@pytest.mark.parametrize("x, w, stride", [
    ((3, 20, 20, 16), (3, 3, 16, 70), 1), ((2, 15, 15, 40), (3, 3, 40, 24), 2),
    ((4, 28, 28, 1), (5, 5, 1, 32), 1), ((1, 9, 9, 130), (3, 3, 130, 64), 1),
    ((1, 2, 300, 8), (1, 5, 8, 40), 1), ((2, 15, 15, 40), (1, 1, 40, 70), 2),
    ((9, 7, 7, 64), (3, 3, 64, 40), 1), ((40, 4, 4, 96), (3, 3, 96, 36), 1),
    ((1, 33, 21, 16), (5, 5, 16, 24), 1),  # a last panel of one vector
])  # fmt: skip
def test_bits_do_not_depend_on_threads(x, w, stride):
    images, weights = (RNG.normal(size=s).astype("float32") for s in (x, w))
    dy = RNG.normal(size=tf.nn.conv2d(images, weights, stride, "SAME").shape.as_list())
    dy = dy.astype("float32")

    def run():
        return [
            tf.nn.conv2d(images, weights, stride, "SAME").numpy(),
            tf.nn.conv2d_backprop_input(x, weights, dy, stride, "SAME").numpy(),
            tf.nn.conv2d_backprop_filter(images, w, dy, stride, "SAME").numpy(),
        ]

    same_bits(run)


@pytest.mark.parametrize("x, size, stride", [
    ((1, 80, 81, 24), 3, 2), ((2, 62, 60, 32), 2, 2), ((1, 70, 60, 13), 5, 3),
    ((1, 12, 20, 20, 20), 3, 2), ((3, 9, 10, 14, 33), 2, 2),
])  # fmt: skip
def test_bits_of_pooling_do_not_depend_on_threads(x, size, stride):
    rank, kind = len(x) - 2, "3D" if len(x) == 5 else ""
    window, steps = [1, *[size] * rank, 1], [1, *[stride] * rank, 1]
    attrs = {"ksize": window, "strides": steps, "padding": "SAME"}
    images = RNG.integers(-5, 5, x).astype("float32")  # many are as large as others
    images.ravel()[::401] = np.nan
    top = getattr(raw, f"MaxPool{kind}")(images, **attrs)
    dy = RNG.normal(size=top.shape.as_list()).astype("float32")

    def run():
        back = getattr(raw, f"MaxPool{kind}Grad")(images, top, dy, **attrs)
        return [array.numpy() for array in (
            getattr(raw, f"MaxPool{kind}")(images, **attrs), back,
            getattr(raw, f"MaxPool{kind}GradGrad")(images, top, back, **attrs),
            getattr(raw, f"AvgPool{kind}")(images, **attrs),
            getattr(raw, f"AvgPool{kind}Grad")(list(x), dy, **attrs),
        )]  # fmt: skip

    found = same_bits(run)
    for back in found[1], found[4]:  # what flows back is shared out
        axes = tuple(range(len(x) - 1))
        np.testing.assert_allclose(back.sum(axes, float), dy.sum(axes, float), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("x, size, stride", [
    ((2, 11, 12, 9), 2, 3), ((2, 12, 10, 5), 3, 2), ((1, 9, 9, 8), 2, 2), ((1, 60, 61, 40), 1, 2),
    ((1, 8, 7, 9, 3), 3, 2), ((2, 6, 8, 7, 4), 2, 3), ((1, 2, 5, 5, 3), 3, 1),
])  # fmt: skip
def test_gradients_of_windows_that_overlap_leave_gaps_or_end_early(x, size, stride):
    rank, kind = len(x) - 2, "3D" if len(x) == 5 else ""
    attrs = {"ksize": [1, *[size] * rank, 1], "strides": [1, *[stride] * rank, 1]}
    attrs["padding"] = "VALID"
    random = np.random.default_rng(size)
    images = random.integers(-5, 5, x).astype("float32")
    top = getattr(raw, f"MaxPool{kind}")(images, **attrs)
    dy = random.normal(size=top.shape.as_list()).astype("float32")
    most, mean = np.zeros(x), np.zeros(x)
    for place in np.ndindex(*dy.shape[:-1]):
        window = (place[0], *(slice(i * stride, i * stride + size) for i in place[1:]))
        flat, flow = images[window].reshape(-1, x[-1]), dy[place]
        add = np.zeros(flat.shape)
        np.put_along_axis(add, flat.argmax(0)[None], flow[None], 0)
        most[window] += add.reshape(images[window].shape)
        mean[window] += flow / size**rank
    found = same_bits(lambda: [
        getattr(raw, f"MaxPool{kind}Grad")(images, top, dy, **attrs).numpy(),
        getattr(raw, f"AvgPool{kind}Grad")(list(x), dy, **attrs).numpy(),
    ])  # fmt: skip
    np.testing.assert_allclose(found[0], most, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found[1], mean, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("trial", range(60))
def test_random_shapes(trial):
    rng = np.random.default_rng(trial)
    h, w, c, n = rng.integers(1, 12), rng.integers(1, 16), rng.integers(1, 70), rng.integers(1, 50)
    size, strides = rng.integers(1, 5, 2), tuple(map(int, rng.integers(1, 4, 2)))
    holes = tuple(map(int, rng.integers(1, 4, 2))) if trial % 3 == 0 else (1, 1)
    attrs = attributes(strides, "SAME", holes)
    x = rng.normal(size=(2, h, w, c))
    weights = rng.normal(size=(*size, c, n))
    want = conv(x, weights, **attrs)
    np.testing.assert_allclose(raw.Conv2D(x, weights, **attrs).numpy(), want, rtol=1e-9, atol=1e-9)
    dy = rng.normal(size=want.shape)
    dx = raw.Conv2DBackpropInput(list(x.shape), weights, dy, **attrs).numpy()
    dw = raw.Conv2DBackpropFilter(x, list(weights.shape), dy, **attrs).numpy()
    # The op is linear in both, so both products must be that of y and dy.
    np.testing.assert_allclose((dx * x).sum(), (want * dy).sum(), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose((dw * weights).sum(), (want * dy).sum(), rtol=1e-8, atol=1e-8)
    other = rng.normal(size=x.shape)
    flow = (conv(other, weights, **attrs) * dy).sum()
    np.testing.assert_allclose((dx * other).sum(), flow, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("x, w, stride", [
    ((1, 8, 8, 3), (3, 3, 3, 8), 1), ((1, 8, 8, 3), (3, 3, 3, 24), 2),
    ((2, 9, 5, 2), (2, 3, 2, 1), 1),
    ((3, 7, 7, 200), (3, 3, 200, 37), 1), ((11, 7, 7, 64), (3, 3, 64, 17), 1),
    ((2, 14, 14, 33), (1, 1, 33, 50), 2), ((1, 40, 61, 5), (5, 5, 5, 19), 1),
    ((2, 12, 12, 150), (3, 3, 150, 16), 3), ((1, 9, 13, 2), (3, 8, 2, 5), 1),
    ((1, 15, 15, 3), (7, 7, 3, 8), 2),
])  # fmt: skip
@pytest.mark.parametrize("dtype, tolerance", [("float32", 3e-4), ("float64", 1e-11)])
def test_every_way_through_the_kernel(x, w, stride, dtype, tolerance):
    attrs = attributes((stride, stride), "SAME")
    images, weights = RNG.normal(size=x), RNG.normal(size=w)
    want = conv(images, weights, **attrs)
    got = raw.Conv2D(images.astype(dtype), weights.astype(dtype), **attrs).numpy()
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * 10)
    dy = RNG.normal(size=want.shape)
    flow = (want * dy).sum()
    size = np.abs(want * dy).sum()
    dx = raw.Conv2DBackpropInput(list(x), weights.astype(dtype), dy.astype(dtype), **attrs).numpy()
    dw = raw.Conv2DBackpropFilter(images.astype(dtype), list(w), dy.astype(dtype), **attrs).numpy()
    assert abs((dx * images).sum() - flow) < tolerance * size
    assert abs((dw * weights).sum() - flow) < tolerance * size


@pytest.mark.parametrize("strides, padding", [
    ([1, 2, 1, 1], "SAME"), ((1, 1, 2, 1), "VALID"), (np.array([1, 2, 2, 1]), "SAME"),
    ([1, np.int64(2), 2, 1], "VALID"), (2, "SAME"), ([2, 1], "VALID"),
])  # fmt: skip
def test_calls_with_and_without_python_code_agree(strides, padding):
    listed = list(np.atleast_1d(strides))
    listed = listed * 2 if len(listed) == 1 else listed
    steps = tuple(map(int, listed if len(listed) == 2 else listed[1:3]))
    want = conv(X, W, **attributes(steps, padding))
    for filters in (W, tf.constant(W), tf.contrib.eager.Variable(W)):
        for images in (X, tf.constant(X)):
            y = tf.nn.conv2d(images, filters, strides, padding)
            np.testing.assert_allclose(y.numpy(), want, rtol=1e-4, atol=1e-5)
    size = pool_attributes((2, 2), steps, padding)
    for images in (X, tf.constant(X)):
        y = tf.nn.max_pool(images, [1, 2, 2, 1], strides, padding)
        np.testing.assert_array_equal(y.numpy(), max_pool(X, **size))


def test_plain_calls_refuse_what_the_op_refuses():
    x, w = tf.constant(X), tf.constant(W)
    with pytest.raises(tf.errors.InvalidArgumentError, match="'padding' of \"FULL\""):
        tf.nn.conv2d(x, w, [1, 1, 1, 1], "FULL")
    with pytest.raises(tf.errors.InvalidArgumentError, match="batch and depth"):
        tf.nn.conv2d(x, w, [2, 1, 1, 1], "SAME")
    with pytest.raises(tf.errors.InvalidArgumentError, match="larger than 0"):
        tf.nn.conv2d(x, w, [1, -1, 1, 1], "SAME")
    with pytest.raises(tf.errors.InvalidArgumentError, match="too large"):
        tf.nn.conv2d(x, w, [1, 2**40, 1, 1], "SAME")
    with pytest.raises(TypeError, match="strides"):
        tf.nn.conv2d(x, w, [1, "2", 1, 1], "SAME")


def test_a_filter_that_is_a_variable_gets_its_gradient():
    filters = tf.contrib.eager.Variable(W)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.nn.conv2d(tf.constant(X), filters, [1, 1, 1, 1], "SAME") ** 2)
    want = raw.Conv2DBackpropFilter(X, list(W.shape), 2 * conv(X, W, **attributes((1, 1), "SAME")),
                                    **attributes((1, 1), "SAME"))
    dw = tape.gradient(y, filters)
    np.testing.assert_allclose(dw.numpy(), want.numpy(), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("attrs", [
    {"strides": [1, 2**62, 1, 1]}, {"dilations": [1, 2**62, 1, 1]},
    {"padding": "EXPLICIT", "explicit_paddings": [0, 0, 2**62, 0, 0, 0, 0, 0]},
    {"padding": "EXPLICIT", "explicit_paddings": [0, 0, 2**30, 0, 2**30, 0, 0, 0]},
    {"strides": [1, 2**30, 2**30, 1], "padding": "EXPLICIT",
     "explicit_paddings": [0, 0, 0, 0, 2**31 - 1, 2**31 - 1, 0, 0]},
])  # fmt: skip
def test_huge_windows_are_refused_or_small(attrs):
    plain = {"strides": [1, 1, 1, 1], "padding": "SAME", **attrs}
    with pytest.raises((tf.errors.InvalidArgumentError, tf.errors.ResourceExhaustedError)):
        raw.Conv2D(X, W, **plain)


def test_a_huge_dilation_costs_nothing():
    attrs = attributes((1, 1), "SAME", (2**30, 2**30))
    y = raw.Conv2D(X, W, **attrs).numpy()
    assert y.shape == (2, 6, 5, 4)
    dw = raw.Conv2DBackpropFilter(X, list(W.shape), y, **attrs).numpy()
    assert np.count_nonzero(np.abs(dw).sum((2, 3))) <= 1


def test_half_types_run_through_float():
    for dtype in (tf.float16, tf.bfloat16):
        y = tf.nn.conv2d(tf.cast(X, dtype), tf.cast(W, dtype), 1, "SAME")
        assert y.dtype == dtype
        want = conv(X, W, **attributes((1, 1), "SAME"))
        np.testing.assert_allclose(tf.cast(y, tf.float32).numpy(), want, atol=0.2)


def test_max_pool_of_nan_and_ties():
    x = np.array([1.0, np.nan, 2.0, 3.0, 5.0, 5.0, 5.0, 5.0], "float32").reshape(2, 2, 2, 1)
    y = tf.nn.max_pool(x, 2, 2, "VALID").numpy().ravel()
    assert np.isnan(y[0]) and y[1] == 5
    with tf.GradientTape() as tape:
        images = tf.constant(x)
        tape.watch(images)
        y = tf.nn.max_pool(images, 2, 2, "VALID")
    assert tape.gradient(y, images).numpy().ravel().tolist() == [0, 1, 0, 0, 1, 0, 0, 0]
    wide = RNG.normal(size=(1, 4, 4, 600)).astype("float32")
    want = max_pool(wide, **pool_attributes((2, 2), (2, 2), "VALID"))
    np.testing.assert_array_equal(tf.nn.max_pool2d(wide, 2, 2, "VALID").numpy(), want)


def max_pool_gradient(x, dy, size, stride):
    """Of unpadded windows, in plain loops: the first of the largest gets what flows back."""
    dx = np.zeros(x.shape)
    for b, i, j, c in np.ndindex(dy.shape):
        window = x[b, i * stride : i * stride + size, j * stride : j * stride + size, c]
        at = np.argmax(window)  # of a window with a NaN, the first NaN
        dx[b, i * stride + at // size, j * stride + at % size, c] += dy[b, i, j, c]
    return dx


@pytest.mark.parametrize("channels", [1, 3, 8, 13, 40, 71])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32"])
def test_pooling_of_any_number_of_channels(channels, dtype):
    x = RNG.integers(-4, 4, (2, 9, 8, channels)).astype(dtype)
    if dtype != "int32":
        x[0, 2:4, 3, :] = np.nan
    want = max_pool(x, **pool_attributes((3, 3), (2, 2), "VALID"))
    window = {"ksize": [1, 3, 3, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}
    y = raw.MaxPool(x, **window)
    np.testing.assert_array_equal(y.numpy(), want)
    dy = RNG.integers(-9, 9, want.shape).astype(dtype)
    back = raw.MaxPoolGrad(x, y, dy, **window).numpy()
    np.testing.assert_array_equal(back, max_pool_gradient(x, dy, 3, 2))
    # What the gradient's gradient picks is adjoint to what the gradient puts.
    other = RNG.integers(-9, 9, x.shape).astype(dtype)
    picked = raw.MaxPoolGradGrad(x, y, other, **window).numpy()
    assert (picked * dy).sum() == (back * other).sum()
    if dtype != "int32":
        x = np.nan_to_num(x)
        mean = raw.AvgPool(x, **window).numpy()
        rows = [x[:, i : i + 7 : 2, j : j + 6 : 2] for i in range(3) for j in range(3)]
        np.testing.assert_allclose(mean, sum(r[:, :4, :3] for r in rows) / 9, rtol=1e-5, atol=1e-6)


def test_windows_with_more_places_than_small_integers_count():
    x = np.zeros((1, 20, 20, 33), "int8")
    x[0, 19, 19, 5] = 3
    window = {"ksize": [1, 20, 20, 1], "strides": [1, 1, 1, 1], "padding": "VALID"}
    y = raw.MaxPool(x, **window)
    back = raw.MaxPoolGrad(x, y, np.ones_like(y.numpy()), **window).numpy()
    assert back[0, 19, 19, 5] == 1 and back[0, 0, 0].sum() == 32 and back.sum() == 33


@pytest.mark.parametrize("version", ["", "V2", "V3"])
@pytest.mark.parametrize("data_format", ["NHWC", "NCHW"])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_gradients(version, data_format, training):
    shape, c = (3, 2, 2, 2), 2
    op = getattr(raw, f"FusedBatchNorm{version}")
    none = np.zeros(0)
    moments = [none, none] if training else [RNG.normal(size=c), RNG.uniform(0.5, 2, c)]

    def run(inputs):
        attrs = {"epsilon": 0.1, "data_format": data_format, "is_training": training}
        return [op(*inputs, *moments, **attrs)[0]]

    arrays = [RNG.normal(size=s) for s in (shape, (c,), (c,))]
    check = GradientCheck(run, arrays, 4)
    check.first()
    check.second()


def test_fused_batch_norm_wants_moments_or_none():
    x, v = np.ones((1, 2, 2, 3), "f4"), np.ones(3, "f4")
    with pytest.raises(ValueError, match="must be given if is_training is False"):
        tf.nn.fused_batch_norm(x, v, v, is_training=False)
    with pytest.raises(ValueError, match="must be None if is_training is True"):
        tf.nn.fused_batch_norm(x, v, v, v, v)
    empty, mean, _ = tf.nn.fused_batch_norm(np.ones((0, 2, 2, 3), "f4"), v, v)
    assert empty.shape.as_list() == [0, 2, 2, 3]
    assert np.isnan(mean.numpy()).all()


@pytest.mark.parametrize("shape", [(1, 50, 60, 350), (3, 40, 41, 37), (1, 1, 1, 5)])
def test_batch_norm_of_many_blocks(shape):
    random = np.random.default_rng(5)
    x, dy = (random.normal(mean, 1, shape).astype("float32") for mean in (2, 0))
    one, none = np.ones(shape[-1], "float32"), np.zeros(0, "float32")

    def run():
        y, mean, _, *kept = raw.FusedBatchNorm(x, one, one, none, none, epsilon=0.001)
        back = raw.FusedBatchNormGrad(dy, x, one, *kept, epsilon=0.001)[:3]
        return [t.numpy() for t in (y, mean, kept[1], *back)]

    found, axes = same_bits(run), (0, 1, 2)
    wide, flow = x.astype(float), dy.astype(float)
    mean, variance = wide.mean(axes), wide.var(axes)
    root = 1 / np.sqrt(variance + 0.001)
    u = (wide - mean) * root
    dx = root * (flow - flow.mean(axes) - u * (flow * u).mean(axes))
    wanted = u + 1, mean, variance, dx, (flow * u).sum(axes), flow.sum(axes)
    for have, want in zip(found, wanted, strict=True):
        np.testing.assert_allclose(have, want, rtol=1e-4, atol=1e-2 if want.ndim < 4 else 1e-4)


def test_fused_batch_norm_of_a_far_mean():
    x = (RNG.normal(size=(8, 9, 9, 5)) + 1e4).astype("float32")
    y, mean, variance = tf.nn.fused_batch_norm(x, np.ones(5), np.zeros(5), epsilon=1e-4)
    exact = x.astype("float64")
    np.testing.assert_allclose(mean.numpy(), exact.mean((0, 1, 2)), rtol=1e-6)
    np.testing.assert_allclose(variance.numpy(), exact.var((0, 1, 2), ddof=1), rtol=1e-3)
    assert abs(y.numpy().mean()) < 1e-2


@pytest.mark.parametrize("sizes", [[1, -1, 4, 2], [1, 4, -1, 2], [1, 4, 4, -1]])
@pytest.mark.parametrize("depthwise", [False, True])
def test_sizes_of_gradients_that_are_left_open(sizes, depthwise):
    # TensorFlow 1.15: "Dimension -1 must be >= 0".
    name = "depthwise_conv2d_native" if depthwise else "conv2d"
    back = getattr(tf.nn, f"{name}_backprop_input")
    flow = np.ones([1, 4, 4, 2 if depthwise else 1], np.float32)
    filters, attrs = np.ones([2, 2, 2, 1], np.float32), ([1, 1, 1, 1], "SAME")
    with pytest.raises(tf.errors.InvalidArgumentError, match="Dimension -1 must be >= 0"):
        back(sizes, filters, flow, *attrs)
    with tf.Graph().as_default(), tf.Session() as session:
        given = tf.placeholder(tf.int32, [4])
        y = back(given, filters, flow, *attrs)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Dimension -1 must be >= 0"):
            session.run(y, {given: sizes})


@pytest.mark.parametrize("op, filters", [
    (raw.Conv2DBackpropFilter, [2, 2, -1, 2]),
    (raw.DepthwiseConv2dNativeBackpropFilter, [-1, 2, 2, 1]),
    (raw.DepthwiseConv2dNativeBackpropFilter, [2, 2, 2, -1]),
])  # fmt: skip
def test_sizes_of_filters_that_are_left_open(op, filters):
    x = np.ones([1, 4, 4, 2], np.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Dimension -1 must be >= 0"):
        op(x, filters, x, strides=[1, 1, 1, 1], padding="SAME")


def test_fractional_windows_of_long_axes_are_not_empty():
    """A float has no 2^24 + 3; rounded up it would ask for a window of nothing."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [1, 2**24 + 3, 1, 1])
        y = tf.nn.fractional_max_pool(x, [1.0, 1.0, 1.0, 1.0])[0]
    assert y.shape.as_list() == [1, 2**24 + 3, 1, 1]


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("steps", [2, [2], (2, 3), [1, 2, 3, 1]], ids=str)
def test_numbers_of_spatial_axes_stand_for_all(steps, layout):
    x, weights = tf.constant(RNG.random((2, 9, 8, 3))), tf.constant(RNG.random((3, 3, 3, 4)))
    whole = list(steps) if isinstance(steps, (list, tuple)) else [steps]
    whole = [1, *(whole * 2)[:2], 1] if len(whole) < 4 else whole
    if layout == "NCHW":
        x, whole = tf.transpose(x, [0, 3, 1, 2]), [1, 1, *whole[1:3]]
        steps = whole if len(np.shape(steps)) and len(steps) == 4 else steps
    calls = [
        lambda s: tf.nn.conv2d(x, weights, s, "SAME", data_format=layout),
        lambda s: tf.nn.max_pool(x, s, s, "VALID", layout),
        lambda s: tf.nn.avg_pool(x, s, s, "SAME", data_format=layout),
    ]
    for call in calls:
        np.testing.assert_array_equal(call(steps), call(whole))


def test_calls_of_other_shapes_and_attributes_do_not_meet():
    """What a thread found about its last call serves none that differs."""
    images = [tf.constant(RNG.random((1, n, 6, 3))) for n in (5, 8)]
    weights = [tf.constant(RNG.random((n, 3, 3, 4))) for n in (1, 3)]
    forms = itertools.product(images, weights, (1, 2), ("SAME", "VALID"))
    calls = [lambda x=x, w=w, s=s, p=p: tf.nn.conv2d(x, w, s, p).numpy() for x, w, s, p in forms]
    alone = [call() for call in calls]
    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(lambda _: [call() for call in calls], range(20)):
            for one, other in zip(found, alone, strict=True):
                np.testing.assert_array_equal(one, other)
    for first, second in itertools.product(range(len(calls)), repeat=2):
        calls[first]()
        np.testing.assert_array_equal(calls[second](), alone[second])


@pytest.mark.parametrize("activation", [None, "relu"])
@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("window", [(1, 1), (1, 2), (3, 1), (3, 2)])
def test_biases_in_the_last_store_are_those_of_the_three_ops(activation, layout, window):
    """Output and gradients, bit by bit, of sizes that take each way through the kernels."""
    size, step = window
    attrs = attributes((step, step), "SAME", None, None, layout)
    one = raw.Conv2DBiasRelu if activation else raw.Conv2DBias

    def three(x, weights, bias, **attrs):
        y = raw.BiasAdd(raw.Conv2D(x, weights, **attrs), bias, data_format=layout)
        return tf.nn.relu(y) if activation else y

    for images, n in (((1, 8, 8, 3), 8), ((3, 30, 17, 40), 33), ((1, 5, 5, 130), 70)):
        images = to_format(RNG.normal(size=images), layout)
        shapes = (size, size, images.shape[1 if layout == "NCHW" else 3], n), (n,)
        values = [images, *(RNG.normal(size=shape) for shape in shapes)]
        values = [tf.constant(v.astype("float32")) for v in values]
        results = [with_gradients(function, values, attrs) for function in (one, three)]
        for found, want in zip(*results, strict=True):
            np.testing.assert_array_equal(found, want)


def with_gradients(function, values, attrs):
    with tf.GradientTape() as tape:
        tape.watch(values)
        y = function(*values, **attrs)
        loss = tf.reduce_sum(y * y)
    return [y, *tape.gradient(loss, values)]


def test_graphs_have_the_ops_of_layers_one_by_one():
    with tf.Graph().as_default() as graph:
        layer = tf.keras.layers.Conv2D(4, 3, activation="relu")
        layer(tf.placeholder("float32", [1, 8, 8, 2]))
        kinds = [op.type for op in graph.get_operations()]
    kinds = [kind for kind in kinds if kind != "ReadVariableOp"]
    assert kinds[-3:] == ["Conv2D", "BiasAdd", "Relu"]


def test_graphs_refuse_windows_that_calls_met_before():
    x, w = np.zeros((1, 4, 4, 1), "float32"), np.zeros((5, 5, 1, 1), "float32")
    forms = [
        lambda x: tf.nn.conv2d(x, w, 1, "VALID"), lambda x: tf.nn.max_pool(x, 5, 1, "VALID"),
    ]  # fmt: skip
    for call in forms:
        assert call(tf.constant(x)).shape == [1, 0, 0, 1]
        with tf.Graph().as_default(), pytest.raises(ValueError, match="Negative dimension size"):
            call(tf.placeholder("float32", x.shape))
