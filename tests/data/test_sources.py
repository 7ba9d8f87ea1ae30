"""from_generator, padded_batch, TextLineDataset, list_files."""

import gzip
import os
import zlib

import numpy as np
import pytest

import zeal as tf

Dataset, invalid = tf.data.Dataset, tf.errors.InvalidArgumentError


def values(dataset):
    return [np.asarray(e.numpy()).tolist() for e in dataset]


# --- from_generator ---
def test_generators():
    runs = []

    def count():
        runs.append(1)
        yield from range(5)

    ds = Dataset.from_generator(count, tf.int32, [])
    assert not runs and values(ds.batch(2)) == [[0, 1], [2, 3], [4]]
    assert values(ds.repeat(2)) == [0, 1, 2, 3, 4] * 2 and len(runs) == 3
    assert values(Dataset.from_generator(lambda: [3, 4], tf.int64)) == [3, 4]
    assert values(Dataset.from_generator(lambda: ["ab", b"c"], tf.string)) == [b"ab", b"c"]


def test_structures_of_generators():
    ds = Dataset.from_generator(
        lambda: iter([(1, 2.0), (3, 4.0)]), (tf.int64, tf.float32), ([], tf.TensorShape([]))
    )
    assert repr(ds) == "<Dataset shapes: ((), ()), types: (tf.int64, tf.float32)>"
    assert values(ds.map(lambda a, b: tf.cast(a, tf.float32) + b)) == [3, 7]
    (element,) = Dataset.from_generator(lambda: [{"a": [1]}], {"a": tf.int32})
    assert element["a"].numpy().tolist() == [1]
    assert repr(Dataset.from_generator(lambda: [1], tf.int64)) == (
        "<Dataset shapes: <unknown>, types: tf.int64>")


def test_arguments_of_generators_are_arrays():
    seen = []

    def one(n, m):
        seen.extend([n, m])
        yield 1

    list(Dataset.from_generator(one, tf.int64, args=(3, [2.0])))
    assert seen[0] == 3 and seen[0].dtype == np.int32
    assert isinstance(seen[1], np.ndarray) and seen[1].dtype == np.float32


def test_what_generators_yield_becomes_the_declared_dtype():
    assert values(Dataset.from_generator(lambda: [np.float64(1.5)], tf.float32)) == [1.5]
    assert values(Dataset.from_generator(lambda: [np.arange(3)], tf.uint8)) == [[0, 1, 2]]
    assert values(Dataset.from_generator(lambda: [np.arange(2)], tf.float32)) == [[0.0, 1.0]]
    (half,) = Dataset.from_generator(lambda: [np.ones(2)], tf.bfloat16)
    assert half.dtype is tf.bfloat16
    for value in (1.5, np.float32(1.5), np.array(1.5), "1", True):
        assert values(Dataset.from_generator(lambda v=value: [v], tf.int64)) == [1]
    assert values(Dataset.from_generator(lambda: [[0.5, 0.0]], tf.bool)) == [[True, False]]
    for wrong in ("a", None, [None], 2**70):
        with pytest.raises(invalid, match="could not be converted to the expected type. The expec"):
            list(Dataset.from_generator(lambda wrong=wrong: [wrong], tf.int64))


def test_elements_of_generators_are_checked():
    with pytest.raises(invalid, match=r"element of shape \(2,\) where an element of shape \(1,\)"):
        list(Dataset.from_generator(lambda: [[1, 2]], tf.int64, [1]))
    for wrong in (1, (1, 2, 3), [1, 2]):
        with pytest.raises(invalid, match="did not match the expected structure"):
            list(Dataset.from_generator(lambda wrong=wrong: [wrong], (tf.int64, tf.int64)))
    with pytest.raises(TypeError, match="`generator` must be callable"):
        Dataset.from_generator([1, 2], tf.int64)
    with pytest.raises(TypeError, match="not iterable"):
        list(Dataset.from_generator(lambda: 3, tf.int64))


def test_errors_of_generators_come_through():
    def fails():
        yield 1
        raise KeyError("oops")

    it = iter(Dataset.from_generator(fails, tf.int64))
    assert int(next(it)) == 1
    with pytest.raises(KeyError, match="oops"):
        next(it)


# --- padded_batch ---
def growing(n):
    return Dataset.range(1, n).map(lambda i: tf.fill([i], i))


def test_padding_to_the_longest():
    assert values(growing(4).padded_batch(2, [None])) == [[[1, 0], [2, 2]], [[3, 3, 3]]]
    assert values(growing(4).padded_batch(2, [-1], drop_remainder=True)) == [[[1, 0], [2, 2]]]
    assert values(growing(3).padded_batch(2, [4])) == [[[1, 0, 0, 0], [2, 2, 0, 0]]]
    minus = tf.constant(-1, tf.int64)
    assert values(growing(3).padded_batch(2, [None], minus)) == [[[1, -1], [2, 2]]]
    ds = growing(4).map(lambda x: (x, x[0])).padded_batch(2, ([None], []))
    assert repr(ds) == "<Dataset shapes: ((?, ?), (?,)), types: (tf.int64, tf.int64)>"
    assert [y.numpy().tolist() for _, y in ds] == [[1, 2], [3]]
    assert values(Dataset.from_tensor_slices([["a"]]).padded_batch(2, [2])) == [[[b"a", b""]]]


