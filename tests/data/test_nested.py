"""flat_map, interleave, window, unbatch, and what else reads datasets as streams.

Orders and texts were captured from TensorFlow 1.15.
"""

import numpy as np
import pytest

import zeal as tf

Dataset, invalid = tf.data.Dataset, tf.errors.InvalidArgumentError
experimental = tf.data.experimental


def values(dataset):
    return [np.asarray(e.numpy()).tolist() for e in dataset]


def test_flat_map():
    assert values(Dataset.range(4).flat_map(Dataset.range)) == [0, 0, 1, 0, 1, 2]
    rows = Dataset.from_tensor_slices(([[1, 2], [3, 4]], ["a", "b"]))
    ds = rows.flat_map(lambda r, s: Dataset.from_tensors((r, 1.0)))
    assert ds.output_types == (tf.int32, tf.float32)
    assert repr(ds) == "<Dataset shapes: ((2,), ()), types: (tf.int32, tf.float32)>"
    assert [a.numpy().tolist() for a, _ in ds.repeat(2)] == [[1, 2], [3, 4]] * 2
    with pytest.raises(TypeError, match="`map_func` must return a `Dataset` object. Got"):
        list(Dataset.range(3).flat_map(lambda n: n))


def test_what_follows_an_error_is_still_there():
    def checked(x):
        return tf.check_numerics(1.0 / (5.0 - x), "division")

    numbers = Dataset.from_tensor_slices([1.0, 5.0, 4.0])
    parts = Dataset.from_tensors(0.0).map(lambda _: tf.constant(2.0))
    for dataset, expected in (
        (numbers.map(checked).interleave(Dataset.from_tensors, 2), [0.25, 1.0]),
        (numbers.map(checked).flat_map(Dataset.from_tensors), [0.25, 1.0]),
        (numbers.interleave(lambda x: parts.map(lambda y: checked(x) * y), 2), [0.5, 2.0]),
    ):
        found = [float(x) for x in dataset.apply(experimental.ignore_errors())]
        assert found == expected
        steps = iter(dataset)
        next(steps)
        with pytest.raises(invalid, match="division"):
            next(steps)
        assert float(next(steps)) == expected[1] and next(steps, None) is None


def test_what_follows_a_wrong_value_of_a_generator_is_still_there():
    dataset = Dataset.from_generator(lambda: [1, "a", 3], tf.int64)
    steps = iter(dataset)
    assert int(next(steps)) == 1
    with pytest.raises(invalid, match="could not be converted to the expected type"):
        next(steps)
    assert int(next(steps)) == 3 and next(steps, None) is None


def growing(n):
    return Dataset.range(n * 10, n * 11)


@pytest.mark.parametrize("cycle, block, expected", [
    (3, 1, [10, 20, 30, 21, 31, 40, 32, 41, 42, 43]),
    (3, 2, [10, 20, 21, 30, 31, 40, 41, 32, 42, 43]),
    (1, 1, [10, 20, 21, 30, 31, 32, 40, 41, 42, 43]),
])
def test_interleave(cycle, block, expected):
    assert values(Dataset.range(5).interleave(growing, cycle, block)) == expected


def test_interleave_takes_turns_among_as_many_as_there_are_processors(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {3, 5, 7})
    for calls in (None, 1, -1):
        ds = Dataset.range(5).interleave(growing, num_parallel_calls=calls)
        assert values(ds) == [10, 20, 30, 21, 31, 40, 32, 41, 42, 43]


def test_interleave_in_blocks():
    ds = Dataset.range(1, 6).interleave(
        lambda n: Dataset.from_tensors(n).repeat(6), cycle_length=2, block_length=4
    )
    assert "".join(map(str, values(ds))) == "111122221122333344443344555555"
    assert sorted(values(Dataset.range(5).interleave(growing))) == sorted(
        values(Dataset.range(5).flat_map(growing)))
    for name, kwargs in (("cycle_length", {"cycle_length": 0}), ("block_length", {
            "cycle_length": 1, "block_length": 0})):
        with pytest.raises(invalid, match=f"{name} must be greater than zero"):
            Dataset.range(3).interleave(growing, **kwargs)


