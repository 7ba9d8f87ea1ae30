"""Texts, numbers and encodings of records; results and errors recorded from TensorFlow 1.15."""

import gzip
import zlib
from pathlib import Path

import numpy as np
import pytest

import zeal as tf


def recorded(name):
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split(" => ") for line in lines]


def call(text):
    s = tf.SparseTensor([[0, 1], [1, 0]], [1.0, 2.0], [2, 3])
    return eval(text, {"tf": tf, "np": np, "C": tf.decode_csv, "s": s})


def plain(found):
    """Values with dtypes, as they are recorded."""
    if isinstance(found, (list, tuple)):
        return [plain(x) for x in found]
    value = found.numpy() if isinstance(found, tf.Tensor) else found
    name = getattr(getattr(found, "dtype", None), "name", "string")
    name = "string" if name == "object" else name
    return (value.tolist() if hasattr(value, "tolist") else value), name


@pytest.mark.parametrize(("text", "expected"), recorded("recorded.txt"))
def test_values(text, expected):
    assert plain(call(text)) == eval(expected)
    assert plain(tf.function(lambda: call(text))()) == eval(expected)
    with tf.Graph().as_default(), tf.Session() as session:
        assert plain(session.run(call(text))) == eval(expected)


@pytest.mark.parametrize(("text", "expected"), recorded("recorded_errors.txt"))
def test_errors(text, expected):
    name, _, words = expected.partition(" ")
    cls = ValueError if name == "ValueError" else getattr(tf.errors, name)
    with pytest.raises(cls) as error:
        call(text)
    assert words.strip() in str(error.value)


def test_odd_numbers():
    found = tf.string_to_number(["inf", "-nan", "1e400", ".5", "1.", " 7 "]).numpy()
    np.testing.assert_array_equal(found, [np.inf, np.nan, np.inf, 0.5, 1, 7])
    found = tf.string_to_number(["0xF", " -0X1f\n", "0xFFFFFFFFFFFFF1FF", "+INF"], tf.float64)
    assert found.numpy().tolist() == [15, -31, 18446744073709548031.0, np.inf]
    for text in ("infinity", "0x1p3", "0x", "0x1.8"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="could not correctly convert"):
            tf.string_to_number(text)
    for text in ("1_000", "0x10", "+1", "", " ", "1 2", "\u0661"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="could not correctly convert"):
            tf.string_to_number(text, tf.int32)
    a, b, c = tf.decode_csv("1e3,inf,nan", [[0.0]] * 3)
    assert (a.numpy(), b.numpy()) == (1000, np.inf) and np.isnan(c.numpy())


def test_columns_of_placeholders():
    with tf.Graph().as_default(), tf.Session() as session:
        lines = tf.placeholder(tf.string, [None])
        number, text = tf.decode_csv(lines, [[1.0], ["none"]])
        assert number.shape.as_list() == [None] and text.dtype == tf.string
        assert session.run(number, {lines: ["2,a", ",b"]}).tolist() == [2.0, 1.0]


