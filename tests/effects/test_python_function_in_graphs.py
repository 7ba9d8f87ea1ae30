"""Python functions as ops of graphs: values, dtypes, errors, gradients, lifetimes.

Texts are TensorFlow 1.15's.
"""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

import zeal as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_values_and_dtypes(session):
    seen = []

    def f(x, y, z):
        seen.append((type(x), type(y), z))
        return y * 2, x

    outs = tf.py_func(f, [1.5, [1, 2], ["a", "b"]], [tf.int32, tf.float32])
    assert [o.shape.ndims for o in outs] == [None, None] and seen == []
    for _ in range(2):
        pair = session.run(outs)
        assert pair[0].tolist() == [2, 4] and pair[1] == np.float32(1.5)
    assert [t for t, *_ in seen] == [np.float32] * 2 and seen[0][1] is np.ndarray
    assert seen[0][2].tolist() == [b"a", b"b"]
    assert session.run(tf.py_func(lambda: 3, [], tf.int64)) == 3
    assert session.run(tf.py_func(lambda: "h\xe9", [], tf.string)) == b"h\xc3\xa9"
    assert session.run(tf.numpy_function(lambda x: [x], [1.0], [tf.float32])) == [1.0]
    assert session.run(tf.py_function(lambda x: 4, [1.0], tf.float32)) == 4.0
    assert session.run(tf.py_function(lambda: tf.executing_eagerly(), [], tf.bool))
    assert not tf.executing_eagerly()


def test_ops(session):
    ops = [
        tf.py_func(abs, [1.0], tf.float32).op,
        tf.py_func(abs, [1.0], tf.float32, False).op,
        tf.numpy_function(abs, [1.0], tf.float32).op,
        tf.py_function(abs, [1], tf.int32, "x").op,
    ]
    assert [(op.name, op.type) for op in ops] == [
        ("PyFunc", "PyFunc"),
        ("PyFuncStateless", "PyFuncStateless"),
        ("PyFunc_1", "PyFunc"),
        ("x", "EagerPyFunc"),
    ]
    assert ops[0].get_attr("Tout") == [tf.float32]
    ran = []
    nothing = tf.py_func(lambda: ran.append(1), [], [])
    assert isinstance(nothing, tf.Operation)
    with tf.control_dependencies([nothing, tf.py_function(lambda: ran.append(2), [], [])]):
        after = tf.constant(1.0) * 2.0
    assert session.run(after) == 2.0 and sorted(ran) == [1, 2]


@pytest.mark.parametrize("f, error, text", [
    (lambda x: np.float64(x), tf.errors.InvalidArgumentError,
     "0-th value returned by pyfunc_[0-9]+ is double, but expects float\n"),
    (lambda x: (x, x), tf.errors.InvalidArgumentError,
     "returns 2 values, but expects to see 1 values."),
    (lambda x: None, tf.errors.InvalidArgumentError,
     "returns 0 values, but expects to see 1 values."),
    (lambda x: {}[1], tf.errors.UnknownError, "^KeyError: 1\nTraceback"),
    (lambda x: next(iter(())), tf.errors.OutOfRangeError, "^StopIteration"),
    (lambda x: int("x"), tf.errors.InvalidArgumentError,
     "(?s)^ValueError: invalid .*Traceback.*\n\nValueError: invalid"),
])  # fmt: skip
@pytest.mark.parametrize("function", [tf.py_func, tf.py_function])
def test_errors_of_runs(session, function, f, error, text):
    if function is tf.py_function and "0-th" in text:
        text = "requested dtype"
        f = lambda x: tf.cast(x, tf.float64)  # noqa: E731
    out = function(f, [1.0], tf.float32)
    with pytest.raises(error, match=text) as caught:
        session.run(out)
    cause = caught.value.__cause__
    assert (cause is None) == ("values" in text or "0-th" in text)
    if cause is not None:
        assert "test_python_function_in_graphs.py" in str(caught.value) or "requested" in str(
            caught.value
        )
    assert session.run(tf.constant(1)) == 1


def test_errors_while_building(session):
    with pytest.raises(
        ValueError, match="Expected func to be callable, got func of type <class 'int'>"
    ):
        tf.py_func(3, [1.0], tf.float32)
    with pytest.raises(TypeError, match="Expected list for 'input' argument to 'PyFunc' Op"):
        tf.py_func(abs, 1.0, tf.float32)
    with pytest.raises(TypeError):
        tf.py_func(abs, [1.0], "nope")


def test_gradients_to_third_order_and_twice_in_a_run(session):
    calls = []

    def cube(x):
        calls.append(1)
        return x * x * x

    x = tf.placeholder(tf.float32, [2])
    y = tf.py_function(cube, [x], tf.float32)
    found = [y]
    for _ in range(3):
        found.append(tf.gradients(found[-1], x)[0])
        assert found[-1].shape.as_list() == [2]
    values = session.run([*found, tf.gradients(2.0 * y, x)[0]], {x: [1.0, 3.0]})
    expected = [[1, 27], [3, 27], [6, 18], [6, 6], [6, 54]]
    assert [v.tolist() for v in values] == expected and calls == [1]
    assert tf.gradients(tf.py_func(cube, [x], tf.float32), x) == [None]


