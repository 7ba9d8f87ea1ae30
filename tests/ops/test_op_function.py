"""Functions over one op: plain calls, which the op serves, give what their Python code gives."""

import copy
import inspect
import pickle

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.index import INDEX
from zeal.public import value_of

X = np.arange(6, dtype=np.float32).reshape(2, 3)
IMAGE = np.arange(18, dtype=np.float32).reshape(1, 3, 3, 2)
FILTER = np.ones((2, 2, 2, 1), np.float32)
B = np.array([[True, False, True], [False, False, True]])

# Calls that are plain: tensors, numbers, lists for sizes and axes.
PLAIN = [
    ("abs", (X,), {}),
    ("real", (np.array([1 + 2j, 3j]),), {}),
    ("imag", (np.array([1 + 2j, 3j]),), {}),
    ("conj", (np.array([1 + 2j, 3j]),), {}),
    ("stack", ([X, X],), {}),
    ("stack", ([X, X],), {"axis": -1}),
    ("stack", ([X, X], 1, "name"), {}),
    ("split", (X, 3, 1), {}),
    ("split", (X, 2), {}),
    ("split", (X, 2), {"axis": 0, "name": "n"}),
    ("pad", (X, [[1, 0], [0, 2]]), {}),
    ("zeros", ([2, 3],), {}),
    ("zeros", ((2, 3), tf.int32), {}),
    ("zeros", ([],), {"dtype": tf.string}),
    ("ones", ([2, 3],), {}),
    ("ones", ([1], tf.bool), {}),
    ("ones", (4,), {"dtype": tf.float64}),
    ("zeros_like", (X,), {}),
    ("ones_like", (B,), {}),
    ("range", (5,), {}),
    ("range", (2, 9, 3), {}),
    ("range", (5,), {"delta": 2}),
    ("range", (np.float64(3.5),), {}),
    ("one_hot", (np.array([0, 2, 7]), 3), {}),
    ("one_hot", (np.array([[0], [2]]), 3), {"axis": 0}),
    ("where", (B, X, -X), {}),
    ("where", (B,), {"x": X, "y": 2 * X}),
    ("gather_nd", (X, [[0, 1], [1, 2]]), {}),
    ("nn.bias_add", (X, X[0]), {}),
    ("nn.leaky_relu", (X - 3,), {}),
    ("nn.leaky_relu", (X - 3, 0.5), {}),
    ("nn.conv2d", (IMAGE, FILTER, [1, 1, 1, 1], "SAME"), {}),
    ("nn.conv2d", (IMAGE, FILTER, (1, 2, 1, 1), "VALID", True, "NHWC", [1, 1, 1, 1], "name"), {}),
    ("nn.conv2d_backprop_input", ([1, 3, 3, 2], FILTER, IMAGE[..., :1], [1, 1, 1, 1], "SAME"), {}),
    ("nn.conv2d_backprop_filter", (IMAGE, [2, 2, 2, 1], IMAGE[..., :1], [1, 1, 1, 1], "SAME"), {}),
    ("nn.max_pool", (IMAGE, [1, 2, 2, 1], [1, 1, 2, 1], "SAME"), {"data_format": None}),
    ("nn.max_pool2d", (IMAGE, [1, 2, 2, 1], [1, 1, 2, 1], "VALID"), {}),
    ("nn.avg_pool", (IMAGE, (1, 2, 2, 1), (1, 1, 1, 1), "SAME"), {}),
]
# Calls that only the Python code can serve.
OTHER = [
    ("abs", ([-1, 2],), {}),
    ("real", (X,), {}),
    ("conj", ([1, 2],), {}),
    ("stack", ([[1, 2], [3, 4]],), {}),
    ("split", (X, [1, 2], 1), {}),
    ("pad", (X, [[1, 1], [1, 1]], "REFLECT"), {}),
    ("zeros", ([2.0, 3],), {}),
    ("ones", (tf.TensorShape([2, 1]), "int64"), {}),
    ("ones_like", (X, tf.int32), {}),
    ("range", (2, 2**40, 2**39), {}),
    ("range", (0.5, 3, 1), {}),
    ("range", (5,), {"dtype": tf.float32}),
    ("one_hot", ([1], 2), {"on_value": 5, "off_value": 6}),
    ("where", (B,), {}),
    ("nn.leaky_relu", (np.array([-5, 5]),), {}),
    ("nn.bias_add", (X[:, :, None], X[0]), {"data_format": "NCHW"}),
]
# Calls that fail.
WRONG = [
    ("stack", ([X, X[0]],), {}),
    ("split", (X, 4, 1), {}),
    ("split", (X, None), {}),
    ("split", (X, 2, 5), {}),
    ("pad", (X, [[1, 1]]), {}),
    ("pad", (X, [[1, 1], [1, -1]]), {}),
    ("zeros", ([2, -1],), {}),
    ("zeros", ([2, None],), {}),
    ("zeros", (), {}),
    ("zeros", ([2],), {"shape": [2]}),
    ("ones", ([2], "no_dtype"), {}),
    ("range", (0, 5, 0), {}),
    ("range", (B,), {}),
    ("range", ("a",), {}),
    ("one_hot", ([1], -2), {}),
    ("where", (B, X), {}),
    ("where", (B, X, X[0]), {}),
    ("where", (X, X, X), {}),
    ("abs", (B,), {}),
    ("abs", (X,), {"axis": 1}),
    ("gather_nd", (X, [[5, 1]]), {}),
    ("nn.leaky_relu", (B,), {}),
    ("nn.bias_add", (X, [1.0]), {}),
]