@pytest.mark.parametrize("n, args, expected", [
    (7, (3,), [[0, 1, 2], [3, 4, 5], [6]]),
    (7, (3, None, 1, True), [[0, 1, 2], [3, 4, 5]]),
    (7, (3, 1, 2), [[0, 2, 4], [1, 3, 5], [2, 4, 6], [3, 5], [4, 6], [5], [6]]),
    (7, (3, 2, 1, True), [[0, 1, 2], [2, 3, 4], [4, 5, 6]]),
    (10, (3, 5, 2), [[0, 2, 4], [5, 7, 9]]),
    (10, (2, 5), [[0, 1], [5, 6]]),
    (0, (2,), []),
])
def test_window(n, args, expected):
    assert [values(w) for w in Dataset.range(n).window(*args)] == expected


def test_windows_go_on():
    ds = Dataset.range(7).window(3, 1, 1, True)
    flat = ds.flat_map(lambda w: w.batch(3))
    assert values(flat) == [[i, i + 1, i + 2] for i in range(5)]
    assert flat.output_types is tf.int64
    assert [values(w) for w in ds.skip(3).take(1)] == [[3, 4, 5]]
    pairs = Dataset.zip((Dataset.range(4), Dataset.range(4, 8))).window(2)
    flat = pairs.flat_map(lambda a, b: Dataset.zip((a.batch(2), b.batch(2))))
    assert [(a.numpy().tolist(), b.numpy().tolist()) for a, b in flat] == [
        ([0, 1], [4, 5]), ([2, 3], [6, 7])]
    sums = ds.map(lambda w: w.reduce(np.int64(0), lambda a, x: a + x))
    assert values(sums) == [3, 6, 9, 12, 15]
    with pytest.raises(tf.errors.UnimplementedError, match="flat_map"):
        list(ds.batch(2))
    rows = Dataset.range(3).map(lambda n: tf.fill([n], n)).window(2)
    assert [[x.numpy().tolist() for x in w] for w in rows] == [[[], [1]], [[2, 2]]]
    for name, args in (("size", (0,)), ("shift", (2, 0)), ("stride", (2, 1, 0))):
        with pytest.raises(invalid, match=f"Window {name} must be greater than zero"):
            Dataset.range(3).window(*args)


def test_unbatch():
    ds = Dataset.range(5).batch(2).unbatch()
    assert values(ds) == [0, 1, 2, 3, 4] and ds.output_shapes.as_list() == []
    assert values(Dataset.range(5).batch(2).apply(experimental.unbatch())) == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="scalar"):
        Dataset.range(5).unbatch()
    with pytest.raises(ValueError, match="different batch sizes"):
        Dataset.from_tensors(([1, 2], [3])).unbatch()


def test_unbatch_of_sizes_that_iterating_tells():
    sizes = Dataset.from_tensor_slices([2, 3])
    rows = sizes.map(lambda n: (tf.range(n), tf.range(2))).unbatch()
    found = iter(rows)
    assert [[int(x) for x in next(found)] for _ in range(2)] == [[0, 0], [1, 1]]
    with pytest.raises(invalid, match="same batch size"):
        next(found)
    with tf.Graph().as_default(), tf.Session() as session:
        value = tf.placeholder_with_default(3, None)
        element = Dataset.from_tensors(value).unbatch().make_initializable_iterator()
        session.run(element.initializer)
        with pytest.raises(invalid, match="scalar components"):
            session.run(element.get_next())


def test_cache():
    ds = Dataset.range(30).shuffle(30).cache()
    partly = ds.take(3)
    assert len(values(partly)) == 3  # keeps nothing
    first = values(ds)
    assert values(ds) == first and values(ds.repeat(2)) == first * 2
    assert ds.output_types is tf.int64


