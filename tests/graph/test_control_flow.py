"""Conditions, loops and arrays in graphs: values, gradients to second order, effects, errors."""

import signal
from functools import partial

import numpy as np
import pytest

import zeal as tf
from zeal import errors

tfe = tf.contrib.eager
X = np.random.RandomState(0).rand(3, 3) + 0.3
W = np.random.RandomState(1).randn(3, 3)


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as s:
        yield s


def loop(steps, body, start):
    """The value behind so many steps of body(i, value)."""
    return tf.while_loop(lambda i, _: i < steps, lambda i, a: (i + 1, body(i, a)), [0, start])[1]


# --- programs: functions of x and w ---
def nested_loops(x, w):
    return loop(2, lambda i, a: loop(3, lambda j, b: tf.sin(b * x) + a * 0.1, a), x)


def condition_in_a_loop(x, w):
    def body(i, a):
        return tf.cond(tf.equal(i % 2, 0), lambda: tf.matmul(a, w), lambda: tf.tanh(a) * x)

    return loop(4, body, x)


def loop_in_a_condition(x, w):
    positive = tf.reduce_sum(x) > 0.0

    def repeated():
        return loop(4, lambda i, a: tf.tanh(tf.matmul(a, w)) * x, x)

    return tf.cond(positive, repeated, lambda: x)


def nested_conditions(x, w):
    def inner():
        return tf.cond(x[0, 0] > 100.0, lambda: x, lambda: tf.matmul(x, w) * x)

    return tf.cond(tf.reduce_sum(x) > 0.0, inner, lambda: x * 3.0)


def array_written_in_a_loop(x, w):
    def body(i, a, array):
        a = tf.sin(tf.matmul(a, w))
        return i + 1, a, array.write(i, a)

    array = tf.TensorArray(x.dtype, size=4)
    array = tf.while_loop(lambda i, *_: i < 4, body, [0, x, array])[2]
    return array.stack() * tf.reduce_sum(x)


def array_read_in_a_loop(x, w):
    def body(i, array):
        a = tf.sin(tf.matmul(array.read(i), w)) + tf.cos(array.read(0))
        return i + 1, array.write(i + 1, a)

    array = tf.TensorArray(x.dtype, size=5, clear_after_read=False).write(0, x)
    return tf.while_loop(lambda i, _: i < 4, body, [0, array])[1].concat() * 2.0


def array_in_parts(x, w):
    array = tf.TensorArray(x.dtype, size=3, clear_after_read=False).unstack(tf.matmul(x, w))
    pieces = tf.TensorArray(x.dtype, size=2, infer_shape=False, clear_after_read=False)
    pieces = pieces.split(array.stack() * x, [1, 2])
    scattered = tf.TensorArray(x.dtype, size=4, element_shape=[3])
    scattered = scattered.scatter([3, 0, 1], array.gather([0, 2, 0]))
    return tf.matmul(pieces.concat(), pieces.read(1), transpose_b=True), scattered.stack()


def rows_gathered(x, w):
    return loop(3, lambda i, a: a * tf.gather(w, i) + tf.gather(x, [1, 0, 1]), x)


def scan_in_a_map(x, w):
    return tf.map_fn(lambda row: tf.scan(lambda a, b: a * b + tf.sin(row[0]), row), x)


def folds(x, w):
    left = tf.foldl(lambda a, row: tf.tanh(a) * row, x)
    right = tf.foldr(lambda a, row: a * row + tf.sin(a), x, tf.reduce_sum(w, 0))
    return left, right, tf.scan(lambda a, row: a * row, x, reverse=True)


def case_of_three(x, w):
    pairs = [(x[0, 0] > 10.0, lambda: x), (x[0, 0] > 0.0, lambda: tf.matmul(x, w) * x)]
    return tf.case(pairs, default=lambda: x * 3.0)


