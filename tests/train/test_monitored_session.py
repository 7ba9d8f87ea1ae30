"""MonitoredSession, its creators and scaffolds, Supervisor. Captured from TensorFlow 1.15.5."""

import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


@pytest.fixture
def log(monkeypatch):
    """What is logged, in the order of the calls."""
    lines = []
    for name in ("info", "warning", "error"):
        monkeypatch.setattr(f"zeal.logging.{name}", lambda text, *_: lines.append(text))
    return lines


class Recorder(tf.train.SessionRunHook):
    def __init__(self, name, calls, wants=None):
        self.name, self.calls, self.wants = name, calls, wants

    def begin(self):
        self.calls.append((self.name, "begin", tf.get_default_graph().finalized))

    def after_create_session(self, session, coord):
        self.calls.append((self.name, "create", type(session).__name__, coord.should_stop()))

    def before_run(self, run_context):
        self.calls.append((self.name, "before", run_context.original_args.fetches))
        return None if self.wants is None else tf.train.SessionRunArgs(self.wants)

    def after_run(self, run_context, run_values):
        self.calls.append((self.name, "after", run_values.results))

    def end(self, session):
        self.calls.append((self.name, "end", type(session).__name__))


def counting():
    return tf.train.get_or_create_global_step().assign_add(1)


def test_hooks_are_called_in_order(graph):
    calls, train = [], counting()
    hooks = [Recorder("a", calls, {"x": tf.constant(5)}), Recorder("b", calls)]
    with tf.train.MonitoredSession(hooks=hooks) as session:
        assert graph.finalized and session.graph is graph and not session.should_stop()
        assert session.run([train, {"y": train}])[1]["y"] == 1
    assert not graph.finalized
    assert calls == [
        ("a", "begin", False), ("b", "begin", False),
        ("a", "create", "Session", False), ("b", "create", "Session", False),
        ("a", "before", [train, {"y": train}]), ("b", "before", [train, {"y": train}]),
        ("a", "after", {"x": 5}), ("b", "after", None),
        ("a", "end", "Session"), ("b", "end", "Session"),
    ]  # fmt: skip


def test_the_session_is_initialised(log):
    v = tf.Variable(2.0)
    local = tf.Variable(3.0, collections=[tf.GraphKeys.LOCAL_VARIABLES])
    with tf.train.MonitoredSession() as session:
        assert session.run([v, local]) == [2, 3]
    assert log == ["Graph was finalized.", "Running local_init_op.", "Done running local_init_op."]


def test_a_closed_session_says_so():
    train = counting()
    session = tf.train.MonitoredSession()
    assert session.run(train) == 1
    session.close()
    assert session.should_stop() and session.graph is None
    with pytest.raises(RuntimeError, match="Session is already closed"):
        session.run(train)
    with pytest.raises(RuntimeError, match="Session is already closed"):
        session.close()


def test_hooks_stop_the_session():
    train, found = counting(), []
    with tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(num_steps=5)]) as session:
        while not session.should_stop():
            found.append(int(session.run(train)))
        with pytest.raises(RuntimeError, match="Run called even after should_stop requested"):
            session.run(train)
    assert found == [1, 2, 3, 4, 5]


def test_the_end_of_data_is_a_quiet_end():
    number = tf.train.range_input_producer(3, num_epochs=1, shuffle=False).dequeue()
    found = []
    with tf.train.MonitoredSession() as session:
        while not session.should_stop():
            found.append(session.run(number))
    assert found == [0, 1, 2]
    element = tf.data.Dataset.range(2).make_one_shot_iterator().get_next()
    with tf.train.MonitoredSession() as session:
        while True:
            session.run(element)


def test_errors_of_threads_are_raised_by_runs():
    number = tf.train.batch([tf.placeholder(tf.int32, [], "x")], 1)
    with (
        pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"),
        tf.train.MonitoredSession() as session,
    ):
        session.run(number)


def test_errors_of_the_program_pass_and_end_no_hooks():
    calls = []
    with (
        pytest.raises(KeyError, match="mine"),
        tf.train.MonitoredSession(hooks=[Recorder("a", calls)]) as session,
    ):
        session.run(tf.get_default_graph().get_operations())
        raise KeyError("mine")
    assert calls[-1][1] == "after"


def test_a_lost_session_is_made_anew():
    train, lost = counting(), [tf.errors.AbortedError(None, None, "lost"), None, None]

    class Loses(tf.train.SessionRunHook):
        created = 0

        def after_create_session(self, session, coord):
            self.created += 1

        def before_run(self, run_context):
            if error := lost.pop(0):
                raise error

    hook = Loses()
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        assert [session.run(train), session.run(train)] == [1, 2] and hook.created == 2
    lost[:] = [tf.errors.AbortedError(None, None, "lost")]
    with (
        pytest.raises(tf.errors.AbortedError),
        tf.train.SingularMonitoredSession(hooks=[hook]) as session,
    ):
        session.run(train)


