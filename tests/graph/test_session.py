"""Sessions: fetches, feeds, errors, variables."""

import sys
import threading
import time
from collections import namedtuple

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def test_nested_fetches():
    Pair = namedtuple("Pair", "a b")
    x = tf.placeholder(tf.float32, [2], "x")
    y = x * 2.0
    with tf.Session() as session:
        got = session.run({"l": [x, (y, "x:0")], "p": Pair(y, y.op)}, {x: [1, 2]})
    assert got["l"][0].tolist() == [1, 2] and got["l"][1][0].tolist() == [2, 4]
    assert isinstance(got["l"][1], tuple) and got["p"].b is None and got["p"].a.tolist() == [2, 4]


def test_any_tensor_can_be_fed():
    x = tf.constant(1.0)
    y = x + 1.0
    z = y * 10.0
    with tf.Session() as session:
        assert session.run(z) == 20
        assert session.run(z, {y: 5.0}) == 50
        assert session.run(y, {y: 7.0}) == 7


@pytest.mark.parametrize("dtype, value, wanted", [
    (tf.int32, 1.5, 1), (tf.int64, -1.5, -1), (tf.uint8, 255.5, 255), (tf.bool, 1.5, True),
    (tf.bool, 0.0, False), (tf.int32, [1.5, 2], [1, 2]), (tf.int32, np.float64(2.5), 2),
])  # fmt: skip
def test_fractions_fed_to_integers_are_cut_off(dtype, value, wanted):
    x = tf.placeholder(dtype)
    with tf.Session() as session:
        assert session.run(x, {x: value}).tolist() == wanted
        assert session.make_callable(x, [x])(value).tolist() == wanted


@pytest.mark.parametrize("value, error", [(1e20, OverflowError), (float("nan"), ValueError)])
def test_floats_that_no_integer_is_near_cannot_be_fed(value, error):
    x = tf.placeholder(tf.int32)
    with tf.Session() as session:
        for fed in (value, [value], [[1.0, value]]):
            with pytest.raises(error, match="what is fed for 'Placeholder:0' must convert"):
                session.run(x, {x: fed})


@pytest.mark.parametrize("feeds, error, words", [
    ({}, tf.errors.InvalidArgumentError,
     r"You must feed a value for placeholder tensor 'x' with dtype float and shape \[2\]"),
    ({"x:0": [1, 2, 3]}, ValueError,
     r"Cannot feed value of shape \(3,\) for Tensor 'x:0', which has shape '\(2,\)'"),
    ({"z:0": 1}, TypeError, "Cannot interpret feed_dict key as Tensor"),
    ({3: 1}, TypeError, "Cannot interpret feed_dict key as Tensor"),
    ({"x:0": ["a", "b"]}, (TypeError, ValueError), "'x:0' must convert to float32"),
    ({"x:0": None}, ValueError,
     r"Cannot feed value of shape \(\) for Tensor 'x:0', which has shape '\(2,\)': it is None"),
])  # fmt: skip
def test_bad_feeds(feeds, error, words):
    x = tf.placeholder(tf.float32, [2], "x")
    with tf.Session() as session, pytest.raises(error, match=words):
        session.run(x + 1.0, feeds)


def test_bad_fetches():
    x = tf.constant(1.0)
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    with tf.Session() as session:
        with pytest.raises(TypeError, match="has invalid type <class 'int'>, must be a string or"):
            session.run(3)
        with pytest.raises(TypeError, match="NoneType"):
            session.run([x, None])
        with pytest.raises(ValueError, match="is not an element of this graph"):
            session.run(other)
        with pytest.raises(ValueError, match="cannot be interpreted as a Tensor"):
            session.run("y:0")
    with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
        session.run(x)


def test_errors_name_the_node_and_its_line():
    x = tf.placeholder(tf.float32)
    y = tf.matmul(tf.reshape(x, [1, 2]), tf.reshape(x, [-1, 2]), name="product")
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(y, {x: [[1.0, 2.0]]})
    assert "Matrix size-incompatible" in str(caught.value)
    assert "[[node product (defined at" in str(caught.value)
    assert "test_session.py:" in str(caught.value)