def switched(x, w):
    branches = [lambda: x, lambda: tf.matmul(x, w) * x]
    return tf.switch_case(tf.cast(x[0, 0], tf.int32) + 1, branches, default=lambda: -x)


def functions_called(x, w):
    f = tfe.defun(lambda x, w: tf.sin(tf.matmul(x, w)) * x)
    return loop(2, lambda i, a: f(a, w), f(x, w))


def no_steps(x, w):
    return loop(0, lambda i, a: tf.matmul(a, w), x * x)


def structures(x, w):
    def body(state):
        i, pair = state["i"], state["pair"]
        return {"i": i + 1, "pair": (tf.matmul(pair[0], w) * x, [pair[1][0] + pair[0]])}

    start = {"i": 0, "pair": (x, [w])}
    found = tf.while_loop(lambda s: s["i"] < 3, body, [start], return_same_structure=True)
    return tf.sin(found[0]["pair"][0]), found[0]["pair"][1][0]


PROGRAMS = [
    nested_loops, condition_in_a_loop, loop_in_a_condition, nested_conditions,
    array_written_in_a_loop, array_read_in_a_loop, array_in_parts, rows_gathered, scan_in_a_map,
    folds, case_of_three, switched, functions_called, no_steps, structures,
]  # fmt: skip
every_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)


def slopes_of(y, xs):
    grads = tf.gradients(y, xs)
    return [tf.zeros_like(x) if g is None else g for x, g in zip(xs, grads, strict=True)]


def total(program, x, w):
    """One number that all results count in."""
    results = program(x, w)
    results = results if isinstance(results, tuple) else (results,)
    return tf.add_n([tf.reduce_sum(tf.sin(y) * (k + 1.0)) for k, y in enumerate(results)])


def differences(f, x, step=1e-5):
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[at] += sign * step
            ends.append(f(moved))
        found[at] = (ends[0] - ends[1]) / (2 * step)
    return found


@every_program
@pytest.mark.parametrize("shape", [[3, 3], [None, None]], ids=["known", "unknown"])
def test_gradients_to_second_order(program, shape, session):
    x, w = tf.placeholder(tf.float64, shape), tf.placeholder(tf.float64, [3, 3])
    y = total(program, x, w)
    slopes = slopes_of(y, [x, w])
    mixed = tf.reduce_sum(slopes[0] * tf.cos(x)) + tf.reduce_sum(slopes[1] * slopes[1])
    curves = slopes_of(mixed, [x, w])
    for value, first in ((y, slopes), (mixed, curves)):
        by_x, by_w = session.run(first, {x: X, w: W})
        run = partial(session.run, value)
        want = differences(lambda v, run=run: run({x: v, w: W}), X)
        np.testing.assert_allclose(by_x, want, 2e-5, 1e-6)
        want = differences(lambda v, run=run: run({x: X, w: v}), W)
        np.testing.assert_allclose(by_w, want, 2e-5, 1e-6)


