"""tf.data.Dataset against TensorFlow 1.15's behaviour and orders."""

import gc
import json
import os
import signal
import sys
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))
from random_scenarios import shuffle_cases, shuffle_with_datasets

import zeal as tf
from zeal import _native

Dataset = tf.data.Dataset
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "shuffle.json").read_text())


def values(dataset):
    return [e.numpy().tolist() for e in dataset]


@pytest.fixture
def rows():
    return np.arange(12, dtype=np.float32).reshape(4, 3), np.arange(4)


@pytest.mark.parametrize("case", shuffle_cases(), ids=str)
def test_shuffled_orders_are_tensorflows(case):
    tf.set_random_seed(None)
    assert shuffle_with_datasets(tf, *case) == GOLDEN[json.dumps(case)]


def test_slices_of_tuples_and_dicts(rows):
    x, y = rows
    a, b = next(iter(Dataset.from_tensor_slices((x, y))))
    assert a.numpy().tolist() == [0, 1, 2] and b.numpy() == 0 and b.dtype is tf.int64
    ds = Dataset.from_tensor_slices({"b": (y, y), "a": x})
    element = next(iter(ds))
    assert list(element) == ["b", "a"] and isinstance(element["b"], tuple)
    batch = next(iter(ds.batch(3)))
    assert batch["a"].shape == [3, 3] and batch["b"][1].numpy().tolist() == [0, 1, 2]
    assert values(Dataset.from_tensor_slices([1, 2, 3])) == [1, 2, 3]
    assert len(values(Dataset.from_tensors(x))) == 1
    assert list(Dataset.from_tensor_slices(tf.zeros([0, 3]))) == []


def test_slices_need_rows_of_equal_number(rows):
    x, y = rows
    with pytest.raises(ValueError, match="Dimensions 4 and 3 are not compatible"):
        Dataset.from_tensor_slices((x, y[:3]))
    with pytest.raises(ValueError, match="scalar"):
        Dataset.from_tensor_slices(3.0)


def test_types_shapes_and_repr(rows):
    ds = Dataset.from_tensor_slices(rows).shuffle(4).repeat().batch(3)
    assert ds.output_types == (tf.float32, tf.int64)
    assert ds.output_shapes[0].as_list() == [None, 3] and ds.output_shapes[1].as_list() == [None]
    assert ds.output_classes == (tf.Tensor, tf.Tensor)
    assert repr(ds) == "<Dataset shapes: ((?, 3), (?,)), types: (tf.float32, tf.int64)>"
    assert Dataset.range(4).batch(2, drop_remainder=True).output_shapes.as_list() == [2]
    assert repr(Dataset.from_tensor_slices({"a": rows[0]})) == (
        "<Dataset shapes: {a: (3,)}, types: {a: tf.float32}>"
    )
    it = iter(ds)
    assert it.output_types == ds.output_types


@pytest.mark.parametrize("shape", [(), (3,), (0,), (5, 7), (100, 20)])
@pytest.mark.parametrize("dtype", ["float32", "uint8", "bool", "complex128", "object"])
def test_batches_hold_the_rows(shape, dtype):
    x = (np.random.RandomState(0).rand(7, *shape) * 100).astype(
        "float64" if dtype == "object" else dtype
    )
    x = x.astype(str).astype("S").astype(object) if dtype == "object" else x
    tensor = tf.constant(x if x.size or dtype != "object" else x.tolist(), tf.string) if (
        dtype == "object") else x
    got = [b.numpy() for b in Dataset.from_tensor_slices(tensor).batch(3)]
    assert [len(b) for b in got] == [3, 3, 1]
    np.testing.assert_array_equal(np.concatenate(got), x)
    tuples = [b.numpy() for b in Dataset.from_tensor_slices(tensor).map(lambda e: e).batch(3)]
    np.testing.assert_array_equal(np.concatenate(tuples), x)
    random = np.concatenate([b.numpy() for b in Dataset.from_tensor_slices(tensor)
                             .shuffle(7, seed=1).batch(4)])
    order = [int(i) for i in Dataset.range(7).shuffle(7, seed=1)]
    np.testing.assert_array_equal(random, x[order])


def test_elements_are_their_own(rows):
    x = rows[0].copy()
    ds = Dataset.from_tensor_slices(x)
    x[:] = -1
    assert values(ds.take(1)) == [[0, 1, 2]]


def test_batch_errors():
    for wrong in (0, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match="greater than zero"):
            Dataset.range(3).batch(wrong)
    with pytest.raises(tf.errors.InvalidArgumentError, match="buffer_size"):
        Dataset.range(3).shuffle(0)
    ragged = Dataset.range(3).map(lambda n: tf.ones([n])).batch(2)
    words = r"different shapes in component 0. First element had shape \[0\] "
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        list(ragged)


