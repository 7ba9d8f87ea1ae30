"""tf.keras.datasets.imdb: 50,000 film reviews as lists of word numbers, and whether they praise."""

from zeal.keras.datasets import word_lists
from zeal.keras.datasets.files import cached, read_npz
from zeal.keras.datasets.parts import divided, shuffled
from zeal.public import publish_module

publish_module(__name__)

def load_data(
    path="imdb.npz", num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2,
    index_from=3,
):  # fmt: skip
    """Loads the reviews from Keras's cache, or downloads them.

    Args:
      path: the file's name in the cache (~/.keras/datasets), or an absolute path.
      num_words: words that are rarer than the first `num_words` become `oov_char`; None keeps all
        but the rarest.
      skip_top: so many of the commonest words become `oov_char` too.
      maxlen: texts that are this long or longer are left out.
      seed: of the shuffle.
      start_char: put before each text.
      oov_char: put in the place of a word that is left out; None leaves nothing there.
      index_from: added to the number of each word.

    Returns:
      (x_train, y_train), (x_test, y_test): arrays of lists of word numbers, and of labels.

    Raises:
      ValueError: maxlen leaves nothing.
      UnavailableError: the file is not there and cannot be downloaded; the text says where to
        put it.
      InvalidArgumentError, DataLossError: it holds something else, or is damaged.
    """
    digest = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
    arrays = read_npz(cached(path, digest), "x_train", "y_train", "x_test", "y_test")
    x_train, y_train = shuffled(*arrays[:2], seed)
    x_test, y_test = shuffled(*arrays[2:], seed)
    xs, labels = word_lists.prepared(
        [*x_train, *x_test], [*y_train, *y_test], num_words, skip_top, maxlen, start_char,
        oov_char, index_from,
    )  # fmt: skip
    return divided(xs, labels, len(x_train))  # of what maxlen left, as in Keras


def get_word_index(path="imdb_word_index.json"):
    """The number of each word, before `index_from` is added.

    Args:
      path: the file's name in the cache (~/.keras/datasets), or an absolute path.

    Raises:
      UnavailableError: the file is not there and cannot be downloaded; the text says where to
        put it.
      DataLossError: it is damaged.
    """
    return word_lists.load_word_index(path, "bfafd718b763782e994055a2d397834f")