@every_program
def test_the_numbers_of_eager_execution(program):
    """In graphs and traced functions; eagerly the loops are Python's, and tapes see the steps."""
    x, w = tf.constant(X), tf.constant(W)
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        want = total(program, x, w)
    slopes = tape.gradient(want, [x, w], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    traced = tfe.defun(lambda x, w: total(program, x, w))
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        y = traced(x, w)
    np.testing.assert_allclose(y.numpy(), want.numpy(), 1e-12)
    again = tape.gradient(y, [x, w], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    for g, s in zip(again, slopes, strict=True):
        g, s = tf.convert_to_tensor(g), tf.convert_to_tensor(s)
        np.testing.assert_allclose(g.numpy(), s.numpy(), 1e-9, 1e-12)
    with tf.Graph().as_default(), tf.Session() as s:
        got = s.run(total(program, tf.constant(X), tf.constant(W)))
        np.testing.assert_allclose(got, want.numpy(), 1e-12)


# --- conditions ---
def test_only_the_branch_that_is_taken_runs(session):
    v, p = tf.Variable(1.0), tf.placeholder(tf.bool, [])
    y = tf.cond(p, lambda: v.assign_add(1.0), lambda: v.assign_add(10.0))
    session.run(v.initializer)
    assert session.run(y, {p: True}) == 2 and session.run(v) == 2
    assert session.run(y, {p: False}) == 12 and session.run(v) == 12


def test_branches_that_are_operations(session):
    v, p = tf.Variable(1.0), tf.placeholder(tf.bool, [])
    op = tf.cond(p, lambda: tf.group(v.assign_add(1.0)), tf.no_op)
    session.run(v.initializer)
    session.run(op, {p: False})
    assert session.run(v) == 1
    session.run(op, {p: True})
    assert session.run(v) == 2


def test_operations_among_what_branches_return(session):
    """Each is a bool behind it: whether the first branch ran, as in TensorFlow 1.15.5."""
    v, pred = tf.Variable(1.0), tf.placeholder(tf.bool)
    done, number = tf.cond(
        pred, lambda: (v.assign_add(1.0).op, 2.0), lambda: (tf.group(v.assign_add(10.0)), 3.0)
    )
    assert done.dtype == tf.bool
    session.run(v.initializer)
    assert session.run([done, number], {pred: True}) == [True, 2.0] and session.run(v) == 2.0
    assert session.run([done, number], {pred: False}) == [False, 3.0] and session.run(v) == 12.0


def test_variables_made_in_branches_and_bodies(session):
    def make(name, value):
        return tf.get_variable(name, initializer=value)

    y = tf.cond(tf.constant(True), lambda: make("a", 3.0) * 2.0, lambda: make("b", 5.0) * 1.0)
    z = tf.while_loop(lambda i: i < 10.0, lambda i: i + make("c", 4.0), [0.0])
    assert [v.op.name for v in tf.global_variables()] == ["a", "b", "c"]
    session.run(tf.global_variables_initializer())
    assert session.run([y, z]) == [6, 12]


def test_captured_variables_have_gradients(session):
    v = tf.Variable([1.0, 2.0])
    y = loop(3, lambda i, a: tf.cond(i < 2, lambda: a * v, lambda: a + v), tf.constant([1.0, 1.0]))
    session.run(v.initializer)
    got, slope = session.run([y, tf.gradients(y, v)[0]])
    assert got.tolist() == [2, 6] and slope.tolist() == [3, 5]


def test_case_and_switch_case(session):
    x = tf.placeholder(tf.int32, [])
    pairs = [(x < 1, lambda: tf.constant(10)), (x < 2, lambda: tf.constant(20))]
    y = tf.case(pairs, default=lambda: tf.constant(30))
    branches = {1: lambda: tf.constant(1), 0: lambda: tf.constant(0)}
    with_default = tf.switch_case(x, branches, default=lambda: tf.constant(-1))
    without = tf.switch_case(x, branches)
    got = [session.run([y, with_default, without], {x: i}) for i in (-1, 0, 1, 2)]
    assert got == [[10, -1, 1], [10, 0, 0], [20, 1, 1], [30, -1, 1]]


def test_a_case_that_nothing_answers(session):
    no, yes = tf.placeholder_with_default(False, []), tf.placeholder_with_default(True, [])
    for call, text in (
        (tf.case([(no, lambda: tf.constant(1))]), "None of conditions evaluated as True"),
        (
            tf.case([(yes, lambda: tf.constant(1)), (yes, lambda: tf.constant(2))], exclusive=True),
            "exclusive=True",
        ),
    ):
        with pytest.raises(errors.InvalidArgumentError, match=text):
            session.run(call)


def test_smart_case_builds_only_what_a_run_decides():
    def never():
        raise AssertionError("built though its predicate is known to be false")

    smart_case = tf.contrib.framework.smart_case
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.int32, [])
        first = [(True, lambda: tf.constant(1)), (tf.equal(x, 0), never)]
        assert session.run(smart_case(first, default=never, exclusive=True)) == 1
        assert session.run(smart_case([(False, never)], lambda: tf.constant(2))) == 2
        mixed = [(x > 1, lambda: tf.constant(1)), (False, never), (True, lambda: tf.constant(3))]
        found = smart_case(mixed, default=never)
        assert [session.run(found, {x: n}) for n in (2, 0)] == [1, 3]
        with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions evaluated"):
            smart_case([(False, never)])


def one():
    return tf.constant(1)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda p: tf.cond(True, one, one), TypeError, "pred must not be a Python bool"),
        (lambda p: tf.cond(p, 1, one), TypeError, "true_fn must be callable"),
        (lambda p: tf.cond(p, one, 1), TypeError, "false_fn must be callable"),
        (
            lambda p: tf.cond(p, true_fn=one, fn1=one, false_fn=one), TypeError,
            "true_fn and fn1 may not be set simultaneously",
        ),
        (lambda p: tf.cond(p, one, lambda: 2.0), ValueError, "same type: int32, float32"),
        (lambda p: tf.cond(p, lambda: [1, 2], lambda: [2]), ValueError, "same nested structure"),
        (lambda p: tf.cond(p, lambda: [1, 2], lambda: (2, 3)), TypeError, "same nested structure"),
        (lambda p: tf.cond(p, lambda: {"a": 1}, lambda: {"b": 2}), ValueError, "same nested"),
        (lambda p: tf.cond(p, lambda: None, one), ValueError, "true_fn must have a return value"),
        (lambda p: tf.cond(p, one, lambda: None), ValueError, "false_fn must have a return value"),
        (lambda p: tf.cond(p, *[lambda: None] * 2), ValueError, "true_fn must have a return value"),
        (lambda p: tf.cond(tf.constant(1), one, one), TypeError, "must be a boolean scalar"),
        (lambda p: tf.cond(tf.constant([True]), one, one), ValueError, "rank 0 but is rank 1"),
        (lambda p: tf.case(3), TypeError, "fns must be a list, tuple, or dict"),
        (lambda p: tf.case([3]), TypeError, "Each entry in pred_fn_pairs must be a 2-tuple"),
        (lambda p: tf.case([(3, one)]), TypeError, "pred must be a Tensor, got: 3"),
        (lambda p: tf.case([(tf.constant(3), one)]), TypeError, "pred must be Tensor of type bool"),
        (lambda p: tf.case([(p, 3)]), TypeError, "must be callable"),
        (lambda p: tf.switch_case(one(), 3), TypeError, "branch_fns must be a list"),
        (lambda p: tf.switch_case(tf.constant(0, tf.int64), [one]), TypeError, "has type int64"),
        (lambda p: tf.switch_case(one(), []), ValueError, "Must provide at least one item"),
        (lambda p: tf.switch_case(one(), {0: one, 2: one}), ValueError, "contiguous range"),
        (lambda p: tf.switch_case(one(), [3]), TypeError, "Each entry in branch_fns must be a 2-"),
        (lambda p: tf.switch_case(one(), {0: 3}), TypeError, "fn for key 0 must be callable"),
        (lambda p: tf.switch_case(one(), [(one(), one)]), TypeError, "key must be a Python `int`"),
        (lambda p: tf.switch_case(1, [one]), TypeError, "branch_index must a Tensor, got"),
        (lambda p: tf.switch_case(tf.constant(1.5), [one]), TypeError, "must an integer Tensor"),
    ],
)  # fmt: skip
def test_conditions_that_are_wrong(call, error, text, session):
    with pytest.raises(error, match=text):
        call(tf.placeholder(tf.bool, []))


