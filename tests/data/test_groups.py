"""Grouping by keys, buckets of like lengths, and elements chosen from several datasets."""

import numpy as np
import pytest

import zeal as tf

E = tf.data.experimental
Dataset = tf.data.Dataset


def listed(make):
    """Elements eagerly, after a graph's iterator gave the same."""
    eager = [nested(x) for x in make()]
    with tf.Graph().as_default(), tf.Session() as session:
        following = make().make_one_shot_iterator().get_next()
        found = []
        while True:
            try:
                found.append(nested(session.run(following)))
            except tf.errors.OutOfRangeError:
                break
    assert found == eager
    return eager


def nested(x):
    if isinstance(x, tuple):
        return tuple(map(nested, x))
    return x.tolist() if isinstance(x, (np.ndarray, np.generic)) else x.numpy().tolist()


def rows(*lengths):
    return Dataset.from_generator(
        lambda: (([n] * n, n) for n in lengths), (tf.int32, tf.int64), ([None], [])
    )


def length(row, n):
    return tf.size(row)


def test_buckets():
    def make(**options):
        how = E.bucket_by_sequence_length(length, [3, 5], [2, 2, 1], **options)
        return lambda: rows(1, 4, 7, 2, 3, 4, 1).apply(how)

    assert listed(make()) == [
        ([[7] * 7], [7]),
        ([[1, 0], [2, 2]], [1, 2]),
        ([[4, 4, 4, 4], [3, 3, 3, 0]], [4, 3]),
        ([[1]], [1]),
        ([[4, 4, 4, 4]], [4]),
    ]
    assert len(listed(make(drop_remainder=True))) == 3
    padded = listed(make(padding_values=(-1, np.int64(0)), padded_shapes=([8], [])))
    assert padded[0] == ([[7] * 7 + [-1]], [7]) and len(padded[1][0][0]) == 8
    short = E.bucket_by_sequence_length(length, [3, 5], [2, 2, 1], pad_to_bucket_boundary=True)
    got = listed(lambda: rows(1, 4, 1, 3).apply(short))
    assert got == [([[1, 0], [1, 0]], [1, 1]), ([[4] * 4, [3, 3, 3, 0]], [4, 3])]
    with pytest.raises(tf.errors.InvalidArgumentError, match="elements must have length < max"):
        list(rows(6).apply(short))
    same = E.bucket_by_sequence_length(length, [2], [2, 2], no_padding=True)
    assert listed(lambda: rows(3, 1, 3, 1).apply(same))[0] == ([[3] * 3] * 2, [3, 3])
    with pytest.raises(tf.errors.InvalidArgumentError):
        list(rows(3, 4).apply(same))
    with pytest.raises(ValueError, match="must equal len"):
        E.bucket_by_sequence_length(length, [3], [2])
    dataset = make()()
    assert [s.as_list() for s in tf.data.get_output_shapes(dataset)] == [[None, None], [None]]


def test_windows_of_groups():
    def pairs():
        how = E.group_by_window(lambda x: x % 3, lambda key, window: window.batch(4), 2)
        return Dataset.range(8).apply(how)

    assert listed(pairs) == [[0, 3], [1, 4], [2, 5], [6], [7]]

    def sized():
        how = E.group_by_window(
            lambda x: x % 2, lambda key, window: window.map(lambda x: x + key).batch(9),
            window_size_func=lambda key: key + 1,
        )  # fmt: skip
        return Dataset.range(6).apply(how)

    assert listed(sized) == [[0], [2], [2, 4], [4], [6]]
    with pytest.raises(ValueError, match="Must pass either `window_size` or `window_size_func`"):
        E.group_by_window(lambda x: x, lambda k, w: w)
    with pytest.raises(TypeError, match="`reduce_func` must return a `Dataset`"):
        list(Dataset.range(3).apply(E.group_by_window(lambda x: x, lambda k, w: k, 1)))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Window size must be greater than"):
        list(Dataset.range(3).apply(E.group_by_window(lambda x: x, lambda k, w: w, 0)))


def test_reduced_groups():
    reducer = E.Reducer(
        lambda key: (key * 100, tf.constant(0, tf.int64)),
        lambda state, x: (state[0] + x, state[1] + 1),
        lambda total, count: (total, count),
    )
    make = lambda: Dataset.range(7).apply(E.group_by_reducer(lambda x: x % 2, reducer))  # noqa: E731
    assert listed(make) == [(12, 4), (109, 3)]


def test_chosen_elements():
    a, b, c = Dataset.range(0, 3), Dataset.range(10, 12), Dataset.range(20, 29)

    def make(*numbers):
        choices = Dataset.from_tensor_slices(np.array(numbers, np.int64))
        return lambda: E.choose_from_datasets([a, b, c], choices)

    assert listed(make(2, 0, 1, 1, 1, 1, 0, 2)) == [20, 0, 10, 11, 1, 21]
    assert listed(make()) == []
    with pytest.raises(tf.errors.InvalidArgumentError, match="Selector index out of range: 3 >= 3"):
        list(make(0, 3)())
    with pytest.raises(TypeError, match=r"dataset of scalar `tf.int64` tensors"):
        E.choose_from_datasets([a, b], Dataset.from_tensors([1.0]))
    with pytest.raises(TypeError, match="must have the same type"):  # at once: nothing runs
        E.choose_from_datasets([a, Dataset.from_tensors("x")], Dataset.range(2))
    with pytest.raises(TypeError, match="must have the same type"):
        E.sample_from_datasets([Dataset.from_tensors(0), Dataset.from_tensors(0.0)])