def function(name):
    space = tf
    for part in name.split("."):
        space = getattr(space, part)
    return space


def as_tensors(value):
    if isinstance(value, np.ndarray):
        return tf.constant(value)
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return [tf.constant(v) for v in value]
    return value


def result(call, args, kwargs, drawn=False):
    """What a call gives, or the class and text of its error; of random numbers the shape."""
    try:
        made = call(*args, **kwargs)
    except Exception as e:
        return type(e), str(e)
    made = made if isinstance(made, (list, tuple)) else [made]
    if drawn:
        return [(t.dtype, t.shape) for t in made]
    return [(t.dtype, repr(np.asarray(t.numpy()).tolist())) for t in made]


@pytest.mark.parametrize(("name", "args", "kwargs"), [*PLAIN, *OTHER, *WRONG])
def test_plain_calls_give_what_the_python_code_gives(name, args, kwargs):
    call = function(name)
    assert type(call) is _native.OpFunction
    tensors = [as_tensors(a) for a in args], {k: as_tensors(v) for k, v in kwargs.items()}
    for a, k in ((args, kwargs), tensors):
        for _ in range(2):  # the second call finds its form known
            assert result(call, a, k) == result(call.__wrapped__, a, k)


def test_python_code_does_not_run_for_plain_calls():
    calls = []

    def twice(x, axis=0, name=None):
        calls.append((x, axis, name))
        return tf.stack([x, x], axis)

    expand = _native.op_function(twice, "ExpandDims", "x:input, axis:dim")
    x = tf.constant([1.0, 2.0])
    assert expand(x).shape == (1, 2) and expand(x, axis=1).shape == (2, 1) and not calls
    assert expand(np.ones(2), 1).shape == (2, 2) and len(calls) == 1
    with pytest.raises(TypeError, match="unexpected keyword argument 'axes'"):
        expand(x, axes=1)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        expand()
    with pytest.raises(tf.errors.InvalidArgumentError, match="expand dim index 5"):
        expand(x, 5)  # the op's error, which the Python code does not see
    assert len(calls) == 1


POOL = [
    *(tf.constant(X), tf.constant(X[0]), tf.constant(B), tf.constant([[0, 1], [1, 2]])),
    *(tf.constant([2, 1], tf.int64), tf.constant(2), tf.constant(0.5)),
    tf.constant(1.0, tf.float64),
    *(0, 1, 2, -1, 7, 2**40, 0.0, 0.5, 3.0, True, None, "name", 1j, np.float32(2), np.int64(1)),
    *([2, 3], (1, 1), [], [2.0, 1], [[1, 1], [0, 2]], [tf.constant(2), 1], [2**40]),
    *([None, 1], [True]),
    *(X, B, [tf.constant(X), tf.constant(X)], [X, X[0]], tf.int32, tf.bool, "float64", tf.string),
]
FUNCTIONS = sorted({  # one name of each
    place: f"{space}.{name}".lstrip(".")
    for space, places in INDEX.items()
    for name, place in places.items()
    if isinstance(value_of(place), _native.OpFunction)
}.values())  # fmt: skip


