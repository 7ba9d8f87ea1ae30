"""Products whose elementwise ops run with them, block of rows by block of rows."""

import numpy as np
import pytest

import zeal as tf
from zeal import _native

flatten = tf.nest.flatten


def layer(x, w, b):
    return tf.nn.relu(tf.matmul(x, w) + b)


def gelu(x, w, b):
    y = tf.matmul(x, w) + b
    return 0.5 * y * (1.0 + tf.tanh(0.7978845608 * (y + 0.044715 * y * y * y)))


def with_its_operand(x, w, b):
    return tf.matmul(x, w) * 2.0 - x[:, :1] + b


def twice(x, w, b):
    return tf.sigmoid(tf.matmul(x, w)) * tf.tanh(tf.matmul(x, w * 0.5) + b)


def two_results(x, w, b):
    y = tf.matmul(x, w) + b
    return tf.cast(y, tf.float32), y > 0, tf.exp(y)


def summed(x, w, b):
    return tf.reduce_sum(tf.square(tf.matmul(x, w) + b), 1)


def turned(x, w, b):
    return tf.tanh(tf.matmul(tf.transpose(x), w, transpose_a=True) + b)


def turned_weights(x, w, b):
    return tf.tanh(tf.matmul(x, tf.transpose(w), transpose_b=True) + b)


def scalar_behind(x, w, b):
    return tf.matmul(x, w) * 3.0


def smaller_than_the_rest(x, w, b):
    return tf.matmul(x, w)[None] * 1.0 + tf.tanh(tf.matmul(x, w)) + tf.zeros([2, 1, 1], x.dtype)


PROGRAMS = [layer, gelu, with_its_operand, twice, two_results, summed]
PROGRAMS += [turned, turned_weights, scalar_behind, smaller_than_the_rest]
# Rows, inner size, columns: few, blocks that do not divide the rows, wide rows, one column, none.
SIZES = [(3, 4, 5), (20_011, 5, 64), (9_000, 40, 100), (4_099, 2, 700)]
SIZES += [(300_000, 3, 1), (140_001, 1, 1), (0, 4, 5), (5, 0, 3)]


@pytest.fixture(params=["float32", "float64"])
def dtype(request):
    return request.param


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_bits_are_those_of_eager_execution(program, size, dtype):
    m, k, n = size
    if m * n * k == 0 and program is with_its_operand:
        pytest.skip("it reads a column")
    rng = np.random.default_rng(0)
    values = [rng.standard_normal(s).astype(dtype) for s in ([m, k], [k, n], [n])]
    want = program(*map(tf.constant, values))
    with tf.Graph().as_default(), tf.Session() as session:
        known = [tf.placeholder(dtype, v.shape) for v in values]
        unknown = [tf.placeholder(dtype, [None] * v.ndim) for v in values]
        for feeds in (known, unknown):
            got = session.run(program(*feeds), dict(zip(feeds, values, strict=True)))
            for a, b in zip(flatten(got), flatten(want), strict=True):
                assert np.asarray(a).tobytes() == b.numpy().tobytes()


def test_bits_do_not_depend_on_threads():
    rng = np.random.default_rng(0)
    sizes = [50_000, 8], [8, 60], [60]
    x, w, b = (tf.constant(rng.standard_normal(s), tf.float32) for s in sizes)
    traced = tf.function(gelu)
    made, before = [], _native.num_threads()
    try:
        for threads in (1, 2, 3, 8):
            _native.set_num_threads(threads)
            made.append(traced(x, w, b).numpy().tobytes())
    finally:
        _native.set_num_threads(before)
    assert len(set(made)) == 1


@pytest.fixture
def graph():
    with tf.Graph().as_default() as g:
        yield g


def instructions(graph, feeds, fetches):
    return _native.Program(graph, feeds, fetches).num_instructions


def test_what_is_one_instruction_and_what_is_not(graph):
    feeds = x, w, b = [tf.placeholder(tf.float32, s) for s in ([None, 4], [4, 3], [3])]
    product = tf.matmul(x, w)
    y = tf.nn.relu(product + b)
    assert instructions(graph, feeds, [y]) == 1
    assert instructions(graph, feeds, [y, product]) == 2  # it is fetched
    assert instructions(graph, feeds, [y, tf.reduce_max(product, 0)]) == 3  # others read it
    with tf.control_dependencies([product]):
        waits = tf.py_func(lambda: np.float32(1), [], tf.float32)
    assert instructions(graph, feeds, [y, waits]) == 3


def test_a_product_that_is_fed_is_not_computed(graph):
    x, w = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [4, 3])
    product = tf.matmul(x, w)
    y = tf.nn.relu(product + 1.0)
    with tf.Session() as session:
        assert session.run(y, {product: [[1.0, -3.0, 2.0]]}).tolist() == [[2.0, 0.0, 3.0]]


def test_errors_name_the_product(graph):
    x, w = (tf.placeholder(tf.float32, [None, None]) for _ in range(2))
    y = tf.nn.relu(tf.matmul(x, w, name="the_product") + 1.0)
    refused = pytest.raises(
        tf.errors.InvalidArgumentError, match=r"(?s)Matrix size-incompatible.*the_product"
    )
    with tf.Session() as session:
        with refused:
            session.run(y, {x: np.zeros([300_000, 4]), w: np.zeros([5, 3])})
        assert session.run(y, {x: np.ones([1, 2]), w: np.ones([2, 1])}) == [[3.0]]


def test_errors_behind_the_product_name_their_op(graph):
    x, b = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.float32)
    y = tf.nn.relu(tf.add(tf.matmul(x, tf.ones([2, 3])), b, name="the_sum"))
    refused = pytest.raises(
        tf.errors.InvalidArgumentError, match=r"(?s)Incompatible shapes.*the_sum"
    )
    with tf.Session() as session, refused:
        session.run(y, {x: np.zeros([100_000, 2]), b: np.zeros([7])})


def test_operands_are_left_as_they_were(graph):
    value = np.random.default_rng(0).standard_normal([30_000, 64]).astype("f")
    x = tf.placeholder(tf.float32, [None, 64])
    y = tf.exp(x * 1.5)
    z = tf.tanh(tf.matmul(y, tf.eye(64)) + y)
    with tf.Session() as session:
        first = session.run(z, {x: value})
        assert np.array_equal(first, session.run(z, {x: value}))
    np.testing.assert_allclose(first, np.tanh(2 * np.exp(value.astype("d") * 1.5)), rtol=1e-5)
