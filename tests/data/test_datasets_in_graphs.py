"""Datasets while a graph is built: iterators of sessions, values that runs are fed, functions.

Values, names and texts were captured from TensorFlow 1.15.5.
"""

import gc
import threading
import weakref

import numpy as np
import pytest

import zeal as tf

Dataset = tf.data.Dataset


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def rest(session, element):
    """What runs give until the end of the data."""
    found = []
    with pytest.raises(tf.errors.OutOfRangeError):
        while True:
            found.append(session.run(element))
    return [np.asarray(x).tolist() for x in found]


def started(session, dataset, feeds=None):
    iterator = dataset.make_initializable_iterator()
    session.run(iterator.initializer, feeds)
    return rest(session, iterator.get_next())


# --- iterators ---
def test_a_one_shot_iterator_names_its_ops_as_tensorflow_does(session):
    dataset = Dataset.from_tensor_slices((np.arange(4), np.ones((4, 2), np.float32))).batch(2)
    iterator = dataset.make_one_shot_iterator()
    first, second = iterator.get_next()
    assert (first.name, second.name) == ("IteratorGetNext:0", "IteratorGetNext:1")
    assert first.dtype == tf.int64 and first.shape.as_list() == [None]
    assert second.dtype == tf.float32 and second.shape.as_list() == [None, 2]
    assert iterator.get_next("foo")[0].name == "foo:0"
    again = dataset.make_initializable_iterator()
    assert again.initializer.name == "MakeIterator"
    assert again.string_handle().name == "IteratorToStringHandle_1:0"
    assert again.get_next()[1].name == "IteratorGetNext_1:1"
    assert iterator.output_types == (tf.int64, tf.float32)
    assert session.run(first).tolist() == [0, 1]


def test_the_end_is_out_of_range_and_stays_so(session):
    element = Dataset.range(2).make_one_shot_iterator().get_next()
    assert rest(session, element) == [0, 1]
    text = r"^End of sequence\n.*node IteratorGetNext"
    with pytest.raises(tf.errors.OutOfRangeError, match=text):
        session.run(element)


def test_each_session_is_at_a_place_of_its_own():
    with tf.Graph().as_default():
        element = Dataset.range(9).make_one_shot_iterator().get_next()
        with tf.Session() as a, tf.Session() as b:
            assert [a.run(element), a.run(element), b.run(element), a.run(element)] == [0, 1, 0, 2]


def test_an_iterator_begins_when_its_initializer_runs(session):
    iterator = Dataset.range(3).make_initializable_iterator()
    element = iterator.get_next()
    text = "GetNext\\(\\) failed because the iterator has not been initialized"
    with pytest.raises(tf.errors.FailedPreconditionError, match=text):
        session.run(element)
    for _ in range(2):
        session.run(iterator.initializer)
        assert rest(session, element) == [0, 1, 2]


def test_structures_are_the_datasets_own(session):
    dataset = Dataset.range(3).map(lambda x: {"a": x, "b": (x, [x, x])})
    iterator = dataset.make_one_shot_iterator()
    element = iterator.get_next()
    assert [element["a"].name, element["b"][1].name] == ["IteratorGetNext:0", "IteratorGetNext:2"]
    assert element["b"][1].shape.as_list() == [2]
    assert session.run(element)["b"][1].tolist() == [0, 0]
    assert iterator.output_types == {"a": tf.int64, "b": (tf.int64, tf.int64)}


def test_from_structure_takes_one_dataset_after_the_other(session):
    iterator = tf.data.Iterator.from_structure(tf.int64, tf.TensorShape([]))
    first = iterator.make_initializer(Dataset.range(2))
    second = iterator.make_initializer(Dataset.range(10, 13), name="second")
    assert [first.name, second.name] == ["make_initializer", "second"]
    element = iterator.get_next()
    for initializer, values in [(first, [0, 1]), (second, [10, 11, 12]), (first, [0, 1])]:
        session.run(initializer)
        assert rest(session, element) == values
    with pytest.raises(ValueError, match=r"Iterator does not have an initializer\."):
        iterator.initializer  # noqa: B018


