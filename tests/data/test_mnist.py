"""Tests of zeal/data/idx.py and mnist.py: reading, every kind of damaged file, cache, download."""

import contextlib
import functools
import gzip
import hashlib
import http.server
import struct
import threading
import tracemalloc

import numpy as np
import pytest

from zeal import errors
from zeal.data import mnist
from zeal.data.idx import read_idx

STEMS = list(mnist._FILES)


def idx(array, code=8) -> bytes:
    array = np.asarray(array)
    head = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


def digits(count, size=4, seed=0):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (count, size, size), np.uint8)
    return images, rng.integers(0, 10, count, np.uint8)


@pytest.fixture
def contents():
    arrays = (*digits(20), *digits(5, seed=1))
    return {stem: idx(array) for stem, array in zip(STEMS, arrays, strict=True)}


def write(directory, contents, ending=""):
    for stem, content in contents.items():
        path = directory / (stem + ending)
        path.write_bytes(gzip.compress(content) if ending else content)


@pytest.mark.parametrize(
    "code, dtype", [(8, "u1"), (9, "i1"), (11, "i2"), (12, "i4"), (13, "f4"), (14, "f8")]
)
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3, 4)])
def test_all_types_and_ranks(tmp_path, code, dtype, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    for pack in (bytes, gzip.compress):
        (tmp_path / "f").write_bytes(pack(idx(array, code)))
        found = read_idx(tmp_path / "f")
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)


GOOD = idx(np.arange(12, dtype=np.uint8).reshape(3, 4))


@pytest.mark.parametrize(
    "content, error, text",
    [
        (b"", errors.DataLossError, "truncated: it holds 0 bytes"),
        (GOOD[:3], errors.DataLossError, "less than a header"),
        (GOOD[:9], errors.DataLossError, "its header alone takes 12 bytes, it holds 9"),
        (GOOD[:-1], errors.DataLossError, r"promises 12 bytes for shape \(3, 4\), it holds 11"),
        (GOOD + b"x", errors.DataLossError, "longer than it says"),
        (b"\x89PNG" + GOOD, errors.InvalidArgumentError, "no IDX file: it starts with 89504e47"),
        (b"\0\0\x07" + GOOD[3:], errors.InvalidArgumentError, "no IDX file"),
        (b"\0\0\x08\xff" + b"\xff" * 1020, errors.InvalidArgumentError, "has rank 255"),
        (b"\0\0\x08\x21" + b"\0\0\0\1" * 33 + b"x", errors.InvalidArgumentError, "rank 33"),
        (b"\0\0\x08\x20" + b"\xff" * 100, errors.DataLossError, "header alone takes 132 bytes"),
        (b"\0\0\x08\x03" + b"\0" * 4 + b"\xff" * 8, errors.InvalidArgumentError, "any memory"),
        (b"\0\0\x08\x01" + b"\xff" * 4 + b"x", errors.DataLossError, "truncated"),
        (gzip.compress(GOOD, mtime=0)[:-9], errors.DataLossError, "damaged gzip"),
        (gzip.compress(GOOD, mtime=0)[:5], errors.DataLossError, "damaged gzip"),
        (gzip.compress(GOOD, mtime=0)[:-8] + b"\0" * 8, errors.DataLossError, "damaged gzip"),
        (gzip.compress(GOOD[:-2], mtime=0), errors.DataLossError, "truncated"),
    ],
)
def test_damaged_files(tmp_path, content, error, text):
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(error, match=text) as caught:
        read_idx(tmp_path / "f")
    assert str(tmp_path / "f") in str(caught.value)


def test_every_flipped_byte_of_a_gzip_file_is_noticed_or_harmless(tmp_path):
    packed = bytearray(gzip.compress(GOOD))
    for i in range(len(packed)):
        packed[i] ^= 0x10
        (tmp_path / "f").write_bytes(packed)
        with contextlib.suppress(errors.OpError):
            np.testing.assert_array_equal(read_idx(tmp_path / "f"), np.arange(12).reshape(3, 4))
        packed[i] ^= 0x10


def test_missing_file(tmp_path):
    with pytest.raises(errors.NotFoundError, match="there is no file"):
        read_idx(tmp_path / "absent")


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_directory(tmp_path, contents, ending):
    write(tmp_path, contents, ending)
    data = mnist.load(str(tmp_path))
    images, labels = digits(20)
    np.testing.assert_array_equal(data.train_images, images)
    np.testing.assert_array_equal(data.train_labels, labels)
    assert data.test_images.shape == (5, 4, 4)
    assert str(tmp_path) in data.source
    x, y = data.train()
    assert (x.dtype, x.shape, y.dtype) == (np.float32, (20, 16), np.int64)
    np.testing.assert_allclose(x, images.reshape(20, 16) / 255, rtol=1e-6)


