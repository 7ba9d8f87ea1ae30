"""tf.signal: frames, windows, short-time and cosine transforms against SciPy and plain NumPy."""

import numpy as np
import pytest
import scipy.fft
import scipy.signal

import zeal as tf

S = tf.signal
RNG = np.random.RandomState(5)


def floats(*shape):
    return RNG.uniform(-1, 1, shape).astype(np.float32)


def everywhere(function, *arrays, ranks=True, atol=1e-5):
    """The result eagerly, after a session and a traced function gave the same."""
    arrays = [np.asarray(a) for a in arrays]
    eager = function(*map(tf.constant, arrays)).numpy()
    shapes = [[None] * a.ndim if ranks else None for a in arrays]
    with tf.Graph().as_default(), tf.Session() as session:
        fed = [tf.placeholder(a.dtype, s) for a, s in zip(arrays, shapes, strict=True)]
        result = function(*fed)
        in_graph = session.run(result, dict(zip(fed, arrays, strict=True)))
    assert result.shape.is_compatible_with(in_graph.shape)
    specs = [tf.TensorSpec(s, a.dtype) for a, s in zip(arrays, shapes, strict=True)]
    traced = tf.function(function, input_signature=specs)(*arrays).numpy()
    for other in (in_graph, traced):
        np.testing.assert_allclose(other, eager, atol=atol)
    return eager


def frames_of(x, length, step, pad_end=False, value=0):
    n = x.shape[-1]
    count = -(-n // step) if pad_end else max(0, 1 + (n - length) // step)
    x = np.concatenate([x, np.full((*x.shape[:-1], length), value, x.dtype)], -1)
    rows = [x[..., i * step : i * step + length] for i in range(count)]
    return np.stack(rows, -2) if rows else np.zeros((*x.shape[:-1], 0, length), x.dtype)


@pytest.mark.parametrize(("length", "step"), [(3, 2), (4, 4), (2, 5), (7, 1), (12, 3), (11, 2)])
@pytest.mark.parametrize("pad_end", [False, True])
def test_frames(length, step, pad_end):
    x = floats(2, 11)
    got = everywhere(lambda x: S.frame(x, length, step, pad_end, 9.0), x)
    np.testing.assert_array_equal(got, frames_of(x, length, step, pad_end, 9))
    got = everywhere(lambda x, n, k: S.frame(x, n, k, pad_end), x, np.int32(length), np.int32(step))
    np.testing.assert_array_equal(got, frames_of(x, length, step, pad_end))
    got = everywhere(lambda x: S.frame(x, length, step, pad_end, axis=0), x.T)
    want = np.moveaxis(frames_of(x, length, step, pad_end), 0, -1)
    np.testing.assert_array_equal(got, want)
    got = everywhere(lambda x: S.frame(x, length, step, pad_end), x, ranks=False)
    assert got.shape == frames_of(x, length, step, pad_end).shape


OVERLAPS = [(4, 3, 2), (3, 4, 4), (3, 2, 5), (5, 7, 1), (1, 3, 1)]


@pytest.mark.parametrize(("frames", "length", "step"), OVERLAPS)
def test_overlapping_frames_are_added(frames, length, step):
    x = floats(2, frames, length)
    want = np.zeros((2, (frames - 1) * step + length), np.float32)
    for i in range(frames):
        want[:, i * step : i * step + length] += x[:, i]
    got = everywhere(lambda x: S.overlap_and_add(x, step), x)
    np.testing.assert_allclose(got, want, atol=1e-6)
    got = everywhere(S.overlap_and_add, x, np.int32(step), ranks=False)
    np.testing.assert_allclose(got, want, atol=1e-6)


def test_gradients_are_adjoint():
    """<frame(x), y> = <x, overlap_and_add(y)>, so each is the other's gradient."""
    x, y = tf.constant(floats(2, 11)), tf.constant(floats(2, 4, 5))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, y])
        of_x = tf.reduce_sum(S.frame(x, 5, 2) * y)
        of_y = tf.reduce_sum(S.overlap_and_add(y, 2) * x)
    want = S.overlap_and_add(y, 2).numpy()
    np.testing.assert_allclose(tape.gradient(of_x, x).numpy(), want, atol=1e-6)
    np.testing.assert_allclose(tape.gradient(of_y, y).numpy(), S.frame(x, 5, 2).numpy(), atol=1e-6)


def test_names_in_graphs():
    """As TensorFlow 1.15's."""
    with tf.Graph().as_default():
        x = tf.zeros([3, 4])
        names = [
            S.frame(x, 2, 1).name, S.overlap_and_add(x, 2).name, S.stft(x, 4, 2).name,
            S.mfccs_from_log_mel_spectrograms(x).name, tf.nn.log_poisson_loss(x, x).name,
        ]  # fmt: skip
    assert names == [
        "frame/Reshape_4:0", "overlap_and_add/strided_slice_4:0", "stft/rfft:0",
        "mfccs_from_log_mel_spectrograms/mul_1:0", "log_poisson_loss/sub:0",
    ]  # fmt: skip


def test_known_sizes_of_frames():
    with tf.Graph().as_default():
        signal, step = tf.zeros([1, 2, 3, 4]), tf.placeholder(tf.int32, [])
        framed = [S.frame(signal, 2, step, axis=axis, pad_end=True) for axis in (1, -2)]
    assert [x.shape.as_list() for x in framed] == [[1, None, 2, 3, 4], [1, 2, None, 2, 4]]