def test_reduce():
    five = Dataset.range(5)
    assert int(five.reduce(np.int64(0), lambda a, x: a + x)) == 10
    total, power = five.reduce((np.int64(0), 1.0), lambda a, x: (a[0] + x, a[1] * 2.0))
    assert int(total) == 10 and float(power) == 32
    empty = Dataset.range(0).reduce(7, lambda a, x: a)
    assert int(empty) == 7 and empty.dtype is tf.int32
    pairs = Dataset.zip((Dataset.range(3), Dataset.range(3)))
    assert int(pairs.reduce(np.int64(0), lambda a, x: a + x[0] * x[1])) == 5
    with pytest.raises(TypeError, match="element types for the new state must match the initial"):
        five.reduce(0.0, lambda a, x: x)
    with pytest.raises(TypeError, match="element classes for the new state must match"):
        five.reduce((0, 0), lambda a, x: a[0])


def test_shard():
    assert values(Dataset.range(5).shard(2, 1)) == [1, 3]
    with pytest.raises(invalid, match="Index must be between 0 and 1"):
        Dataset.range(5).shard(2, 2)
    with pytest.raises(invalid, match="Number of shards must be greater than zero"):
        Dataset.range(5).shard(0, 0)


# --- tf.data.experimental ---
def test_transformations_for_apply():
    five = Dataset.range(5)
    doubled = five.apply(experimental.map_and_batch(lambda x: x * 2, 2))
    assert values(doubled) == [[0, 2], [4, 6], [8]]
    doubled = five.apply(experimental.map_and_batch(lambda x: x * 2, 2, drop_remainder=True))
    assert values(doubled) == [[0, 2], [4, 6]]
    with pytest.raises(ValueError, match="mutually exclusive"):
        experimental.map_and_batch(lambda x: x, 2, num_parallel_batches=2, num_parallel_calls=2)
    tf.set_random_seed(1)
    shuffled = five.apply(experimental.shuffle_and_repeat(5, 2, seed=3))
    assert values(shuffled) == [2, 3, 4, 1, 0, 3, 0, 2, 1, 4]
    sums = five.apply(experimental.scan(np.int64(0), lambda s, x: (s + x, (s, x))))
    assert [int(s) for s, _ in sums] == [0, 0, 1, 3, 6]
    assert sums.output_types == (tf.int64, tf.int64)
    assert values(five.apply(experimental.take_while(lambda x: x < 3))) == [0, 1, 2]
    assert values(Dataset.from_tensor_slices(["a", "b", "a"]).apply(experimental.unique())) == [
        b"a", b"b"]
    assert values(experimental.Counter(3, 2).take(3)) == [3, 5, 7]
    assert experimental.Counter(dtype=tf.int32).output_types is tf.int32
    assert values(five.prefetch(experimental.AUTOTUNE)) == [0, 1, 2, 3, 4]
    pairs = five.apply(experimental.enumerate_dataset(2))
    assert [(int(i), int(x)) for i, x in pairs][:2] == [(2, 0), (3, 1)]


def test_ignore_errors_of_ops_only():
    inputs = Dataset.from_tensor_slices([1.0, 0.0, 2.0])
    ds = inputs.map(lambda x: tf.check_numerics(1.0 / x, "e"))
    assert values(ds.apply(experimental.ignore_errors())) == [1.0, 0.5]
    ds = inputs.map(lambda x: 1 / int(x)).apply(experimental.ignore_errors())
    with pytest.raises(ZeroDivisionError):
        list(ds)


def test_single_elements():
    assert int(experimental.get_single_element(Dataset.range(1))) == 0
    for n, text in ((0, "Dataset was empty"), (2, "more than one element")):
        with pytest.raises(invalid, match=text):
            experimental.get_single_element(Dataset.range(n))
