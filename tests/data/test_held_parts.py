"""Optionals and datasets in elements, batches of other kinds, classes in given shares."""

import numpy as np
import pytest

import zeal as tf

E = tf.data.experimental
C = tf.contrib.data
Dataset = tf.data.Dataset


def both(make):
    """What `make()` computes eagerly, after a graph gave the same."""
    eager = tf.contrib.framework.nest.map_structure(lambda x: x.numpy(), make())
    with tf.Graph().as_default(), tf.Session() as session:
        found = session.run(make())
    np.testing.assert_equal(found, eager)
    return eager


def test_optionals():
    some = {"a": 37.0, "b": (tf.constant([1]), "x")}
    assert both(lambda: E.Optional.from_value(some).has_value())
    found = both(lambda: E.Optional.from_value({"a": 37.0, "b": ([1], "x")}).get_value())
    assert found["a"] == 37 and found["b"][1] == b"x"
    none = E.Optional.none_from_structure(tf.TensorSpec([], tf.float32))
    assert none.value_structure == tf.TensorSpec([], tf.float32)
    assert not none.has_value()
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have a value"):
        none.get_value()


def test_the_next_element_as_an_optional():
    it = iter(Dataset.range(2))
    found = [E.get_next_as_optional(it) for _ in range(4)]
    assert [bool(o.has_value()) for o in found] == [True, True, False, False]
    with tf.Graph().as_default(), tf.Session() as session:
        it = Dataset.range(1).map(lambda x: (x, x + 1)).make_initializable_iterator()
        optional = E.get_next_as_optional(it)
        there, value = optional.has_value(), optional.get_value()
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(there)
        session.run(it.initializer)
        assert session.run([there, value]) == [True, (0, 1)]
        assert not session.run(there)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(value)


def test_datasets_and_optionals_in_elements():
    def rows():
        made = Dataset.range(3).map(lambda n: Dataset.range(n + 1))
        return made.flat_map(lambda ds: ds.batch(9)).reduce(
            tf.constant(0, tf.int64), lambda a, row: a * 10 + tf.reduce_sum(row)
        )

    assert both(rows) == 13
    element = next(iter(Dataset.from_tensors((1, Dataset.range(2)))))
    assert [int(i) for i in element[1]] == [0, 1]
    spec = Dataset.from_tensors(Dataset.range(2)).element_spec
    assert spec == tf.data.DatasetSpec(tf.TensorSpec([], tf.int64))
    halves = Dataset.range(3).map(lambda n: E.Optional.from_value(n / 2))
    assert [float(o.get_value()) for o in halves] == [0, 0.5, 1]
    for dataset in (Dataset.from_tensors(Dataset.range(2)), halves):
        with pytest.raises((TypeError, tf.errors.UnimplementedError), match="Batching of datasets"):
            list(dataset.batch(2))


# --- batches ---
def test_dense_to_sparse():
    lengths = Dataset.range(3).map(lambda n: tf.fill([n], n))
    batch = next(iter(lengths.apply(E.dense_to_sparse_batch(3, [4]))))
    assert tf.sparse.to_dense(batch).numpy().tolist() == [[0] * 4, [1, 0, 0, 0], [2, 2, 0, 0]]
    assert next(iter(lengths.apply(E.dense_to_sparse_batch(3, [None])))).shape.as_list() == [3, 2]
    with pytest.raises(tf.errors.DataLossError, match="larger than the row shape"):
        list(lengths.apply(E.dense_to_sparse_batch(3, [1])))
    with pytest.raises(TypeError, match="single component"):
        Dataset.zip((lengths, lengths)).apply(E.dense_to_sparse_batch(3, [4]))


def test_sliding_windows_and_asserted_shapes():
    def batches():
        dataset = Dataset.range(5).apply(C.sliding_window_batch(2, window_shift=2, window_stride=2))
        return dataset.reduce(tf.zeros([0], tf.int64), lambda a, b: tf.concat([a, b], 0))

    assert both(batches).tolist() == [0, 2, 2, 4]
    with pytest.raises(ValueError, match="both `stride` and `window_shift`"):
        C.sliding_window_batch(2, 1, 1)
    known = Dataset.range(2).batch(2).apply(C.assert_element_shape(tf.TensorShape([2])))
    assert known.output_shapes.as_list() == [2] and len(list(known)) == 1
    with pytest.raises(tf.errors.InvalidArgumentError):
        list(Dataset.range(3).batch(2).apply(C.assert_element_shape(tf.TensorShape([2]))))


def test_a_batch_whose_function_fails_is_one_error():
    def picky(x):
        return tf.debugging.check_numerics(1 / tf.cast(x - 1, tf.float32), "bad")

    dataset = Dataset.range(6).apply(E.map_and_batch(picky, 2)).apply(E.ignore_errors())
    assert [b.numpy().tolist() for b in dataset] == [[1, 0.5], [1 / np.float32(3), 0.25]]


# --- shares ---
@pytest.mark.parametrize("initial", [[0.5, 0.5], None])
def test_shares_of_classes(initial):
    dataset = Dataset.range(6000).map(lambda x: (x % 2, x)).repeat()
    dataset = dataset.apply(E.rejection_resample(lambda c, x: c, [0.2, 0.8], initial, seed=1))
    found = [(int(c), int(x)) for c, (_, x) in dataset.take(3000)]
    assert all(x % 2 == c for c, x in found)
    assert abs(np.mean([c for c, _ in found]) - 0.8) < 0.03


def test_examples_in_batches(tmp_path):
    path = str(tmp_path / "examples")
    with tf.python_io.TFRecordWriter(path) as writer:
        for n in range(3):
            example = tf.train.Example()
            example.features.feature["n"].int64_list.value.append(n)
            example.features.feature["many"].float_list.value.extend([0.5] * n)
            writer.write(example.SerializeToString())
    features = {"n": tf.io.FixedLenFeature([], tf.int64), "many": tf.io.VarLenFeature(tf.float32)}

    def read(**how):
        return E.make_batched_features_dataset(path, 2, features, shuffle=False, **how)

    batches = list(read(num_epochs=1, label_key="n"))
    assert [label.numpy().tolist() for _, label in batches] == [[0, 1], [2]]
    assert batches[1][0]["many"].values.numpy().tolist() == [0.5, 0.5]
    assert len(list(read().take(4))) == 4
    with pytest.raises(ValueError, match="must be one of the `features` keys"):
        read(label_key="other")
    with pytest.raises(TypeError, match="vectors of strings"):
        Dataset.range(2).apply(E.parse_example_dataset(features))


@pytest.mark.parametrize("graph", [False, True])
def test_tensor_arrays_in_elements(graph):
    def total():
        arrays = Dataset.range(1, 4).map(
            lambda n: tf.TensorArray(tf.int64, 2).write(0, n).write(1, n * n)
        )
        sums = arrays.map(lambda a: a.read(0) + a.read(1))
        return sums.reduce(tf.constant(0, tf.int64), lambda a, x: a * 100 + x)

    if not graph:
        assert int(total()) == 20612
        return
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(total()) == 20612