def test_lines_of_files(tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,a\n2,b\n")
    dataset = tf.data.TextLineDataset(str(tmp_path / "t.csv")).skip(1)
    dataset = dataset.map(lambda line: tuple(tf.decode_csv(line, [[0], [""]])))
    assert [(int(x), y.numpy()) for x, y in dataset] == [(1, b"a"), (2, b"b")]


DTYPES = [
    tf.float32, tf.float64, tf.float16, tf.bfloat16, tf.int8, tf.int16, tf.int32, tf.int64,
    tf.uint8, tf.uint16, tf.bool, tf.complex64, tf.complex128,
]  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
def test_tensors_there_and_back(dtype):
    for shape in ([], [3], [0], [2, 0, 1], [2, 2]):
        x = tf.cast(tf.ones(shape), dtype)
        found = tf.parse_tensor(tf.serialize_tensor(x), dtype)
        assert found.dtype == dtype and found.shape == shape
        assert found.numpy().tolist() == x.numpy().tolist()


def test_tensors_that_are_none():
    serialized = tf.serialize_tensor([1, 2])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Type mismatch between parsed tensor"):
        tf.parse_tensor(serialized, tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Cannot parse tensor from proto"):
        tf.parse_tensor("", tf.float32)
    proto = tf.make_tensor_proto([1.0])
    proto.tensor_shape.dim[0].size = 2**50
    with pytest.raises((tf.errors.InvalidArgumentError, tf.errors.ResourceExhaustedError)):
        tf.parse_tensor(proto.SerializeToString(), tf.float32)
    data = serialized.numpy()
    for at in range(len(data)):
        for change in (1, 2, 16, 128):
            wrong = bytearray(data)
            wrong[at] ^= change
            try:
                tf.parse_tensor(bytes(wrong), tf.int32)
            except (tf.errors.InvalidArgumentError, tf.errors.ResourceExhaustedError):
                continue


def test_compressed_strings():
    for kind, text in (("ZLIB", zlib.compress(b"abc")), ("GZIP", gzip.compress(b"abc"))):
        assert tf.decode_compressed([text], kind).numpy().tolist() == [b"abc"]
        for wrong in (b"abc", text[:-3]):
            with pytest.raises(tf.errors.DataLossError, match=f"no whole {kind} data"):
                tf.decode_compressed(wrong, kind)


def test_examples_in_json():
    text = '{"features": {"feature": {"x": {"int64List": {"value": ["1", 2]}}}}}'
    wanted = {"x": tf.FixedLenFeature([2], tf.int64)}
    parsed = tf.parse_example(tf.decode_json_example([text]), wanted)["x"]
    assert parsed.numpy().tolist() == [[1, 2]]
    for wrong in ("{", '{"a": 1}', "[1]", b"\xff", "[" * 10000):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Error while parsing JSON"):
            tf.decode_json_example(wrong)


def test_files_as_ops(tmp_path):
    path = str(tmp_path / "new" / "folder" / "file")
    assert tf.write_file(path, b"a\0b") is None
    assert tf.read_file(path).numpy() == b"a\0b"
    with pytest.raises(tf.errors.NotFoundError, match="nope; No such file or directory"):
        tf.read_file(str(tmp_path / "nope"))
    for wrong in (lambda: tf.read_file(str(tmp_path)), lambda: tf.write_file(str(tmp_path), "a")):
        with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
            wrong()
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be scalar, but had shape"):
        tf.read_file([path])
    with tf.Graph().as_default(), tf.Session() as session:
        name = tf.placeholder(tf.string, [])
        written = tf.write_file(name, "new")
        with tf.control_dependencies([written]):
            content = tf.read_file(name)
        assert session.run(content, {name: path}) == b"new"
        assert (content.op.type, written.type) == ("ReadFile", "WriteFile")


def test_sparse_strings():
    s = tf.SparseTensor([[0, 1], [1, 0]], ["a", "b"], [2, 3])
    many = tf.deserialize_many_sparse(tf.serialize_many_sparse(s), tf.string, rank=1)
    assert many.values.numpy().tolist() == [b"a", b"b"]
    for wrong in (["a"], [["a", "b", "c"]], [["", "", ""]]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.deserialize_many_sparse(wrong, tf.string)


def test_sparse_tensors_that_do_not_go_together():
    a, b = (tf.SparseTensor([[0] * n], [1], [2] * n) for n in (1, 2))
    many = tf.stack([tf.serialize_sparse(a), tf.serialize_sparse(b)])
    for texts, dtype, text in [
        (many, tf.int32, r"rank prior to SparseTensor\[1\] was: 1 but rank of .* is: 2"),
        (many[:1], tf.int64, r"of type int64 but SparseTensor\[0\].values.dtype\(\) == int32"),
        ([["a", "b", "c"]], tf.int64, "Could not parse serialized proto: 'a'"),
    ]:
        with pytest.raises(tf.errors.InvalidArgumentError, match=text):
            tf.deserialize_many_sparse(texts, dtype)


def test_sparse_tensors_in_batches():
    from zeal.interop.internals.sparse_ops import deserialize_sparse

    text = tf.serialize_sparse(tf.SparseTensor([[1]], [5], [3]))
    for shape in ([], [2], [2, 1]):
        found = deserialize_sparse(tf.broadcast_to(text, [*shape, 3]), tf.int32)
        dense = np.broadcast_to([0, 5, 0], [*shape, 3])
        assert tf.sparse.to_dense(found).numpy().tolist() == dense.tolist()
