"""Data sets by name."""

from zeal.contrib.learn.datasets.csv_files import load_csv_with_header
from zeal.contrib.learn.datasets.mnist_batches import read_data_sets
from zeal.public import public


@public("contrib.learn.datasets.mnist.load_mnist")
def load_mnist(train_dir="MNIST-data"):
    """Reads MNIST's four files, which are downloaded if the folder lacks them.

    Args:
      train_dir: the folder.

    Returns:
      `Datasets(train, validation, test)`; see `read_data_sets` of
      `tensorflow.examples.tutorials.mnist.input_data`.

    Raises:
      NotFoundError: the folder lacks a file and it cannot be downloaded.
      InvalidArgumentError, DataLossError: a file is none of MNIST's, or damaged.
    """
    return read_data_sets(train_dir)


@public("contrib.learn.datasets.load_iris", "contrib.learn.datasets.base.load_iris")
def load_iris(data_path=None):
    """Reads the measures of 150 irises, of three kinds.

    Args:
      data_path: a CSV file whose first row begins with the numbers of examples and features.

    Returns:
      `Dataset(data, target)`.

    Raises:
      NotImplementedError: without a path; zeal has no copy of the file.
    """
    return load_csv_with_header(_given(data_path, "iris"), int, float)


@public("contrib.learn.datasets.load_boston", "contrib.learn.datasets.base.load_boston")
def load_boston(data_path=None):
    """Reads the prices of houses in 506 tracts of Boston.

    Args:
      data_path: a CSV file whose first row begins with the numbers of examples and features.

    Returns:
      `Dataset(data, target)`.

    Raises:
      NotImplementedError: without a path; zeal has no copy of the file.
    """
    return load_csv_with_header(_given(data_path, "boston"), float, float)


def _given(path, name):
    if path is None:
        raise NotImplementedError(
            f"load_{name}: zeal has no copy of the file; tell where it is, by data_path"
        )
    return path


_BY_NAME = {"iris": load_iris, "boston": load_boston, "mnist": load_mnist}


@public("contrib.learn.datasets.load_dataset")
def load_dataset(name, size="small", test_with_fake_data=False):
    """Loads a data set by its name.

    Args:
      name: "mnist", "iris" or "boston".
      size, test_with_fake_data: accepted for compatibility.

    Returns:
      What `load_mnist`, `load_iris` or `load_boston` returns.

    Raises:
      ValueError: there is none of this name.
    """
    if name not in _BY_NAME:
        raise ValueError(f"Name of dataset is not found: {name}")
    return _BY_NAME[name]()