def test_sampled_elements():
    endless = [Dataset.from_tensors(i).repeat() for i in range(3)]
    weights = [0.2, 0.7, 0.1]
    mixed = E.sample_from_datasets(endless, weights, seed=3).take(4000)
    drawn = [int(x) for x in mixed]
    np.testing.assert_allclose(np.bincount(drawn) / 4000, weights, atol=0.04)
    assert [int(x) for x in mixed] == drawn  # each iteration repeats with a seed
    alike = [int(x) for x in E.sample_from_datasets(endless, seed=5).take(3000)]
    np.testing.assert_allclose(np.bincount(alike) / 3000, 1 / 3, atol=0.05)
    changing = Dataset.from_tensor_slices(np.eye(3)).repeat()
    assert [int(x) for x in E.sample_from_datasets(endless, changing).take(4)] == [0, 1, 2, 0]
    finite = [Dataset.range(3), Dataset.range(10, 15)]
    got = [int(x) for x in E.sample_from_datasets(finite, [0.5, 0.5], seed=1)]
    assert sorted(got) == [0, 1, 2, 10, 11, 12, 13, 14]
    assert [x for x in got if x < 3] == [0, 1, 2]
    assert got == [10, 0, 1, 2, 11, 12, 13, 14]  # of TensorFlow, as the next two
    three = [*finite, Dataset.range(20, 25)]
    got = listed(lambda: E.sample_from_datasets(three, [0.2, 0.2, 0.6], seed=4))
    assert got == [10, 20, 0, 11, 21, 22, 23, 12, 24, 13, 1, 14, 2]
    rows = Dataset.from_tensor_slices(np.array([[0.9, 0.1], [0.2, 0.8]])).repeat()
    mixed = E.sample_from_datasets([d.repeat() for d in finite], rows, seed=7).take(10)
    assert [int(x) for x in mixed] == [0, 1, 2, 10, 0, 11, 1, 12, 2, 13]
    with pytest.raises(ValueError, match="vector of length `len"):
        E.sample_from_datasets(finite, [1.0])
    with pytest.raises(TypeError, match="must be convertible to a tensor of `tf.float32`"):
        E.sample_from_datasets(finite, [1, 1])


def test_draws_end_with_the_datasets_that_can_be_drawn():
    finite = [Dataset.range(3), Dataset.range(10, 12), Dataset.range(20, 22)]
    assert listed(lambda: E.sample_from_datasets(finite, [1.0, 0.0, 0.0])) == [0, 1, 2]
    got = listed(lambda: E.sample_from_datasets(finite, [1.0, 1e-30, 0.0], seed=1))
    assert got == [0, 1, 2, 10, 11]
    for weights in ([-1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, np.nan, 1.0], [np.inf, 1.0, 1.0]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="weights must be finite"):
            list(E.sample_from_datasets(finite, weights))


@pytest.mark.parametrize("size", [0, -1])
def test_buckets_without_room(size):
    buckets = E.bucket_by_sequence_length(lambda x: x, [2], [1, size])
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be positive"):
        list(Dataset.range(4).apply(buckets))


def test_a_last_bucket_without_a_boundary():
    buckets = E.bucket_by_sequence_length(lambda x: x, [], [1], pad_to_bucket_boundary=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="pad_to_bucket_boundary"):
        list(Dataset.range(4).apply(buckets))


def shapes_of(dataset):
    return tf.compat.v1.data.get_output_shapes(dataset)


def test_shapes_of_windows_follow_no_key():
    """With sizes that the key tells, as in TensorFlow, which traces the function of any key."""
    def make():
        rows = Dataset.range(5).map(lambda x: tf.fill([tf.cast(x, tf.int32)], x))
        return rows.apply(E.group_by_window(
            lambda x: tf.cast(tf.size(x) // 3, tf.int64),
            lambda key, window: window.padded_batch(4, tf.convert_to_tensor([(key + 1) * 3])), 4))

    assert shapes_of(make()).as_list() == [None, None]
    assert listed(make) == [
        [[0, 0, 0], [1, 0, 0], [2, 2, 0]], [[3, 3, 3, 0, 0, 0], [4, 4, 4, 4, 0, 0]]]  # fmt: skip


def test_states_of_reductions_may_grow():
    reducer = E.Reducer(
        lambda _: (np.array([], np.int64), np.int64(0)),
        lambda state, x: (tf.concat([state[0], [x]], 0), state[1] + x), lambda a, b: (a, b))

    def make():
        return Dataset.range(4).apply(E.group_by_reducer(lambda x: x % 2, reducer))

    assert [s.as_list() for s in shapes_of(make())] == [[None], []]
    assert listed(make) == [([0, 2], 2), ([1, 3], 4)]


def test_states_of_reductions_keep_their_types():
    reducer = E.Reducer(lambda _: np.int32(0), lambda state, x: np.int64(1), lambda state: state)
    groups = Dataset.range(4).apply(E.group_by_reducer(lambda x: x, reducer))
    with pytest.raises(TypeError, match="types for the new state must match the initial state"):
        shapes_of(groups)
