"""Dataset.cache in files, and how many elements a dataset has."""

import os

import pytest

import zeal as tf

E = tf.data.experimental
Dataset = tf.data.Dataset


def values(dataset):
    return [x.numpy() for x in dataset]


def test_files_survive_the_program(tmp_path):
    path = str(tmp_path / "kept")
    assert values(Dataset.range(12).cache(path)) == list(range(12))
    assert sorted(os.listdir(tmp_path)) == ["kept.data-00000-of-00001", "kept.index"]
    assert values(Dataset.range(0).cache(path)) == list(range(12))
    # TensorFlow's names of tensors
    names = [name for name, _ in tf.train.list_variables(path)]
    assert names[0] == "      0_0" and names[-1] == "     11_0"


def test_a_pass_that_does_not_end_leaves_nothing(tmp_path):
    path = str(tmp_path / "kept")
    first = iter(Dataset.range(5).cache(path))
    assert int(next(first)) == 0
    with pytest.raises(tf.errors.AlreadyExistsError, match="kept_0.lockfile"):
        next(iter(Dataset.range(5).cache(path)))
    assert int(next(first)) == 1
    del first
    assert os.listdir(tmp_path) == []
    assert values(Dataset.range(5).cache(path).repeat(2)) == [0, 1, 2, 3, 4] * 2


def test_errors_pass_and_are_not_kept(tmp_path):
    def inverse(x):
        return tf.debugging.check_numerics(1 / tf.cast(x - 2, tf.float32), "bad")

    for path in ("", str(tmp_path / "kept")):
        dataset = Dataset.range(4).map(inverse).cache(path).apply(E.ignore_errors())
        assert values(dataset) == [-0.5, -1, 1] == values(dataset)


def test_in_a_graph_and_of_texts(tmp_path):
    path = str(tmp_path / "kept")
    with tf.Graph().as_default(), tf.Session() as session:
        name = tf.placeholder(tf.string, [])
        it = Dataset.from_tensor_slices(["a", "bc"]).cache(name).make_initializable_iterator()
        for _ in range(2):
            session.run(it.initializer, {name: path})
            element = it.get_next()
            assert [session.run(element), session.run(element)] == [b"a", b"bc"]
            with pytest.raises(tf.errors.OutOfRangeError):
                session.run(element)
    assert values(Dataset.from_tensor_slices(["x"]).cache(path)) == [b"a", b"bc"]


five = Dataset.range(5)
some = five.filter(lambda _: True)


@pytest.mark.parametrize(
    "dataset, count",
    [
        (five, 5), (Dataset.range(10, 5, -2), 3), (Dataset.range(0), 0),
        (five.batch(2), 3), (five.batch(2, True), 2), (five.repeat().batch(2), -1),
        (five.shuffle(9).repeat(3), 15), (five.repeat(), -1), (five.repeat(0), 0), (some, -2),
        (five.take(9), 5), (five.repeat().take(2), 2), (some.take(2), -2), (five.skip(7), 0),
        (five.concatenate(five), 10), (some.concatenate(five.repeat()), -1),
        (Dataset.zip((five, five.repeat())), 5), (Dataset.zip((five, some)), -2),
        (five.map(lambda x: x), 5), (five.prefetch(1).cache(), 5), (five.shard(2, 1), 2),
        (five.padded_batch(2, []), 3), (five.window(2), 3), (five.window(2, 1, 2, True), 3),
        (five.apply(E.scan(tf.constant(0), lambda s, x: (s, x))), 5),
        (five.apply(E.map_and_batch(lambda x: x, 2)), 3),
        (five.flat_map(lambda x: Dataset.range(2)), -2), (some.repeat(), -1),
        (five.apply(E.ignore_errors()), 5),
    ],
)  # fmt: skip
def test_cardinality(dataset, count):
    assert int(E.cardinality(dataset)) == count
    if count >= 0:
        assert len(list(dataset)) == count


def test_cardinality_of_what_is_fed():
    assert (E.INFINITE_CARDINALITY, E.UNKNOWN_CARDINALITY) == (-1, -2)
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int64, [])
        count = E.cardinality(Dataset.range(7).batch(size))
        assert session.run(count, {size: 2}) == 4


def test_files_of_another_pipeline(tmp_path):
    path = str(tmp_path / "kept")
    values(Dataset.range(3).cache(path))
    others = [Dataset.from_tensors(1.0), Dataset.from_tensors([[1]]), Dataset.range(3).enumerate()]
    for other in others:
        with pytest.raises(tf.errors.InvalidArgumentError, match="another pipeline wrote it"):
            next(iter(other.cache(path)))
    assert values(Dataset.range(9).map(lambda x: x).cache(path)) == [0, 1, 2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_leaves_the_files_alone(tmp_path):
    path = str(tmp_path / "kept")
    it = iter(Dataset.range(5).cache(path))
    assert int(next(it)) == 0
    child = os.fork()
    if not child:
        ok = [int(i) for i in it] == [1, 2, 3, 4]
        del it
        os._exit(0 if ok and len(os.listdir(tmp_path)) == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert [int(i) for i in it] == [1, 2, 3, 4]
    assert sorted(os.listdir(tmp_path)) == ["kept.data-00000-of-00001", "kept.index"]
    assert values(Dataset.range(5).cache(path)) == [0, 1, 2, 3, 4]
