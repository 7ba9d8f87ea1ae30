"""Tests of tensorflow.examples.tutorials.mnist.input_data; orders as TensorFlow 1.15 gives them."""

import gzip
import struct

import numpy as np
import pytest

import zeal as tf
from zeal.examples.tutorials.mnist.input_data import DataSet, read_data_sets


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("mnist")
    random = np.random.RandomState(0)
    for part, n in (("train", 20), ("t10k", 5)):
        images = random.randint(0, 256, (n, 28, 28)).astype(np.uint8)
        labels = (np.arange(n) % 10).astype(np.uint8)
        for array, kind in ((images, "images-idx3"), (labels, "labels-idx1")):
            head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            file = path / f"{part}-{kind}-ubyte.gz"
            file.write_bytes(gzip.compress(head + array.tobytes()))
    return path


def test_batches_of_epochs(folder):
    data = read_data_sets(str(folder), one_hot=True, validation_size=4, seed=1)
    train = data.train
    assert train.images.shape == (16, 784) and train.images.dtype == np.float32
    assert train.labels.shape == (16, 10) and 0.99 < train.images.max() <= 1.0
    assert (data.validation.num_examples, data.test.num_examples) == (4, 5)
    found = [train.next_batch(6)[1].argmax(1).tolist() for _ in range(4)]
    assert found == [[7, 7, 1, 6, 0, 4], [8, 5, 8, 4, 9, 3], [2, 6, 5, 9, 8, 6], [6, 4, 7, 8, 7, 5]]
    assert train.epochs_completed == 1


def test_pictures_as_they_are(folder):
    data = read_data_sets(folder, validation_size=4, reshape=False, dtype=tf.uint8, seed=1)
    images, labels = data.train.next_batch(6)
    assert images.shape == (6, 28, 28, 1) and images.dtype == np.uint8
    assert labels.tolist() == [7, 7, 1, 6, 0, 4]
    assert data.validation.next_batch(3, shuffle=False)[1].tolist() == [0, 1, 2]
    assert read_data_sets(folder, validation_size=0).validation.num_examples == 0


def test_mistakes(folder, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="between 0 and 20. Received: 5000"):
        read_data_sets(folder)
    with pytest.raises(ValueError, match="fake_data"):
        read_data_sets(folder, fake_data=True)
    with pytest.raises(TypeError, match="Invalid image dtype"):
        read_data_sets(folder, dtype=tf.int32, validation_size=0)
    with pytest.raises(ValueError, match="labels.shape"):
        DataSet(np.ones([2, 1, 1, 1]), np.ones(3))
    monkeypatch.setattr("zeal.data.mnist._MIRRORS", ((tmp_path / "nowhere").as_uri() + "/",))
    with pytest.raises(tf.errors.NotFoundError, match="put the four original files into"):
        read_data_sets(tmp_path)
