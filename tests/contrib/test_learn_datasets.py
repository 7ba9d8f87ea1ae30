"""Tests of tf.contrib.learn.datasets."""

import pathlib

import numpy as np
import pytest

import zeal as tf

datasets = tf.contrib.learn.datasets


def test_csv_files(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("2,3,a,b\n1.5,2,3,0\n4,5,6,1\n")
    found = datasets.base.load_csv_with_header(str(path), np.int64, np.float32)
    assert found.data.tolist() == [[1.5, 2, 3], [4, 5, 6]] and found.data.dtype == np.float32
    assert found.target.tolist() == [0, 1] and found.target.dtype == np.int64
    path.write_text("1.5,2,3,0\n4,5,6,1\n")
    found = datasets.base.load_csv_without_header(str(path), float, int, target_column=0)
    assert found.data.tolist() == [[2, 3, 0], [5, 6, 1]] and found.target.tolist() == [1.5, 4]
    path.write_text("3,3,a,b\n1.5,2,3,0\n4,5,6,1\n")
    with pytest.raises(ValueError, match="its header tells"):
        datasets.load_iris(path)


def test_names_and_places():
    with pytest.raises(ValueError, match="Name of dataset is not found: x"):
        datasets.load_dataset("x")
    with pytest.raises(NotImplementedError, match="data_path"):
        datasets.load_dataset("boston")
    tf.install_as("tensorflow")
    from tensorflow.contrib.learn.python.learn.datasets.base import Dataset
    from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets

    assert Dataset is datasets.base.Dataset and read_data_sets is datasets.mnist.read_data_sets


def test_maybe_download_keeps_what_is_there(tmp_path, capsys):
    (tmp_path / "a").write_text("1,2\n")
    base = tf.contrib.learn.python.learn.datasets.base  # TensorFlow's code inside, as an attribute
    for text in ("1,2\n", "3\n"):
        path = base.maybe_download("b", str(tmp_path / "new"), f"file://{tmp_path}/a")
        (tmp_path / "a").write_text("3\n")
        assert pathlib.Path(path).read_text() == "1,2\n", text
    assert capsys.readouterr().out == "Successfully downloaded b 4 bytes.\n"
    with pytest.raises(OSError):
        base.maybe_download("c", str(tmp_path), f"file://{tmp_path}/missing")
