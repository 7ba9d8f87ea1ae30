"""tf.keras.datasets.boston_housing: 506 districts and the prices of their houses."""

from zeal.keras.datasets.files import cached, read_npz
from zeal.keras.datasets.parts import divided, shuffled
from zeal.public import publish_module

publish_module(__name__)

def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    """Loads the districts from Keras's cache, or downloads them.

    Args:
      path: the file's name in the cache (~/.keras/datasets), or an absolute path.
      test_split: the part that is kept for tests.
      seed: of the shuffle before it is split.

    Returns:
      (x_train, y_train), (x_test, y_test): float64 features (n, 13) and prices (n,).

    Raises:
      ValueError: test_split is not in [0, 1).
      UnavailableError: the file is not there and cannot be downloaded; the text says where to
        put it.
      DataLossError: the file is damaged.
    """
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split must be in [0, 1), not {test_split}")
    digest = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"
    x, y = shuffled(*read_npz(cached(path, digest), "x", "y"), seed)
    return divided(x, y, int(len(x) * (1 - test_split)))