def test_uninitialised_variables():
    v = tf.Variable(1.0, name="weight")
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError, match="weight"):
        session.run(v)


def test_sessions_have_values_of_their_own():
    v = tf.Variable(1.0)
    add = v.assign_add(1.0)
    a, b = tf.Session(), tf.Session()
    for session in (a, b):
        session.run(v.initializer)
    assert a.run(add) == 2 and a.run(add) == 3 and b.run(v) == 1
    v.load(7.0, b)
    assert b.run(v) == 7 and a.run(v) == 3


def test_eval_and_run():
    v = tf.Variable([1.0, 2.0])
    session = tf.InteractiveSession()
    tf.global_variables_initializer().run()
    assert v.eval().tolist() == [1, 2] and (v * 2.0).eval().tolist() == [2, 4]
    v.assign([3.0, 4.0]).op.run()
    session.close()
    assert tf.get_default_session() is None


def test_a_fetched_variable_has_the_value_after_the_run():
    v = tf.Variable(1.0, name="v")
    before = v.read_value()
    add, after = v.assign_add(1.0), v * 10.0
    with tf.Session() as session:

        def run(*fetches, **feeds):
            session.run(v.initializer)
            return session.run(list(fetches), feeds and {v: feeds["v"]})

        assert run(v, add) == [2, 2] and run(add, v) == [2, 2] and run(v, add.op) == [2, None]
        assert run("v:0", v, v.op, add)[:2] == [2, 2] and run(v, v * 3.0) == [1, 3]
        assert run(v, v.assign(5.0), before, after) == [5, 5, 1, 10]
        assert run(v, add, v=7.0)[0] == 7 and run(v, after, v=7.0) == [7, 70]
        session.run(v.initializer)
        both = session.make_callable([v, add])
        assert both() == [2, 2] and both() == [3, 3]
        assert v.eval() == 3 and session.run({"v": v, "op": add.op}) == {"v": 4, "op": None}


def test_variables_and_structures_take_the_short_way_when_met_before(monkeypatch):
    """Tensors, operations and variables are found as they are; of structures the leaves."""
    v, x = tf.Variable(1.0), tf.placeholder(tf.float32, [])
    add, y = v.assign_add(1.0), x * 2.0
    with tf.Session() as session:
        session.run(v.initializer)
        forms = [[add, v], v, (v, y), {"a": add, "b": [v, y]}, [y, [v, (add.op,)]]]
        first = [session.run(form, {x: 3.0}) for form in forms]
        with monkeypatch.context() as patch:
            patch.setattr(tf.Session, "_run_flat", None)
            again = [session.run(form, {x: 3.0}) for form in forms]
    assert first == [[2, 2], 2, (2, 6), {"a": 3, "b": [3, 6]}, [6, [4, (None,)]]]
    assert again == [[5, 5], 5, (5, 6), {"a": 6, "b": [6, 6]}, [6, [7, (None,)]]]


def test_a_step_that_is_fetched_counts_the_step_made():
    w, step = tf.Variable([1.0, 2.0]), tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w), global_step=step)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert [session.run([train, step])[1] for _ in range(3)] == [1, 2, 3]
        _, fetched = session.run([train, w])
        assert fetched.tolist() == session.run(w).tolist()


def test_variables_fetched_where_programs_begin_and_end():
    """The read stays where it is for those that wait for it or read it."""
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.initializer]):
        w = tf.Variable(2.0)
    held = v.value()
    with tf.control_dependencies([held]):
        add = v.assign_add(1.0)
    with tf.Session() as session:
        assert session.run([v.initializer, v])[1] == 1
        assert session.run([w.initializer, w]) == [None, 2]
        assert session.run([held, add, v, held * 2.0]) == [1, 2, 2, 2]


def test_make_callable():
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    with tf.Session() as session:
        add = session.make_callable(x + y, [x, y])
        assert add(1, 2) == 3
        with pytest.raises(ValueError, match="Expected 2 feed values, got 1"):
            add(1)


