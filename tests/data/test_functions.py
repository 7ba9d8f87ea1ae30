"""What functions of datasets may return, when they run, and their random numbers."""

import gc
import weakref

import numpy as np
import pytest

import zeal as tf

Dataset = tf.data.Dataset


def values(dataset):
    return [e.numpy().tolist() for e in dataset]


# --- random ops ---
@pytest.mark.parametrize("seed", [5, None])
@pytest.mark.parametrize("method", ["map", "flat_map"])
def test_random_ops_repeat_with_each_iteration(seed, method):
    def draw(x):
        drawn = tf.random_uniform([], seed=seed)
        return drawn if method == "map" else Dataset.from_tensors(drawn)

    tf.set_random_seed(1)
    ds = getattr(Dataset.range(4), method)(draw)
    first = values(ds)
    assert len(set(first)) == 4 and values(ds) == first
    again = values(ds.repeat(2))
    assert again[:4] == first
    if method == "map":  # goes on through the passes of one iteration
        assert again[4:] != first
    a, b = iter(ds), iter(ds)
    assert all(float(next(a)) == float(next(b)) for _ in range(4))


def test_numbers_of_seeded_ops_are_tensorflows():
    tf.set_random_seed(1)
    got = values(Dataset.range(3).map(lambda x: tf.random_uniform([], seed=5)))
    np.testing.assert_allclose(got, [0.195606, 0.939457, 0.289972], atol=1e-6)
    # each op has a stream of its own
    same = Dataset.range(3).map(
        lambda x: tf.random_uniform([], seed=5) - tf.random_uniform([], seed=5)
    )
    assert values(same) == [0, 0, 0]


def test_random_ops_of_functions_do_not_move_others():
    tf.set_random_seed(1)
    undisturbed = [float(tf.random_uniform([])), float(tf.random_uniform([], seed=5))]
    tf.set_random_seed(1)
    for seed in (None, 5):
        values(Dataset.range(3).map(lambda x, seed=seed: tf.random_uniform([], seed=seed)))
    assert [float(tf.random_uniform([])), float(tf.random_uniform([], seed=5))] == undisturbed


def test_without_any_seed_nobody_can_foresee():
    tf.set_random_seed(None)
    ds = Dataset.range(4).map(lambda x: tf.random_uniform([]))
    assert values(ds) != values(ds)


def test_filters_draw_the_same_again():
    tf.set_random_seed(2)
    ds = Dataset.range(50).filter(lambda x: tf.random_uniform([]) > 0.5)
    assert 0 < len(values(ds)) < 50 and values(ds) == values(ds)


def test_an_error_in_a_function_leaves_its_streams():
    tf.set_random_seed(1)
    expected = float(tf.random_uniform([], seed=3))
    tf.set_random_seed(1)
    with pytest.raises(ZeroDivisionError):
        values(Dataset.range(2).map(lambda x: 1 / 0))
    assert float(tf.random_uniform([], seed=3)) == expected


# --- what they return ---
@pytest.mark.parametrize("verdict", [
    lambda x: x, lambda x: 1, lambda x: "a", lambda x: (x > 1,), lambda x: [True, False],
    lambda x: tf.reshape(x > 1, [1]),
])
def test_predicates_are_boolean_scalars(verdict):
    with pytest.raises(ValueError, match="`predicate` return type must be convertible to a scalar"):
        list(Dataset.range(3).filter(verdict))


@pytest.mark.parametrize("verdict", [True, np.bool_(True), np.array(True)])
def test_predicates_may_be_no_tensors(verdict):
    assert values(Dataset.range(2).filter(lambda x: verdict)) == [0, 1]


@pytest.mark.parametrize("value", [None, object(), {1, 2}, (1, object()), [1, None]])
def test_results_are_tensors(value):
    text = r"Unsupported return value from function passed to Dataset.map\(\)"
    with pytest.raises(TypeError, match=text):
        list(Dataset.range(3).map(lambda x: value))
    with pytest.raises(TypeError, match=r"passed to Dataset.filter\(\): None"):
        list(Dataset.range(3).filter(lambda x: None))


def test_functions_can_be_called():
    for method in ("map", "filter"):
        with pytest.raises(ValueError, match="Argument must be callable"):
            getattr(Dataset.range(3), method)(3)


