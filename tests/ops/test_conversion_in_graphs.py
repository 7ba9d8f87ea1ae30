"""What values become while a graph is built."""

import contextlib
import enum

import numpy as np
import pytest

import zeal as tf


class Number(enum.IntEnum):
    ONE = 1


def as_bytes(text):
    return text if isinstance(text, bytes) else str(text).encode()


@pytest.mark.parametrize("value, dtype", [
    ([np.sqrt(2.0), 1.0], "float32"), ([np.float64(1), 1], "float32"),
    ([1, np.float64(2)], "float32"), ([[np.float64(1)], [2]], "float32"),
    ([np.float16(1), 2.0], "float32"), ([np.float16(1)], "float16"),
    ([[np.int64(1), np.int64(2)]], "int32"), ([np.int64(2**40)], "int64"),
    ([np.int64(1), 1.5], "float32"), ([[np.int32(1)], [np.int32(3)]], "int32"),
    ([np.uint8(1)], "uint8"), ([np.int8(1)], "int8"), ([np.uint32(7)], "uint32"),
    ([np.array(1.0), np.array(2.0)], "float32"), ([np.bool_(True)], "bool"),
    ([np.complex128(1)], "complex128"), ((np.float64(1),), "float32"),
    (np.float64(1), "float64"), ([np.str_("a")], "string"), ([np.bytes_(b"a"), "b"], "string"),
    ([Number.ONE], "int32"),
])  # fmt: skip
def test_lists_of_numpy_numbers_in_graphs_are_what_numpy_makes_of_them(value, dtype):
    """A constant, as TensorFlow's, of 32 bits where NumPy took 64 of itself."""
    with tf.Graph().as_default():
        t = tf.constant(value)
    assert (t.dtype.name, t.op.type, t.name) == (dtype, "Const", "Const:0")
    got = tf.get_static_value(t)
    if dtype != "string":
        np.testing.assert_array_equal(got, np.asarray(value).astype(dtype))
    else:
        assert [as_bytes(x) for x in np.ravel(got)] == [as_bytes(x) for x in value]


def test_lists_with_a_dtype_in_graphs_are_constants():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float64) * [np.float32(2), 1]
        tf.constant([np.int64(2)], tf.float32)
    assert x.dtype == tf.float64
    assert [op.type for op in graph.get_operations()] == ["Placeholder", "Const", "Mul", "Const"]


def test_texts_of_other_classes():
    class Text(str):
        __slots__ = ()

    for mode in (tf.Graph().as_default(), contextlib.nullcontext()):
        with mode:
            assert tf.constant(Text("a")).dtype == tf.constant([[Text("a")]]).dtype == tf.string


@pytest.mark.parametrize("dtype", [tf.bfloat16, tf.qint8])
def test_arrays_of_dtypes_that_numpy_lacks(dtype):
    array = np.array([[1, 2]], dtype.as_numpy_dtype)
    with tf.Graph().as_default(), tf.Session() as session:
        constant = tf.constant(array)
        assert (constant.dtype, constant.op.type) == (dtype, "Const")
        np.testing.assert_array_equal(session.run(constant).astype(np.int8), [[1, 2]])


def test_sizes_in_lists_are_numbers():
    with tf.Graph().as_default():
        x = tf.ones([1, 2])
        width = x.shape[1]  # a tf.Dimension
        assert tf.reshape(x, [width, -1]).shape == [2, 1]
        assert tf.pad(x, [[0, 0], [width, 1]]).shape == [1, 5]
        assert tf.tile(x, (width, 1)).shape == [2, 2]
        made = tf.convert_to_tensor([[0, width]])
        assert made.op.type == "Const" and made.dtype is tf.int32
        with pytest.raises(ValueError, match="unknown Dimension"):
            tf.reshape(x, [tf.Dimension(None), 2])


X = np.arange(4, dtype=np.float32).reshape(2, 2)
OF_NUMPY = {
    "linspace": lambda of: tf.linspace(0.0, 1.0, of(3)),
    "concat": lambda of: tf.concat([X, X], axis=of(1)),
    "stack": lambda of: tf.stack([X, X], axis=of(1)),
    "expand_dims": lambda of: tf.expand_dims(X, of(1)),
    "squeeze": lambda of: tf.squeeze(X[None], of(0)),
    "reduce_sum": lambda of: tf.reduce_sum(X, of(1)),
    "logsumexp": lambda of: tf.reduce_logsumexp(X, axis=of(1)),
    "clip_by_norm": lambda of: tf.clip_by_norm(X, 1.0, axes=of(1)),
    "cumsum": lambda of: tf.cumsum(X, axis=of(1)),
    "softmax": lambda of: tf.nn.softmax(X, axis=of(1)),
    "top_k": lambda of: tf.nn.top_k(X, k=of(1))[0],
    "segments": lambda of: tf.unsorted_segment_sum(X, [0, 1], of(3)),
    "depth_to_space": lambda of: tf.nn.depth_to_space(X.reshape([1, 1, 1, 4]), of(2)),
}
IN_LISTS = {
    "tile": lambda of: tf.tile(X, [of(1), of(2)]),
    "reshape": lambda of: tf.reshape(X, [of(4)]),
    "eye": lambda of: tf.eye(of(3)),
    "dynamic_partition": lambda of: tf.dynamic_partition(X, [0, 1], of(2)),
}


@pytest.mark.parametrize("name", [*OF_NUMPY, *IN_LISTS])
def test_numbers_of_numpy_are_axes_and_sizes(name):
    call = {**OF_NUMPY, **IN_LISTS}[name]
    kinds = (np.int8, np.uint8, np.int64, np.float32) if name in OF_NUMPY else (np.int8, np.int64)
    want = np.asarray(call(int))
    for kind in kinds:
        np.testing.assert_array_equal(np.asarray(call(kind)), want)
        with tf.Graph().as_default(), tf.Session() as session:
            np.testing.assert_array_equal(session.run(call(kind)), want)


def test_casts_of_strings_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run([tf.cast("", tf.string), tf.cast(["a"], tf.string)])[0] == b""
        assert not hasattr(tf.constant(1.0), "numpy")
        with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'numpy'"):
            tf.constant(1.0).numpy()
    assert hasattr(tf.constant(1.0), "numpy") and tf.constant(1.5).numpy() == 1.5
