"""Programs over symbolic values: traced, and in a session, they give what plain Python gives."""

import numpy as np
import pytest

import zeal as tf
from zeal.autograph import convert


def fibonacci(n):
    a, b = 0, 1
    for _ in tf.range(n):
        a, b = b, a + b
    return a


def collatz_steps(n):
    steps = 0
    while n > 1:
        if tf.equal(n % 2, 0):
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def sum_of_even_numbers(numbers):
    s = 0
    for c in numbers:
        if c % 2 > 0:
            continue
        s += c
    return s


def fizzbuzz(n):
    fizzes, buzzes, others = 0, 0, 0
    for i in tf.range(1, n + 1):
        if tf.equal(i % 3, 0):
            fizzes += 1
            if tf.equal(i % 5, 0):
                buzzes += 1
        elif tf.equal(i % 5, 0):
            buzzes += 1
        else:
            others += 1
    return fizzes, buzzes, others


def pairs_in_order(n):
    count = 0
    for i in tf.range(n):
        for j in tf.range(n):
            if j > i:
                break
            if j < 1:
                continue
            count += i * j
    return count


def first_over(numbers, limit):
    for n in numbers:
        if n > limit:
            return n
    return -1


def search(n):
    for i in tf.range(n):
        for j in tf.range(n):
            if i * j > 6:
                return i * 100 + j
    return -1


def returns_parts(xs):
    for i in tf.range(len(xs)):
        if xs[i] > 3:
            return xs[:i], (i, "found")
    return xs, (-1, "none")


def newton(x):
    guess = x
    while tf.abs(guess * guess - x) > 1e-3:
        guess = (guess + x / guess) / 2.0
    return guess


def counts_down(n):
    while True:
        n -= 3
        if n < 0:
            break
    return n


def sign(x):
    if x < 0:
        return -1
    if x > 0:
        return 1
    return 0


def returns_deep_inside(x):
    if x > 0:
        if x > 10:
            return x * 100
        x = x + 1
    return x


def leap(year):
    return (
        tf.equal(year % 4, 0) and not tf.equal(year % 100, 0) or tf.equal(year % 400, 0)
    )


def conditional_expression(x):
    return (x if x > 0 else -x) * (1 if x > 5 or x < -5 else 2)


def breaks_python_loop(x):
    for i in [1, 2, 3, 4, 5]:
        if x > 10:
            break
        x = x + i
    else:
        x = -x
    return x


def continues_python_loop(x):
    total = 0
    for i in range(5):
        if x > i:
            continue
        total += i
    return total


def else_of_loop(n, stop):
    for i in tf.range(n):
        if i * i > stop:
            break
    else:
        n = -n
    return n


class Box:
    value = 0


def attributes(x):
    box, table = Box(), {"k": x}
    box.value = x * 0
    if x > 0:
        box.value = x
        table["k"] = table["k"] + 1
    else:
        box.value -= 5
    while box.value < 20:
        box.value = box.value + table["k"] * table["k"] + 1
    return box.value, table["k"]


TOTAL = 0


def global_variable(x):
    global TOTAL
    TOTAL = x
    if x > 0:
        TOTAL = TOTAL + 1
    else:
        TOTAL = TOTAL + 2
    for i in tf.range(3):
        TOTAL += i
    return TOTAL


def looks_at_objects(x):
    box = Box()
    if x > 0:
        vars(box)["value"] = x
        box.count = len([n for n in dir(box) if n == "value"]) + x
    else:
        box.count = x
    return box.count


def structures(x):
    pair, table = (x, 0), {"a": [x]}
    if x > 1:
        pair = (x * 2, 1)
        table = {"a": [x - 1]}
    for i in tf.range(3):
        pair = (pair[0] + i, pair[1] + table["a"][0])
    return pair, table


def helpers(x):
    def double(y):
        if y > 3:
            return y * 2
        return y

    def step(y):
        nonlocal x
        x = double(y) + 1

    step(x)
    squares = [double(x + i) for i in range(2)]
    return x, squares, (lambda t: t if t > 0 else 0)(x - 8)


def local_function_that_changes(x):
    total = 0

    def add(y):
        nonlocal total
        total = total + y

    if x > 3:
        add(x)
    for i in tf.range(x):
        add(i)
    return total


