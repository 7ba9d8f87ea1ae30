"""tf.CriticalSection: order, errors, deadlocks. Texts were captured from TensorFlow 1.15.5."""

import threading

import pytest

import zeal as tf

NESTED = "attempts to directly access the CriticalSection in which it would be running"


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def counter(v):
    """A function that gives the value before it adds 2."""

    def count():
        before = v.read_value()
        with tf.control_dependencies([before]), tf.control_dependencies([v.assign_add(2.0)]):
            return tf.identity(before)

    return count


def variable():
    return tf.Variable(0.0, use_resource=True)


def test_executions_of_a_run_and_of_threads_are_not_interleaved(session):
    section, v = tf.CriticalSection(shared_name="s"), variable()
    counts = [section.execute(counter(v)) for _ in range(10)]
    session.run(v.initializer)
    assert sorted(session.run(counts)) == [2.0 * i for i in range(10)]
    found = []
    work = [
        threading.Thread(target=lambda: found.extend(session.run(counts[0]) for _ in range(20)))
        for _ in range(3)
    ]
    [t.start() for t in work], [t.join() for t in work]
    assert sorted(found) == [20.0 + 2.0 * i for i in range(60)]


def test_eager_and_traced():
    section, v = tf.CriticalSection(), variable()
    assert section.execute(counter(v)).numpy() == 0.0
    traced = tf.function(lambda: [section.execute(counter(v)) for _ in range(2)])
    assert [x.numpy() for x in traced()] == [2.0, 4.0] and v.numpy() == 6.0
    with pytest.raises(ValueError, match=NESTED):
        section.execute(lambda: section.execute(lambda: tf.constant(1)))
    assert section.execute(counter(v)).numpy() == 6.0
    assert section.execute(lambda: None) is None


def test_a_run_that_fails_lets_go(session):
    section, v = tf.CriticalSection(), variable()
    fails = section.execute(lambda: tf.check_numerics(tf.log(v - 1.0), "odd"))
    session.run(v.initializer)
    for _ in range(3):
        with pytest.raises(tf.errors.InvalidArgumentError, match="odd"):
            session.run(fails)
    assert session.run(section.execute(counter(v))) == 0.0


def test_what_a_function_reads_may_come_from_the_section(session):
    section = tf.CriticalSection()
    first = section.execute(lambda: tf.constant(1.0))
    assert session.run(section.execute(lambda: first + 1.0)) == 2.0
    loop = tf.while_loop(lambda i, j: i < 20, lambda i, j: (i + 1, section.execute(lambda: j + 1)),
                         [0, 0])  # fmt: skip
    assert session.run(loop) == (20, 20)


def test_graphs_refuse_what_would_wait_for_ever_or_is_not_exclusive(session):
    section, same = tf.CriticalSection(shared_name="s"), tf.CriticalSection(shared_name="s")
    for inner in (section, same):
        with pytest.raises(ValueError, match=NESTED):
            section.execute(lambda inner=inner: inner.execute(lambda: tf.constant(1.0)))
    v, w, other = variable(), variable(), tf.CriticalSection()
    section.execute(lambda: v + 1)
    same.execute(lambda: v - 1)
    for exclusive in (True, False):
        with pytest.raises(ValueError, match="requested exclusive resource access"):
            other.execute(lambda: v + 1, exclusive_resource_access=exclusive)
    section.execute(lambda: w + 1, exclusive_resource_access=False)
    other.execute(lambda: w + 1, exclusive_resource_access=False)


def test_names_and_results(session):
    section, v = tf.CriticalSection(), variable()
    assert section.name == "CriticalSection" and tf.get_collection("critical_sections") == [section]
    done = section.execute(lambda: v.assign_add(1.0).op, name="mine")
    lock = tf.get_collection("critical_section_executions")[0].op
    assert lock.type == "MutexLock" and lock.name.startswith("mine/")
    session.run(v.initializer)
    assert session.run(done) is None and session.run(v) == 1.0