@pytest.mark.parametrize("value", [[True], [True, False], []])
def test_what_decides_is_a_scalar_when_it_runs(value, session):
    p = tf.placeholder(tf.bool)
    for y in (tf.cond(p, one, one), tf.while_loop(lambda i: p, lambda i: i + 1, [0])):
        with pytest.raises(errors.InvalidArgumentError, match="scalar"):
            session.run(y, {p: value})


# --- loops ---
def doubled(x):
    return tf.concat([x, x], 0)


def test_shape_invariants(session):
    y = tf.while_loop(
        lambda x: tf.size(x) < 9, doubled, [tf.constant([1])],
        shape_invariants=[tf.TensorShape([None])],
    )
    assert y.shape.as_list() == [None] and session.run(y).tolist() == [1] * 16
    x = tf.placeholder(tf.float32)
    y = loop(3, lambda i, a: doubled(a), x)
    assert y.shape.ndims is None and session.run(y, {x: [1.0]}).shape == (8,)
    assert session.run(tf.gradients(y, x)[0], {x: [1.0, 2.0]}).tolist() == [8, 8]


@pytest.mark.parametrize("most, want", [(7, 7), (100, 9), (0, 0), (-3, 0)])
def test_maximum_iterations(most, want, session):
    limit = tf.placeholder(tf.int32, [])
    for given in (most, limit):
        y = tf.while_loop(lambda i: i < 9, lambda i: i + 1, [0], maximum_iterations=given)
        assert session.run(y, {limit: most}) == want