@pytest.mark.parametrize(
    ("types", "shapes", "dataset", "error", "text"),
    [
        (tf.int64, [], lambda: Dataset.from_tensors(1.0), TypeError,
         "Expected output types tf.int64 but got dataset with output types tf.float32."),
        (tf.int64, [2], lambda: Dataset.from_tensors(np.zeros([3], np.int64)), TypeError,
         "Expected output shapes compatible with TensorShape([Dimension(2)]) but got dataset with "
         "output shapes TensorShape([Dimension(3)])."),
        ((tf.int64, tf.int64), None, lambda: Dataset.range(3), ValueError,
         "The two structures don't have the same nested structure."),
    ],
)  # fmt: skip
def test_from_structure_refuses_other_elements(session, types, shapes, dataset, error, text):
    iterator = tf.data.Iterator.from_structure(types, shapes)
    with pytest.raises(error) as raised:
        iterator.make_initializer(dataset())
    assert str(raised.value).startswith(text)


def test_string_handles_choose_an_iterator(session):
    a = Dataset.range(3).make_one_shot_iterator()
    b = Dataset.range(10, 13).make_initializable_iterator()
    which = tf.placeholder(tf.string, [])
    chosen = tf.data.Iterator.from_string_handle(which, a.output_types, a.output_shapes)
    element = chosen.get_next()
    names = session.run([a.string_handle(), b.string_handle()])
    session.run(b.initializer)
    found = [session.run(element, {which: names[i]}) for i in (0, 1, 0, 1)]
    assert found == [0, 10, 1, 11]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Could not parse string_handle"):
        session.run(element, {which: b"nobody"})
    other = tf.data.Iterator.from_string_handle(which, tf.float32, []).get_next()
    with pytest.raises(tf.errors.InvalidArgumentError, match="Data type mismatch at component 0"):
        session.run(other, {which: names[0]})


def test_functions_say_what_elements_are(session):
    iterator = tf.data.make_initializable_iterator(Dataset.range(3))
    assert tf.data.get_output_types(iterator) == tf.int64
    assert tf.data.get_output_shapes(iterator).as_list() == []
    assert tf.data.get_output_classes(iterator) is tf.Tensor
    assert isinstance(tf.compat.v1.data.make_one_shot_iterator(Dataset.range(1)), tf.data.Iterator)


def test_iterating_in_python_is_refused(session):
    with pytest.raises(RuntimeError, match=r"__iter__\(\) is only supported"):
        iter(Dataset.range(3))


# --- values of a graph ---
def test_what_a_run_feeds_reaches_every_step(session):
    rows, size, count = (tf.placeholder(t) for t in (tf.float32, tf.int64, tf.int64))
    dataset = Dataset.from_tensor_slices(rows).skip(count).repeat(count).batch(size).take(2)
    assert dataset.output_types == tf.float32
    feeds = {rows: [1, 2, 3, 4], size: 3, count: 2}
    assert started(session, dataset, feeds) == [[3.0, 4.0, 3.0], [4.0]]
    size_of_batch = Dataset.range(5).batch(tf.constant(2, tf.int64), drop_remainder=True)
    assert size_of_batch.output_shapes.as_list() == [2]
    assert started(session, size_of_batch) == [[0, 1], [2, 3]]


def test_each_start_reads_the_values_anew(session):
    stop = tf.placeholder(tf.int64, [])
    iterator = Dataset.range(stop).cache().make_initializable_iterator()
    element = iterator.get_next()
    for n in (3, 1, 2):
        session.run(iterator.initializer, {stop: n})
        assert rest(session, element) == list(range(n))


def test_a_value_that_is_not_fed_is_named(session):
    x = tf.placeholder(tf.float32, [None, 2], "xx")
    dataset = Dataset.from_tensor_slices(x).batch(2, drop_remainder=True)
    iterator = dataset.make_initializable_iterator()
    assert iterator.get_next().shape.as_list() == [2, 2]
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed .* 'xx'"):
        session.run(iterator.initializer)