def test_every_function_over_an_op_has_a_plain_call():
    numbers = [n for n in FUNCTIONS if "random" not in n]  # those have values of their own
    assert {id(function(n)) for n in numbers} == {id(function(n)) for n, *_ in PLAIN}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_call_gives_what_the_python_code_gives(name):
    call, drawn = function(name), "random" in name
    parameters = [p for p in inspect.signature(call).parameters if p != "seed"]
    rng = np.random.default_rng(len(name))
    pick = lambda: POOL[rng.integers(len(POOL))]  # noqa: E731
    for _ in range(400):
        args = [pick() for _ in range(rng.integers(len(parameters) + 1))]
        kwargs = {p: pick() for p in parameters if rng.random() < 0.15}
        expected = result(call.__wrapped__, args, kwargs, drawn)
        assert result(call, args, kwargs, drawn) == expected, (args, kwargs)


def test_gradients_flow_through_plain_calls():
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.stack([x, tf.pad(x, [[0, 0], [0, 0]])])
        y = tf.where(tf.constant(B), tf.split(tf.reshape(y, [4, 3]), 2)[0], tf.abs(x)) * x
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), 2 * X)


def test_it_looks_like_its_function():
    assert tf.zeros.__name__ == "zeros" and tf.zeros.__doc__.startswith("Makes a tensor of zeros.")
    assert str(inspect.signature(tf.pad)) == (
        "(tensor, paddings, mode='CONSTANT', name=None, constant_values=0)"
    )
    assert "function pad" in repr(tf.pad)
    for f in (tf.zeros, tf.nn.leaky_relu, tf.nn.relu, tf.add, _native.raw.Add):
        assert pickle.loads(pickle.dumps(f)) is f
        assert copy.deepcopy(f) is f


def test_wrong_declarations_are_refused():
    def f(x):
        return x

    with pytest.raises(tf.errors.InternalError, match="no input or attribute"):
        _native.op_function(f, "Neg", "y:x")
    with pytest.raises(tf.errors.InternalError, match="no input or attribute"):
        _native.op_function(f, "Neg", "x", z=1.0)
    with pytest.raises(tf.errors.NotFoundError, match="NoSuchOp"):
        _native.op_function(f, "NoSuchOp", "x")


def test_calls_within_calls_of_another_form():
    """Reading an argument may run code that calls the same function in other forms."""

    class Strange:
        @property
        def _zero(self):
            for _ in range(3):
                tf.zeros([1], name="n", dtype=tf.int32)
                tf.zeros(shape=[2])
                tf.zeros([1], tf.int64, "n")
            return tf.constant(0.0)

        def __del__(self):
            tf.zeros(dtype=tf.int32, shape=[1])

    class Name(str):
        def __del__(self):
            tf.zeros([1], tf.float64, "n")
            tf.reduce_sum(X, 0, True)
            tf.reduce_sum(X, axis=0, keepdims=True)

    for _ in range(5):
        assert tf.zeros([2, 3], Strange()).shape == (2, 3)
        assert tf.zeros(dtype=Strange(), shape=[1]).shape == (1,)
        assert tf.zeros([1], **{Name("name"): "n"}).shape == (1,)
        assert tf.reduce_sum(X, **{Name("axis"): 1}).shape == (2,)


def test_errors_of_reading_an_argument_are_kept():
    class Interrupted:
        @property
        def _zero(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tf.zeros([2], Interrupted())


def test_random_functions_draw_their_seeds_under_a_global_seed():
    functions = [
        lambda: tf.random_uniform([5]), lambda: tf.random_normal([5]),
        lambda: tf.truncated_normal([5]), lambda: tf.random_shuffle(tf.range(9)),
    ]  # fmt: skip
    for draw in functions:
        assert draw().numpy().tolist() != draw().numpy().tolist()
        pairs = []
        for _ in range(2):
            tf.set_random_seed(5)
            pairs.append([draw().numpy().tolist(), draw().numpy().tolist()])
        tf.set_random_seed(None)
        assert pairs[0] == pairs[1] and pairs[0][0] != pairs[0][1]
        assert draw().numpy().tolist() != pairs[0][0]


def test_what_the_op_requires_and_the_function_does_not():
    image, ones = tf.constant(IMAGE), tf.constant(FILTER)
    wanted = tf.nn.conv2d(image, ones, 1, "SAME").numpy().tolist()
    assert tf.nn.conv2d(image, ones, padding="SAME").numpy().tolist() == wanted
    assert tf.nn.conv2d(image, ones, None, "SAME").numpy().tolist() == wanted
    for call in (lambda: tf.nn.conv2d(image, ones, 1), lambda: tf.nn.conv2d(image, ones, 1, None)):
        with pytest.raises(TypeError, match="Expected string for argument 'padding' not None"):
            call()
