"""Tests of tf.contrib.summary: eagerly, in sessions and in traced functions."""

import glob
import threading

import numpy as np
import pytest

import zeal as tf

C = tf.contrib.summary


@pytest.fixture(autouse=True)
def own_state():
    """A thread's writer and step are those of one test."""
    from zeal.graph.graph import beside_process_graph
    from zeal.summary.recording import state

    before = dict(beside_process_graph)
    beside_process_graph.clear()
    yield
    state.writer = state.condition = None
    beside_process_graph.update(before)


def events(folder):
    paths = sorted(glob.glob(f"{folder}/*"))
    return [e for path in paths for e in tf.train.summary_iterator(path)]


def values(folder):
    """Pairs of step and tag, of all that was written."""
    return [(e.step, v.tag) for e in events(folder) for v in e.summary.value]


def make_all(x):
    """One summary of each kind."""
    C.scalar("scalar", x[0, 0])
    C.histogram("histogram", x)
    C.image("image", x[None, :, :, None])
    C.audio("audio", x, 8.0, 1)
    C.generic("generic", x, tf.SummaryMetadata(display_name="shown"))


TAGS = ["scalar", "histogram", "image/image/0", "audio/audio", "generic"]
X = np.arange(6, dtype=np.float32).reshape(2, 3) / 8


def test_modes_write_the_same(tmp_path):
    step = tf.train.get_or_create_global_step()
    step.assign(7)
    with C.create_file_writer(str(tmp_path / "eager")).as_default(), C.always_record_summaries():
        make_all(tf.constant(X))
    with C.create_file_writer(str(tmp_path / "traced")).as_default(), C.always_record_summaries():
        tf.contrib.eager.defun(make_all)(tf.constant(X))
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        with C.create_file_writer(str(tmp_path / "graph")).as_default():
            with C.always_record_summaries():
                make_all(tf.constant(X))
            session.run(step.assign(7))
            C.initialize()
            session.run(C.all_summary_ops())
    found = [events(tmp_path / mode)[1:] for mode in ("eager", "traced", "graph")]
    assert [v.tag for e in found[0] for v in e.summary.value] == TAGS
    assert [e.step for e in found[0]] == [7] * 5
    for other in found[1:]:
        assert [e.summary for e in other] == [e.summary for e in found[0]]
        assert [e.step for e in other] == [7] * 5


def test_the_ops_of_tf_summary_give_the_same(tmp_path):
    with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
        make_all(tf.constant(X))
    x, S = tf.constant(X), tf.summary
    metadata = tf.SummaryMetadata(display_name="shown")
    messages = [
        S.scalar("scalar", x[0, 0]), S.histogram("histogram", x),
        S.image("image", x[None, :, :, None]), S.audio("audio", x, 8.0, max_outputs=1),
        S.tensor_summary("generic", x, summary_metadata=metadata),
    ]  # fmt: skip
    assert [e.summary.SerializeToString() for e in events(tmp_path)[1:]] == [
        m.numpy() for m in messages
    ]


def test_the_guide(tmp_path):
    """Summaries once every 100 global steps."""
    writer = C.create_file_writer(str(tmp_path))
    global_step = tf.train.get_or_create_global_step()
    writer.set_as_default()
    for _ in range(300):
        global_step.assign_add(1)
        with C.record_summaries_every_n_global_steps(100):
            C.scalar("loss", 0.25)
    C.flush()
    assert values(tmp_path) == [(100, "loss"), (200, "loss"), (300, "loss")]


def test_of_several_numbers_the_first_is_written(tmp_path):
    def write(x):
        C.scalar("x", x, step=1)

    with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
        for x in [[1.5]], [[2, 3]], 5.0:
            write(x)
            tf.contrib.eager.defun(write)(tf.constant(x))
    written = [v.simple_value for e in events(tmp_path) for v in e.summary.value]
    assert written == [1.5, 1.5, 2, 2, 5, 5]