def test_bad_values_raise_when_the_iterator_begins(session):
    size = tf.placeholder(tf.int64, [])
    iterator = Dataset.range(5).batch(size).make_initializable_iterator()
    text = "Batch size must be greater than zero"
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        session.run(iterator.initializer, {size: 0})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda n: Dataset.range(n).window(2, n - 2).flat_map(lambda w: w.batch(2)),
         [[0, 1], [1, 2], [2]]),
        (lambda n: Dataset.range(n).shard(n - 1, 1), [1]),
        (lambda n: Dataset.range(n).enumerate(n), [(3, 0), (4, 1), (5, 2)]),
        (lambda n: Dataset.range(n).concatenate(Dataset.range(n)), [0, 1, 2, 0, 1, 2]),
        (lambda n: Dataset.zip((Dataset.range(n), Dataset.range(5))), [(0, 0), (1, 1), (2, 2)]),
        (lambda n: Dataset.range(4).padded_batch(n, []), [[0, 1, 2], [3]]),
        (lambda n: Dataset.from_tensors(n), [3]),
        (lambda n: Dataset.range(2).interleave(
            lambda i: Dataset.from_tensors(i).repeat(n), cycle_length=n - 1, block_length=n - 2),
         [0, 1, 0, 1, 0, 1]),
        (lambda n: Dataset.from_generator(
            lambda stop: iter(range(stop)), tf.int64, [], args=(n,)), [0, 1, 2]),
        (lambda n: Dataset.range(5).apply(tf.data.experimental.take_while(lambda x: x < n)),
         [0, 1, 2]),
    ],
)  # fmt: skip
def test_steps_take_values_of_the_graph(session, make, expected):
    n = tf.placeholder(tf.int64, [])
    iterator = make(n).make_initializable_iterator()
    element = iterator.get_next()
    session.run(iterator.initializer, {n: 3})
    found = []
    with pytest.raises(tf.errors.OutOfRangeError):
        while True:
            value = session.run(element)
            found.append(value if isinstance(value, tuple) else np.asarray(value).tolist())
    assert found == expected


def test_names_of_files_may_be_fed(session, tmp_path):
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    names = tf.placeholder(tf.string, [None])
    feeds = {names: [str(tmp_path / "a.txt")]}
    assert started(session, tf.data.TextLineDataset(names), feeds) == [b"one", b"two"]
    fixed = tf.data.FixedLengthRecordDataset(names, 4)
    assert started(session, fixed, feeds) == [b"one\n", b"two\n"]
    pattern = tf.placeholder(tf.string, [])
    files = Dataset.list_files(pattern, shuffle=False)
    assert started(session, files, {pattern: str(tmp_path / "*.txt")}) == [
        str(tmp_path / "a.txt").encode()
    ]


def test_a_seed_gives_tensorflows_order_at_every_start(session):
    tf.set_random_seed(7)
    try:
        iterator = Dataset.range(10).shuffle(10, seed=3).make_initializable_iterator()
    finally:
        tf.set_random_seed(None)
    element = iterator.get_next()
    for _ in range(2):
        session.run(iterator.initializer)
        assert rest(session, element) == [9, 7, 3, 8, 6, 2, 0, 5, 4, 1]


def test_a_seed_may_be_fed(session):
    seed = tf.placeholder(tf.int64, [])
    iterator = Dataset.range(10).shuffle(10, seed=seed).make_initializable_iterator()
    element = iterator.get_next()
    session.run(iterator.initializer, {seed: 3})
    assert rest(session, element) == [4, 7, 2, 6, 8, 0, 3, 1, 5, 9]


def test_variables_are_read_when_the_iterator_begins(session):
    v = tf.Variable([1.0, 2.0])
    iterator = Dataset.from_tensor_slices(v).make_initializable_iterator()
    session.run(v.initializer)
    session.run(iterator.initializer)
    assert rest(session, iterator.get_next()) == [1.0, 2.0]


# --- functions ---
def test_functions_run_once_while_the_graph_is_built(session):
    calls = []

    def double(x):
        calls.append(x)
        return x * 2

    assert started(session, Dataset.range(3).map(double)) == [0, 2, 4]
    assert len(calls) == 1 and calls[0].shape.as_list() == []


