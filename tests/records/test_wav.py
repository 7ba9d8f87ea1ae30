"""tf.audio: files, samples and words as TensorFlow 1.15.5's; spectra and cepstra beside them."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import audio_ops

SOUND = np.array([[0.0, 1.0], [-1.0, 0.5], [0.25, -0.5], [2.0, -3.0]], np.float32)
FILE = (
    b"RIFF4\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00@\x1f\x00\x00\x00}\x00\x00\x04\x00"
    b"\x10\x00data\x10\x00\x00\x00\x00\x00\xff\x7f\x00\x80\x00@\x00 \x00\xc0\xff\x7f\x00\x80"
)
TOP = 1 - 2.0**-15
READ = np.array([[0.0, TOP], [-1.0, 0.5], [0.25, -0.5], [TOP, -1.0]])


@pytest.mark.parametrize("eager", [True, False])
def test_files_are_written_and_read(eager):
    with tf.Graph().as_default() if not eager else tf.init_scope():
        file = tf.audio.encode_wav(SOUND, 8000)
        sound = tf.audio.decode_wav(file)
        part = tf.audio.decode_wav(file, 3, 5)
        assert part.audio.shape == [5, 3] and file.shape == []
        if not eager:
            assert sound.audio.shape.as_list() == [None, None]
            with tf.Session() as session:
                file, sound, part = session.run([file, sound, part])
        values = [np.array(v) for v in (file, sound.audio, sound.sample_rate, part.audio)]
    assert values[0].item() == FILE and values[2] == 8000
    np.testing.assert_array_equal(values[1], READ)
    np.testing.assert_array_equal(values[3][:4], np.pad(READ, [(0, 0), (0, 1)], "edge"))
    assert not values[3][4].any()


@pytest.mark.parametrize(("data", "words"), [
    (b"", "Data too short when trying to read string"), (b"RIFX", "Expected RIFF but found RIFX"),
    (FILE[:50], "Data too short"), (FILE.replace(b"WAVE", b"WAVX"), "Expected WAVE but found WAVX"),
    (FILE[:20] + b"\3" + FILE[21:], "Bad audio format for WAV: Expected 1 \\(PCM\\), but got3"),
    (FILE[:34] + b"\x08" + FILE[35:], "Can only read 16-bit WAV files, but received 8"),
    (FILE[:22] + b"\0" + FILE[23:], "Bad number of channels for WAV: Expected at least 1"),
    (FILE[:28] + b"\0\0" + FILE[30:], "Bad bytes per second in WAV header: Expected 32000 but"),
    (FILE[:32] + b"\x09" + FILE[33:], "Bad bytes per sample in WAV header: Expected 4 but got 9"),
    (FILE[:36], "No data chunk found in WAV"), (FILE + b"extra", "Data too short"),
    (FILE + FILE[36:], "More than one data chunk found in WAV"),
])  # fmt: skip
def test_what_is_no_file(data, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.audio.decode_wav(data)


def test_other_chunks_are_left_out_and_arguments_checked():
    longer = FILE[:16] + b"\x12" + FILE[17:36] + b"\0\0" + b"LIST\5\0\0\0abcde" + FILE[36:]
    longer += b"LIST\5\0\0\0abc"  # cut
    np.testing.assert_array_equal(tf.audio.decode_wav(longer).audio, READ)
    assert tf.audio.encode_wav([[0.1], [3e-5], [np.inf]], 8000).numpy()[44:] == (
        b"\xcd\x0c\x01\x00\xff\x7f"
    )
    for call, words in [
        (lambda: tf.audio.decode_wav(FILE, -2), "channels must be non-negative, got -2"),
        (lambda: tf.audio.decode_wav(FILE, 1 << 31), "2147483648 out of range for an int32"),
        (lambda: tf.audio.decode_wav([FILE]), "Shape must be rank 0 but is rank 1"),
        (lambda: tf.audio.encode_wav([1.0], 8000), "Shape must be rank 2 but is rank 1"),
        (lambda: tf.audio.encode_wav(SOUND, 0), "sample_rate must be in"),
        (lambda: tf.audio.encode_wav(np.zeros([0, 2], "f"), 1), "audio is null"),
        (lambda: tf.audio.encode_wav(np.zeros([1, 32768], "f"), 1), "1 frames of 32768 channels"),
    ]:  # fmt: skip
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            call()


def test_rates_of_more_bytes_than_the_header_counts():
    file = tf.audio.encode_wav(SOUND, 2**31 - 1)
    sound = tf.audio.decode_wav(file)
    assert int(sound.sample_rate) == 2**31 - 1 and sound.audio.shape == [4, 2]


def tone():
    return np.sin(np.arange(200) * 0.3).astype(np.float32)[:, None]


@pytest.mark.parametrize(("window", "stride", "squared"), [
    (32, 16, False), (32, 16, True), (30, 10, True), (200, 50, False), (201, 1, False),
])  # fmt: skip
def test_spectra_are_those_of_scipy(window, stride, squared):
    from scipy.signal import get_window

    x, length = tone()[:, 0].astype(float), 1 << (window - 1).bit_length()
    starts = range(0, len(x) - window + 1, stride)
    pieces = [x[s : s + window] * get_window("hann", window) for s in starts]
    wanted = np.reshape([np.abs(np.fft.rfft(p, length)) for p in pieces], (-1, length // 2 + 1))
    found = audio_ops.audio_spectrogram(tone(), window, stride, squared)
    np.testing.assert_allclose(found[0], wanted**2 if squared else wanted, rtol=1e-4, atol=1e-5)


def test_cepstra():
    two = np.concatenate([tone(), tone() ** 2], 1)
    with tf.Graph().as_default(), tf.Session() as session:
        spectra = audio_ops.audio_spectrogram(two, 32, 32, True)
        cepstra = audio_ops.mfcc(spectra, 16000)
        few = audio_ops.mfcc(spectra, 16000, 7000.0, 60.0, 20, 10)
        assert [spectra.shape, cepstra.shape] == [[2, 6, 17], [2, 6, 13]]
        spectra, cepstra, few = session.run([spectra, cepstra, few])
    second = [63.8025, 16.2111, 3.36188, 15.9359, 4.69925]  # goes on where the first left off
    np.testing.assert_allclose(spectra[1, 2, :5], second, rtol=1e-5)
    first = [-167.135, -28.163, -7.22203, -5.83423, -7.37422, -0.489833, 0.725398, 8.20545]
    np.testing.assert_allclose(cepstra[0, 0, :8], first, rtol=2e-5)
    np.testing.assert_allclose(cepstra[1, 2, :3], [-167.446, -28.1925, -8.13428], rtol=1e-5)
    np.testing.assert_allclose(few[0, 0, :4], [-47.6944, -20.1446, -24.1689, -12.4347], rtol=1e-5)
    np.testing.assert_allclose(few.sum(), -1523.0287, rtol=1e-5)


def test_spectra_of_wrong_sizes():
    spectra = audio_ops.audio_spectrogram(tone(), 32, 16, True)
    for call, words in [
        (lambda: audio_ops.audio_spectrogram(tone()[:, 0], 32, 16), "must be rank 2"),
        (lambda: audio_ops.audio_spectrogram(tone(), 32, 0), "window size 32 and stride 0"),
        (lambda: audio_ops.mfcc(spectra[0], 16000), "Shape must be rank 3 but is rank 2"),
        (lambda: audio_ops.mfcc(spectra, [16000]), "Shape must be rank 0 but is rank 1"),
        (lambda: audio_ops.mfcc(spectra, 0), "Mfcc initialization failed"),
        (lambda: audio_ops.mfcc(spectra, 16000, dct_coefficient_count=50), "Mfcc initializ"),
    ]:  # fmt: skip
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            call()