def test_get_variable_reuse():
    def make(reuse=None):
        with tf.variable_scope("net", reuse=reuse):
            return tf.get_variable("w", [2], initializer=tf.zeros_initializer())

    w = make()
    assert w.name == "net/w:0" and w.op.name == "net/w"
    assert make(True) is w and make(tf.AUTO_REUSE) is w
    with pytest.raises(ValueError, match="Variable net/w already exists, disallowed"):
        make()
    with tf.variable_scope("net", reuse=True):
        with pytest.raises(ValueError, match="Variable net/b does not exist"):
            tf.get_variable("b", [2])
        with pytest.raises(ValueError, match="specified shape"):
            tf.get_variable("w", [3])
    assert tf.global_variables() == [w] and tf.trainable_variables("net") == [w]


def test_gradients():
    x, y = tf.placeholder(tf.float32, [None]), tf.constant(2.0)
    z = x * y
    with tf.Session() as session:
        feeds = {x: [1.0, 2.0]}
        gx, gy = tf.gradients(z, [x, y])
        assert session.run(gx, feeds).tolist() == [2, 2] and session.run(gy, feeds) == 3
        assert session.run(tf.gradients(z, x, grad_ys=[[3.0, 1.0]])[0], feeds).tolist() == [6, 2]
        assert tf.gradients(z, tf.constant(1.0)) == [None]
        stopped = tf.gradients(z * x, x, stop_gradients=[z])[0]
        assert session.run(stopped, feeds).tolist() == [2, 4]
        second = tf.gradients(tf.gradients(x * x * x, x), x)[0]
        assert session.run(second, feeds).tolist() == [6, 12]


def test_minimize():
    v = tf.Variable(3.0)
    step = tf.Variable(0, trainable=False)
    train = tf.train.GradientDescentOptimizer(0.5).minimize(v * v, global_step=step)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(train)
        assert session.run([v, step]) == [0, 1]
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        tf.train.GradientDescentOptimizer(0.5).minimize(tf.constant(1.0))


def test_one_of_several_outputs_is_fed():
    x = tf.placeholder(tf.float32, [2])
    a, b = tf.unstack(x)
    with tf.Session() as session:
        assert session.run([b, a + b], {a: 10.0, x: [1.0, 2.0]}) == [2, 12]
        assert session.run([x.op, b], {x: [1.0, 2.0]}) == [None, 2]
        c = tf.constant(2.0)
        assert session.run([c.op, c + 1.0], {c: 5.0}) == [None, 6]


def test_what_may_not_be_fed(graph):
    x = tf.placeholder(tf.float32)
    graph.prevent_feeding(x)
    assert not graph.is_feedable(x)
    with tf.Session() as session, pytest.raises(ValueError, match="may not be fed"):
        session.run(x, {x: 1.0})


def test_constants_wait_too():
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(1.0)]):
        c = tf.constant(5.0)
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(c) == 5 and session.run(v) == 2


def test_names_of_calls_that_fail_or_convert():
    x, n, v = tf.placeholder(tf.float32, [2, 2]), tf.placeholder(tf.int32), tf.Variable([[1.0]])
    with pytest.raises(TypeError):
        tf.matmul(x, n, name="a_name_that_is_not_used")
    assert tf.exp(x).name == "Exp:0"
    assert tf.add(x, v, name="sum").name == "sum:0"
    assert tf.add([[1.0, 2.0]], x, name="list").name == "list:0"


def test_shapes_are_ensured_before_and_in_the_run():
    x = tf.placeholder(tf.float32)
    y = tf.ensure_shape(x, [None, 2])
    assert y.shape.as_list() == [None, 2]
    with tf.Session() as session:
        assert session.run(y, {x: [[1, 2]]}).tolist() == [[1, 2]]
        with pytest.raises(tf.errors.InvalidArgumentError, match="not compatible with expected"):
            session.run(y, {x: [1, 2]})


