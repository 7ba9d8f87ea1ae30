"""tf.train.Server: targets of this process, whose sessions share state; errors as TensorFlow's."""

import threading
import time

import pytest

import zeal as tf

Server = tf.train.Server


def test_targets_and_definitions():
    server = Server.create_local_server()
    assert server.target.startswith("grpc://localhost:") and tf.distribute.Server is Server
    definition = server.server_def
    assert (definition.job_name, definition.task_index, definition.protocol) == ("local", 0, "grpc")
    assert definition.cluster.job[0].tasks[0] == "localhost:0"
    again = Server(definition, config=tf.ConfigProto(allow_soft_placement=True), start=False)
    assert again.server_def.default_session_config.allow_soft_placement
    assert not definition.default_session_config.allow_soft_placement
    assert again.target != server.target
    with tf.Graph().as_default(), tf.Session(server.target) as session:
        assert session.run(tf.constant(1) + 1) == 2 and session.sess_str == server.target


@pytest.mark.parametrize(
    ("args", "error", "words"),
    [
        ([{"a": ["localhost"]}], tf.errors.InvalidArgumentError, "Could not parse port"),
        ([{"a": ["localhost:0"], "b": ["localhost:0"]}], ValueError, "explicit `job_name`"),
        ([{"a": ["localhost:0", "localhost:0"]}], ValueError, "explicit `task_index`"),
        ([{"a": ["localhost:0"]}, "c", 0], tf.errors.InternalError, 'Job "c" was not defined'),
        ([{"a": ["localhost:0"]}, "a", 3], tf.errors.InvalidArgumentError, "Task 3 was not def"),
        ([3], TypeError, "Could not convert `server_or_cluster_def`"),
        ([{"a": ["localhost:0"]}, "a", 0, "x"], tf.errors.NotFoundError, "No server factory"),
        ([{"a": ["localhost:0"], "b": ["h:1"]}, "a"], NotImplementedError, "several tasks"),
    ],
)
def test_wrong_servers(args, error, words):
    with pytest.raises(error, match=words):
        Server(*args)


def test_a_port_is_taken_once():
    server = Server.create_local_server()
    with pytest.raises(tf.errors.UnknownError, match="Could not start gRPC server"):
        Server({"other": [server.target[len("grpc://") :]]})


def test_sessions_have_the_servers_config():
    config = tf.ConfigProto(operation_timeout_in_ms=20)
    server = Server.create_local_server(config=config)
    with tf.Graph().as_default(), tf.Session(server.target) as session:
        taken = tf.FIFOQueue(1, tf.float32).dequeue()
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(taken)


def test_wrong_targets():
    for use in (tf.Session, tf.Session.reset):
        with pytest.raises(tf.errors.NotFoundError, match="No session factory registered"):
            use("nonexistent")
        with pytest.raises(tf.errors.UnavailableError, match="No tf.train.Server"):
            use("grpc://localhost:0")
    server = Server.create_local_server()
    with pytest.raises(NotImplementedError, match="containers"):
        tf.Session.reset(server.target, ["c"])


def test_sessions_of_a_graph_share_variables():
    server = Server.create_local_server()
    with tf.Graph().as_default():
        v = tf.Variable(1.0)
        first, second = tf.Session(server.target), tf.Session(server.target)
        alone = tf.Session(server.target, config=tf.ConfigProto(isolate_session_state=True))
        first.run(v.initializer)
        second.run(v.assign_add(4.0))
        assert first.run(v) == 5.0
        with pytest.raises(tf.errors.FailedPreconditionError):
            alone.run(v)
        first.close()
        with pytest.raises(RuntimeError, match="closed Session"):
            first.run(v)
        assert second.run(v) == 5.0 and tf.Session(server.target).run(v) == 5.0
        other = Server.create_local_server()
        for session in (tf.Session(), tf.Session(other.target)):
            with pytest.raises(tf.errors.FailedPreconditionError):
                session.run(v)
        tf.Session.reset(server.target)
        with pytest.raises(tf.errors.FailedPreconditionError):
            tf.Session(server.target).run(v)


def test_a_closed_session_waits_no_more_and_the_queue_stays():
    server, found = Server.create_local_server(), []
    with tf.Graph().as_default():
        queue = tf.FIFOQueue(1, [tf.float32])
        put, take = queue.enqueue(3.0), queue.dequeue()
        session, other = tf.Session(server.target), tf.Session(server.target)
        other.run([put])
        assert other.run(take) == 3.0

        def wait():
            try:
                session.run(take)
            except tf.errors.OpError as e:
                found.append(e)

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.2)
        session.close()
        thread.join(10)
        assert [type(e) for e in found] == [tf.errors.CancelledError]
        assert "Session::Close" in found[0].message
        other.run(put)
        assert other.run(take) == 3.0


def test_monitored_sessions_resume_on_a_server():
    server = Server.create_local_server()
    with tf.Graph().as_default():
        step = tf.train.get_or_create_global_step()
        more = tf.assign_add(step, 1)
        for want in (1, 2):
            with tf.train.MonitoredTrainingSession(server.target, is_chief=want == 1) as session:
                assert session.run(more) == want