def test_steps_as_functions():
    train = counting()
    with tf.train.MonitoredSession() as session:
        assert session.run_step_fn(lambda step_context: step_context.session.run(train)) == 1
        assert session.run_step_fn(lambda step_context: step_context.run_with_hooks(train)) == 2
        with pytest.raises(ValueError, match="`step_fn` may either have one `step_context`"):
            session.run_step_fn(lambda c: None)
        session.run_step_fn(lambda step_context: step_context.request_stop())
        raise AssertionError("the block goes on")


def test_feeds_of_hooks():
    x = tf.placeholder(tf.float32, [])
    y = x + 1.0
    feed = tf.train.FeedFnHook(lambda: {x: 3.0})
    with tf.train.MonitoredSession(hooks=[feed]) as session:
        assert session.run(y) == 4
        with pytest.raises(RuntimeError, match="fed by a SessionRunHook and user. Conflict"):
            session.run(y, {x: 5.0})
    with (
        pytest.raises(RuntimeError, match="Same tensor is fed by two hooks. Conflict"),
        tf.train.MonitoredSession(hooks=[feed, tf.train.FeedFnHook(lambda: {x: 3.0})]) as session,
    ):
        session.run(y)


def test_the_graph_is_final_inside():
    with (
        pytest.raises(RuntimeError, match="Graph is finalized and cannot be modified"),
        tf.train.MonitoredSession(),
    ):
        tf.constant(1)


def test_timeouts_of_runs():
    take = tf.FIFOQueue(1, tf.int32, []).dequeue()
    with (
        pytest.raises(tf.errors.DeadlineExceededError),
        tf.train.MonitoredSession() as session,
    ):
        session.run(take, options=tf.RunOptions(timeout_in_ms=50))


class _Asks(tf.train.SessionRunHook):
    """A hook with options of its own, which keeps those of the run."""

    def __init__(self, **options):
        self.asked = tf.RunOptions(**options)
        self.asked.debug_options.debug_tensor_watch_opts.add(node_name=f"of {len(options)}")

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(None, options=self.asked)

    def after_run(self, run_context, run_values):
        self.found = run_values.options


def test_a_run_has_the_options_of_all_who_ask():
    """Captured from TensorFlow 1.15."""
    one = tf.constant(1)
    first = {"trace_level": 3, "report_tensor_allocations_upon_oom": True}
    hooks = [_Asks(**first), _Asks(timeout_in_ms=9999)]
    own = tf.RunOptions(trace_level=2, inter_op_thread_pool=3, output_partition_graphs=True)
    own.debug_options.global_step = 7
    with tf.train.MonitoredSession(hooks=hooks) as session:
        assert session.run(one, options=own) == 1
    found = hooks[0].found
    assert (found.trace_level, found.timeout_in_ms, found.inter_op_thread_pool) == (3, 9999, 3)
    assert found.output_partition_graphs and found.report_tensor_allocations_upon_oom
    watched = [w.node_name for w in found.debug_options.debug_tensor_watch_opts]
    assert (watched, found.debug_options.global_step) == (["of 2", "of 1"], 7)


# --- creators ---
def test_scaffolds_make_what_is_missing(graph):
    v = tf.Variable(1.0)
    scaffold = tf.train.Scaffold(init_op=tf.no_op("mine"))
    set_to_five = v.assign(5.0).op
    assert scaffold.finalize() is scaffold and graph.finalized
    assert (scaffold.init_op.name, scaffold.local_init_op.type) == ("mine", "NoOp")
    assert scaffold.ready_op.name.startswith("report_uninitialized_variables/")
    assert scaffold.init_fn is scaffold.init_feed_dict is scaffold.summary_op is None
    assert tf.get_collection(tf.GraphKeys.READY_OP) == [scaffold.ready_op]
    copy = tf.train.Scaffold(
        copy_from_scaffold=scaffold, init_fn=lambda scaffold, session: session.run(set_to_five)
    )
    assert copy.init_op is scaffold.init_op
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(copy)) as session:
        assert session.run(v) == 5


def test_several_of_a_kind_are_an_error():
    for _ in range(2):
        tf.add_to_collection(tf.GraphKeys.INIT_OP, tf.no_op())
    with pytest.raises(RuntimeError, match='More than one item in the collection "init_op"'):
        tf.train.Scaffold().finalize()


def test_a_model_that_is_not_initialised():
    tf.Variable(1.0, name="v")
    creator = tf.train.ChiefSessionCreator(tf.train.Scaffold(init_op=tf.no_op("none")))
    text = (
        "Init operations did not make model ready for local_init.  Init op: none, init fn: None, "
        "error: Variables not initialized: v"
    )
    with pytest.raises(RuntimeError, match=text):
        tf.train.MonitoredSession(creator)


