"""The mel scale of pitches, and cepstral coefficients."""

import math

from zeal import _native, dtypes
from zeal._native import api
from zeal.ops.array.fill import zeros
from zeal.ops.named import named
from zeal.ops.signal.cosine import dct
from zeal.public import public


def _mel(hertz):
    """The pitch of a frequency (D. O'Shaughnessy, "Speech communication", 1987)."""
    return 1127.0 * math.log(1.0 + hertz / 700.0)


def _check(bins, rate, lower, upper, dtype):
    if bins <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {bins}")
    if rate <= 0.0:
        raise ValueError(f"sample_rate must be positive. Got: {rate}")
    if lower < 0.0:
        raise ValueError(f"lower_edge_hertz must be non-negative. Got: {lower}")
    if lower >= upper:
        raise ValueError(f"lower_edge_hertz {lower:.1f} >= upper_edge_hertz {upper:.1f}")
    if upper > rate / 2:
        raise ValueError(
            "upper_edge_hertz must not be larger than the Nyquist frequency (sample_rate / 2). "
            f"Got: {upper} for sample_rate: {rate}"
        )
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Got: {dtype}")


def _known(x):
    if not isinstance(x, _native.Tensor):
        return x
    known = _native.known_value(x)
    if known is None:
        raise ValueError(
            "`sample_rate` was a non-constant Tensor. Must be a Python float or a constant Tensor."
        )
    return known._tolist()


@public("signal.linear_to_mel_weight_matrix", "contrib.signal.linear_to_mel_weight_matrix")
@named("linear_to_mel_weight_matrix")
def linear_to_mel_weight_matrix(
    num_mel_bins=20, num_spectrogram_bins=129, sample_rate=8000, lower_edge_hertz=125.0,
    upper_edge_hertz=3800.0, dtype=dtypes.float32, name=None,
):  # fmt: skip
    """The matrix that sums frequencies of a spectrogram to triangular bands of the mel scale.

    Args:
      num_mel_bins: how many bands.
      num_spectrogram_bins: how many frequencies, from 0 to half the rate; a scalar integer.
      sample_rate: samples per second, a number.
      lower_edge_hertz, upper_edge_hertz: where the bands begin and end.
      dtype: a floating dtype.
      name: its name in graphs.

    Returns:
      A tensor of shape `[num_spectrogram_bins, num_mel_bins]`.

    Raises:
      ValueError: a number is out of range.

    Example:
      >>> tf.signal.linear_to_mel_weight_matrix(4, 9).shape.as_list()
      [9, 4]
    """
    rate, dtype = _known(sample_rate), dtypes.as_dtype(dtype)
    _check(num_mel_bins, rate, lower_edge_hertz, upper_edge_hertz, dtype)
    zero = api.cast(0.0, dtype)
    hertz = api.linspace(zero, api.cast(rate / 2.0, dtype), num_spectrogram_bins)[1:]
    place = (1127.0 * api.log(1.0 + hertz / 700.0))[:, None]
    first, last = _mel(lower_edge_hertz), _mel(upper_edge_hertz)
    step = (last - first) / (num_mel_bins + 1)
    lower = _native.convert([first + i * step for i in range(num_mel_bins)], dtype)
    centre, upper = lower + step, lower + 2 * step
    weights = api.minimum((place - lower) / (centre - lower), (upper - place) / (upper - centre))
    weights = api.maximum(zero, weights)
    return api.concat([zeros([1, num_mel_bins], dtype), weights], 0)  # nothing of frequency 0


@public("signal.mfccs_from_log_mel_spectrograms", "contrib.signal.mfccs_from_log_mel_spectrograms")
@named("mfccs_from_log_mel_spectrograms", "mul_1")
def mfccs_from_log_mel_spectrograms(log_mel_spectrograms, name=None):
    """Mel frequency cepstral coefficients: the cosine transforms of logarithms of mel bands.

    Args:
      log_mel_spectrograms: float32 tensor of shape `[..., bands]`.
      name: its name in graphs.

    Returns:
      A float32 tensor like it.

    Raises:
      ValueError: there are no bands.

    Example:
      >>> tf.signal.mfccs_from_log_mel_spectrograms([[1.0, 1.0]]).numpy().round(2)[0, 0]
      2.0
    """
    x = _native.convert(log_mel_spectrograms, dtypes.float32)
    if x.shape.ndims and x.shape._at(-1) == 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {x}")
    return dct(x) * api.rsqrt(2.0 * api.cast(api.shape(x)[-1], dtypes.float32))