def test_wrong_frames():
    with pytest.raises(ValueError, match="must have rank at least 1"):
        S.frame(1.0, 2, 1)
    with pytest.raises(ValueError, match="frame_step must be an integer"):
        S.overlap_and_add(floats(2, 2), 1.0)
    with pytest.raises(ValueError, match="frame_step must be positive, got 0"):
        S.frame(floats(4), 2, 0)
    with pytest.raises(ValueError, match="must have rank at least 2"):
        S.overlap_and_add(floats(2), 1)


@pytest.mark.parametrize("length", [1, 2, 5, 8, 33])
def test_windows(length):
    for ours, name in ((S.hann_window, "hann"), (S.hamming_window, "hamming")):
        # TensorFlow's periodic windows of odd lengths are the symmetric ones.
        for periodic in (True, False):
            want = scipy.signal.get_window(name, length, fftbins=periodic and length % 2 == 0)
            got = everywhere(lambda n: ours(n, periodic), np.int32(length))  # noqa: B023
            np.testing.assert_allclose(got, want, atol=1e-6)
            assert ours(length, periodic, tf.float64).numpy().dtype == np.float64
    with pytest.raises(ValueError, match="dtype must be a floating point type"):
        S.hann_window(4, dtype=tf.int32)


TRANSFORMS = [(8, 4, None), (6, 3, None), (6, 2, 16), (8, 4, 4)]


@pytest.mark.parametrize(("length", "step", "size"), TRANSFORMS)
def test_short_time_transforms(length, step, size):
    x = floats(2, 30)
    window = scipy.signal.get_window("hann", length)
    n = size or 1 << (length - 1).bit_length()
    want = np.fft.rfft(frames_of(x, length, step) * window, n)
    got = everywhere(lambda x: S.stft(x, length, step, size), x)
    np.testing.assert_allclose(got, want, atol=1e-5)
    got = everywhere(lambda x, n, k: S.stft(x, n, k, size), x, np.int32(length), np.int32(step))
    np.testing.assert_allclose(got, want, atol=1e-5)
    if n < length:
        return
    inverse = S.inverse_stft_window_fn(step)
    back = everywhere(lambda y: S.inverse_stft(y, length, step, size, inverse), got)
    inside = slice(length, back.shape[-1] - length)
    np.testing.assert_allclose(back[:, inside], x[:, : back.shape[-1]][:, inside], atol=1e-5)
    again = everywhere(
        lambda y, n, k: S.inverse_stft(y, n, k, size, S.inverse_stft_window_fn(k)), got,
        np.int32(length), np.int32(step),
    )  # fmt: skip
    np.testing.assert_allclose(again, back, atol=1e-5)


@pytest.mark.parametrize("kind", [1, 2, 3])
@pytest.mark.parametrize("norm", [None, "ortho"])
@pytest.mark.parametrize("n", [None, 4, 9])
def test_cosine_transforms(kind, norm, n):
    if kind == 1 and norm:
        with pytest.raises(ValueError, match="Normalization is not supported"):
            S.dct(floats(3, 7), 1, norm=norm)
        return
    x = floats(3, 7)
    got = everywhere(lambda x: S.dct(x, kind, n, norm=norm), x)
    np.testing.assert_allclose(got, scipy.fft.dct(x, kind, n, norm=norm), atol=1e-5)
    size = n or 7
    factor = 1 if norm else 2 * (size - 1 if kind == 1 else size)
    back = everywhere(lambda y: S.idct(y, kind, norm=norm), got)
    want = factor * scipy.fft.idct(got, kind, norm=norm)
    np.testing.assert_allclose(back, want, rtol=1e-4, atol=1e-4)


def test_gradients_of_cosine_transforms():
    x, y = tf.constant(floats(7)), floats(7)
    matrix = scipy.fft.dct(np.eye(7), axis=0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(S.dct(x) * y)
    np.testing.assert_allclose(tape.gradient(total, x).numpy(), matrix.T @ y, atol=1e-4)


def test_wrong_cosine_transforms():
    x = floats(3)
    for arguments, text in (
        ({"type": 4}, "Only Types I, II and III"), ({"n": 0}, "n should be a positive integer"),
        ({"norm": "x"}, "Unknown normalization"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=text):
            S.dct(x, **arguments)
    with pytest.raises(NotImplementedError, match="axis must be -1"):
        S.dct(x, axis=0)
    with pytest.raises(ValueError, match="dimension to be greater than one"):
        S.dct(x[:1], 1)


def test_mel_bands():
    """Triangles between points that are equally far on the mel scale."""
    got = S.linear_to_mel_weight_matrix(6, 65, 16000, 80.0, 7600.0).numpy()
    mel = lambda f: 1127 * np.log(1 + f / 700)  # noqa: E731
    edges = np.linspace(mel(80.0), mel(7600.0), 8)
    places = mel(np.linspace(0, 8000, 65))
    want = [np.interp(places, edges[i : i + 3], [0, 1, 0], 0, 0) for i in range(6)]
    np.testing.assert_allclose(got, np.transpose(want), atol=1e-5)
    np.testing.assert_allclose(got.sum(), 48.946274, rtol=1e-6)  # TensorFlow 1.15's
    x = floats(2, 3, 8)
    mfccs = everywhere(S.mfccs_from_log_mel_spectrograms, x)
    np.testing.assert_allclose(mfccs, scipy.fft.dct(x) / 4, atol=1e-5)
    for arguments, text in (
        ({"num_mel_bins": 0}, "num_mel_bins must be positive"),
        ({"upper_edge_hertz": 9000.0}, "Nyquist frequency"),
        ({"lower_edge_hertz": 4000.0}, "4000.0 >= upper_edge_hertz 3800.0"),
    ):
        with pytest.raises(ValueError, match=text):
            S.linear_to_mel_weight_matrix(**arguments)