def test_gradients_by_some_inputs(session):
    n, x, z = tf.constant(2), tf.constant([3.0]), tf.constant(5.0)
    both = tf.py_function(
        lambda n, x, z: (tf.cast(n, tf.float32) * z * z, n), [n, x, z], [tf.float32, tf.int32]
    )
    assert session.run(tf.gradients(both[0], [x, z])) == [np.zeros(1), 20.0]
    assert tf.gradients(both[0], n) == [None]
    v = tf.Variable(2.0)
    session.run(v.initializer)
    assert session.run(tf.gradients(tf.py_function(lambda v: v * v, [v], tf.float32), v)) == [4.0]


def test_inside_traced_functions():
    @tf.contrib.eager.defun
    def f(x):
        return tf.py_function(lambda x: x * x, [x], tf.float32) + tf.numpy_function(
            lambda x: x, [x], tf.float32
        )

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert y.numpy() == 12.0 and tape.gradient(y, x).numpy() == 6.0
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(3.0)
        y = f(x)
        del f
        gc.collect()
        assert session.run([y, *tf.gradients(y, x)]) == [12.0, 6.0]


def test_functions_die_with_their_graph():
    def make():
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.constant(1.0)
            function = lambda v: v * float(x.shape.ndims == 0)  # noqa: E731 - which holds the graph
            y = tf.py_function(function, [x], tf.float32)
            assert session.run(tf.gradients(y, x)) == [1.0]
            return weakref.ref(function)

    alive = [make() for _ in range(20)]
    gc.collect()
    assert not any(ref() for ref in alive)


def test_interrupts_and_sessions_inside(session):
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.run(tf.py_func(interrupt, [], tf.float32))
    five = tf.constant(5.0)
    assert session.run(tf.py_func(lambda: session.run(five), [], tf.float32)) == 5.0


def test_inside_loops_and_branches(session):
    x = tf.constant(3.0)
    times_x = lambda v: tf.py_function(lambda a, b: a * b, [v, x], tf.float32)  # noqa: E731
    _, power = tf.while_loop(
        lambda i, v: i < 3, lambda i, v: (i + 1, tf.reshape(times_x(v), [])), [0, 1.0]
    )
    branch = tf.cond(x > 0.0, lambda: tf.reshape(times_x(x), []), lambda: x)
    grads = tf.gradients(power, x) + tf.gradients(branch, x)
    assert session.run([power, branch, *grads]) == [27.0, 9.0, 27.0, 6.0]


def test_inside_the_functions_of_datasets():
    with tf.Graph().as_default(), tf.Session() as session:
        data = tf.data.Dataset.range(3).map(lambda i: tf.py_func(lambda i: i * 10, [i], tf.int64))
        following = data.make_one_shot_iterator().get_next()
        del data
        gc.collect()
        assert [session.run(following) for _ in range(3)] == [0, 10, 20]


MODES = """
import zeal as tf
def told(x):
    print(tf.executing_eagerly(), type(x).__name__, tf.get_default_graph() is graph)
    return x
def steps():
    yield told(1)
with tf.Graph().as_default() as graph, tf.Session() as session:
    for call in (tf.py_func, tf.numpy_function, tf.py_function, tf.contrib.eager.py_func):
        session.run(call(told, [1.0], tf.float32))
    rows = tf.data.Dataset.from_generator(steps, tf.int32)
    rows = rows.map(lambda x: tf.py_func(told, [x], tf.int32))
    session.run(rows.make_one_shot_iterator().get_next())
    try:
        session.run(tf.py_func(lambda: tf.constant(1.0) * 2.0, [], tf.float32))
    except tf.errors.UnimplementedError as e:
        print(str(e).partition("numpy array")[0])
    print(tf.executing_eagerly(), tf.get_default_graph() is graph)
"""


@pytest.mark.parametrize("eager", [False, True])
def test_functions_run_as_a_thread_of_the_program_does(eager):
    code = MODES.replace("\ndef", "\ntf.enable_eager_execution()\ndef", 1) if eager else MODES
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    symbolic = "NotImplementedError: Cannot convert a symbolic Tensor (mul:0) to a "
    assert done.stdout.splitlines() == [
        f"{eager} float32 False", f"{eager} float32 False", "True Tensor True", "True Tensor True",
        f"{eager} int False", f"{eager} int32 False", *([] if eager else [symbolic]), "False True",
    ]  # fmt: skip


@pytest.mark.parametrize("f, text", [
    (lambda: np.array([], [("a", np.float32)]), "Unsupported numpy data type"),
    (lambda: {"a": 1}, "Unsupported object type dict"),
    (lambda: [object()], "Unsupported object type object"),
])  # fmt: skip
def test_results_that_are_no_arrays(session, f, text):
    with pytest.raises(tf.errors.InternalError, match=text):
        session.run(tf.py_func(f, [], [tf.float32]))


def test_a_variable_is_no_result(session):
    out = tf.py_function(lambda: tf.Variable(0.0), [], tf.float32)
    with pytest.raises(tf.errors.UnknownError, match="^RuntimeError: Attempting to return a var"):
        session.run(out)