def test_cross_entropies_of_unknown_ranks():
    labels, logits = tf.placeholder("float"), tf.placeholder("float")
    ids = tf.placeholder(tf.int64)
    rows = np.random.RandomState(0).randn(2, 3, 4).astype("f")
    shares = np.abs(rows) / np.abs(rows).sum(-1, keepdims=True)
    want = (shares * (np.log(np.exp(rows).sum(-1, keepdims=True)) - rows)).sum(-1)
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=ids, logits=logits)
    with tf.Session() as session:
        for part in (slice(None), 0):
            feeds = {labels: shares[part], logits: rows[part]}
            np.testing.assert_allclose(session.run(loss, feeds), want[part], 1e-5)
            picked = session.run(sparse, {ids: rows[part].argmax(-1), logits: rows[part]})
            log_sum = np.log(np.exp(rows[part]).sum(-1))
            np.testing.assert_allclose(picked, log_sum - rows[part].max(-1), 1e-5)


def test_scatter_updates_run():
    v = tf.Variable(np.zeros((3, 2), "f"))
    rows = tf.scatter_update(v, [1], [[2.0, 2.0]])
    part = v[0].assign([5.0, 5.0])
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(rows).tolist() == [[0, 0], [2, 2], [0, 0]]
        assert session.run(part).tolist() == [[5, 5], [2, 2], [0, 0]] == session.run(v).tolist()


def test_random_ops_go_on():
    tf.set_random_seed(1)
    x = tf.random_normal([2])
    with tf.Session() as session:
        found = {session.run(x).tobytes() for _ in range(4)}
    tf.set_random_seed(None)
    assert len(found) == 4


def test_feeds_keep_what_they_are():
    text, whole = tf.placeholder(tf.string), tf.placeholder(tf.int64)
    v = tf.Variable(1.0)
    with tf.Session() as session:
        got = session.run(tf.identity(text), {text: ["a", b"b\0\0"]})
        assert list(got) == [b"a", b"b\0\0"]
        assert session.run(tf.identity(whole), {whole: [2**53 + 1]}).tolist() == [2**53 + 1]
        with pytest.raises(TypeError, match="The value of a feed cannot be a tf.Tensor"):
            session.run(tf.identity(whole), {whole: v})


def test_gradients_want_values_of_graphs():
    x = tf.constant(1.0)
    with pytest.raises(ValueError, match="None is no value of a graph"):
        tf.gradients(x * x, x, stop_gradients=[None])


def test_broadcasting_a_huge_size():
    x, y = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [2**31])
    assert tf.gradients(x + y, x)[0].shape.as_list() == [None]


def test_a_variable_without_a_value_says_how_it_gets_one():
    v = tf.get_variable("v", [2])
    how = r"variable v .* run tf.global_variables_initializer\(\)"
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError, match=how):
        session.run(v + 1.0)


def test_an_open_size_says_where_the_run_has_it():
    x = tf.placeholder(tf.float32, [None, 3])
    with pytest.raises(TypeError, match=r"tf\.shape\(x\)\[i\]"):
        tf.zeros([x.shape[0], 3])


def test_nothing_of_a_large_fed_array_is_left_behind():
    """Runs may read it where it lies; what they leave is theirs."""
    x = tf.placeholder(tf.float32, [50, 50])
    kept, whole, part, sums = (tf.Variable(tf.zeros(s)) for s in ([50, 50], [2500], [50], [50, 50]))
    flat = tf.reshape(x, [-1])
    updates = [
        tf.assign(kept, x), tf.assign(whole, flat), tf.assign(part, x[3]), tf.assign_add(sums, x)
    ]  # fmt: skip
    fetches = [
        x, flat, x[1:3], tf.identity(x), tf.matmul(x, x), tf.tanh(x) * x, tf.squeeze(x),
        tf.cond(tf.reduce_sum(x) > 0, lambda: x, lambda: -x),
        tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, a), [0, x])[1],
    ]  # fmt: skip
    value = np.eye(50, dtype="float32")
    eye = value.copy()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for asked in (updates, fetches, fetches[4:6], [fetches[4]]):
            for _ in range(3):
                value[:] = eye
                results = session.run(asked, {x: value})
                value[:] = 7
            for got, symbol in zip(results, asked, strict=True):
                assert got.max() <= 4, symbol
        assert session.run(kept).tolist() == eye.tolist()
        assert session.run(whole).max() == session.run(part).max() == 1
        assert session.run(sums).tolist() == (3 * eye).tolist()
        references = sys.getrefcount(value)
        session.run(fetches[4], {x: value})
        wrong = tf.matmul(x, tf.check_numerics(x, "large"))
        value[0] = np.nan
        for _ in range(2):
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(wrong, {x: value})
        assert sys.getrefcount(value) == references