def test_padding_of_matrices():
    ds = Dataset.range(1, 4).map(lambda n: tf.fill([n, 2], n)).padded_batch(3, [None, 3])
    expected = np.zeros((3, 3, 3), np.int64)
    for n in range(1, 4):
        expected[n - 1, :n, :2] = n
    np.testing.assert_array_equal(next(iter(ds)).numpy(), expected)


def test_padding_errors():
    with pytest.raises(tf.errors.DataLossError, match="pad to a smaller size"):
        list(growing(4).padded_batch(2, [1]))
    with pytest.raises(ValueError, match=r"padded shape \(\?, \?\) is not compatible with"):
        growing(4).padded_batch(2, [None, None])
    for wrong in (-1, -1.5):
        with pytest.raises(TypeError, match="Padding value tensor .* does not match output type"):
            growing(4).padded_batch(2, [None], wrong)
    with pytest.raises(TypeError, match="structure"):
        growing(4).map(lambda x: (x, x)).padded_batch(2, [None])
    with pytest.raises(invalid, match="Batch size must be greater than zero"):
        growing(4).padded_batch(0, [None])


# --- files ---
TEXT = b"a\nb\r\n\nc"
LINES = [b"a", b"b", b"", b"c"]


@pytest.mark.parametrize("kind, pack", [
    (None, bytes), ("", bytes), ("GZIP", gzip.compress), ("ZLIB", zlib.compress),
])
def test_lines(tmp_path, kind, pack):
    path = tmp_path / "text"
    path.write_bytes(pack(TEXT))
    assert values(tf.data.TextLineDataset(str(path), kind)) == LINES
    assert values(tf.data.TextLineDataset([str(path)] * 2, kind).skip(1)) == LINES[1:] + LINES


def test_files_are_read_when_asked_for(tmp_path):
    ds = tf.data.TextLineDataset(str(tmp_path / "none"))
    assert ds.output_types is tf.string
    with pytest.raises(tf.errors.NotFoundError, match="none; No such file or directory"):
        list(ds)
    with pytest.raises(ValueError, match="compression_type"):
        tf.data.TextLineDataset("a", "BZIP")


@pytest.mark.parametrize("kind, pack", [("GZIP", gzip.compress), ("ZLIB", zlib.compress)])
def test_damaged_files_of_lines(tmp_path, kind, pack):
    path = tmp_path / "text"
    for content in (b"no such format", pack(TEXT)[:-3], pack(TEXT)[:-9] + bytes(9)):
        path.write_bytes(content)
        with pytest.raises(tf.errors.DataLossError, match=f"text is no whole {kind} file"):
            list(tf.data.TextLineDataset(str(path), kind))


def test_directories_are_no_files(tmp_path):
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        list(tf.data.TextLineDataset(str(tmp_path)))
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        list(tf.data.FixedLengthRecordDataset(str(tmp_path), 1))


def test_names_of_files(tmp_path):
    for name in ("b.txt", "a.txt", "c.csv"):
        (tmp_path / name).write_bytes(TEXT)
    pattern = str(tmp_path / "*.txt")
    expected = [str(tmp_path / name).encode() for name in ("a.txt", "b.txt")]
    assert values(Dataset.list_files(pattern, shuffle=False)) == expected
    assert sorted(values(Dataset.list_files([pattern]))) == expected
    with pytest.raises(invalid, match="No files matched pattern"):
        Dataset.list_files(str(tmp_path / "*.png"))
    files = Dataset.list_files(pattern, shuffle=False)
    assert values(tf.data.TextLineDataset(files)) == LINES * 2
    assert values(files.flat_map(tf.data.TextLineDataset)) == LINES * 2


def test_names_of_files_of_any_bytes(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(path, "wb") as file:
        file.write(b"one\ntwo")
    found = tf.data.Dataset.list_files(os.fsencode(tmp_path) + b"/*.txt")
    assert [name.numpy() for name in found] == [path]
    for names in (path, [path], found):
        assert [x.numpy() for x in tf.data.TextLineDataset(names)] == [b"one", b"two"]
    assert [x.numpy() for x in tf.data.FixedLengthRecordDataset(path, 7)] == [b"one\ntwo"]


@pytest.mark.parametrize("element", [1, ["a", "b"], ("a", "b"), {"a": 1.0}])
def test_datasets_that_are_no_names_of_files(element):
    dataset = tf.data.Dataset.from_tensors(element)
    for kind in (tf.data.TextLineDataset, tf.data.TFRecordDataset):
        with pytest.raises(TypeError, match=r"must be a `tf\.data\.Dataset` of (scalar )?`tf\.str"):
            kind(dataset)
        unknown = dataset.map(lambda *x: x)  # whose elements nobody knows before
        with pytest.raises(TypeError, match=r"a `tf\.data\.Dataset` of scalar `tf\.string`"):
            list(kind(unknown))


@pytest.mark.parametrize("length", [1.5, float("inf"), "1"])
def test_lengths_of_records_are_integers(length):
    with pytest.raises(TypeError, match="an integer is expected"):
        tf.data.FixedLengthRecordDataset([], length)
