"""Session.partial_run, list_devices, reset, options; sessions in force. As TensorFlow 1.15."""

import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

import zeal as tf
from zeal.graph.run_conversions import register_session_run_conversion_functions


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
    with pytest.raises(tf.errors.UnavailableError):
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


def test_a_part_fetches_each_once_and_others_go_on(session, parts):
    a, b, c, first, second = parts
    handle = session.partial_run_setup([first, second], [a, b, c])
    assert session.partial_run(handle, first, {a: 1.0, b: 2.0}) == 3.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="add:0 has already been fetched."):
        session.partial_run(handle, first)
    assert session.partial_run(handle, second, {c: 4.0}) == 12.0


def test_parts_of_sparse_tensors(session):
    x = tf.sparse_placeholder(tf.float32)
    twice = tf.SparseTensor(x.indices, x.values * 2.0, x.dense_shape)
    handle = session.partial_run_setup([twice], [x])
    found = session.partial_run(handle, twice, {x: ([[0, 1]], [3.0], [2, 2])})
    assert isinstance(found, tf.SparseTensorValue) and found.values.tolist() == [6.0]


def test_blocks_of_sessions_end_in_order(session):
    with pytest.raises(RuntimeError, match="Session context managers are not re-entrant"):
        session.__enter__()
    with session.as_default(), session.as_default():
        pass
    with ThreadPoolExecutor(1) as thread:  # what is in force belongs to a thread
        thread.submit(_leave_the_outer_block).result()


def _leave_the_outer_block():
    one, two = tf.Session().as_default(), tf.Session().as_default()
    one.__enter__(), two.__enter__()
    with pytest.raises(AssertionError, match="Nesting violated for default stack of"):
        one.__exit__(None, None, None)


def test_what_a_sparse_feed_leaves_out_is_constant(session):
    x = tf.sparse_placeholder(tf.float32, shape=[2, 3])
    found = session.run(x, {x: ([[0, 1]], [2.0])})  # as TensorFlow 1.15 gives it
    assert found.dense_shape.tolist() == [2, 3] and found.values.tolist() == [2.0]
    y = tf.sparse_placeholder(tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value for"):
        session.run(y, {y: ([[0, 1]], [2.0])})
    slices = tf.IndexedSlices(tf.placeholder(tf.float32), tf.placeholder(tf.int64))
    fed = {slices: ([1.0], [4], None)}  # as an IndexedSlicesValue is
    assert session.run(slices.indices, fed).tolist() == [4]


def test_classes_of_programs_are_fetched_and_fed(session):
    class Squared:
        def __init__(self, tensor):
            self.sq = tf.square(tensor)

    def register():
        register_session_run_conversion_functions(
            Squared,
            lambda x: ([x.sq], lambda values: values[0]),
            lambda x, value: [(x.sq, value)],
            lambda x: [x.sq],
        )

    register()
    with pytest.raises(ValueError, match="has already been registered so ignore it"):
        register()
    x = Squared(tf.constant([2.0, 3.0]))
    assert session.run(x).tolist() == [4.0, 9.0]
    assert session.run({"a": [x, x.sq + 1.0]})["a"][1].tolist() == [5.0, 10.0]
    assert session.run(x.sq + 1.0, {x: [1.0, 2.0]}).tolist() == [2.0, 3.0]
    assert session.partial_run(session.partial_run_setup([x]), x).tolist() == [4.0, 9.0]