def test_back_prop_false_cuts_gradients(session):
    x = tf.constant(2.0)
    y = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), [0, x], back_prop=False)[1]
    assert tf.gradients(y, x) == [None] and session.run(y) == 16 and y.name == "while/Exit_1:0"
    row = tf.constant([1.0, 2.0])
    assert tf.gradients(tf.map_fn(lambda r: r * r, row, back_prop=False), row) == [None]


def test_what_a_loop_returns(session):
    def once(**kwargs):
        return tf.while_loop(lambda i: i < 1, lambda i: i + 1, [0], **kwargs)

    assert session.run(once()) == 1 and isinstance(once(return_same_structure=True), list)
    pair = tf.while_loop(lambda i, j: i < 1, lambda i, j: (i + 1, j), (0, 1))
    assert isinstance(pair, tuple) and session.run(pair) == (1, 1)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda w: w(1, lambda i: i, [0]), TypeError, "cond must be callable"),
        (lambda w: w(lambda i: True, 1, [0]), TypeError, "body must be callable"),
        (lambda w: w(lambda: True, lambda: 1, []), ValueError, "No loop variables provided"),
        (
            lambda w: w(lambda i: i < 1, lambda i: i, [0], parallel_iterations=0), TypeError,
            "parallel_iterations must be a positive integer",
        ),
        (lambda w: w(lambda i, j: i < 1, lambda i, j: i, [0, 1]), ValueError, "number of elements"),
        (lambda w: w(lambda i: i < 1, tf.to_float, [0]), ValueError, "float32"),
        (lambda w: w(lambda i: i < 1, lambda i: None, [0]), ValueError, "None"),
        (lambda w: w(lambda i: i, lambda i: i, [0]), TypeError, "must be a boolean scalar"),
        (lambda w: w(lambda i: tf.constant([True]), lambda i: i, [0]), ValueError, "rank 0"),
        (
            lambda w: w(lambda x: tf.size(x) < 9, doubled, [tf.constant([1])]), ValueError,
            r"enters the loop with shape \(1,\), but has shape \(2,\) after one iteration",
        ),
        (
            lambda w: w(
                lambda x: tf.size(x) < 9, doubled, [tf.constant([1])],
                shape_invariants=[tf.TensorShape([2])],
            ),
            ValueError,
            "shape invariant specified for .* is not compatible with the initial shape",
        ),
        (
            lambda w: w(lambda i: i < 1, lambda i: i, [0], maximum_iterations=[1, 2]), ValueError,
            r"maximum_iterations must be a scalar, saw shape: \(2,\)",
        ),
    ],
)  # fmt: skip
def test_loops_that_are_wrong(call, error, text, session):
    with pytest.raises(error, match=text):
        call(tf.while_loop)


