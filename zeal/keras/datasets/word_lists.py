"""What imdb and reuters share: texts as lists of word numbers, cut and renumbered."""

import json

from zeal.keras.datasets.files import cached, damaged


def prepared(xs, labels, num_words, skip_top, maxlen, start_char, oov_char, index_from):
    """Texts with their first words marked, their words renumbered, and rare words replaced.

    Args:
      xs, labels: lists of word numbers, the commonest word first; and what goes with each.
      num_words: words from this number on are rare; None keeps all but the greatest, as in Keras.
      skip_top: words below this number are left out too.
      maxlen: texts that are this long or longer are left out, if it is not None.
      start_char: put before each text, unless it is None.
      oov_char: put in the place of a word that is left out; None leaves nothing there.
      index_from: added to each number.

    Returns:
      Arrays of texts, which are lists, and of labels.
    """
    import numpy as np

    start = [] if start_char is None else [start_char]
    xs = [start + [w + (index_from or 0) for w in x] for x in xs]
    if maxlen:
        xs, labels = without_long(xs, labels, maxlen)
    num_words = num_words or max(max(x) for x in xs if x)
    xs = [_common(x, skip_top, num_words, oov_char) for x in xs]
    return _as_array(xs), np.array(labels)


def _common(words, first, end, oov_char):
    """A text with `oov_char` in the place of words outside first..end, or without those."""
    if oov_char is None:
        return [w for w in words if first <= w < end]
    return [w if first <= w < end else oov_char for w in words]


def without_long(xs, labels, maxlen):
    """Texts shorter than `maxlen`, and their labels. Raises ValueError if there are none."""
    kept = [(x, y) for x, y in zip(xs, labels, strict=True) if len(x) < maxlen]
    if not kept:
        raise ValueError(
            f"After filtering for sequences shorter than maxlen={maxlen}, no sequence was kept. "
            "Increase maxlen."
        )
    return [x for x, _ in kept], [y for _, y in kept]


def _as_array(xs):
    """A list of lists as an array of objects, whatever their lengths."""
    import numpy as np

    array = np.empty(len(xs), dtype=object)
    array[:] = xs
    return array


def load_word_index(path: str, file_hash: str) -> dict:
    """The number of each word, from a JSON file of Keras's cache."""
    file = cached(path, file_hash)
    with open(file, "rb") as content:
        try:
            return json.load(content)
        except (ValueError, RecursionError) as error:
            raise damaged(file, error) from None