def test_functions_capture_values_of_the_graph(session):
    x, k = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [])
    dataset = Dataset.from_tensor_slices(x).map(lambda v: v * k).filter(lambda v: v > 2)
    assert started(session, dataset, {x: [1, 2, 3], k: 2.0}) == [4.0, 6.0]
    nested = Dataset.range(2).flat_map(lambda i: Dataset.from_tensor_slices(x).map(
        lambda v: v * k + tf.cast(i, tf.float32)))
    assert nested.output_shapes.as_list() == []
    assert started(session, nested, {x: [1, 2], k: 3.0}) == [3.0, 6.0, 4.0, 7.0]


def test_functions_read_variables_as_they_are_at_each_element(session):
    v = tf.get_variable("v", initializer=1)
    dataset = Dataset.range(9).map(lambda i: v + tf.cast(i, tf.int32))
    iterator = dataset.make_initializable_iterator()
    element, add = iterator.get_next(), v.assign_add(10)
    session.run(v.initializer)
    session.run(iterator.initializer)
    assert session.run(element) == 1
    session.run(add)
    assert session.run(element) == 12


def test_random_numbers_start_anew_with_the_iterator(session):
    dataset = Dataset.range(3).map(lambda _: tf.random_uniform([], seed=4))
    iterator = dataset.make_initializable_iterator()
    element, found = iterator.get_next(), []
    for _ in range(2):
        session.run(iterator.initializer)
        found.append(rest(session, element))
    assert found[0] == found[1] and len(set(found[0])) == 3


def test_errors_of_functions_name_their_node_and_the_iterators(session):
    dataset = Dataset.from_tensor_slices([1, 0]).map(lambda v: 1 // v)
    element = dataset.make_one_shot_iterator().get_next()
    session.run(element)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero") as raised:
        session.run(element)
    assert "[[node IteratorGetNext" in str(raised.value)


def test_wrong_functions_raise_while_the_graph_is_built(session):
    with pytest.raises(TypeError, match="`map_func` must return a `Dataset` object"):
        Dataset.range(3).flat_map(lambda x: x)
    with pytest.raises(ValueError, match="convertible to a scalar boolean tensor"):
        Dataset.range(3).filter(lambda x: x)


def _with_variable(v):
    return Dataset.range(3).map(lambda i: v + 1)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Dataset.from_tensor_slices(tf.placeholder(tf.float32, [3])),
         "Cannot capture a placeholder (name:Placeholder, type:Placeholder) by value."),
        (lambda: _with_variable(tf.get_variable("v", initializer=[1.0])),
         "Failed to create a one-shot iterator for a dataset."),
        (lambda: Dataset.from_tensors(tf.random_uniform([2])), "Cannot capture a stateful node"),
    ],
)  # fmt: skip
def test_one_shot_iterators_take_no_state(session, make, text):
    with pytest.raises(ValueError) as raised:
        make().make_one_shot_iterator()
    assert text in str(raised.value)


def test_one_shot_iterators_take_no_branches(session):
    n = tf.cond(tf.constant(True), lambda: tf.constant(2.0), lambda: tf.constant(3.0))
    with pytest.raises(tf.errors.UnimplementedError, match="is a call, a condition or a loop"):
        Dataset.from_tensors(1.0).map(lambda x: x * n).make_one_shot_iterator()


def test_one_shot_iterators_take_functions_of_constants(session):
    ends = tf.constant([1.0, 2.0]) * 3
    element = Dataset.from_tensor_slices(ends).map(lambda x: x + ends[1]).make_one_shot_iterator()
    assert rest(session, element.get_next()) == [9.0, 12.0]


# --- whole datasets ---
def test_reduce_and_single_elements_are_ops(session):
    total = Dataset.range(5).reduce(np.int64(0), lambda a, b: a + b)
    assert total.name == "ReduceDataset:0" and session.run(total) == 10
    n = tf.placeholder(tf.int64, [])
    joined = Dataset.range(n).reduce(
        tf.zeros([0], tf.int64), lambda a, b: tf.concat([a, [b * n]], 0))
    assert joined.shape.as_list() == [None]
    assert session.run(joined, {n: 3}).tolist() == [0, 3, 6]
    single = tf.data.experimental.get_single_element(Dataset.range(5).batch(7))
    assert single.name == "DatasetToSingleElement:0"
    assert session.run(single).tolist() == [0, 1, 2, 3, 4]
    empty = tf.data.experimental.get_single_element(Dataset.range(0))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Dataset was empty\."):
        session.run(empty)