def test_large_fed_arrays_of_other_layouts():
    x = tf.placeholder(tf.float32, [40, 40])
    y = tf.matmul(x, x)
    value = np.arange(1600, dtype="float32").reshape(40, 40) % 7
    with tf.Session() as session:
        want = session.run(y, {x: value})
        for same in (
            value.astype(">f4"), np.asfortranarray(value), value.astype("float64"), value.tolist(),
            np.repeat(value, 2, 1)[:, ::2], value.view(np.matrix), memoryview(value),
        ):  # fmt: skip
            for _ in range(2):
                assert session.run(y, {x: same}).tolist() == want.tolist()
        value.flags.writeable = False
        assert session.run(y, {x: value}).tolist() == want.tolist()


def test_a_tuple_of_tensors_is_fed_a_tuple():
    c, h, x = (tf.placeholder(tf.float32, [None], name) for name in "chx")
    State = namedtuple("State", "c h")
    with tf.Session() as session:
        for _ in range(2):
            feeds = {State(c, h): State(np.float32([1]), np.float32([2])), x: [3.0]}
            assert session.run(c + 10.0 * h + 100.0 * x, feeds).tolist() == [321]
        assert session.run([c, h], {("c:0", "h:0"): (np.ones(1), np.zeros(1))}) == [[1], [0]]
        with pytest.raises(ValueError, match="Key had 2 elements, but value had 3 elements"):
            session.run(c, {(c, h): (1.0, 2.0, 3.0)})
        with pytest.raises(ValueError, match="is not unique"):
            session.run(c, {(c, c): (np.ones(1), np.ones(1))})
        with pytest.raises(TypeError, match="must be a dictionary"):
            session.run(c, [1])


def test_without_a_session_errors_name_the_call():
    x = tf.constant(1.0, name="x")
    with pytest.raises(ValueError, match=r"`eval\(\)`.*`eval\(session=sess\)`"):
        x.eval()
    with pytest.raises(ValueError, match=r"`run\(\)`.*`run\(session=sess\)`"):
        x.op.run()


def test_a_session_in_force_twice():
    outer, inner = tf.Session(), tf.Session()
    with outer.as_default(), inner.as_default():
        with outer.as_default():
            assert tf.get_default_session() is outer
        assert tf.get_default_session() is inner
    assert tf.get_default_session() is None


def test_endless_runs_let_other_threads_go_on():
    loop = tf.while_loop(lambda i: i >= 0, lambda i: tf.minimum(i + 1, 7), [0])
    session, ended = tf.Session(), []
    options = tf.RunOptions(timeout_in_ms=2000)

    def run():
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(loop, options=options)
        ended.append(True)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    time.sleep(0.05)
    assert not ended  # this thread had its turn while the other one ran
    thread.join()
    assert ended


def test_arrays_of_which_nothing_was_written():
    array = tf.TensorArray(tf.float32, 1000, element_shape=[2]).write(3, [1.0, 2.0])
    huge = tf.TensorArray(tf.float32, 2**31 - 1, element_shape=[2**20]).stack()
    with tf.Session() as session:
        got = session.run(array.stack())
        assert got[3].tolist() == [1, 2] and got.shape == (1000, 2) and got.sum() == 3
        with pytest.raises(tf.errors.ResourceExhaustedError):
            session.run(huge)
        with pytest.raises(tf.errors.InvalidArgumentError, match="at most 2147483647 places"):
            growing = tf.TensorArray(tf.float32, 3, dynamic_size=True)
            session.run(growing.write(2**31 - 1, 1.0).size())


def test_feeds_are_a_dictionary():
    x = tf.placeholder(tf.float32)
    raises = pytest.raises(TypeError, match="must be a dictionary, got a list")
    with tf.Session() as session, raises:
        session.run(x, [x])