def test_loops_nested_50_deep(session):
    def nest(depth, a):
        return a + 1 if depth == 0 else loop(1, lambda i, b: nest(depth - 1, b), a)

    assert session.run(nest(50, tf.constant(0))) == 1


def test_a_hundred_thousand_steps(session):
    x = tf.constant(0.5)
    y = loop(100_000, lambda i, a: a * x + 1.0, x)
    got, slope = session.run([y, tf.gradients(y, x)[0]])
    assert got == 2 and abs(slope - 4) < 1e-4  # of 1 / (1 - x)


def test_an_interrupt_ends_an_endless_loop(session):
    y = tf.while_loop(lambda i: i >= 0, lambda i: (i + 1) % 7, [0])
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            session.run(y)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert session.run(loop(3, lambda i, a: a + 1, tf.constant(0))) == 3


# --- arrays ---
def array(size=3, dtype=tf.float32, **kwargs):
    return tf.TensorArray(dtype, size, **kwargs)


ARRAYS = {
    "write": (lambda: array().write(1, 2.0).write(0, 1.0).write(2, 3.0).stack(), [1, 2, 3]),
    "read": (lambda: array().write(1, [2.0, 3.0]).read(1), [2, 3]),
    "unstack": (lambda: array().unstack([1.0, 2.0, 3.0]).read(2), 3),
    "fewer rows": (lambda: array(element_shape=[]).unstack([1.0, 2.0]).stack(), [1, 2, 0]),
    "gather": (lambda: array().unstack([1.0, 2.0, 3.0]).gather([2, 0]), [3, 1]),
    "scatter": (lambda: array().scatter([2, 0, 1], [1.0, 2.0, 3.0]).stack(), [2, 3, 1]),
    "split": (lambda: array(2, infer_shape=False).split([1.0, 2.0, 3.0], [1, 2]).read(1), [2, 3]),
    "concat": (
        lambda: array(2, infer_shape=False).write(0, [1.0]).write(1, [2.0, 3.0]).concat(),
        [1, 2, 3],
    ),
    "size": (lambda: array().size(), 3),
    "grown": (lambda: array(0, dynamic_size=True).write(3, 1.0).size(), 4),
    "empty": (lambda: array(0, element_shape=[2]).stack(), np.zeros([0, 2])),
    "unwritten": (lambda: array(element_shape=[2]).write(0, [1.0, 1.0]).read(1), [0, 0]),
    "identity": (lambda: array().write(1, 2.0).identity().read(1), 2),
}  # fmt: skip


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name, session):
    make, want = ARRAYS[name]
    y = make()
    got = session.run(y)
    assert np.array_equal(got, want) and y.shape.is_compatible_with(got.shape)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_eagerly_and_traced(name):
    make, want = ARRAYS[name]
    assert np.array_equal(make().numpy(), want)
    assert np.array_equal(tfe.defun(lambda: make())().numpy(), want)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: array().write(7, 2.0).stack(), "index 7 but array is not resizeable and size"),
        (lambda: array().write(1, 2.0).read(3), "read from index 3 but array size is: 3"),
        (lambda: array().read(1), "Could not read from TensorArray index 1"),
        (lambda: array(2).write(0, 1.0).write(1, 2.0).concat(), "saw a scalar shape at index 0"),
        (lambda: array(2).split([1.0, 2.0], [1, 3]).stack(), "Expected sum of lengths"),
        (lambda: array(2).unstack([1.0, 2.0, 3.0]).stack(), "size is: 2"),
        (lambda: array().unstack([1.0, 2.0, 3.0]).gather([5]), "index 5 but array size is: 3"),
        (lambda: array(-1).size(), "non negative"),
    ],
)
def test_errors_of_arrays_in_runs(make, text, session):
    y = make()
    with pytest.raises(errors.InvalidArgumentError, match=text):
        session.run(y)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (
            lambda: array().write(1, tf.constant(2)), errors.InvalidArgumentError,
            "trying to write dtype int32",
        ),
        (lambda: array().write(1, [1.0]).write(2, [1.0, 2.0]), ValueError, "[Ii]n.*shape"),
        (lambda: array().unstack(1.0), ValueError, "at least rank 1"),
        (lambda: tf.TensorArray(tf.float32), ValueError, "[Ss]ize"),
    ],
)
@pytest.mark.parametrize("eager", [True, False])
def test_errors_of_arrays_at_once(make, error, text, eager):
    with pytest.raises(error, match=text):
        if eager:
            make()
        else:
            with tf.Graph().as_default():
                make()