# --- types before the first element ---
def test_types_need_no_elements():
    nothing = Dataset.range(3).filter(lambda x: x > 9)
    ds = nothing.map(lambda x: (tf.cast(x, tf.float32), tf.zeros([2])))
    assert ds.output_types == (tf.float32, tf.float32)
    assert ds.output_shapes[1].as_list() == [2] and list(ds) == []
    assert repr(ds) == "<Dataset shapes: ((), (2,)), types: (tf.float32, tf.float32)>"
    raising = nothing.map(lambda x: x.numpy() + 1)
    with pytest.raises(AttributeError):
        raising.output_types  # noqa: B018


def test_asking_for_types_runs_functions_once():
    runs = []

    def count(x):
        runs.append(x)
        return x * 2

    ds = Dataset.range(100).map(count).shuffle(50).map(count).batch(3)
    for _ in range(2):
        repr(ds), ds.output_shapes, ds.output_types, ds.output_classes
    assert len(runs) == 2
    runs.clear()
    assert len(list(ds)) == 34 and len(runs) == 200


def test_showing_a_dataset_runs_no_function():
    runs = []
    mapped = Dataset.range(3).map(lambda x: runs.append(x) or {"a": x, "b": (x, tf.zeros([2]))})
    flat = Dataset.range(3).flat_map(lambda x: runs.append(x) or Dataset.range(x))
    for ds in (mapped.batch(2), flat.repeat(2)):
        assert repr(ds) == "<Dataset shapes: <unknown>, types: <unknown>>"
        assert "&lt;unknown&gt;" in ds._repr_html_()
    assert not runs
    next(iter(mapped))
    assert repr(mapped.take(1)) == (
        "<Dataset shapes: {a: (), b: ((), (?,))}, types: {a: tf.int64, b: (tf.int64, tf.float32)}>"
    )
    assert "<tr><td>b/1</td><td>float32</td><td>(?,)</td></tr>" in mapped._repr_html_()
    assert len(runs) == 1
    assert "<unknown>" in repr(Dataset.range(4).window(2).batch(2))  # which iterating refuses
    one = Dataset.range(3)._repr_html_()
    assert "<tr><td></td><td>int64</td><td>()</td></tr>" in one