def recursive(x, depth=3):
    if depth == 0:
        return x
    if x > 4:
        return recursive(x - 2, depth - 1)
    return recursive(x * 2, depth - 1)


def builtins(x):
    total = 0
    for i in range(x):
        total += int(float(i) + 0.5)
    return abs(0 - x), total, len(tf.range(x + 1))


def rows(matrix):
    best, norm = -1, 0.0
    for row in matrix:
        n = tf.reduce_sum(row * row)
        if n > norm:
            norm, best = n, best + 1
    return best, norm


def recurrent(sequence):
    state = tf.zeros([2])
    for x in sequence:
        state = tf.tanh(x + state * 0.5)
    return state


def outer_is_restored(x):
    t = x + 1
    if x > 0:
        t = t * 2
        y = t
    else:
        y = t
    return y


def deleted_after_use(x):
    if x > 0:
        tmp = x * 2
        y = tmp + 1
        del tmp
    else:
        y = x
    return y


def options_of_loops(n):
    s = 0
    while s < n:
        tf.autograph.experimental.set_loop_options(maximum_iterations=4)
        s += 1
    return s


PROGRAMS = [
    (fibonacci, [7], [0]),
    (collatz_steps, [6], [1]),
    (sum_of_even_numbers, [[2, 3, 4, 5]], [[1]]),
    (fizzbuzz, [15]),
    (pairs_in_order, [4]),
    (first_over, [[1, 5, 9], 4], [[1, 2], 4]),
    (search, [3], [5]),
    (returns_parts, [[1, 5, 9]], [[1, 2]]),
    (newton, [2.0]),
    (counts_down, [7]),
    (sign, [-4], [0], [3]),
    (returns_deep_inside, [11], [5], [-5]),
    (leap, [1900], [2000], [2019], [2020]),
    (conditional_expression, [3], [-8]),
    (breaks_python_loop, [1], [7], [-90]),
    (continues_python_loop, [3], [-1]),
    (else_of_loop, [5, 3], [5, 90]),
    (attributes, [3], [-3]),
    (global_variable, [3], [-3]),
    (looks_at_objects, [3], [-3]),
    (structures, [1], [5]),
    (helpers, [3], [7]),
    (local_function_that_changes, [3], [5]),
    (recursive, [1], [9]),
    (builtins, [4]),
    (rows, [np.float32([[1, 2], [0, 1], [3, 4]])]),
    (recurrent, [np.float32([[1, 2], [3, 4], [5, 6]])]),
    (outer_is_restored, [3], [-3]),
    (deleted_after_use, [3], [-3]),
]


def kinds(args):
    return [np.asarray(a, "f" if isinstance(a, float) else None) for a in args]


def small(args):
    return [a.astype("i") if a.dtype == np.int64 else a for a in kinds(args)]


def in_python(function, args):
    values = [tf.constant(a) for a in small(args)]
    return tf.contrib.framework.nest.map_structure(np.asarray, function(*values))


def in_session(function, args):
    with tf.Graph().as_default(), tf.Session() as session:
        feeds = {tf.placeholder(a.dtype, [None] * a.ndim): a for a in small(args)}
        return session.run(convert(function)(*feeds), feeds)


def traced(function, args):
    made = tf.contrib.eager.defun(convert(function))
    results = made(*[tf.constant(a) for a in small(args)])
    return tf.contrib.framework.nest.map_structure(np.asarray, results)


@pytest.mark.parametrize("run", [in_session, traced])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program[0].__name__)
def test_same_as_python(program, run):
    function, *calls = program
    flat = tf.contrib.framework.nest.flatten
    for args in calls:
        got, want = flat(run(function, args)), flat(in_python(function, args))
        assert len(got) == len(want)
        for a, b in zip(got, want, strict=True):
            if np.asarray(b).dtype.kind == "f":
                np.testing.assert_allclose(a, b, rtol=1e-6)
            else:
                np.testing.assert_array_equal(a, _text(b))


def _text(value):
    return str(value).encode() if np.asarray(value).dtype.kind == "U" else value


@pytest.mark.parametrize("run", [in_session, traced])
def test_loop_options(run):
    assert run(options_of_loops, [9]) == 4 and in_python(options_of_loops, [9]) == 9
