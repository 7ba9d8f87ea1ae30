"""Tests of zeal/keras/utils: labels, custom objects, and files that are fetched once."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

utils = tf.keras.utils
needs_filter = pytest.mark.skipif(
    not hasattr(tarfile, "data_filter"), reason="needs Python 3.11.4's safe unpacking"
)


def test_to_categorical():
    assert utils.to_categorical([1, 2]).tolist() == [[0, 1, 0], [0, 0, 1]]
    assert utils.to_categorical([[1], [2]], 4).shape == (2, 4)
    assert utils.to_categorical([[1, 0], [2, 1]], dtype="int32").dtype == np.int32
    assert utils.to_categorical(tf.constant([1, 0]), 2).tolist() == [[0, 1], [1, 0]]
    assert utils.to_categorical(3).tolist() == [0, 0, 0, 1]
    with pytest.raises(IndexError):
        utils.to_categorical([1, 5], 4)


def test_normalize():
    np.testing.assert_allclose(utils.normalize([[3.0, 4.0], [0, 0]]), [[0.6, 0.8], [0, 0]])
    columns = utils.normalize([[1.0, 2], [3, 2]], axis=0, order=1)
    np.testing.assert_allclose(columns, [[0.25, 0.5], [0.75, 0.5]])


def test_custom_objects():
    utils.get_custom_objects()["kept"] = 1
    with utils.CustomObjectScope({"a": 2}, {"kept": 3}) as scope:
        assert scope and utils.get_custom_objects() == {"a": 2, "kept": 3}
    assert utils.get_custom_objects() == {"kept": 1}
    del utils.get_custom_objects()["kept"]


def test_sequence():
    with pytest.raises(NotImplementedError, match="__len__"):
        len(utils.Sequence())


@pytest.fixture
def origin(tmp_path):
    folder = tmp_path / "origin"
    folder.mkdir()
    return folder


def fetch(tmp_path, path, **options):
    return utils.get_file("got.bin", path.as_uri(), cache_dir=str(tmp_path / "cache"), **options)


def test_files_are_fetched_once(tmp_path, origin):
    file = origin / "f"
    file.write_bytes(b"one")
    path = fetch(tmp_path, file, file_hash=hashlib.sha256(b"one").hexdigest())
    assert path == str(tmp_path / "cache" / "datasets" / "got.bin")
    file.write_bytes(b"two")
    assert Path(fetch(tmp_path, file)).read_bytes() == b"one"
    md5 = hashlib.md5(b"two").hexdigest()
    other = fetch(tmp_path, file, cache_subdir="other", md5_hash=md5)
    assert Path(other).read_bytes() == b"two"


def test_a_wrong_hash_leaves_nothing(tmp_path, origin):
    (origin / "f").write_bytes(b"one")
    with pytest.raises(tf.errors.DataLossError, match="has the md5"):
        fetch(tmp_path, origin / "f", md5_hash="0" * 32)
    assert list((tmp_path / "cache" / "datasets").iterdir()) == []


def test_what_cannot_be_fetched_says_where_to_put_it(tmp_path, origin):
    with pytest.raises(tf.errors.UnavailableError, match=r"put the file at .*datasets/got\.bin"):
        fetch(tmp_path, origin / "nothing")


def packed(name="folder/data.txt"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, io.BytesIO(b"text"))
    return buffer.getvalue()


@needs_filter
def test_archives(tmp_path, origin):
    (origin / "a.tar.gz").write_bytes(packed())
    cache = str(tmp_path / "cache")
    folder = utils.get_file("folder", (origin / "a.tar.gz").as_uri(), untar=True, cache_dir=cache)
    assert Path(folder, "data.txt").read_text() == "text"
    with zipfile.ZipFile(origin / "z.zip", "w") as archive:
        archive.writestr("inside.txt", "zipped")
    path = fetch(tmp_path, origin / "z.zip", extract=True)
    assert Path(path).with_name("inside.txt").read_text() == "zipped"


@needs_filter
def test_archives_stay_in_their_folder(tmp_path, origin):
    (origin / "a.tar.gz").write_bytes(packed("../../outside.txt"))
    with pytest.raises(tarfile.TarError):
        fetch(tmp_path, origin / "a.tar.gz", extract=True)
    assert not list(tmp_path.rglob("outside.txt"))


class Scaled:
    """What a program serializes."""

    def __init__(self, by=1):
        self.by = by

    def get_config(self):
        return {"by": self.by}


def test_objects_and_their_configurations():
    """As TensorFlow 1.15.5 has them."""
    save, load = utils.serialize_keras_object, utils.deserialize_keras_object
    assert save(None) is None and load(None) is None and save(load) == "deserialize_keras_object"
    config = save(Scaled(3))
    assert config == {"class_name": "Scaled", "config": {"by": 3}}
    assert load(config, globals()).by == load(config, custom_objects={"Scaled": Scaled}).by == 3
    assert load("Scaled", globals()).by == 1 and load("pytest", globals()) is pytest
    for given, words in (
        ("lost", "Unknown thing:lost"),
        ({"class_name": "lost", "config": {}}, "Unknown thing: lost"),
        ({"class": "lost"}, "Improper config format: {'class': 'lost'}"),
    ):
        with pytest.raises(ValueError, match=words):
            load(given, globals(), printable_module_name="thing")
