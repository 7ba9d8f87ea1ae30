"""Tests of zeal/keras/datasets, on small files in a cache of Keras's layout."""

import gzip
import json
import os
import pickle
import shutil
import struct
import tarfile

import numpy as np
import pytest

import zeal as tf
from zeal.keras.datasets import files

random = np.random.RandomState(0)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of our own; the network's files are not there."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(files, "ORIGIN", (tmp_path / "nowhere").as_uri() + "/")
    monkeypatch.setattr(tf.keras.datasets.fashion_mnist, "ORIGIN", files.ORIGIN)
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


def equal(found, wanted):
    return all(
        np.array_equal(a, b) for f, w in zip(found, wanted, strict=True)
        for a, b in zip(f, w, strict=True)
    )  # fmt: skip


def pictures(n, shape=(28, 28)):
    return random.randint(0, 256, (n, *shape)).astype(np.uint8)


def test_mnist(cache):
    x, y = pictures(6), np.arange(6, dtype=np.uint8)
    np.savez(cache / "mnist.npz", x_train=x[:4], y_train=y[:4], x_test=x[4:], y_test=y[4:])
    found = tf.keras.datasets.mnist.load_data()
    assert equal(found, ((x[:4], y[:4]), (x[4:], y[4:]))) and found[0][0].dtype == np.uint8
    assert equal(tf.keras.datasets.mnist.load_data(str(cache / "mnist.npz")), found)


def test_fashion_mnist(cache):
    (cache / "fashion-mnist").mkdir()
    x, y = pictures(3), np.arange(3, dtype=np.uint8)
    for part in ("train", "t10k"):
        for array, kind in ((x, "images-idx3"), (y, "labels-idx1")):
            head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            path = cache / "fashion-mnist" / f"{part}-{kind}-ubyte.gz"
            path.write_bytes(gzip.compress(head + array.tobytes()))
    assert equal(tf.keras.datasets.fashion_mnist.load_data(), ((x, y), (x, y)))


def test_boston_housing(cache):
    x, y = random.rand(10, 13), random.rand(10)
    np.savez(cache / "boston_housing.npz", x=x, y=y)
    found = tf.keras.datasets.boston_housing.load_data(test_split=0.3, seed=5)
    order = np.arange(10)
    np.random.RandomState(5).shuffle(order)
    train, test = order[:7], order[7:]
    assert equal(found, ((x[train], y[train]), (x[test], y[test])))
    with pytest.raises(ValueError, match="test_split"):
        tf.keras.datasets.boston_housing.load_data(test_split=1.0)


def lists(*values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def test_imdb(cache):
    train, test = lists([1, 2, 30], [4], [5, 6]), lists([7, 8], [9])
    np.savez(cache / "imdb.npz", x_train=train, y_train=np.array([0, 1, 0]), x_test=test,
             y_test=np.array([1, 0]))  # fmt: skip
    (x, y), (x_test, y_test) = tf.keras.datasets.imdb.load_data(num_words=12, seed=3)
    order = np.arange(3)
    np.random.RandomState(3).shuffle(order)
    wanted = [[1] + [w + 3 if w + 3 < 12 else 2 for w in train[i]] for i in order]
    assert x.tolist() == wanted and y.tolist() == [[0, 1, 0][i] for i in order]
    assert sorted(map(tuple, x_test)) == [(1, 2), (1, 10, 11)] and len(y_test) == 2
    (x, _), _ = tf.keras.datasets.imdb.load_data(
        skip_top=5, start_char=None, oov_char=None, index_from=0, num_words=31
    )
    assert sorted(map(tuple, x)) == [(), (5, 6), (30,)]
    with pytest.raises(ValueError, match="no sequence was kept"):
        tf.keras.datasets.imdb.load_data(maxlen=1)
    (cache / "imdb_word_index.json").write_text(json.dumps({"film": 1}))
    assert tf.keras.datasets.imdb.get_word_index() == {"film": 1}


def test_reuters(cache):
    np.savez(cache / "reuters.npz", x=lists([1], [2, 3], [4], [5], [6]), y=np.arange(5))
    (x, y), (x_test, y_test) = tf.keras.datasets.reuters.load_data(test_split=0.4, num_words=99)
    assert len(x) == len(y) == 3 and len(x_test) == len(y_test) == 2
    assert sorted([*y, *y_test]) == [0, 1, 2, 3, 4]


def batch(path, n, **labels):
    data = random.randint(0, 256, (n, 3072)).astype(np.uint8)
    content = {b"data": data} | {k.encode(): v for k, v in labels.items()}
    path.write_bytes(pickle.dumps(content, protocol=2))
    return data.reshape(n, 3, 32, 32).transpose(0, 2, 3, 1)


def test_cifar10(cache):
    folder = cache / "cifar-10-batches-py"
    folder.mkdir()
    parts = [batch(folder / f"data_batch_{i}", 2, labels=[i, i]) for i in range(1, 6)]
    test = batch(folder / "test_batch", 1, labels=[9])
    (x, y), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
    assert np.array_equal(x, np.concatenate(parts)) and np.array_equal(x_test, test)
    assert y.ravel().tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5] and y_test.tolist() == [[9]]


