"""Errors in TensorFlow 1.15's classes and words, those that golden/errors.json holds."""

import numpy as np
import pytest
from captured import fault, rows

import zeal as tf


def f(*shape):
    return tf.ones(shape)


def d(*shape):
    return tf.ones(shape, tf.float64)


def i(*shape):
    return tf.ones(shape, tf.int32)


def b(*shape):
    return tf.cast(tf.ones(shape), tf.bool)


def c(*shape):
    return tf.cast(tf.ones(shape), tf.complex64)


def s():
    return tf.constant("a")


def v(*shape):
    return tf.Variable(tf.ones(shape))


def truth(x):
    return bool(x)


def twice(fn, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    tape.gradient(y, x)
    return tape.gradient(y, x)


def watch(x):
    with tf.GradientTape() as tape:
        tape.watch(x)


def gd():
    return tf.train.GradientDescentOptimizer(0.1)


def dense(n):
    return tf.keras.layers.Dense(n, name="dense")


def rebuilt(layer):
    layer(f(2, 3))
    return layer


NAMES = {**globals(), "np": np, "tf": tf}


def run(call):
    return eval(call, NAMES)


@pytest.mark.parametrize("row", rows("errors"), ids=lambda row: row[0])
def test_class_and_words(row):
    assert fault(run, *row) is None


def test_what_an_error_carries():
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.matmul(f(2, 3), f(2, 3))
    e = caught.value
    assert (e.node_def, e.op, e.error_code) == (None, None, tf.errors.INVALID_ARGUMENT)
    assert e.message == str(e)


@pytest.mark.parametrize(
    "call, text",
    [
        (
            lambda: tf.matmul(f(3, 4), f(3, 4)),
            "[MatMul] Matrix size-incompatible: In[0]: [3,4], In[1]: [3,4]; "
            "inner dimensions differ: a is [3,4] float32, b is [3,4] float32; "
            "a's axis 1 must equal b's axis 0. Did you mean transpose_b=True?",
        ),
        (
            lambda: f(3) + i(3),
            "[AddV2] cannot compute AddV2 as input #1(zero-based) was expected to be "
            "a float tensor but is a int32 tensor; x is [3] float32, y is [3] int32; "
            "cast one of them with tf.cast",
        ),
        (
            lambda: f(3) + f(2),
            "[AddV2] Incompatible shapes: [3] vs. [2]; x is [3] float32, y is [2] float32; "
            "aligned from the right, sizes must be equal or 1",
        ),
    ],
)
def test_words_are_followed_by_help(call, text):
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        call()
    assert str(caught.value) == text


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: tf.eye(-1), "tf.eye"),
        (lambda: tf.nn.l2_normalize(f(2), axis=1), "tf.nn.l2_normalize"),
        (lambda: tf.reduce_logsumexp(f(2), 1), "tf.reduce_logsumexp"),
        (lambda: tf.pad(f(2), [1, 1]), "tf.pad"),
        (lambda: tf.nn.xw_plus_b(f(2, 3), f(2, 3), f(3)), "tf.nn.xw_plus_b"),
        (
            lambda: tf.losses.softmax_cross_entropy(f(2, 3), f(2, 3), weights=s()),
            "tf.losses.softmax_cross_entropy",
        ),
        (lambda: tf.map_fn(lambda x: tf.nn.l2_normalize(x, axis=3), f(2, 2)), "tf.nn.l2_normalize"),
        (lambda: tf.add(f(2), f(3)), "Add"),
    ],
)
def test_an_error_names_what_the_program_called(call, name):
    with pytest.raises((tf.errors.OpError, ValueError, TypeError)) as caught:
        call()
    assert str(caught.value).startswith(f"[{name}] ")


def test_an_error_names_the_layer():
    layer = tf.keras.layers.Dense(4, name="top")
    layer(f(2, 3))
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"^layer top \(Dense\): \[MatMul\] Matrix size-incomp"
    ):
        layer(f(2, 5))


def test_an_op_of_the_program_inside_a_layer_is_its_own():
    class Mine(tf.keras.layers.Layer):
        def call(self, x):
            return tf.add(x, f(7))

    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^\[Add\] "):
        Mine()(f(2))


@pytest.mark.parametrize(
    "call, words",
    [
        (
            lambda: tf.zeros([2**20, 2**20, 2**10]),
            "OOM when allocating tensor with shape[1048576,1048576,1024] and type float on CPU",
        ),
        (
            lambda: tf.tile(d(1000, 1000), [2**30, 1]),
            "OOM when allocating tensor with shape[1073741824000,1000] and type double on CPU",
        ),
        (
            lambda: f(2**20, 1) * f(1, 2**27),
            "OOM when allocating tensor with shape[1048576,134217728] and type float on CPU",
        ),
    ],
)
def test_out_of_memory_says_shape_and_bytes(call, words):
    with pytest.raises(
        tf.errors.ResourceExhaustedError, match=r"a block of \d+ bytes was asked for.*smaller batch"
    ) as caught:
        call()
    assert words in str(caught.value)


def test_graphs_refuse_ranks_in_tensorflows_words():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32)
        with pytest.raises(ValueError, match="must be at most rank 1 but is rank 2"):
            tf.reduce_sum(x, [[1], [2]])
        with pytest.raises(ValueError, match="Cannot infer num from shape"):
            tf.split(x, tf.placeholder(tf.int32))
        with pytest.raises(ValueError, match="Dimensions must be equal, but are 15 and 10"):
            a = tf.SparseTensor([[0, 1]], [1.0], [10, 15])
            tf.sparse.sparse_dense_matmul(a, tf.zeros([10, 20]))
        with pytest.raises(ValueError, match="must be rank 1 but is rank 2"):
            tf.sparse_to_dense([1, 3], [[5], [3]], 1.0)
    for scan in (tf.cumsum, tf.cumprod):
        with pytest.raises(tf.errors.InvalidArgumentError, match="axis must be a scalar, not .1"):
            scan([1.0], [0])


def test_numerics_of_loops_are_not_checked():
    with tf.Graph().as_default():
        tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
        with pytest.raises(ValueError, match="not compatible with TensorFlow control flow"):
            tf.add_check_numerics_ops()
