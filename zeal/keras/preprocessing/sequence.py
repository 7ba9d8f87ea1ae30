"""tf.keras.preprocessing.sequence: sequences of different lengths as one array."""

from typing import Any

from zeal.namespace import namespace
from zeal.public import public

__getattr__, __dir__ = namespace(__name__)


@public("keras.preprocessing.sequence.pad_sequences")
def pad_sequences(
    sequences, maxlen=None, dtype: Any = "int32", padding="pre", truncating="pre", value: Any = 0.0
) -> Any:
    """Brings sequences to one length, by cutting them and by filling them up.

    Args:
      sequences: a list of lists.
      maxlen: the length; by default the longest's.
      dtype: of the result.
      padding, truncating: "pre" to fill and cut in front, "post" behind.
      value: what fills.

    Returns:
      An ndarray of shape (number of sequences, maxlen, ...).

    Raises:
      ValueError: sequences is no list of lists, or an option is unknown.

    Example:
      >>> tf.keras.preprocessing.sequence.pad_sequences([[1], [2, 3, 4]], maxlen=2).tolist()
      [[0, 1], [3, 4]]
    """
    import numpy as np

    if not hasattr(sequences, "__len__"):
        raise ValueError("`sequences` must be iterable.")
    for x in sequences:
        if not hasattr(x, "__len__"):
            raise ValueError(f"`sequences` must be a list of iterables. Found non-iterable: {x}")
    for what, option in (("Padding", padding), ("Truncating", truncating)):
        if option not in ("pre", "post"):
            raise ValueError(f'{what} type "{option}" not understood')
    if maxlen is None:
        maxlen = max(map(len, sequences), default=0)
    rest = next((np.asarray(x).shape[1:] for x in sequences if len(x)), ())
    if isinstance(value, str) and not (dtype is object or np.issubdtype(dtype, np.str_)):
        raise ValueError(
            f"`dtype` {dtype} is not compatible with `value`'s type: {type(value)}\nYou should set "
            "`dtype=object` for variable length strings."
        )
    out = np.full((len(sequences), maxlen, *rest), value, dtype=dtype)
    for row, x in zip(out, sequences, strict=True):
        kept = x[max(0, len(x) - maxlen) :] if truncating == "pre" else x[:maxlen]
        if not len(kept):
            continue
        if np.asarray(kept).shape[1:] != rest:
            raise ValueError(
                f"Shape of sample {np.asarray(kept).shape[1:]} of sequence is different from "
                f"expected shape {rest}"
            )
        place = slice(len(kept)) if padding == "post" else slice(maxlen - len(kept), None)
        row[place] = kept
    return out
