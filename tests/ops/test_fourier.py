"""tf.signal's Fourier transforms: lengths, padding, three modes, names."""

import numpy as np
import pytest
from checker import GradientCheck

import zeal as tf

X = np.random.default_rng(2).uniform(-1, 1, (2, 3, 4, 5)).astype(np.float32)
RANKS = pytest.mark.parametrize("rank", [1, 2, 3])


def function(name, rank):
    return getattr(tf.signal, name + ("" if rank == 1 else f"{rank}d"))


@RANKS
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("grown", [None, 0, 2, -2])
def test_real_transforms_in_three_modes(rank, known, grown):
    axes = tuple(range(-rank, 0))
    n = None if grown is None else [i + grown for i in X.shape[-rank:]]
    forth, back = function("rfft", rank), function("irfft", rank)
    want = np.fft.rfftn(X, n, axes)
    again = np.fft.irfftn(want, n, axes)
    spectrum = want.astype(np.complex64)
    np.testing.assert_allclose(forth(X, n).numpy(), want, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(back(spectrum, n).numpy(), again, rtol=1e-5, atol=1e-5)
    shapes = [a.shape if known else [None] * 4 for a in (X, spectrum)]
    specs = [tf.TensorSpec(s, d) for s, d in zip(shapes, (tf.float32, tf.complex64), strict=True)]
    traced = tf.function(lambda x, y: (forth(x, n), back(y, n)), input_signature=specs)
    for got, right in zip(traced(X, spectrum), (want, again), strict=True):
        np.testing.assert_allclose(got.numpy(), right, rtol=1e-5, atol=1e-5)
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = (tf.placeholder(s.dtype, s.shape) for s in specs)
        outs = forth(x, n), back(y, n)
        assert not known or [o.shape.as_list() for o in outs] == [[*want.shape], [*again.shape]]
        gradients = tf.gradients([tf.abs(outs[0]), outs[1]], [x, y])
        got = session.run([*outs, *gradients], {x: X, y: spectrum})
    np.testing.assert_allclose(got[0], want, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(got[1], again, rtol=1e-5, atol=1e-5)
    assert [g.shape for g in got[2:]] == [X.shape, spectrum.shape]


@RANKS
def test_gradients_of_padded_and_cut_input(rank):
    x = X[:1, :2, :2, :3]
    for n in ([2, 2, 5][-rank:], [1, 2, 2][-rank:]):
        check = GradientCheck(lambda xs, n=n: [function("rfft", rank)(xs[0], n)], [x])
        check.first()
        check.second()


def test_recorded_values():
    """Values of TensorFlow 1.15."""
    assert tf.signal.rfft([1.0, 2.0, 3.0, 4.0], [2]).numpy().tolist() == [3, -1]
    c = tf.constant(np.array([1, 2, 3, 4], np.complex64))
    assert tf.signal.fft(c).numpy().tolist() == [10, -2 + 2j, -2, -2 - 2j]
    np.testing.assert_allclose(tf.signal.irfft(c, [3]).numpy(), [1.6666667, -1 / 3, -1 / 3], 1e-5)
    assert tf.signal.rfft(np.zeros([2, 0], np.float32)).shape == (2, 0)
    assert tf.fft is tf.spectral.fft is tf.signal.fft
    with pytest.raises(ValueError, match="must have rank at least 2"):
        tf.signal.rfft2d([1.0, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"fft_length must have shape \[1\]"):
        tf.signal.rfft([1.0, 2.0], [2, 2])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Value for attr 'Tcomplex' of float"):
        tf.signal.fft([1.0, 2.0])


@pytest.mark.parametrize("axes", [None, 1, [0, 2], -1])
def test_shifts(axes):
    for name in ("fftshift", "ifftshift"):
        got = getattr(tf.signal, name)(X, axes).numpy()
        want = getattr(np.fft, name)(X, axes)
        assert np.array_equal(got, want)
        for shape in (None, [None] * X.ndim):
            with tf.Graph().as_default(), tf.Session() as session:
                x = tf.placeholder(X.dtype, shape)
                found = session.run(getattr(tf.signal, name)(x, axes), {x: X})
                assert np.array_equal(found, want)


def test_names_in_graphs():
    with tf.Graph().as_default():
        names = [f(tf.zeros([4])).name for f in (tf.signal.rfft, tf.signal.rfft)]
        assert names == ["rfft:0", "rfft_1:0"]
        assert tf.fft(tf.zeros([4], tf.complex64)).name == "FFT:0"