def test_every_n_steps_of_a_graph(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        up = step.assign_add(1)
        writer = C.create_file_writer(str(tmp_path))
        with writer.as_default(), C.record_summaries_every_n_global_steps(2):
            written = C.scalar("loss", 1.0)
            flush = writer.flush()
        session.run(tf.global_variables_initializer())
        session.run(C.summary_writer_initializer_op())
        assert [(session.run(up), bool(session.run(written)))[1] for _ in range(5)] == [
            False, True, False, True, False
        ]  # fmt: skip
        session.run(flush)
        assert values(tmp_path) == [(2, "loss"), (4, "loss")]


def test_conditions(tmp_path):
    assert not C.should_record_summaries().numpy()
    with C.create_file_writer(str(tmp_path)).as_default():
        assert not C.scalar("unasked", 1.0, step=1)
        for condition in (True, tf.constant(True), lambda: True, lambda: tf.constant(1) > 0):
            with C.record_summaries_if(condition):
                assert C.should_record_summaries().numpy()
                with C.never_record_summaries():
                    assert not C.scalar("never", 1.0, step=1)
                assert C.scalar("yes", 1.0, step=1)
    assert values(tmp_path) == [(1, "yes")] * 4


def test_metrics_write_their_results(tmp_path):
    mean = tf.contrib.eager.metrics.Mean("score")
    mean([1.0, 2.0])
    tf.train.get_or_create_global_step().assign(4)
    with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
        assert float(mean.result()) == float(mean.result(write_summary=False)) == 1.5
    assert values(tmp_path) == [(4, "score")]
    assert events(tmp_path)[1].summary.value[0].simple_value == 1.5


def test_without_a_writer_nothing_is_made():
    with C.always_record_summaries():
        assert C.scalar("a", 1.0) is None and C.flush() is None and C.graph(tf.Graph()) is None
        with tf.Graph().as_default():
            assert C.scalar("a", 1.0).type == "NoOp"
            assert C.all_summary_ops() == []


def test_names_and_families(tmp_path):
    """Tags have the scopes around; in graphs they are made unique, at once they are not."""
    def make():
        with tf.name_scope("outer"):
            C.scalar("a b", 1.0, step=1)
            C.scalar("a b", 1.0, step=1)
            C.scalar("c", 1.0, family="family", step=1)

    with C.always_record_summaries():
        with C.create_file_writer(str(tmp_path / "eager")).as_default():
            make()
        with (
            tf.Graph().as_default(),
            tf.Session() as session,
            C.create_file_writer(str(tmp_path / "graph")).as_default(),
        ):
            make()
            C.initialize()
            session.run(C.all_summary_ops())
    assert [t for _, t in values(tmp_path / "eager")] == [
        "outer/a_b", "outer/a_b", "family/outer/family/c"
    ]  # fmt: skip
    assert [t for _, t in values(tmp_path / "graph")] == [
        "outer/a_b", "outer/a_b_1", "family/outer/family/c"
    ]  # fmt: skip


def test_writers_of_threads(tmp_path):
    C.create_file_writer(str(tmp_path)).set_as_default()
    found = []

    def work():
        with C.always_record_summaries():
            found.append(C.scalar("a", 1.0, step=1))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [None]


def test_graphs_and_events(tmp_path):
    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name="one")
    event = tf.Event(wall_time=2.5, step=9, summary=tf.Summary())
    with C.create_file_writer(str(tmp_path)).as_default():
        C.graph(graph, step=3)
        C.graph(graph.as_graph_def(), step=4)
        C.import_event(event.SerializeToString())
        with pytest.raises(tf.errors.DataLossError, match="Bad tf.GraphDef binary proto"):
            C.graph(tf.constant(b"\xff"), step=1)
        with pytest.raises(tf.errors.DataLossError, match="Bad tf.Event binary proto"):
            C.import_event(b"\xff")
    found = events(tmp_path)[1:]
    assert [e.step for e in found] == [3, 4, 9] and found[2] == event
    assert tf.GraphDef.FromString(found[0].graph_def).node[0].name == "one"


def test_a_graph_of_a_session(tmp_path):
    with tf.Graph().as_default() as graph, tf.Session():
        with pytest.raises(TypeError, match=r"graph\(\) needs a tf.Tensor .* in graph mode"):
            C.graph(graph)
        with C.create_file_writer(str(tmp_path)).as_default():
            C.initialize(graph=graph)
            C.flush().run()
    assert events(tmp_path)[1].WhichOneof("what") == "graph_def"


