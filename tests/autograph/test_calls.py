"""What converted code calls is converted as well, if it is the program's."""

import collections
import functools
import gc
import sys
import tracemalloc

import numpy as np
import pytest

import zeal as tf
from zeal.autograph import convert


def positive(x):
    if x > 0:
        return 1
    return 0


class Callable:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, x):
        if x > self.limit:
            return x
        return self.limit

    def method(self, x):
        return self(x) if x < 100 else x

    @classmethod
    def of_class(cls, x):
        return positive(x)

    @staticmethod
    def static(x):
        return positive(x)


class Special(Callable):
    def method(self, x):
        if x > 5:
            return super().method(x)
        return x * 0


def decorated(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs) + 1

    return inner


@decorated
def wrapped(x, scale=1):
    if x > 0:
        return x * scale
    return x


MORE = {"scale": 3}
CALLS = {
    "function": lambda x: positive(x),
    "lambda": lambda x: (lambda y: y if y > 0 else -y)(x),
    "object": lambda x: Callable(3)(x),
    "method": lambda x: Callable(3).method(x),
    "super": lambda x: Special(3).method(x),
    "classmethod": lambda x: Callable.of_class(x),
    "staticmethod": lambda x: Callable.static(x),
    "partial": lambda x: functools.partial(wrapped, scale=2)(x),
    "decorator": lambda x: wrapped(*[x], **MORE),
    "comprehension": lambda x: [positive(x - i) for i in range(3)],
    "map": lambda x: list(map(convert(positive), [x, x - 100])),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("value", [-7, 4, 200])
def test_calls_are_converted(name, value):
    function = CALLS[name]
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.int32, [])
        got = session.run(convert(function)(x), {x: value})
    assert got == function(value)


def test_what_is_not_converted():
    Point = collections.namedtuple("Point", "x y")
    others = [
        len, np.sum, tf.reduce_sum, tf.nn.softmax, Point, Callable, collections.OrderedDict,
        functools.reduce, tf.keras.layers.Dense(2), tf.contrib.eager.defun(positive), print,
        functools.lru_cache(positive), np.random.RandomState(0).normal, dict.fromkeys,
    ]  # fmt: skip
    for f in others:
        assert convert(f) is f
    made = convert(positive)
    assert convert(made) is made


def test_do_not_convert():
    symbolic = []

    @tf.autograph.experimental.do_not_convert
    def plain(x):
        if isinstance(x, tf.Tensor):
            symbolic.append(x)
        return x

    @tf.autograph.experimental.do_not_convert()
    def tests(x):
        return 1 if x > 0 else 2

    def uses(x):
        @tf.autograph.experimental.do_not_convert
        def inner(y):
            return y if y > 0 else 0

        with pytest.raises(TypeError, match="as a Python `bool`"):
            inner(x)
        with pytest.raises(TypeError, match="as a Python `bool`"):
            tests(x)
        return plain(x)

    with tf.Graph().as_default():
        x = tf.placeholder(tf.int32, [])
        assert convert(uses)(x) is x and symbolic == [x]
    assert plain.__name__ == "plain" and tests(3) == 1


def test_not_recursive():
    def calls(x):
        y = len([x]) if x is None else 2
        return positive(x) + y

    made = tf.autograph.to_graph(calls, recursive=False)
    with tf.Graph().as_default(), pytest.raises(TypeError, match="as a Python `bool`"):
        made(tf.placeholder(tf.int32, []))
    assert made(3) == 3


def test_python_conditions_stay_python():
    class Flag:
        def __bool__(self):
            return True

    def f(flag, x):
        out = []
        if flag:
            out.append(1)
        for i in [1, 2]:
            out.append(i if x is None else x)
        while out and flag:
            out.pop()
        return flag and out

    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.int32, [])
        assert convert(f)(Flag(), x) == [] and len(graph.get_operations()) == 1


def test_concrete_tensors_are_python_values():
    def f(x):
        total = 0
        for row in x:
            if row > 1:
                total += int(row)
        return total

    assert convert(f)(tf.constant([1, 2, 3])) == 5


def test_datasets_stay_python():
    def f(dataset):
        total = 0
        for i, n in enumerate(dataset):
            if i % 2:
                continue
            total += n
        return total

    assert convert(f)(tf.data.Dataset.range(5)).numpy() == 6


def test_conversions_are_kept_by_code():
    def make(n):
        return lambda x: n if x else 0

    one, two = convert(make(1)), convert(make(2))
    assert one.__code__ is two.__code__ and (one(1), two(1)) == (1, 2)


def test_nothing_is_kept_of_functions(tmp_path, small_heap):
    path = tmp_path / "many.py"
    path.write_text("f = lambda x: x if x else [x and y for y in range(3)]\n")

    def convert_new():
        space = {}
        exec(compile(path.read_text(), str(path), "exec"), space)
        convert(space["f"])(0)

    def memory_after(count):
        for _ in range(count):
            convert_new()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = memory_after(300)
    grown = memory_after(1000) - before
    tracemalloc.stop()
    assert grown < 200_000  # one function kept takes over 2,000


def test_import_is_lazy():
    import subprocess

    code = "import sys, zeal; print([m for m in sys.modules if 'autograph' in m])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout == b"[]\n"