def test_cifar100(cache):
    folder = cache / "cifar-100-python"
    folder.mkdir()
    for part in ("train", "test"):
        batch(folder / part, 2, fine_labels=[99, 1], coarse_labels=[19, 0])
    assert tf.keras.datasets.cifar100.load_data()[0][1].tolist() == [[99], [1]]
    assert tf.keras.datasets.cifar100.load_data("coarse")[1][1].tolist() == [[19], [0]]
    with pytest.raises(ValueError, match="label_mode"):
        tf.keras.datasets.cifar100.load_data("other")


class Hostile:
    def __reduce__(self):
        return os.system, ("exit 1",)


def test_files_cannot_run_code(cache):
    folder = cache / "cifar-100-python"
    folder.mkdir()
    (folder / "train").write_bytes(pickle.dumps({b"data": Hostile()}))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"asks for (posix|nt)\.system"):
        tf.keras.datasets.cifar100.load_data()
    np.savez(cache / "reuters.npz", x=lists(Hostile()), y=np.arange(1))
    with pytest.raises(tf.errors.InvalidArgumentError, match="asks for"):
        tf.keras.datasets.reuters.load_data()
    np.savez(cache / "mnist.npz", x_train=lists(Hostile()))
    with pytest.raises(tf.errors.InvalidArgumentError, match="asks for"):
        tf.keras.datasets.mnist.load_data()


@pytest.mark.parametrize("y", [np.arange(4), np.arange(6), np.array(5)])
def test_labels_of_another_number_name_the_file(cache, y):
    x = lists([1], [2], [3], [4], [5])
    for name in ("boston_housing", "reuters"):
        np.savez(cache / f"{name}.npz", x=np.ones((5, 13)) if name[0] == "b" else x, y=y)
        with pytest.raises(ValueError, match=rf"{name}\.npz holds x of shape \(5,.* but y of"):
            getattr(tf.keras.datasets, name).load_data()
    np.savez(cache / "imdb.npz", x_train=x, y_train=np.arange(5), x_test=x, y_test=y)
    with pytest.raises(tf.errors.InvalidArgumentError, match="x_test of shape .* but y_test of"):
        tf.keras.datasets.imdb.load_data()


def test_damaged_and_missing_files(cache):
    datasets = tf.keras.datasets
    (cache / "mnist.npz").write_bytes(b"PK no archive")
    with pytest.raises(tf.errors.DataLossError, match=r"mnist\.npz is damaged"):
        datasets.mnist.load_data()
    np.savez(cache / "boston_housing.npz", z=np.ones(3))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"no item named 'x\.npy'"):
        datasets.boston_housing.load_data()
    with pytest.raises(tf.errors.UnavailableError, match=r"put the file at .*datasets/imdb\.npz"):
        datasets.imdb.load_data()
    with pytest.raises(tf.errors.UnavailableError, match=r"fashion-mnist/train-images-idx3-ubyte"):
        datasets.fashion_mnist.load_data()
    folder = cache / "cifar-100-python"
    folder.mkdir()
    (folder / "train").write_bytes(pickle.dumps({b"data": [1]})[:-3])
    with pytest.raises(tf.errors.OpError, match="damaged"):
        datasets.cifar100.load_data()
    batch(folder / "train", 2, fine_labels=[1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="2 images, but labels of shape"):
        datasets.cifar100.load_data()


@pytest.mark.parametrize(("place", "byte"), [(8, 99), (4, 0xFF), (6, 0x40), (42, 0xFF)], ids=[
    "compression", "version", "encryption", "offset",
])  # fmt: skip
def test_damaged_directories_of_archives(cache, place, byte):
    path = cache / "boston_housing.npz"
    np.savez(path, x=np.ones((5, 13)), y=np.ones(5))
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02") + place + (2 if place < 42 else 0)
    content[entry] = byte
    path.write_bytes(content)
    with pytest.raises(tf.errors.DataLossError, match=r"boston_housing\.npz is damaged: .+; get"):
        tf.keras.datasets.boston_housing.load_data()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"film": ', b"[" * 100_000])
def test_damaged_word_indices(cache, content):
    (cache / "reuters_word_index.json").write_bytes(content)
    with pytest.raises(tf.errors.DataLossError, match=r"word_index\.json is damaged: .+; get"):
        tf.keras.datasets.reuters.get_word_index()


def test_damaged_archives_leave_nothing_half_unpacked(cache):
    folder = cache / "cifar-100-python"
    folder.mkdir()
    for name in ("train", "test"):
        (folder / name).write_bytes(random.bytes(100_000))
    with tarfile.open(f"{folder}.tar.gz", "w:gz") as archive:
        archive.add(folder, folder.name)
    whole = (cache / "cifar-100-python.tar.gz").read_bytes()
    (cache / "cifar-100-python.tar.gz").write_bytes(whole[: len(whole) * 3 // 4])
    shutil.rmtree(folder)
    for _ in range(2):
        with pytest.raises(tf.errors.DataLossError, match=r"cifar-100-python\.tar\.gz is damaged"):
            tf.keras.datasets.cifar100.load_data()
