"""Arrays as messages and back, in TensorFlow's forms."""

import numpy as np
import pytest

import zeal as tf

NUMBERS = [
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16",
    "uint32", "uint64", "complex64", "complex128", "bool",
]
# Where TensorFlow 1.15 puts several values.
FIELDS = {
    "float16": "half_val", "bool": "bool_val", "uint16": "int_val", "complex64": "scomplex_val",
    "complex128": "dcomplex_val",
}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0, 2)])
def test_numbers(name, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(name)
    if name.startswith("complex"):
        array = array + 2j * array
    array = array.astype(name)
    proto = tf.make_tensor_proto(array)
    back = tf.make_ndarray(proto)
    assert back.dtype == array.dtype and np.array_equal(back, array)
    assert bool(proto.tensor_content) == (array.size > 1 and name not in FIELDS)
    if array.size > 1 and name in FIELDS:
        assert len(getattr(proto, FIELDS[name])) == array.size * (1 + name.startswith("complex"))


def test_bfloat16():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    proto = tf.make_tensor_proto([1.5, -2.0], dtype=tf.bfloat16)
    assert list(proto.half_val) == [0x3FC0, 0xC000]
    assert tf.make_ndarray(proto).astype(float).tolist() == [1.5, -2.0]
    assert tf.make_ndarray(proto).dtype == ml_dtypes.bfloat16


def test_strings():
    proto = tf.make_tensor_proto(["a", "é"])
    assert list(proto.string_val) == [b"a", "é".encode()]
    assert tf.make_ndarray(proto).tolist() == [b"a", "é".encode()]


def test_one_value_for_a_shape():
    proto = tf.make_tensor_proto(5, shape=[2, 2])
    assert list(proto.int_val) == [5]
    assert tf.make_ndarray(proto).tolist() == [[5, 5], [5, 5]]


def test_the_last_value_stands_for_the_rest():
    proto = tf.make_tensor_proto([5, 6], shape=[4])
    assert list(proto.int_val) == [5, 6]
    assert tf.make_ndarray(proto).tolist() == [5, 6, 6, 6]
    proto.ClearField("int_val")
    assert tf.make_ndarray(proto).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: tf.make_tensor_proto([5, 6], shape=[1]), ValueError,
         "Too many elements provided. Needed at most 1, but received 2"),
        (lambda: tf.make_tensor_proto([5, 6], shape=[3], verify_shape=True), TypeError,
         r"Expected Tensor's shape: \(3,\), got \(2,\)."),
        (lambda: tf.make_tensor_proto(None), ValueError, "None values not supported."),
        (lambda: tf.make_tensor_proto("a", dtype=tf.int32), TypeError, "Expected int32"),
        (lambda: tf.make_tensor_proto(1.5, dtype=tf.int32), TypeError, "Expected int32"),
        (lambda: tf.make_ndarray(3), TypeError, "must be a TensorProto proto"),
    ],
)
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    "change, error",
    [
        (lambda p: setattr(p, "dtype", 20), TypeError),
        (lambda p: setattr(p, "dtype", 99), TypeError),
        (lambda p: setattr(p, "tensor_content", b"abc"), ValueError),
        (lambda p: setattr(p.tensor_shape.dim[0], "size", 1), ValueError),
        (lambda p: setattr(p.tensor_shape.dim[0], "size", -3), ValueError),
        (lambda p: setattr(p.tensor_shape, "unknown_rank", True), ValueError),
    ],
)
def test_messages_that_contradict_themselves(change, error):
    proto = tf.make_tensor_proto([1, 2])
    change(proto)
    with pytest.raises(error):
        tf.make_ndarray(proto)