def test_ranges():
    assert values(Dataset.range(3)) == [0, 1, 2] and values(Dataset.range(2, 5)) == [2, 3, 4]
    assert values(Dataset.range(5, 1, -2)) == [5, 3] and values(Dataset.range(3, 3)) == []
    assert values(Dataset.range(2**63 - 2, 2**63 - 1, 5)) == [2**63 - 2]
    with pytest.raises(ValueError, match="Invalid arguments"):
        Dataset.range()
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-zero"):
        Dataset.range(1, 5, 0)


def test_take_skip_repeat_concatenate():
    five = Dataset.range(5)
    assert values(five.take(2)) == [0, 1] and values(five.take(-1)) == [0, 1, 2, 3, 4]
    assert values(five.take(9)) == values(five) and values(five.take(0)) == []
    assert values(five.skip(3)) == [3, 4] and values(five.skip(-1)) == []
    assert values(five.skip(9)) == []
    assert values(Dataset.range(2).repeat(2)) == [0, 1, 0, 1]
    assert values(Dataset.range(2).repeat(0)) == [] == values(Dataset.range(0).repeat())
    assert values(Dataset.range(0).shuffle(3).repeat()) == []
    assert values(Dataset.range(2).repeat().take(5)) == [0, 1, 0, 1, 0]
    assert values(Dataset.range(2).concatenate(Dataset.range(3))) == [0, 1, 0, 1, 2]
    with pytest.raises(TypeError, match="different types"):
        five.concatenate(Dataset.from_tensors(1.0))


def test_zip(rows):
    ds = Dataset.zip((Dataset.range(3), Dataset.range(4).batch(2)))
    assert [(int(a), b.numpy().tolist()) for a, b in ds] == [(0, [0, 1]), (1, [2, 3])]
    assert next(iter(Dataset.zip({"a": Dataset.range(3)})))["a"].numpy() == 0
    nested = Dataset.zip((Dataset.from_tensor_slices(rows), Dataset.range(9)))
    (x, y), n = next(iter(nested.batch(2)))
    assert x.shape == [2, 3] and y.shape == [2] and n.shape == [2]
    with pytest.raises(TypeError, match="nested structure of `Dataset` objects"):
        Dataset.zip((Dataset.range(3), 3))


def test_map_and_filter(rows):
    assert values(Dataset.range(3).map(lambda x: x * 2)) == [0, 2, 4]
    ds = Dataset.range(3).map(lambda x: (x, {"k": x + 1}))
    assert next(iter(ds))[1]["k"].numpy() == 1
    assert ds.output_types == (tf.int64, {"k": tf.int64})
    assert [b[1]["k"].numpy().tolist() for b in ds.batch(2)] == [[1, 2], [3]]
    pairs = Dataset.range(2).map(lambda x: [x, [x, x]])  # as in TensorFlow 1.15
    assert pairs.output_types == (tf.int64, tf.int64)
    assert next(iter(pairs))[1].numpy().tolist() == [0, 0]
    assert values(Dataset.from_tensor_slices(rows).map(lambda a, b: a[0])) == [0, 3, 6, 9]
    assert values(Dataset.from_tensor_slices({"a": rows[1]}).map(lambda e: e["a"])) == [0, 1, 2, 3]
    assert values(Dataset.range(6).filter(lambda x: x > 3)) == [4, 5]
    with pytest.raises(ZeroDivisionError):
        list(Dataset.range(3).map(lambda x: 1 / 0))


def test_apply_and_prefetch():
    assert values(Dataset.range(3).prefetch(1).apply(lambda d: d.take(1))) == [0]
    with pytest.raises(TypeError, match="must return a Dataset"):
        Dataset.range(3).apply(lambda d: 3)


def test_the_end():
    it = iter(Dataset.range(2))
    assert [it.next().numpy(), next(it).numpy()] == [0, 1]
    for _ in range(2):
        with pytest.raises(StopIteration):
            it.next()
        with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
            it.get_next()
    assert Dataset.range(1).make_one_shot_iterator().get_next().numpy() == 0


def test_iterators_are_independent():
    ds = Dataset.range(100).shuffle(100, seed=1)
    a, b = iter(ds), iter(ds)
    mixed = [(int(next(a)), int(next(b))) for _ in range(100)]
    assert [x for x, _ in mixed] == [y for _, y in mixed] == values(ds)
    assert sorted(values(Dataset.range(9).shuffle(9))) == list(range(9))


def test_without_seeds_orders_differ():
    tf.set_random_seed(None)
    ds = Dataset.range(50).shuffle(50)
    assert values(ds) != values(ds)
    fixed = Dataset.range(50).shuffle(50, reshuffle_each_iteration=False)
    twice = values(fixed.repeat(2))
    assert twice[:50] == twice[50:]


