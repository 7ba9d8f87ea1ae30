"""tf.keras.datasets.reuters: 11,228 newswires as lists of word numbers, and their topics."""

from zeal.keras.datasets import word_lists
from zeal.keras.datasets.files import cached, read_npz
from zeal.keras.datasets.parts import divided, shuffled
from zeal.public import publish_module

publish_module(__name__)

def load_data(
    path="reuters.npz", num_words=None, skip_top=0, maxlen=None, test_split=0.2, seed=113,
    start_char=1, oov_char=2, index_from=3,
):  # fmt: skip
    """Loads the newswires from Keras's cache, or downloads them.

    Args:
      test_split: the part that is kept for tests.
      the others: as for `tf.keras.datasets.imdb.load_data`.

    Returns:
      (x_train, y_train), (x_test, y_test): arrays of lists of word numbers, and of labels.
    """
    digest = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
    xs, labels = shuffled(*read_npz(cached(path, digest), "x", "y"), seed)
    xs, labels = word_lists.prepared(
        xs, labels, num_words, skip_top, maxlen, start_char, oov_char, index_from
    )
    return divided(xs, labels, int(len(xs) * (1 - test_split)))


def get_word_index(path="reuters_word_index.json"):
    """The number of each word, before `index_from` is added.

    Args:
      path: the file's name in the cache (~/.keras/datasets), or an absolute path.

    Raises:
      UnavailableError: the file is not there and cannot be downloaded; the text says where to
        put it.
      DataLossError: it is damaged.
    """
    return word_lists.load_word_index(path, "4d44cc38712099c9e383dc6e5f11a921")