# --- with eager programs and traced functions ---
def test_an_eager_iterator_is_stepped_by_each_call_of_a_traced_function():
    iterator = iter(Dataset.range(10).map(lambda x: (x, x * 2)))

    @tf.contrib.eager.defun
    def step():
        a, b = iterator.get_next()
        return a + b

    assert [int(step()) for _ in range(3)] == [0, 3, 6]
    assert int(next(iterator)[0]) == 3


def test_a_traced_function_steps_an_iterator_of_its_graph(session):
    iterator = Dataset.range(10).make_one_shot_iterator()
    double = tf.contrib.eager.defun(lambda: iterator.get_next() * 2)
    assert [session.run(double()) for _ in range(2)] == [0, 2]


def test_iterators_inside_traced_functions_are_refused():
    step = tf.contrib.eager.defun(lambda: Dataset.range(3).make_one_shot_iterator().get_next())
    with pytest.raises(NotImplementedError, match="make the iterator outside"):
        step()


def test_a_dataset_of_the_eager_program_serves_a_graph():
    dataset = Dataset.from_tensor_slices([1, 2]).map(lambda x: x + 1)
    with tf.Graph().as_default(), tf.Session() as session:
        assert rest(session, dataset.make_one_shot_iterator().get_next()) == [2, 3]


def test_threads_share_an_iterator(session):
    element = Dataset.range(200).make_one_shot_iterator().get_next()
    found = []

    def take():
        for _ in range(50):
            found.append(int(session.run(element)))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(found) == list(range(200))


def test_graphs_with_iterators_die():
    def build():
        with tf.Graph().as_default() as graph, tf.Session() as session:
            x = tf.placeholder(tf.float32, [None])
            v = tf.get_variable("v", initializer=2.0)
            dataset = Dataset.from_tensor_slices(x).map(lambda t: t * v).batch(2)
            iterator = dataset.make_initializable_iterator()
            element = iterator.get_next()
            session.run(v.initializer)
            session.run(iterator.initializer, {x: [1, 2]})
            session.run(element)
        return weakref.ref(graph)

    graphs = [build() for _ in range(3)]
    gc.collect()
    assert [g() for g in graphs] == [None] * 3


def test_scan_carries_a_state(session):
    start = tf.placeholder(tf.int64, [])
    add = tf.data.experimental.scan(start, lambda s, x: (s + x, (s, x * start)))
    dataset = Dataset.range(3).apply(add)
    assert dataset.output_types == (tf.int64, tf.int64)
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    session.run(iterator.initializer, {start: 10})
    assert [session.run(element) for _ in range(3)] == [(10, 0), (10, 10), (11, 20)]
    with pytest.raises(TypeError, match="must return a pair"):
        Dataset.range(3).apply(tf.data.experimental.scan(start, lambda s, x: s))


# --- within control flow, and what reads elements ---
def test_only_the_branch_that_runs_takes_an_element(session):
    first = Dataset.range(10).make_one_shot_iterator()
    second = Dataset.range(100, 110).make_one_shot_iterator()
    which = tf.placeholder(tf.bool, [])
    element = tf.cond(which, first.get_next, second.get_next)
    found = [session.run(element, {which: w}) for w in (True, True, False, True, False)]
    assert found == [0, 1, 100, 2, 101]


def test_each_step_of_a_loop_takes_an_element(session):
    iterator = Dataset.range(1, 100).make_one_shot_iterator()
    zero = tf.constant(0, tf.int64)
    total = tf.while_loop(lambda t: t < 20, lambda t: t + iterator.get_next(), [zero])
    assert session.run(total) == 21 and session.run(iterator.get_next()) == 7