def test_a_function_that_wants_real_elements_gets_one():
    ds = Dataset.range(3, 6).map(lambda x: 12 // x.numpy())
    assert ds.output_types == tf.int64 and ds.output_shapes.as_list() == []


def test_unknown_lengths_stay_unknown():
    rows = Dataset.from_tensor_slices(np.zeros((5, 3), np.float32)).batch(2)
    ds = rows.map(lambda x: (x, tf.reshape(x, [-1]), tf.transpose(x), tf.ones([4, 13])))
    assert [s.as_list() for s in ds.output_shapes] == [[None, 3], [None], [3, None], [4, 13]]


# The shapes that TensorFlow 1.15 says, for rows of 3, 3, 3 and 1 numbers.
SHAPES = {
    "one row more": (lambda x: tf.expand_dims(tf.concat([x, [0]], 0), 0), [1, None]),
    "half": (lambda x: tf.zeros([1, tf.size(x) // 2]), [1, None]),
    "first two": (lambda x: x[:2], [None]),
    "none too long": (lambda x: tf.zeros([13, 26]), [13, 26]),
    "two rows": (lambda x: tf.reshape(tf.concat([x, x], 0), [2, -1]), [2, None]),
    "pairs": (lambda x: x[:, None] * x[None, :], [None, None]),
    "some": (lambda x: tf.where(x > 2), [None, 1]),
    "sum": (tf.reduce_sum, []),
    "squeezed": (lambda x: tf.squeeze(x[:, None], 1), [None]),
}


@pytest.mark.parametrize(("function", "shape"), SHAPES.values(), ids=SHAPES)
def test_sizes_that_follow_from_unknown_ones_are_unknown(function, shape):
    rows = Dataset.range(10).batch(3)
    flat = rows.flat_map(lambda x: Dataset.from_tensors(function(x)))
    iterated = rows.map(function)
    for ds in (rows.map(function), flat, iterated):
        if ds is iterated:
            next(iter(ds))
            unknown = str(tf.TensorShape([None] * len(shape)))
            assert repr(ds).startswith(f"<Dataset shapes: {unknown}, types: ")
        assert ds.output_shapes.as_list() == shape
        for x in ds:
            assert ds.output_shapes.is_compatible_with(x.shape)


# What TensorFlow 1.15 says where sizes, or even the rank, follow from the element.
OF_ELEMENTS = {
    "filled": (lambda x: tf.fill([x % 3 + 1], x), [None]),
    "repeated": (lambda x: tf.tile([x], [x + 1]), [None]),
    "split": (lambda x: tf.strings.split([tf.as_string(x)], ",").values, [None]),
    "of Python": (lambda x: tf.py_function(lambda a: a, [x], tf.int64), None),
    "branches": (lambda x: tf.cond(x > 1, lambda: tf.ones([2]), lambda: tf.ones([3])), [None]),
    "sparse": (lambda x: tf.SparseTensor([[x]], [x], [7]), [7]),
    "sparse of any size": (lambda x: tf.SparseTensor([[x]], [x], [x + 1]), [None]),
}


@pytest.mark.parametrize(("function", "shape"), OF_ELEMENTS.values(), ids=OF_ELEMENTS)
def test_sizes_that_follow_from_the_element_are_unknown(function, shape):
    def check(ds):
        assert str(tf.compat.v1.data.get_output_shapes(ds)) == str(tf.TensorShape(shape))

    ds = Dataset.range(4).map(function)
    next(iter(ds))
    check(ds)
    check(Dataset.range(4).flat_map(lambda x: Dataset.from_tensors(function(x))))
    with tf.Graph().as_default():
        check(Dataset.range(4).map(function))


def test_sizes_that_follow_from_states_and_keys_are_unknown():
    scan = tf.data.experimental.scan(np.int64(1), lambda s, x: (s + x, tf.range(s)))
    group = tf.data.experimental.group_by_window(
        lambda x: x % 2, lambda key, rows: rows.map(lambda y: tf.fill([key + 1], y)), 2)
    reducer = tf.data.experimental.Reducer(lambda key: key, lambda s, x: s + x, tf.range)
    reduce = tf.data.experimental.group_by_reducer(lambda x: x % 2, reducer)
    for way in (scan, group, reduce):
        assert Dataset.range(4).apply(way).output_shapes.as_list() == [None]
    rows = Dataset.range(4).map(tf.range)
    batches = rows.padded_batch(2, rows.output_shapes)
    assert [x.shape.as_list() for x in batches] == [[2, 1], [2, 3]]


def test_elements_of_any_rank_are_mapped():
    ds = Dataset.range(2, 4).map(tf.range).concatenate(Dataset.range(1)).map(tf.size)
    assert ds.output_shapes.as_list() == [] and [int(x) for x in ds] == [2, 3, 1]


def test_known_sizes_are_those_of_the_function():
    ds = Dataset.range(10).batch(2).map(lambda x: tf.reshape(x, [2, 1]))
    assert ds.output_shapes.as_list() == [2, 1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, NameError, TypeError, OSError])
def test_mistakes_of_the_program_are_raised(error):
    def wrong(x):
        raise error("no matter what the data are")

    with pytest.raises(error, match="no matter"):
        Dataset.range(3).map(wrong).output_types  # noqa: B018


def test_iterating_tries_no_function():
    runs = []
    ds = Dataset.range(10).batch(3).map(lambda x: runs.append(x) or (x, x[:1])).prefetch(2)
    assert [int(y) for _, y in ds] == [0, 3, 6, 9] and len(runs) == 4
    assert repr(ds) == "<Dataset shapes: ((?,), (?,)), types: (tf.int64, tf.int64)>"


def test_trying_a_function_disturbs_no_random_numbers():
    tf.set_random_seed(1)
    expected = float(tf.random_uniform([]))
    tf.set_random_seed(1)
    ds = Dataset.range(3).map(lambda x: tf.random_uniform([2]))
    assert ds.output_shapes.as_list() == [2]
    assert float(tf.random_uniform([])) == expected


# --- arguments ---
@pytest.mark.parametrize("call", [
    lambda d, n: d.take(n), lambda d, n: d.skip(n), lambda d, n: d.repeat(n),
    lambda d, n: d.batch(n), lambda d, n: d.shuffle(n), lambda d, n: Dataset.range(n),
    lambda d, n: d.window(n), lambda d, n: d.shard(n, 0),
])
def test_numbers_are_integers(call):
    dataset = Dataset.range(5)
    for two in (2, np.int32(2), tf.constant(2), tf.constant(2, tf.int64)):
        assert len(list(call(dataset, two))) == len(list(call(dataset, 2)))
    for wrong in (1.5, "a"):
        with pytest.raises(TypeError, match="Cannot convert .* to EagerTensor of dtype int64"):
            call(dataset, wrong)
    with pytest.raises(ValueError, match="Shape must be rank 0 but is rank 1"):
        call(dataset, [1, 2])


@pytest.mark.parametrize("call", [
    lambda d, n: d.take(n), lambda d, n: d.skip(n), lambda d, n: d.repeat(n),
    lambda d, n: d.batch(n), lambda d, n: d.shuffle(n), lambda d, n: d.prefetch(n),
    lambda d, n: d.padded_batch(n, []), lambda d, n: d.enumerate(n),
    lambda d, n: d.shard(n, 0), lambda d, n: d.shard(3, n),
    lambda d, n: d.window(n), lambda d, n: d.window(2, n), lambda d, n: d.window(2, 1, n),
    lambda d, n: d.map(lambda x: x, n), lambda d, n: d.interleave(Dataset.range, n),
    lambda d, n: d.interleave(Dataset.range, 2, n),
    lambda d, n: Dataset.range(n), lambda d, n: Dataset.range(0, 10, n),
])
def test_numbers_beyond_int64(call):
    for number in (2**63, -(2**63) - 1, 2**64):
        with pytest.raises(ValueError, match="out-of-range integer to Tensor: .* for dtype int64"):
            call(Dataset.range(3), number)


def test_the_largest_numbers():
    most = 2**63 - 1
    for call in (lambda d: d.take(most), lambda d: d.window(most).flat_map(lambda w: w),
                 lambda d: d.window(2, most).flat_map(lambda w: w).concatenate(Dataset.range(2, 3)),
                 lambda d: d.padded_batch(most, []).flat_map(Dataset.from_tensor_slices),
                 lambda d: d.batch(most).flat_map(Dataset.from_tensor_slices)):
        assert [int(x) for x in call(Dataset.range(3))] == [0, 1, 2]
    assert [int(x) for x in Dataset.range(3).shard(most, 1)] == [1]
    assert [int(x) for x in Dataset.range(3).window(3, 1, most).flat_map(lambda w: w)] == [0, 1, 2]


def test_arguments_out_of_range():
    invalid = tf.errors.InvalidArgumentError
    ds = Dataset.range(3)
    with pytest.raises(invalid, match="num_parallel_calls must be greater than zero"):
        ds.map(lambda x: x, num_parallel_calls=0)
    with pytest.raises(invalid, match="buffer_size must be >= 0"):
        ds.prefetch(-3)
    with pytest.raises(ValueError, match="None"):
        ds.batch(None)
    with pytest.raises(TypeError, match="must be a Dataset or Iterator object"):
        ds.concatenate(3)
    with pytest.raises(TypeError, match="must be a Dataset or Iterator object"):
        tf.data.Iterator(3)
    with pytest.raises(TypeError, match="do not support Python lists"):
        Dataset.zip([ds])
    with pytest.raises(RuntimeError, match="not supported when eager execution is enabled"):
        ds.make_initializable_iterator()
    with pytest.raises(ValueError, match="insufficient rank for batching"):
        Dataset.from_tensor_slices(3)


def test_functions_of_datasets():
    ds = Dataset.range(3).batch(2)
    assert tf.data.get_output_types(ds) is tf.int64
    assert tf.compat.v1.data.get_output_shapes(iter(ds)).as_list() == [None]
    assert tf.data.get_output_classes(ds) is tf.Tensor
    assert int(tf.data.make_one_shot_iterator(Dataset.range(3)).get_next()) == 0
    with pytest.raises(TypeError, match="must be a Dataset or Iterator"):
        tf.data.get_output_types(3)


# --- lifetimes ---
def test_generators_of_a_pipeline_die_with_their_iterator():
    class Marker:
        pass

    marker = Marker()
    alive = weakref.ref(marker)

    def several(x, marker=marker):
        return Dataset.range(x)

    it = iter(Dataset.range(5).flat_map(several).batch(2).repeat())
    next(it)
    marker.it, marker.f = it, several  # a cycle through native iterators
    del it, marker, several
    gc.collect()
    assert alive() is None


def test_take_closes_its_generator_at_its_end():
    log = []

    def numbers():
        try:
            yield from range(9)
        finally:
            log.append("closed")

    it = iter(Dataset.from_generator(numbers, tf.int32).take(3))
    assert [int(next(it)) for _ in range(3)] == [0, 1, 2] and not log
    with pytest.raises(StopIteration):
        next(it)
    assert log == ["closed"]


def test_iterators_of_many_passes_keep_nothing():
    ds = Dataset.range(2).flat_map(lambda x: Dataset.range(2)).repeat(50)
    it = iter(ds)
    next(it)
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(150):
        next(it)
    gc.collect()
    assert len(gc.get_objects()) < before + 50
