"""AudioSpectrogram and Mfcc, the raw ops of TensorFlow's speech examples, by NumPy."""

import numpy as np

from zeal.errors import InvalidArgumentError
from zeal.ops.host_op import host_op


def _length(window):
    return 1 << max(window - 1, 0).bit_length()  # of the transform: the next power of 2


def _infer_spectrogram(shapes, attrs):
    (shape,), window = shapes, attrs["window_size"]
    if shape is None:
        return [(None, None, _length(window) // 2 + 1)]
    if len(shape) != 2:
        raise InvalidArgumentError(f"Shape must be rank 2 but is rank {len(shape)}")
    frames = None if shape[0] is None else _frames(shape[0], window, attrs["stride"])
    return [(shape[1], frames, _length(window) // 2 + 1)]


def _frames(samples, window, stride):
    if window < 2 or stride < 1:
        raise InvalidArgumentError(
            f"Spectrogram initialization failed for window size {window} and stride {stride}"
        )
    return 0 if samples < window else 1 + (samples - window) // stride


def _spectrogram(input, window_size, stride, magnitude_squared):
    count, length = _frames(len(input), window_size, stride), _length(window_size)
    weights = 0.5 - 0.5 * np.cos(np.arange(window_size) * (2 * np.pi / window_size))
    found, left = [], np.zeros(0)
    for channel in input.T.astype(np.float64):
        # As in TensorFlow, a channel goes on where the one before left off.
        samples = np.concatenate([left, channel])
        own = _frames(len(samples), window_size, stride)
        if own != count:
            raise InvalidArgumentError(
                f"Spectrogram size calculation failed: Expected height {count} but got {own}"
            )
        places = np.arange(count)[:, None] * stride + np.arange(window_size)
        found.append(np.abs(np.fft.rfft(samples[places] * weights, length)))
        left = samples[count * stride :]
    result = np.reshape(found, (input.shape[1], count, length // 2 + 1)).astype(np.float64)
    return (result**2 if magnitude_squared else result).astype(np.float32)


def _mel(hertz):
    return 1127.0 * np.log1p(np.asarray(hertz, np.float64) / 700.0)


def _bands(bins, rate, high, low, channels):
    """A matrix [bins, channels]: how much of a bin's magnitude belongs to a band."""
    bottom = _mel(low)
    centers = bottom + (_mel(high) - bottom) / (channels + 1) * np.arange(1, channels + 1)
    per_bin = 0.5 * rate / (bins - 1)
    places = np.arange(int(1.5 + low / per_bin), min(int(high / per_bin), bins - 1) + 1)
    mel = _mel(places * per_bin)
    band = np.searchsorted(centers, mel) - 1  # -1 below the first center
    edges = np.concatenate([[bottom], centers, [_mel(high)]])
    share = (edges[band + 2] - mel) / (edges[band + 2] - edges[band + 1])
    matrix = np.zeros((bins, channels + 2))
    matrix[places, band + 1] = share
    matrix[places, band + 2] += 1 - share
    return matrix[:, 1:-1]


def _infer_mfcc(shapes, attrs):
    shape, rate = shapes
    if shape is not None and len(shape) != 3:
        raise InvalidArgumentError(f"Shape must be rank 3 but is rank {len(shape)}")
    if rate:
        raise InvalidArgumentError(f"Shape must be rank 0 but is rank {len(rate)}")
    return [(*(shape or (None, None))[:2], attrs["dct_coefficient_count"])]


def _mfcc(
    spectrogram, sample_rate, upper_frequency_limit, lower_frequency_limit,
    filterbank_channel_count, dct_coefficient_count,
):  # fmt: skip
    bins, count = spectrogram.shape[2], filterbank_channel_count
    low, high = lower_frequency_limit, upper_frequency_limit
    if not (
        bins > 1 and sample_rate > 0 and 0 < dct_coefficient_count <= count and 0 <= low < high
    ):
        raise InvalidArgumentError(
            f"Mfcc initialization failed for channel count {bins}, sample rate {sample_rate}, "
            f"lower frequency limit {low:g} and upper frequency limit {high:g}"
        )
    bands = np.sqrt(spectrogram.astype(np.float64)) @ _bands(bins, sample_rate, high, low, count)
    logs = np.log(np.maximum(bands, 1e-12))
    turns = np.arange(dct_coefficient_count)[:, None] * (np.arange(count) + 0.5)
    cosines = np.sqrt(2.0 / count) * np.cos(turns * (np.pi / count))
    return (logs @ cosines.T).astype(np.float32)


audio_spectrogram = host_op(
    "AudioSpectrogram", [("input", "float32")], [("spectrogram", "float32")],
    attrs=[("window_size", 0), ("stride", 0), ("magnitude_squared", False)],
    infer=_infer_spectrogram, kernel=_spectrogram,
    doc="The spectrum of each of the pieces, weighted by a Hann window, of [samples, channels].",
)  # fmt: skip
mfcc = host_op(
    "Mfcc", [("spectrogram", "float32"), ("sample_rate", "int32")], [("output", "float32")],
    attrs=[
        ("upper_frequency_limit", 4000.0), ("lower_frequency_limit", 20.0),
        ("filterbank_channel_count", 40), ("dct_coefficient_count", 13),
    ],
    infer=_infer_mfcc, kernel=_mfcc,
    doc="Cepstral coefficients on the mel scale, of a squared spectrogram.",
)  # fmt: skip
