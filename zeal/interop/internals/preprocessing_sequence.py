"""tensorflow.python.keras.preprocessing.sequence: what loaders of texts take from it."""

__all__ = []


def _remove_long_seq(maxlen, seq, label):
    """The texts shorter than `maxlen`, and their labels, as two lists."""
    kept = [(x, y) for x, y in zip(seq, label, strict=False) if len(x) < maxlen]
    return [x for x, _ in kept], [y for _, y in kept]
