"""Numbers as integers of a range, and back: values as TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import zeal as tf

Q = tf.quantization
X = np.array(
    [-3.2, -1, -0.5, -0.3, 0, 0.1, 0.24999, 0.5, 0.75, 1, 1.5, 2.5, 3.4, 9], np.float32
)  # fmt: skip
QUANTIZED = [
    (("quint8", "MIN_COMBINED", "HALF_AWAY_FROM_ZERO", -1.0, 7.0),
     [0, 0, 16, 22, 32, 35, 40, 48, 56, 64, 80, 112, 140, 255], [-1.0, 7.0]),
    (("qint8", "MIN_COMBINED", "HALF_AWAY_FROM_ZERO", 1.0, 2.0),
     [-128, -128, -128, -128, -128, -115, -96, -64, -32, -1, 63, 127, 127, 127], [0.0, 2.0]),
    (("quint8", "MIN_FIRST", "HALF_AWAY_FROM_ZERO", -3.0, 3.0),
     [0, 85, 107, 115, 128, 132, 139, 149, 160, 171, 192, 234, 255, 255], [-3.0, 3.0]),
    (("qint16", "MIN_FIRST", "HALF_AWAY_FROM_ZERO", -2.0, -1.0),
     [-32768, -1, 16383, 22937, 32767, 32767, 32767, 32767, 32767, 32767, 32767,
      32767, 32767, 32767], [-2.0, 0.0]),
    (("quint8", "SCALED", "HALF_AWAY_FROM_ZERO", -1.0, 7.0),
     [0, 0, 0, 0, 0, 4, 9, 18, 27, 36, 55, 91, 124, 255], [0.0, 7.0000005]),
    (("qint8", "SCALED", "HALF_TO_EVEN", -1.0, 7.0),
     [-58, -18, -9, -5, 0, 2, 5, 9, 14, 18, 27, 45, 62, 127], [-7.0551181, 7.0]),
]  # fmt: skip
BACK = [
    (("quint8", "MIN_COMBINED", -1.0, 7.0),
     [-1.0, -0.968627, -0.780392, 2.137255, 2.764706, 6.87451, 3.015687]),
    (("qint8", "MIN_FIRST", -3.0, 3.0),
     [0.0, 0.023529, 0.164706, 2.352941, 2.823529, -0.117647, -3.011765]),
    (("qint8", "SCALED", -1.0, 7.0),
     [0.0, 0.055118, 0.385827, 5.511811, 6.614173, -0.275591, -7.055118]),
    (("qint32", "MIN_COMBINED", 0.0, 6.0),
     [3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]),
]  # fmt: skip
GRIDS = [
    ((True, 8, True, "HALF_TO_EVEN", False, -1.0, 7.0),
     [-3.19685, -0.99213, -0.49606, -0.27559, 0.0, 0.11024, 0.27559, 0.49606, 0.77165, 0.99213,
      1.48819, 2.48031, 3.41732, 7.0]),
    ((True, 4, True, "HALF_UP", True, -9.0, 2.0),
     [-2.57143, -1.28571, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.28571, 1.28571, 1.28571,
      2.57143, 3.85714, 9.0]),
    ((False, 4, False, "HALF_UP", False, -3.0, 3.0),
     [-3.0, -1.2, -0.6, 0.0, 0.0, 0.0, 0.0, 0.6, 0.6, 1.2, 1.8, 2.4, 3.6, 9.0]),
]  # fmt: skip


@pytest.fixture(params=["eagerly", "in_graph", "traced"])
def run(request):
    """Calls a function of X in a mode; arrays."""

    def in_graph(call):
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float32, [None])
            return session.run(call(x), {x: X})

    calls = {
        "eagerly": lambda call: call(tf.constant(X)), "in_graph": in_graph,
        "traced": lambda call: tf.function(call)(tf.constant(X)),
    }  # fmt: skip
    return lambda call: tf.contrib.framework.nest.map_structure(
        np.asarray, calls[request.param](call)
    )


@pytest.mark.parametrize("how, want, ends", QUANTIZED)
def test_quantize(run, how, want, ends):
    kind, mode, round_mode, low, high = how
    got, *span = run(lambda x: Q.quantize(x, low, high, getattr(tf, kind), mode, round_mode))
    assert got.tolist() == want
    np.testing.assert_allclose(span, ends, rtol=1e-6)


@pytest.mark.parametrize("how, want", BACK)
def test_dequantize(how, want):
    kind, mode, low, high = how
    plain = getattr(tf, kind.replace("q", ""))
    integers = np.array([0, 1, 7, 100, 120, -5, -128]).astype(plain.as_numpy_dtype)
    quantized = tf.bitcast(integers, getattr(tf, kind))
    np.testing.assert_allclose(Q.dequantize(quantized, low, high, mode).numpy(), want, atol=1e-6)


@pytest.mark.parametrize("how, want", GRIDS)
def test_quantize_and_dequantize(run, how, want):
    signed, bits, given, round_mode, narrow, low, high = how

    def call(x):
        return Q.quantize_and_dequantize(
            x, low, high, signed, bits, given, round_mode, narrow_range=narrow)

    np.testing.assert_allclose(run(call), want, atol=1e-5)
    with tf.GradientTape() as tape:
        x = tf.constant(X)
        tape.watch(x)
        y = call(x)
    assert tape.gradient(y, x).numpy().tolist() == [1.0] * len(X)


def test_infinite_numbers_have_gradients():
    x = tf.constant([-np.inf, 0.1, np.inf])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = Q.quantize_and_dequantize(x, -1.0, 1.0, range_given=True)
    np.testing.assert_allclose(y.numpy(), [-128 / 127, 13 / 127, 1.0], rtol=1e-6)
    assert tape.gradient(y, x).numpy().tolist() == [1.0] * 3


def test_joined():
    a, b = (tf.bitcast(tf.constant(x, tf.uint8), tf.quint8) for x in ([[1, 2]], [[200, 255]]))
    got = [x.numpy().tolist() for x in Q.quantized_concat(0, [a, b], [0.0, 0.0], [1.0, 2.0])]
    assert got == [[[1, 1], [200, 255]], 0.0, 2.0]
    got = [x.numpy().tolist() for x in Q.quantized_concat(1, [a, b], [-1.0, -2.0], [1.0, 2.0])]
    assert got == [[[65, 65, 200, 255]], -2.0, 2.0]


def test_wrong_calls():
    invalid = tf.errors.InvalidArgumentError
    for call, words in (
        (lambda: Q.quantize(X, 3.0, 1.0, tf.quint8), "input_max_range must be larger than"),
        (lambda: Q.quantize(X, 0.0, 1.0, tf.float32), "valid device for node"),
        (lambda: Q.quantize(X, 0.0, 1.0, tf.quint8, "X"), "'mode' of \"X\" is not in the list"),
        (lambda: tf.quantize_v2(X, 0.0, 1.0, tf.qint8, round_mode="HALF_TO_EVEN"),
         "only supported for mode 'SCALED'"),
        (lambda: Q.dequantize(X, 0.0, 1.0), "valid device for node"),
        (lambda: Q.quantize_and_dequantize(X, 3.0, 1.0, range_given=True),
         "Invalid range: input_min 3 > input_max 1"),
        (lambda: Q.quantize_and_dequantize(X, 0.0, 1.0, num_bits=0), "num_bits is out of range: 0"),
        (lambda: Q.quantize_and_dequantize(X, 0.0, 1.0, num_bits=62), "range: 62 with"),
    ):  # fmt: skip
        with pytest.raises(invalid, match=words):
            call()


def test_a_range_below_zero_without_signs():
    got = Q.quantize_and_dequantize([-2.5, 0.5, 5.0], -3.0, -1.0, False, range_given=True)
    assert got.numpy().tolist() == [0.0, 0.0, 0.0]  # TensorFlow's
