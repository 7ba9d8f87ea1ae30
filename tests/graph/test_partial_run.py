"""Session.partial_run, list_devices, reset, options; sessions in force. As TensorFlow 1.15."""

import warnings

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


@pytest.fixture
def session():
    with tf.Session() as session:
        yield session


@pytest.fixture
def parts():
    a, b, c = (tf.placeholder(tf.float32, [], n) for n in "abc")
    first = a + b
    return a, b, c, first, tf.multiply(first, c, name="second")


def test_a_run_in_two_parts(session, parts):
    a, b, c, first, second = parts
    handle = session.partial_run_setup([first, second], [a, b, c])
    value = session.partial_run(handle, first, {a: 1, b: 2})
    assert value == 3
    assert session.partial_run(handle, [second], {c: value * 10}) == [90]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Must run 'setup' before performing"):
        session.partial_run(handle, second, {c: 1})


def test_what_was_computed_is_kept(session):
    x = tf.placeholder(tf.float32, [])
    noise = tf.random_uniform([])
    scaled = noise * x
    handle = session.partial_run_setup([noise, scaled], [x])
    drawn = session.partial_run(handle, noise)
    assert session.partial_run(handle, scaled, {x: 2.0}) == drawn * 2


def test_operations_run_in_their_part(session):
    v = tf.Variable(1.0)
    x = tf.placeholder(tf.float32, [])
    add = v.assign_add(x, read_value=False)
    session.run(v.initializer)
    handle = session.partial_run_setup([add], [x])
    assert session.partial_run(handle, add, {x: 2.0}) is None
    assert session.run(v) == 3


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (lambda a, b, c, first, second: (second, {c: 1}), "Fetch b:0 can't be computed"),
        (lambda a, b, c, first, second: (second.op.inputs[1], {}), "The fetch c:0 was not spec"),
        (lambda a, b, c, first, second: (first, {first: 1}), "was not specified in partial_run_se"),
    ],
)
def test_what_a_part_cannot_do(session, parts, part, text):
    a, b, c, first, second = parts
    handle = session.partial_run_setup([first, second], [a, b, c])
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        session.partial_run(handle, *part(*parts))


def test_feeds_are_fed_once(session, parts):
    a, b, c, first, second = parts
    handle = session.partial_run_setup([first, second], [a, b, c])
    session.partial_run(handle, first, {a: 1, b: 2})
    with pytest.raises(tf.errors.InvalidArgumentError, match="The feed a:0 has already been fed"):
        session.partial_run(handle, second, {a: 1, c: 2})
    with pytest.raises(tf.errors.InvalidArgumentError, match="Must specify at least one target"):
        session.partial_run_setup([])


def test_an_op_that_would_run_twice_is_refused(session):
    v = tf.Variable(1.0)
    a, b = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    add = v.assign_add(1.0, read_value=False)
    with tf.control_dependencies([add]):
        first, second = tf.identity(a), tf.identity(b)
    session.run(v.initializer)
    handle = session.partial_run_setup([first, second], [a, b])
    session.partial_run(handle, first, {a: 1})
    with pytest.raises(NotImplementedError, match="fetch both in one part"):
        session.partial_run(handle, second, {b: 1})
    assert session.run(v) == 2


def test_devices(session):
    [device] = session.list_devices()
    assert device.name == "/job:localhost/replica:0/task:0/device:CPU:0"
    assert device.device_type == "CPU" and device.memory_limit_bytes == 268435456
    assert repr(device).startswith(f"_DeviceAttributes({device.name}, CPU, 268435456, ")


def test_reset():
    assert tf.Session.reset("") is None and tf.Session.reset("", ["container"]) is None
    with pytest.raises(tf.errors.NotFoundError):
        tf.Session.reset("grpc://host")


def test_options(session):
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, timeout_in_ms=10_000)
    assert (options.trace_level, tf.RunOptions.NO_TRACE) == (3, 0)
    assert session.run(tf.constant(1), options=options, run_metadata=tf.RunMetadata()) == 1
    with pytest.raises(TypeError, match=r"options must be a tf\.RunOptions"):
        session.run(tf.constant(1), options=5)
    with pytest.raises(TypeError, match=r"config must be a tf\.ConfigProto"):
        tf.Session(config=5)
    with pytest.raises(TypeError, match=r"graph must be a tf\.Graph"):
        tf.Session(graph=5)


def test_two_interactive_sessions():
    a = tf.InteractiveSession()
    with pytest.warns(UserWarning, match="An interactive session is already active"):
        b = tf.InteractiveSession()
    assert tf.get_default_session() is b
    b.close()
    assert tf.get_default_session() is a
    a.close()
    assert tf.get_default_session() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tf.InteractiveSession().close()


def test_an_interactive_session_puts_its_graph_in_force(graph):
    other = tf.Graph()
    session = tf.InteractiveSession(graph=other)
    assert tf.get_default_graph() is other and tf.constant(2.0).eval() == 2
    session.close()
    assert tf.get_default_graph() is graph


def test_a_closed_session_runs_nothing(session):
    session.close()
    session.close()
    for call in (session.list_devices, lambda: session.partial_run_setup([tf.constant(1)])):
        with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
            call()