def test_dotted_names(tmp_path, contents):
    write(tmp_path, {stem.replace("-idx", ".idx"): c for stem, c in contents.items()})
    assert len(mnist.load(tmp_path).test_labels) == 5


@pytest.mark.parametrize(
    "change, error, text",
    [
        ({0: None}, errors.NotFoundError, r"lacks train-images-idx3-ubyte\[.gz\]"),
        ({1: digits(19)[1]}, errors.InvalidArgumentError, "20 training images .* but 19 labels"),
        ({2: digits(5, 5)[0]}, errors.InvalidArgumentError, r"are \(4, 4\), test images \(5, 5\)"),
        ({3: np.full(5, 10, np.uint8)}, errors.InvalidArgumentError, "a test label is 10"),
        ({0: digits(20)[1], 1: digits(20)[0]}, errors.InvalidArgumentError, "files swapped"),
        ({2: digits(0)[0], 3: digits(0)[1]}, errors.InvalidArgumentError, "0 test images"),
    ],
)
def test_files_that_do_not_fit_together(tmp_path, contents, change, error, text):
    for i, array in change.items():
        if array is None:
            del contents[STEMS[i]]
        else:
            contents[STEMS[i]] = idx(array)
    write(tmp_path, contents)
    with pytest.raises(error, match=text):
        mnist.load(tmp_path)


def test_embedded_digits():
    data = mnist.embedded()
    assert (data.train_images.shape, data.test_images.shape) == ((1437, 8, 8), (360, 8, 8))
    images = np.concatenate([data.train_images, data.test_images]).astype(int)
    labels = np.concatenate([data.train_labels, data.test_labels])
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (images.max(), images.sum(), data.white) == (16, 561718, 16)
    assert labels[:10].tolist() == list(range(10))
    assert "8x8 UCI digits" in data.source
    assert (mnist._EMBEDDED / "README.md").read_text().count("CC BY 4.0") == 1


@pytest.fixture
def mirror(tmp_path, contents, monkeypatch):
    """A local mirror of small files; the cache lies below tmp_path."""
    served = tmp_path / "served"
    served.mkdir()
    write(served, contents, ".gz")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(served))
    handler.func.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(mnist, "_MIRRORS", (f"http://127.0.0.1:{server.server_port}/",))
    digests = {stem: hashlib.sha256(c).hexdigest() for stem, c in contents.items()}
    monkeypatch.setattr(mnist, "_FILES", digests)
    yield served
    server.shutdown()
    server.server_close()


def test_download_then_cache(mirror, monkeypatch):
    assert "downloaded" in mnist.load().source
    monkeypatch.setattr(mnist, "_MIRRORS", ())
    data = mnist.load()
    assert "cache" in data.source
    assert len(data.train_images) == 20
    assert sorted(p.name for p in mnist.cache_directory().iterdir()) == sorted(
        f"{stem}.gz" for stem in STEMS
    )


@pytest.mark.parametrize("content, text", [(b"junk", "damaged"), (None, "checksum")])
def test_bad_download_is_not_kept(mirror, content, text):
    path = mirror / f"{STEMS[2]}.gz"
    path.write_bytes(gzip.compress(GOOD) if content is None else content)
    data = mnist.load()
    assert "UCI" in data.source
    assert text in data.source
    assert not (mnist.cache_directory() / path.name).exists()


def test_no_network(mirror, monkeypatch):
    monkeypatch.setattr(mnist, "_MIRRORS", ("http://127.0.0.1:9/",))
    assert "refused" in mnist.load().source
    assert "downloading is off" in mnist.load(download=False).source


def test_damaged_cache_is_reported(mirror):
    mnist.load()
    (mnist.cache_directory() / f"{STEMS[0]}.gz").write_bytes(b"\x1f\x8b junk")
    with pytest.raises(errors.DataLossError, match="damaged"):
        mnist.load()


def test_what_a_small_packed_file_unpacks_to_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "bomb"
    with gzip.open(path, "wb") as file:
        file.write(b"\0\0\x08\x01\0\0\0\5")
        for _ in range(300):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(errors.DataLossError, match="longer than it says"):
        read_idx(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20
