"""Where iterators stand, saved and restored."""

import pytest

import zeal as tf
from zeal.checkpoint.bundle_reader import BundleReader


@pytest.fixture(autouse=True)
def no_seed():
    tf.set_random_seed(None)  # two datasets would have different ones


def numbers(iterator, count):
    return [next(iterator).numpy().tolist() for _ in range(count)]


DATASETS = {
    "range": lambda: tf.data.Dataset.range(100),
    "shuffle": lambda: tf.data.Dataset.range(10).shuffle(10).repeat(),
    "shuffle twice": lambda: tf.data.Dataset.range(10).shuffle(5).shuffle(3).repeat(9),
    "seeded": lambda: tf.data.Dataset.range(10).shuffle(4, seed=3).repeat().batch(3),
    "batch": lambda: tf.data.Dataset.range(100).shuffle(100).batch(3, drop_remainder=True),
    "map": lambda: tf.data.Dataset.range(60).map(lambda x: x * x).filter(lambda x: x % 2 > 0),
    "random": lambda: tf.data.Dataset.range(60).map(lambda x: tf.random_uniform([], seed=4)),
    "flat": lambda: tf.data.Dataset.range(9).shuffle(9).flat_map(
        lambda x: tf.data.Dataset.range(10).shuffle(10)),
    "padded": lambda: tf.data.Dataset.range(60).map(lambda x: tf.range(x % 3)).padded_batch(
        2, [None]),
}  # fmt: skip


def test_an_iterator_that_was_saved_at_its_start_gives_the_same_again(tmp_path):
    """Also where the first random number comes after that."""
    late = tf.data.Dataset.range(9).shuffle(4, reshuffle_each_iteration=False).repeat(2)
    for dataset in (late, tf.data.Dataset.range(2).flat_map(lambda x: late)):
        iterator = iter(dataset)
        path = tf.train.Checkpoint(it=iterator).save(tmp_path / "start")
        want = numbers(iterator, 18)
        tf.train.Checkpoint(it=iterator).restore(path)
        assert numbers(iterator, 18) == want


def test_a_one_shot_iterator_that_was_saved_at_its_start(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(6).shuffle(3, reshuffle_each_iteration=False).repeat(2)
        iterators = [dataset.make_one_shot_iterator() for _ in range(2)]
        elements = [it.get_next() for it in iterators]
        saveables = list(map(tf.data.experimental.make_saveable_from_iterator, iterators))
        saver = tf.train.Saver(saveables)
        path = saver.save(session, str(tmp_path / "start"), write_meta_graph=False)
        want = [session.run(elements) for _ in range(12)]
        saver.restore(session, path)
        assert [session.run(elements) for _ in range(12)] == want


@pytest.mark.parametrize("name", DATASETS)
def test_a_restored_iterator_goes_on_as_the_saved_one(name, tmp_path):
    iterator = iter(DATASETS[name]())
    numbers(iterator, 7)
    path = tf.train.Checkpoint(it=iterator).save(tmp_path / "ckpt")
    want = numbers(iterator, 12)
    fresh = iter(DATASETS[name]())
    next(fresh)
    tf.train.Checkpoint(it=fresh).restore(path).assert_consumed()
    assert numbers(fresh, 12) == want
    tf.train.Checkpoint(it=iterator).restore(path)  # the same one goes back
    assert numbers(iterator, 5) == want[:5]
    again = tf.train.Checkpoint(it=iterator).save(tmp_path / "again")
    tf.train.Checkpoint(it=fresh).restore(again)
    assert numbers(fresh, 7) == want[5:]


def test_an_iterator_at_its_end_stays_there(tmp_path):
    iterator = iter(tf.data.Dataset.range(5).batch(2))
    assert len(list(iterator)) == 3
    path = tf.train.Checkpoint(it=iterator).save(tmp_path / "ckpt")
    fresh = iter(tf.data.Dataset.range(5).batch(2))
    tf.train.Checkpoint(it=fresh).restore(path)
    assert list(fresh) == []


def test_iterators_that_come_later(tmp_path):
    iterator = tf.data.Dataset.range(5).make_one_shot_iterator()
    iterator.get_next()
    path = tf.train.Checkpoint(it=iterator).save(tmp_path / "ckpt")
    root = tf.train.Checkpoint()
    root.restore(path)
    root.it = iter(tf.data.Dataset.range(5))
    assert int(next(root.it)) == 1
    assert BundleReader(path).has("it/.ATTRIBUTES/ITERATOR_STATE")


def test_in_graphs_each_session_is_somewhere(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        it = tf.data.Dataset.range(10).shuffle(10).make_initializable_iterator()
        once = tf.data.Dataset.range(5, 50).make_one_shot_iterator()
        element = it.get_next(), once.get_next()
        root = tf.train.Checkpoint(it=it, once=once)
        session.run(it.initializer)
        for _ in range(3):
            session.run(element)
        path = root.save(tmp_path / "ckpt")
        want = [session.run(element) for _ in range(3)]
        with tf.Session() as other:
            status = root.restore(path).assert_consumed()
            with pytest.raises(tf.errors.FailedPreconditionError, match="run its initializer"):
                status.run_restore_ops(other)
            other.run(it.initializer)
            status.run_restore_ops(other)
            assert [other.run(element) for _ in range(3)] == want


@pytest.mark.parametrize("state", [
    b"", b"tensorflow's", b"[]", b"{}", b'{"zeal_iterator": 2, "taken": 1, "seed": [1, 2]}',
    b'{"zeal_iterator": 1, "taken": -1, "seed": [1, 2]}',
    b'{"zeal_iterator": 1, "taken": 1e400, "seed": [1, 2]}',
    b'{"zeal_iterator": 1, "taken": 9223372036854775808, "seed": [1, 2]}',
    b'{"zeal_iterator": 1, "taken": 1, "seed": [18446744073709551616, 1]}',
    b'{"zeal_iterator": 1, "taken": 1, "seed": [1]}', b"[" * 5000, b"\xff\xfe",
])  # fmt: skip
def test_states_that_are_none(state):
    from zeal.data.position import go_to

    with pytest.raises(tf.errors.DataLossError, match="no position that zeal wrote"):
        go_to(iter(tf.data.Dataset.range(3)), state)