def test_session_managers():
    v = tf.Variable(1.0, name="v")
    scaffold = tf.train.Scaffold().finalize()
    manager = tf.train.SessionManager(ready_op=scaffold.ready_op, recovery_wait_secs=0.01)
    assert manager.prepare_session("", scaffold.init_op).run(v) == 1
    assert manager.recover_session("")[1] is False
    with pytest.raises(RuntimeError, match="Model is not initialized and no init_op or init_fn"):
        manager.prepare_session("")
    with pytest.raises(RuntimeError, match="did not make model ready.  Init op: group_deps_1, "):
        manager.prepare_session("", scaffold.local_init_op)
    with pytest.raises(tf.errors.DeadlineExceededError, match="not ready after waiting 0.05 secs"):
        manager.wait_for_session("", max_wait_secs=0.05)
    with pytest.raises(ValueError, match="you must also pass a local_init_op"):
        tf.train.SessionManager(ready_for_local_init_op=scaffold.ready_op)


def test_workers_wait_for_the_model():
    x = tf.constant(1.0)
    with tf.train.MonitoredTrainingSession(is_chief=False) as session:
        assert session.run(x) == 1
    with tf.Graph().as_default():
        tf.Variable(1.0)
        with pytest.raises(tf.errors.DeadlineExceededError):
            tf.train.WorkerSessionCreator(max_wait_secs=0).create_session()


# --- supervisors ---
def test_supervisors_initialise_and_stop(graph):
    v = tf.Variable(2.0)
    supervisor = tf.train.Supervisor()
    assert graph.finalized and supervisor.is_chief and supervisor.global_step is None
    with supervisor.managed_session() as session:
        assert session.run(v) == 2 and not supervisor.should_stop()
    assert supervisor.should_stop()


def test_supervisors_write_the_graph(graph, tmp_path):
    v = tf.Variable(2.0, name="v")
    with tf.train.Supervisor(logdir=str(tmp_path / "run")).managed_session() as session:
        assert session.run(v) == 2
    text = (tmp_path / "run" / "graph.pbtxt").read_text()
    assert 'name: "v"' in text and "_output_shapes" in text


def test_supervisors_raise_what_the_block_raised():
    tf.constant(1)
    with pytest.raises(KeyError, match="mine"), tf.train.Supervisor().managed_session():
        raise KeyError("mine")
    with tf.Graph().as_default(), tf.train.Supervisor().managed_session():
        raise tf.errors.OutOfRangeError(None, None, "end")


def test_a_basic_loop():
    train, found = counting(), []
    supervisor = tf.train.Supervisor(logdir=None)

    def step(session, limit):
        found.append(int(session.run(train)))
        if found[-1] >= limit:
            supervisor.request_stop()

    tf.train.basic_train_loop(supervisor, step, args=[3])
    assert found == [1, 2, 3]


def test_supervisors_run_queues():
    number = tf.train.range_input_producer(3, num_epochs=1, shuffle=False).dequeue()
    supervisor, found = tf.train.Supervisor(), []
    with supervisor.managed_session() as session:
        while not supervisor.should_stop():
            found.append(session.run(number))
    assert found == [0, 1, 2]


def test_a_step_begins_anew_with_a_new_session():
    train, steps = counting(), []

    def step(step_context):
        steps.append(step_context.session)
        count = int(step_context.run_with_hooks(train))
        if len(steps) == 1:
            raise tf.errors.AbortedError(None, None, "lost")
        return count

    with tf.train.MonitoredSession() as session:
        assert session.run_step_fn(step) == 1
        assert len(set(steps)) == 2 and session._tf_sess() is steps[1]
    steps.clear()
    with (
        pytest.raises(tf.errors.AbortedError),
        tf.train.SingularMonitoredSession() as session,
    ):
        session.run_step_fn(step)
    assert session.raw_session() is None and session.should_stop()


@pytest.mark.parametrize("error, stops", [(tf.errors.UnavailableError, False), (KeyError, True)])
def test_threads_that_lose_the_session_do_not_stop_it(error, stops):
    train, coords = counting(), []

    class Coordinators(tf.train.SessionRunHook):
        def after_create_session(self, session, coord):
            coords.append(coord)

    session = tf.train.MonitoredSession(hooks=[Coordinators()])
    session.run(train)
    coords[0].request_stop(error("x") if stops else error(None, None, "lost"))
    assert session.should_stop() is stops and len(coords) == 2 - stops
    if stops:
        with pytest.raises(KeyError):
            session.close()
    else:
        assert session.run(train) == 1
        session.close()


def test_a_lost_training_loop_begins_anew():
    train, found = counting(), []
    supervisor = tf.train.Supervisor(logdir=None)

    def step(session):
        found.append(int(session.run(train)))
        if len(found) == 2:
            raise tf.errors.AbortedError(None, None, "lost")
        if len(found) == 4:
            supervisor.request_stop()

    tf.train.basic_train_loop(supervisor, step)
    assert found == [1, 2, 1, 2]