def test_writers_that_are_not_open(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        with pytest.raises(RuntimeError, match="No default tf.contrib.summary.SummaryWriter"):
            C.initialize()
        writer = C.create_file_writer(str(tmp_path))
        with writer.as_default(), C.always_record_summaries():
            written = C.scalar("a", 1.0, step=1)
            with pytest.raises(tf.errors.NotFoundError, match="Resource localhost/logdir:.* does"):
                session.run(written)
            session.run(writer.init())
            session.run(writer.init())
            assert session.run(written)
            session.run(writer.close())
            with pytest.raises(tf.errors.NotFoundError, match="does not exist"):
                session.run(written)
    assert values(tmp_path) == [(1, "a")]
    with pytest.raises(RuntimeError, match="only supported in graph mode"):
        C.summary_writer_initializer_op()


def test_a_session_that_closes_writes_what_waits(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
            written = [C.scalar("a", 1.0, step=k) for k in range(3)]
        session.run(C.summary_writer_initializer_op())
        session.run(written)
    assert len(values(tmp_path)) == 3


def test_sessions_have_files_of_their_own(tmp_path):
    with tf.Graph().as_default():
        with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
            written = C.scalar("a", 1.0, step=1)
        for _ in range(2):
            with tf.Session() as session:
                session.run(C.summary_writer_initializer_op())
                session.run(written)
    assert len(glob.glob(f"{tmp_path}/*")) == 2


def test_a_graphs_writer_used_eagerly(tmp_path):
    with tf.Graph().as_default():
        writer = C.create_file_writer(str(tmp_path))
    writer.set_as_default()
    with C.always_record_summaries(), pytest.raises(RuntimeError, match="belongs to a graph"):
        C.scalar("a", 1.0, step=1)


def test_an_eager_writer_used_in_a_graph(tmp_path):
    writer = C.create_file_writer(str(tmp_path))
    with tf.Graph().as_default(), tf.Session() as session:
        writer.set_as_default()
        with C.always_record_summaries():
            session.run(C.scalar("a", 1.0, step=1))
    assert values(tmp_path) == []  # the file is there, and the value waits, as in TensorFlow
    writer.flush()
    assert values(tmp_path) == [(1, "a")]


def test_no_writer():
    writer = C.create_file_writer(None)
    writer.set_as_default()
    with writer.as_default(), C.always_record_summaries():
        assert C.scalar("a", 1.0) is None
    assert writer.init() is writer.flush() is writer.close() is None


@pytest.mark.parametrize("call, error, words", [
    (lambda: C.scalar("a", [], step=1), tf.errors.InvalidArgumentError, "out of bounds"),
    (lambda: C.scalar("a", "text", step=1), tf.errors.InvalidArgumentError, "string"),
    (lambda: C.scalar("a", 1.0, step=1.5), TypeError, "integer"),
    (lambda: C.scalar("a", 1.0, step=tf.constant(1.5)), TypeError, "integer"),
    (lambda: C.histogram("a", [np.nan], step=1), tf.errors.InvalidArgumentError, "Nan in summary"),
    (lambda: C.image("a", X, step=1), tf.errors.InvalidArgumentError, "Tensor must be 4-D"),
    (lambda: C.image("a", X[None, :, :, None], max_images=0, step=1), ValueError, "max_images"),
    (lambda: C.image("a", X[None, :, :, None], [], step=1), tf.errors.InvalidArgumentError, "bad_"),
    (lambda: C.audio("a", X[0], 8.0, 1, step=1), tf.errors.InvalidArgumentError, "3-D or 2-D"),
    (lambda: C.audio("a", X, 0.0, 1, step=1), tf.errors.InvalidArgumentError, "sample_rate must"),
])  # fmt: skip
def test_errors(call, error, words, tmp_path):
    with (
        C.create_file_writer(str(tmp_path)).as_default(),
        C.always_record_summaries(),
        pytest.raises(error, match=words),
    ):
        call()
    assert values(tmp_path) == []


def test_eval_dir():
    assert C.eval_dir("a") == "a/eval" and C.eval_dir("a", "b") == "a/eval_b"


@pytest.mark.parametrize("step", ["a", 1.5, [1], [1, 2]])
def test_a_step_is_an_integer(tmp_path, step):
    with C.create_file_writer(str(tmp_path)).as_default(), C.always_record_summaries():
        for write in (C.scalar, C.histogram, C.generic):
            with pytest.raises(TypeError, match="Cannot convert .* int64: a step is one integer"):
                write("x", 1.0, step=step)
        with pytest.raises(TypeError, match="a step is one integer"):
            C.scalar("x", 1.0, step=tf.constant(step))
