"""Data sets from CSV files: arrays of features, and of what they shall lead to."""

import csv
from collections import namedtuple

import numpy as np

from zeal import gfile
from zeal.public import public, publish

Dataset = namedtuple("Dataset", ["data", "target"])
Datasets = namedtuple("Datasets", ["train", "validation", "test"])
for _name in ("Dataset", "Datasets"):
    publish(__name__, _name, f"contrib.learn.datasets.base.{_name}")


def _arrays(rows, target_dtype, features_dtype, target_column) -> Dataset:
    targets = [row.pop(target_column) for row in rows]
    return Dataset(np.array(rows, features_dtype), np.array(targets, target_dtype))


def _rows(filename) -> list:
    with gfile.GFile(filename) as file:
        return list(csv.reader(file))


@public("contrib.learn.datasets.base.load_csv_with_header")
def load_csv_with_header(filename, target_dtype, features_dtype, target_column=-1):
    """Reads a CSV file whose first row begins with the numbers of examples and of features.

    Args:
      filename: the file's path.
      target_dtype: NumPy's dtype of targets.
      features_dtype: NumPy's dtype of features.
      target_column: the column of targets; all others are features.

    Returns:
      `Dataset(data, target)`: arrays (examples, features) and (examples,).

    Raises:
      NotFoundError: there is no such file.
      ValueError: the first row tells other numbers than the file has, or an entry is none of
        its dtype.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "iris.csv")
      >>> with tf.gfile.GFile(path, "w") as file:
      ...     file.write("2,3,a,b,c\\n1.0,2.0,3.0,0\\n4.0,5.0,6.0,2\\n")
      >>> tf.contrib.learn.datasets.base.load_csv_with_header(path, int, float).target
      array([0, 2])
    """
    header, *rows = _rows(filename)
    found = _arrays(rows, target_dtype, features_dtype, target_column)
    told = int(header[0]), int(header[1])
    if found.data.shape != told:
        raise ValueError(f"{filename}: its header tells {told}, it holds {found.data.shape}")
    return found


@public("contrib.learn.datasets.base.load_csv_without_header")
def load_csv_without_header(filename, target_dtype, features_dtype, target_column=-1):
    """Reads a CSV file all of whose rows are examples.

    Args:
      filename: the file's path.
      target_dtype: NumPy's dtype of targets.
      features_dtype: NumPy's dtype of features.
      target_column: the column of targets; all others are features.

    Returns:
      `Dataset(data, target)`: arrays (examples, features) and (examples,).

    Raises:
      NotFoundError: there is no such file.
      ValueError: an entry is none of its dtype.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "pairs.csv")
      >>> with tf.gfile.GFile(path, "w") as file:
      ...     file.write("1.0,0\\n4.0,2\\n")
      >>> read = tf.contrib.learn.datasets.base.load_csv_without_header
      >>> read(path, int, float).data.tolist()
      [[1.0], [4.0]]
    """
    return _arrays(_rows(filename), target_dtype, features_dtype, target_column)