# --- functions over rows ---
def test_functions_over_rows(session):
    x = tf.placeholder(tf.int32, [None])
    results = [
        tf.map_fn(lambda v: tf.cast(v, tf.float32) / 2.0, x, dtype=tf.float32),
        tf.map_fn(lambda p: (p[0] + p[1], -p[0]), (x, x * 2), dtype=(tf.int32, tf.int32))[1],
        tf.foldl(lambda a, v: a * 10 + v, x),
        tf.foldr(lambda a, v: a * 10 + v, x),
        tf.foldl(lambda a, v: a + v, x, 100),
        tf.scan(lambda a, v: a + v, x),
        tf.scan(lambda a, v: a + v, x, reverse=True),
        tf.scan(lambda a, v: a + v, x, initializer=10),
    ]
    want = [[0.5, 1, 1.5], [-1, -2, -3], 123, 321, 106, [1, 3, 6], [6, 5, 3], [11, 13, 16]]
    for got, w in zip(session.run(results, {x: [1, 2, 3]}), want, strict=True):
        assert got.tolist() == w


def test_functions_over_no_rows(session):
    x = tf.placeholder(tf.float32, [None, 3])
    none = {x: np.zeros([0, 3])}
    assert session.run(tf.map_fn(lambda r: r * 2.0, x), none).shape == (0, 3)
    y = tf.foldl(lambda a, r: a + r, x, tf.constant([1.0, 2.0, 3.0]))
    assert session.run(y, none).tolist() == [1, 2, 3]
    with pytest.raises(errors.InvalidArgumentError, match="read from index 0 but array size is: 0"):
        session.run(tf.foldl(lambda a, r: a + r, x), none)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: tf.map_fn(3, x), TypeError, "fn must be callable"),
        (lambda x: tf.map_fn(one, tf.constant(1)), ValueError, "Tensor, not a scalar"),
        (
            lambda x: tf.map_fn(lambda v: tf.cast(v, tf.float32), x), errors.InvalidArgumentError,
            "TensorArray dtype is int32 but Op is trying to write dtype float32",
        ),
    ],
)  # fmt: skip
def test_functions_over_rows_that_are_wrong(call, error, text, session):
    with pytest.raises(error, match=text):
        call(tf.placeholder(tf.int32, [None]))


def test_branches_share_the_collections_of_their_graph():
    with tf.Graph().as_default():
        pred = tf.placeholder(tf.bool)

        def branch():
            tf.add_to_collection("mine", 1)
            assert tf.get_collection("mine") == [1]
            return tf.constant(1.0)

        tf.cond(pred, branch, lambda: tf.constant(2.0))
        assert tf.get_collection("mine") == [1]


def test_a_shape_that_changes_is_told_as_a_value_error():
    wanted = pytest.raises(ValueError, match="enters the loop with shape")
    with tf.Graph().as_default(), wanted as raised:
        tf.while_loop(lambda x: True, lambda x: tf.concat([x, x], 0), [tf.ones([1])])
    assert raised.type.__qualname__ == "ValueError" and raised.type.__module__ == "builtins"