def test_branches_of_which_one_returns_nothing():
    pred = tf.placeholder(tf.bool)
    with pytest.raises(ValueError, match="true_fn must have a return value"):
        tf.cond(pred, lambda: None, lambda: 1.0)
    with pytest.raises(ValueError, match="false_fn must have a return value"):
        tf.cond(pred, lambda: 1.0, lambda: None)
    with pytest.raises(ValueError, match="must have the same type"):
        tf.cond(pred, tf.no_op, lambda: 1.0)


def test_a_kernel_that_leaves_graphs_comes_back():
    """Python code that runs ops at once, within a run, leaves the thread's graph in force."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.constant(1.0)
        size = tf.py_func(lambda x: tf.make_tensor_proto(x).ByteSize(), [x], tf.int64)
        assert session.run(size) > 0
        assert tf.get_default_graph() is graph and tf.constant(1.0).graph is graph


def test_close_ends_what_another_thread_runs():
    with tf.Graph().as_default():
        endless = tf.while_loop(lambda i: i >= 0, lambda i: i * 0 + 1, [0])
        session = tf.Session()
    errors = []

    def run():
        try:
            session.run(endless)
        except tf.errors.OpError as e:
            errors.append(e)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    time.sleep(0.05)
    session.close()
    thread.join(10)
    assert [type(e) for e in errors] == [tf.errors.CancelledError]
    assert "cancelled by an explicit call to `Session::Close()`" in str(errors[0])
    with pytest.raises(RuntimeError, match="Attempted to use a closed Session"):
        session.run(endless)


def test_closing_ends_an_endless_reduce():
    began = threading.Event()

    def seen(x):
        began.set()
        return x

    with tf.Graph().as_default():
        numbers = tf.data.Dataset.range(10).map(lambda x: tf.py_func(seen, [x], tf.int64)).repeat()
        total, session, errors = numbers.reduce(tf.zeros([], tf.int64), tf.add), tf.Session(), []

    def run():
        try:
            session.run(total)
        except tf.errors.CancelledError as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert began.wait(60)
    session.close()
    thread.join(60)
    assert "cancelled by an explicit call to `Session::Close()`" in str(errors[0])


def test_callables_with_options():
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        f = session.make_callable([x * y, {"x": x}], [x, y], accept_options=True)
        told = tf.RunMetadata()
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        assert f(2, 3) == f(2, 3, options=options, run_metadata=told) == [6.0, {"x": 2.0}]
        assert told.step_stats.dev_stats
        with pytest.raises(TypeError, match="`feed_list` must be a list or tuple"):
            session.make_callable(x, x)


def test_the_session_of_another_graph():
    with tf.Graph().as_default():
        x = tf.constant(1.0)
        other = tf.Session(graph=tf.Graph())
        for run, what in ((x.eval, "evaluate tensor"), (x.op.run, "execute operation")):
            with pytest.raises(ValueError, match=f"use the given session to {what}: .* different"):
                run(session=other)
            with other.as_default(), pytest.raises(ValueError, match="use the default session"):
                run()


def test_what_may_not_be_fed_or_fetched():
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.constant(1.0)
        y = x + 1.0
        graph.prevent_feeding(x)
        graph.prevent_fetching(y.op)
        assert not graph.is_feedable(x) and graph.is_feedable(y)
        assert not graph.is_fetchable(y) and graph.is_fetchable(x)
        with pytest.raises(ValueError, match="may not be fed"):
            session.run(x, {x: 2.0})
        for fetch in (y, y.op, [y.name]):
            with pytest.raises(ValueError, match="'add' has been marked as not fetchable"):
                session.run(fetch)
        assert session.run(y * 1.0) == 2.0


def test_updates_run_the_short_way():
    with tf.Session() as session:
        v = tf.Variable([1.0, 2.0])
        update = v.assign_add([1.0, 1.0])
        session.run(v.initializer)
        session.run(update)
        session._run_any = None  # the long way, which what is fetched for the first time takes
        np.testing.assert_array_equal(session.run(update), [3.0, 4.0])
        np.testing.assert_array_equal(session.make_callable(update)(), [4.0, 5.0])