def test_gradients_flow_to_variables_and_not_into_the_data(session):
    dataset = Dataset.from_tensors((np.float32(3), np.float32(5))).repeat()
    x, y = dataset.make_one_shot_iterator().get_next()
    w = tf.Variable(1.0)
    loss = (w * x - y) ** 2
    gradient, none = tf.gradients(loss, [w, w * 1.0])
    assert none is None
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    session.run(w.initializer)
    assert session.run(gradient) == 2 * (3 - 5) * 3
    for _ in range(100):
        session.run(train)
    assert abs(session.run(w) - 5 / 3) < 1e-5


def test_elements_can_be_fed(session):
    element = Dataset.range(5).make_one_shot_iterator().get_next()
    double = element * 2
    assert [session.run(double, {element: 21}), session.run(double)] == [42, 0]


@pytest.mark.parametrize(("parts", "words"), [
    (lambda: 1, "has insufficient rank for batching: a scalar"),
    (lambda: ([1, 2], [3]), "Dimensions 2 and 1 are not compatible"),
    (lambda: (tf.placeholder(tf.int32, [None]), [1], ["a", "b"]), "Dimensions 1 and 2 are not"),
])  # fmt: skip
def test_rows_are_counted_where_the_dataset_is_made(session, parts, words):
    with pytest.raises(ValueError, match=words):
        Dataset.from_tensor_slices(parts())


def test_rows_that_only_the_run_counts(session):
    x = tf.placeholder(tf.int32)
    iterator = Dataset.from_tensor_slices((x, [1, 2])).make_initializable_iterator()
    element = iterator.get_next()
    session.run(iterator.initializer, {x: [[3], [4]]})
    assert session.run(element)[0].tolist() == [3]
    with pytest.raises(ValueError, match="Dimensions 1 and 2 are not compatible"):
        session.run(iterator.initializer, {x: [[3]]})
        session.run(element)


IN_PARALLEL = {
    "map": lambda n: Dataset.range(4).map(lambda x: x, num_parallel_calls=n),
    "map and batch": lambda n: Dataset.range(4).apply(
        tf.data.experimental.map_and_batch(lambda x: x, 1, num_parallel_calls=tf.cast(n, tf.int64))
    ).unbatch(),
    "interleave": lambda n: Dataset.range(4).interleave(
        Dataset.from_tensors, num_parallel_calls=tf.cast(n, tf.int64)
    ),
}


@pytest.mark.parametrize("name", IN_PARALLEL)
def test_a_run_says_how_many_calls_may_be_at_work(session, name):
    calls = tf.placeholder(tf.int32, [])
    dataset = IN_PARALLEL[name](calls)
    assert started(session, dataset, {calls: 2}) == [0, 1, 2, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be greater than zero"):
        started(session, dataset, {calls: 0})


def test_interleaving_takes_as_many_datasets_as_there_are_processors(session):
    dataset = Dataset.range(3).interleave(Dataset.from_tensors, num_parallel_calls=-1)
    assert started(session, dataset) == [0, 1, 2]


def test_files_are_read_by_as_many_bytes_as_a_run_says(session, tmp_path):
    path = tmp_path / "lines"
    path.write_text("a\nb\n")
    size = tf.placeholder(tf.int64, [])
    lines = tf.data.TextLineDataset(str(path), buffer_size=size)
    assert started(session, lines, {size: 9}) == [b"a", b"b"]
    fixed = tf.data.FixedLengthRecordDataset(str(path), 2, buffer_size=size)
    assert started(session, fixed, {size: 9}) == [b"a\n", b"b\n"]


@pytest.mark.parametrize(
    ("build", "fed"), [(Dataset.range(5).batch, [2]), (Dataset.from_tensor_slices, 2)]
)
def test_shapes_that_a_run_shows_to_be_wrong_are_invalid_arguments(session, build, fed):
    value = tf.placeholder(tf.int64)
    with pytest.raises(tf.errors.InvalidArgumentError, match="rank"):
        started(session, build(value), {value: fed})


@pytest.mark.parametrize("kind", ["TextLineDataset", "TFRecordDataset"])
def test_no_files_have_no_elements(session, kind):
    assert started(session, getattr(tf.data, kind)([])) == []