def test_one_iterator_in_many_threads():
    def work(x):
        return tf.reduce_sum(tf.ones([50])) * 0.0 + tf.cast(x, tf.float32)

    it, got = iter(Dataset.range(400).map(work)), []
    threads = [threading.Thread(target=lambda: got.extend(float(x) for x in it)) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(got) == list(range(400))


def test_a_function_may_not_step_its_own_iterator():
    box = []
    box.append(iter(Dataset.range(3).map(lambda x: next(box[0]))))
    with pytest.raises(tf.errors.FailedPreconditionError, match="running it"):
        next(box[0])
    box.clear()


def test_datasets_and_functions_die():
    class Marker:
        pass

    marker = Marker()
    alive = weakref.ref(marker)
    ds = Dataset.range(3).map(lambda x, marker=marker: x)
    it = iter(ds.batch(2))
    next(it)
    del ds, marker
    assert alive() is not None
    del it
    gc.collect()
    assert alive() is None


def test_enumerate():
    pairs = [(int(i), float(x)) for i, x in Dataset.from_tensor_slices([5.0, 6.0]).enumerate(3)]
    assert pairs == [(3, 5.0), (4, 6.0)]


def test_what_is_not_built_says_so():
    with pytest.raises(AttributeError, match="Dataset.from_variant is not built yet"):
        Dataset.from_variant(None, None)
    for holder in (Dataset, Dataset.range(3)):
        with pytest.raises(AttributeError, match="no attribute 'foo'"):
            holder.foo  # noqa: B018


class Owner:
    """Holds a pipeline whose functions are its own methods."""

    def __init__(self):
        self.dataset = Dataset.range(3).map(self.change).filter(self.keep).shuffle(5).repeat(2)
        self.dataset = self.dataset.flat_map(self.several)
        self.iterator = iter(self.dataset.batch(2))

    def change(self, x):
        return x + 1

    def keep(self, x):
        return True

    def several(self, x):
        return Dataset.from_tensors(x)


def test_an_owner_of_a_pipeline_of_its_methods_dies():
    owner = Owner()
    assert len(list(owner.dataset)) == 6
    next(owner.iterator)
    alive = weakref.ref(owner)
    del owner
    gc.collect()
    assert alive() is None


def test_mapped_elements_of_changing_structure():
    given = []

    def f(x):
        given.append(x)
        return x if len(given) < 3 else ()

    dataset = Dataset.range(2).map(f)
    assert values(dataset) == [0, 1]  # from here on the structure is known
    with pytest.raises(tf.errors.InvalidArgumentError, match="same structure"):
        list(dataset)
    given.clear()
    with pytest.raises(tf.errors.InvalidArgumentError, match="same structure"):
        list(Dataset.range(3).map(f))  # while the first iterator packs its elements


def test_pipelines_are_not_endlessly_deep():
    dataset = Dataset.range(1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="steps"):
        for _ in range(20_000):
            dataset = dataset.skip(0)
    node = dataset._node
    assert len(list(_native.dataset_iterator(_native.DatasetIterator, node, True))) == 1


LONG = {
    "take": lambda d: d.take(-1),
    "batch": lambda d: d.batch(2).apply(tf.data.experimental.unbatch()),
    "concatenate": lambda d: d.concatenate(Dataset.range(1)),
    "unknown": lambda d: d.map(lambda x: x),
    "zip": lambda d: Dataset.zip((d, d)).map(lambda x, y: x),
}


@pytest.mark.parametrize("step", LONG)
def test_types_of_long_pipelines(step):
    dataset = Dataset.range(1)
    for _ in range(600):
        dataset = LONG[step](dataset)
    assert dataset.output_types is tf.int64 and dataset.output_shapes.as_list() == []


def test_long_pipelines_run():
    dataset = Dataset.range(2)
    for _ in range(3000):
        dataset = dataset.skip(0).filter(lambda x: True)
    assert values(dataset) == [0, 1]


ENDLESS = {
    "repeat": lambda: Dataset.range(0).repeat(2**62),
    "shuffle": lambda: Dataset.range(0).shuffle(2**62).repeat(2**62),
    "skip": lambda: Dataset.range(5).repeat(2**62).skip(2**62),
    "filter": lambda: Dataset.range(5).repeat().filter(lambda x: False),
    "window": lambda: Dataset.from_tensor_slices(tf.zeros([2**40, 0])).window(2**40),
    "shift": lambda: Dataset.range(2**62).window(1, 2**62).skip(1),
    "shard": lambda: Dataset.range(2**62).shard(2**40, 2**40 - 1),
}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer signal")
@pytest.mark.parametrize("make", ENDLESS.values(), ids=ENDLESS)
def test_a_loop_without_elements_can_be_interrupted(make):
    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(Stop):
            next(iter(make()))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("count", [2**63, -(2**63) - 1, 10**30])
@pytest.mark.parametrize("step", ["shuffle", "skip", "take", "repeat", "batch", "range"])
def test_counts_beyond_int64_are_errors(step, count):
    with pytest.raises(ValueError, match="out-of-range integer"):
        getattr(Dataset.range(3), step)(count)


@pytest.mark.parametrize("endless", [
    lambda d: d.skip(2**62), lambda d: d.shard(2**62, 2**61), lambda d: d.batch(2**62),
    lambda d: d.shuffle(2**62),
], ids=["skip", "shard", "batch", "shuffle"])  # fmt: skip
def test_loops_without_an_end_let_other_threads_run_and_stop_them(endless):
    rows = tf.zeros([100_000, 0])  # elements without memory
    stopper = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    # Where the tests run in the background of a shell the signal is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            stopper.start()
            list(endless(Dataset.from_tensor_slices(rows).repeat()))
    finally:
        stopper.join()
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(("first", "second"), [
    ((1, 1), 1), (1, (1, 1)), ((1, 2), (1, 2, 3)), ((1, 2, 3), (1, 2)), ([1], 1),
    ((1, (2, 3)), (1, 2, 3)), ({"a": 1}, {"b": 1}), ({"a": 1, "b": 2}, (1, 2)),
])  # fmt: skip
@pytest.mark.parametrize("scan", [False, True])
def test_elements_of_another_structure_are_errors(first, second, scan):
    """Once they were cut to the first one's structure, or ended the dataset."""
    seen = []

    def f(*_):
        seen.append(1)
        element = first if len(seen) < 3 else second
        return (0, element) if scan else element

    if scan and isinstance(first, list):
        return  # a list is one tensor there
    d = Dataset.range(9)
    d = d.apply(tf.data.experimental.scan(0, f)) if scan else d.map(f)
    with pytest.raises(tf.errors.InvalidArgumentError, match="must return the same structure"):
        list(d)


@pytest.mark.parametrize("template", [(1, (2, 3)), {"a": 1, "b": 2}])
def test_datasets_of_elements_of_another_structure_are_errors(template):
    d = Dataset.range(2).flat_map(lambda i: Dataset.from_tensors(template if int(i) < 1 else (1,)))
    with pytest.raises(tf.errors.OpError, match="structure"):
        list(d)


def test_batches_of_several_types_say_so():
    d = Dataset.range(2).map(lambda i: 1 if int(i) < 1 else 1.5).batch(2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="types .* type int32 and element 1"):
        list(d)


class StopsAsArray:
    def __array__(self, *args, **kwargs):
        raise StopIteration


@pytest.mark.parametrize("step", [
    lambda d: d.map(lambda x: next(iter(()))),
    lambda d: d.filter(lambda x: next(iter(()))),
    lambda d: d.flat_map(lambda x: next(iter(()))),
    lambda d: d.map(lambda x: StopsAsArray()),
    lambda d: d.map(lambda x: next(iter(()))).batch(2).prefetch(1),
    lambda d: Dataset.zip((d, d.map(lambda x: next(iter(()))))),
], ids=["map", "filter", "flat_map", "value", "inside", "zip"])  # fmt: skip
def test_functions_that_ask_an_iterator_for_too_much_do_not_end_the_dataset(step):
    iterator = iter(step(Dataset.range(3)))
    with pytest.raises(RuntimeError, match="raised StopIteration") as caught:
        list(iterator)
    assert isinstance(caught.value.__cause__, StopIteration)


def _stops(x):
    if x > 2:
        raise StopIteration
    return x


@pytest.mark.parametrize("call", [tf.py_func, tf.py_function], ids=["py_func", "py_function"])
def test_a_python_function_that_stops_ends_what_is_mapped(call):
    numbers = Dataset.range(6).map(lambda x: call(_stops, [x], tf.int64))
    assert [int(x) for x in numbers] == [0, 1, 2]
    assert [int(x) for x in numbers.concatenate(Dataset.range(2))] == [0, 1, 2, 0, 1]


def test_py_func_is_an_op_in_functions_of_datasets():
    def wrong(x):
        raise ValueError("no")

    with pytest.raises(tf.errors.InvalidArgumentError, match="ValueError: no"):
        list(Dataset.range(1).map(lambda x: tf.py_func(wrong, [x], tf.int64)))
    with pytest.raises(tf.errors.InvalidArgumentError, match="is int64, but expects float$"):
        list(Dataset.range(1).map(lambda x: tf.py_func(lambda x: x, [x], tf.float32)))
    listed = Dataset.range(1).map(lambda x: tf.py_func(lambda x: x, [x], [tf.int64]))
    assert [len(parts) for parts in listed] == [1]
