"""Producers, batches and readers, run by QueueRunners. Captured from TensorFlow 1.15.5."""

import gzip
import zlib

import pytest

import zeal as tf


@pytest.fixture
def session():
    """A session whose threads are stopped in the end."""
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


class Running:
    """The graph's QueueRunners while the block runs."""

    def __init__(self, session):
        self.session, self.coord = session, tf.train.Coordinator()

    def __enter__(self):
        self.session.run(tf.local_variables_initializer())
        self.threads = tf.train.start_queue_runners(self.session, self.coord)
        return self

    def __exit__(self, *exception):
        self.coord.request_stop()
        self.coord.join(self.threads, stop_grace_period_secs=10)
        assert not any(t.is_alive() for t in self.threads)


def until_end(session, fetch):
    found = []
    with pytest.raises(tf.errors.OutOfRangeError, match="is closed and has insufficient elements"):
        while True:
            found.append(session.run(fetch))
    return found


# --- producers ---
def test_names_of_a_producer(session):
    q = tf.train.string_input_producer(["a", "b"], shuffle=False, num_epochs=1)
    [runner] = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    assert (q.name, runner.name, q.dequeue().name) == (
        "input_producer", "input_producer", "input_producer_Dequeue:0"
    )  # fmt: skip
    assert [op.name for op in runner.enqueue_ops] == ["input_producer/input_producer_EnqueueMany"]
    assert runner.close_op.name == "input_producer/input_producer_Close"
    assert runner.cancel_op.name == "input_producer/input_producer_Close_1"
    [epochs] = tf.local_variables()
    assert epochs.name == "input_producer/limit_epochs/epochs:0" and epochs.dtype == tf.int64


def test_epochs_end_the_data(session):
    name = tf.train.string_input_producer(["a", "b"], shuffle=False, num_epochs=2).dequeue()
    with Running(session):
        assert until_end(session, name) == [b"a", b"b", b"a", b"b"]


def test_each_pass_has_an_order_of_its_own(session):
    number = tf.train.range_input_producer(20, num_epochs=2, seed=3).dequeue()
    with Running(session):
        found = until_end(session, number)
    assert sorted(found[:20]) == sorted(found[20:]) == list(range(20))
    assert found[:20] != found[20:]


def test_slices_stay_together(session):
    both = tf.train.slice_input_producer(
        [tf.constant([1, 2, 3]), ["a", "b", "c"]], shuffle=False, num_epochs=1
    )
    assert [t.name for t in both] == ["input_producer/GatherV2:0", "input_producer/GatherV2_1:0"]
    with Running(session):
        assert until_end(session, both) == [[1, b"a"], [2, b"b"], [3, b"c"]]


def test_limit_epochs(session):
    limited = tf.train.limit_epochs(tf.constant(3), 2)
    assert limited.name == "limit_epochs:0"
    session.run(tf.local_variables_initializer())
    assert [session.run(limited), session.run(limited)] == [3, 3]
    with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 2"):
        session.run(limited)
    with pytest.raises(ValueError, match="num_epochs must be > 0 not 0"):
        tf.train.limit_epochs(tf.constant(3), 0)


def test_a_producer_needs_elements(session):
    with pytest.raises(ValueError, match="requires a non-null input tensor"):
        tf.train.string_input_producer([])
    names = tf.placeholder(tf.string, [None])
    tf.train.string_input_producer(names)
    [runner] = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    text = r"assertion failed: \[string_input_producer requires a non-null input tensor\]"
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        session.run(runner.enqueue_ops, {names: []})
    with pytest.raises(ValueError, match="Either `input_tensor` must have a fully defined shape"):
        tf.train.input_producer(tf.placeholder(tf.int32, [3, None]))


# --- batches ---
@pytest.mark.parametrize(
    ("make", "name", "shape"),
    [
        (lambda v: tf.train.batch([v], 3), "batch:0", [3]),
        (lambda v: tf.train.batch([v], 3, allow_smaller_final_batch=True), "batch:0", [None]),
        (lambda v: tf.train.batch([v], tf.placeholder(tf.int32, [])), "batch:0", [None]),
        (lambda v: tf.train.batch([tf.expand_dims(v, 0)], 3, enqueue_many=True), "batch:0", [3]),
        (lambda v: tf.train.batch([v], 3, dynamic_pad=True), "batch:0", [3]),
        (lambda v: tf.train.shuffle_batch([v], 3, 100, 20), "shuffle_batch:0", [3]),
        (lambda v: tf.train.batch_join([[v], [v]], 3), "batch_join:0", [3]),
        (lambda v: tf.train.shuffle_batch_join([[v], [v]], 3, 100, 20), "shuffle_batch_join:0",
         [3]),
        (lambda v: tf.train.maybe_batch([v], True, 3), "batch:0", [3]),
        (lambda v: tf.train.maybe_batch_join([[v]], True, 3), "batch_join:0", [3]),
        (lambda v: tf.train.maybe_shuffle_batch([v], 3, 100, 20, True), "shuffle_batch:0", [3]),
        (lambda v: tf.train.maybe_shuffle_batch_join([[v]], 3, 100, 20, True),
         "shuffle_batch_join:0", [3]),
    ],
)  # fmt: skip
def test_names_and_shapes_of_batches(session, make, name, shape):
    batch = make(tf.constant(1))
    assert (batch.name, batch.shape.as_list(), batch.dtype) == (name, shape, tf.int32)


def test_batches_in_order(session):
    number = tf.train.range_input_producer(5, num_epochs=1, shuffle=False).dequeue()
    a, b = tf.train.batch([number, number * 2], 2, allow_smaller_final_batch=True)
    with Running(session):
        found = [[x.tolist(), y.tolist()] for x, y in until_end(session, [a, b])]
    assert found == [[[0, 1], [0, 2]], [[2, 3], [4, 6]], [[4], [8]]]


def test_batches_of_dicts(session):
    batch = tf.train.batch({"b": tf.constant("x"), "a": tf.constant([1, 2])}, 2)
    with Running(session):
        found = session.run(batch)
    assert found["a"].tolist() == [[1, 2]] * 2 and found["b"].tolist() == [b"x"] * 2
    lone = tf.train.batch({"a": tf.constant(1)}, 2)
    assert lone["a"].shape.as_list() == [2]


def test_mixed_batches_hold_every_element_once(session):
    number = tf.train.range_input_producer(30, num_epochs=1, shuffle=False).dequeue()
    batch = tf.train.shuffle_batch(
        [number], 7, 50, 10, num_threads=3, seed=2, allow_smaller_final_batch=True
    )
    with Running(session):
        found = [n for part in until_end(session, batch) for n in part]
    assert sorted(found) == list(range(30)) and found != sorted(found)


def test_padded_batches(session):
    number = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
    batch = tf.train.batch([tf.range(number)], 4, dynamic_pad=True)
    assert batch.shape.as_list() == [4, None]
    with Running(session):
        found = session.run(batch).tolist()
    assert found == [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 2]]


def test_only_what_is_kept_is_batched(session):
    number = tf.train.range_input_producer(9, num_epochs=1, shuffle=False).dequeue()
    even = tf.equal(number % 2, 0)
    batch = tf.train.maybe_batch([number], even, 5)
    rows = tf.train.maybe_batch(
        [tf.constant([1, 2, 3])], tf.constant([True, False, True]), 4, enqueue_many=True
    )
    with Running(session):
        assert session.run(batch).tolist() == [0, 2, 4, 6, 8]
        assert session.run(rows).tolist() == [1, 3, 1, 3]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: tf.train.batch([tf.placeholder(tf.int32)], 3), "Cannot infer Tensor's rank"),
        (lambda: tf.train.batch([], 3), r"Expected at least one tensor in batch\(\)\."),
        (lambda: tf.train.shuffle_batch([tf.constant(1)], 3, 100, 200),
         "capacity 100 must be bigger than min_after_dequeue 200"),
    ],
)  # fmt: skip
def test_what_cannot_be_batched(session, make, text):
    with pytest.raises(ValueError, match=text):
        make()


def test_errors_of_threads_reach_the_program(session):
    x = tf.placeholder(tf.float32, [], "x")
    batch = tf.train.batch([x], 2)
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coord)
    with pytest.raises(tf.errors.OutOfRangeError):
        session.run(batch)
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"):
        coord.join(threads)


def test_runners_start_once_for_a_session(session):
    tf.train.range_input_producer(5)
    assert len(tf.train.start_queue_runners(session)) == 1
    assert tf.train.start_queue_runners(session) == []
    with tf.Session() as other:
        assert len(tf.train.start_queue_runners(other)) == 1


def test_threads_are_named_as_those_of_tensorflow_1_15(session):
    queue = tf.FIFOQueue(10, tf.float32)
    runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0), queue.enqueue(2.0)])
    threads = runner.create_threads(session, coord=tf.train.Coordinator())
    assert sorted(t.name for t in threads) == [
        f"QueueRunnerThread-fifo_queue-{what}"
        for what in ("close_on_stop", "fifo_queue_enqueue", "fifo_queue_enqueue_1")
    ]


def test_runners_want_a_session_and_a_queue(session):
    with tf.Graph().as_default():
        q = tf.FIFOQueue(1, tf.int32, [])
        with pytest.raises(ValueError, match="Must provide queue and enqueue_ops"):
            tf.train.QueueRunner(q, [])
        with pytest.raises(TypeError, match="must be a tuple of tf.error types"):
            tf.train.QueueRunner(q, [q.enqueue(1)], queue_closed_exception_types=(ValueError,))
    with pytest.raises(RuntimeError, match="QueueRunners are not supported when eager"):
        _eagerly(lambda: tf.train.QueueRunner(None, []))
    with pytest.raises(RuntimeError, match="Queues are not compatible with eager execution."):
        _eagerly(tf.train.start_queue_runners)


def _eagerly(function):
    from zeal.graph.graph import outside_graphs

    with outside_graphs():
        return function()


# --- readers ---
@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"l1\nl2\n")
    (tmp_path / "b.txt").write_bytes(b"m1\r\nm2")
    return [str(tmp_path / name) for name in ("a.txt", "b.txt")]


def test_lines(session, files):
    q = tf.train.string_input_producer(files, shuffle=False, num_epochs=1)
    reader = tf.TextLineReader()
    key, value = reader.read(q)
    assert (key.name, value.name) == ("ReaderReadV2:0", "ReaderReadV2:1")
    several = reader.read_up_to(q, 3)
    assert several[0].shape.as_list() == [None] and several[1].name == "ReaderReadUpToV2:1"
    counts = [reader.num_records_produced(), reader.num_work_units_completed()]
    a, b = (name.encode() for name in files)
    with Running(session):
        assert session.run([key, value]) == [a + b":1", b"l1"] and session.run(counts) == [1, 0]
        found = [x.tolist() for x in session.run(several)]
        assert found == [[a + b":2"], [b"l2"]] and session.run(counts) == [2, 1]
        rest = until_end(session, [key, value])
        assert rest == [[b + b":1", b"m1"], [b + b":2", b"m2"]] and session.run(counts) == [4, 2]
        session.run(reader.reset())
        assert session.run(counts) == [0, 0]


def read_all(session, reader, *work):
    q = tf.FIFOQueue(10, tf.string, [])
    session.run([q.enqueue_many([list(work)])])
    session.run(q.close())
    return until_end(session, reader.read(q))


def test_headers_are_skipped(session, files):
    found = read_all(session, tf.TextLineReader(skip_header_lines=1), *files)
    assert [value for _, value in found] == [b"l2", b"m2"]
    assert found[0][0].endswith(b"a.txt:2")


def test_whole_files_and_names(session, files):
    name = files[0].encode()
    assert read_all(session, tf.WholeFileReader(), files[0]) == [(name, b"l1\nl2\n")]
    assert read_all(session, tf.IdentityReader(), "work") == [(b"work", b"work")]
    with pytest.raises(tf.errors.NotFoundError, match="/nonexist; No such file or directory"):
        q = tf.FIFOQueue(10, tf.string, [])
        session.run(q.enqueue("/nonexist"))
        session.run(tf.WholeFileReader().read(q))


def test_records_of_one_length(session, files, tmp_path):
    name = files[0].encode()
    found = read_all(session, tf.FixedLengthRecordReader(2, 1, 1), files[0])
    assert found == [(name + b":0", b"1\n"), (name + b":1", b"l2")]
    found = read_all(session, tf.FixedLengthRecordReader(3, hop_bytes=1), files[0])
    assert [value for _, value in found] == [b"l1\n", b"1\nl", b"\nl2", b"l2\n"]
    for encoding, packed in [("ZLIB", zlib.compress(b"abcd")), ("GZIP", gzip.compress(b"abcd"))]:
        (tmp_path / encoding).write_bytes(packed)
        found = read_all(
            session, tf.FixedLengthRecordReader(2, encoding=encoding), str(tmp_path / encoding)
        )
        assert [value for _, value in found] == [b"ab", b"cd"]


# "abc" and "defg", as TensorFlow wrote them.
RECORDS = bytes.fromhex(
    "0300000000000000b099490e6162636e57f121" "0400000000000000424552046465666727071ba1"
)


def test_tensorflows_records(session, tmp_path):
    path = tmp_path / "r.rec"
    path.write_bytes(RECORDS)
    name = str(path).encode()
    found = read_all(session, tf.TFRecordReader(), str(path))
    assert found == [(name + b":0", b"abc"), (name + b":19", b"defg")]
    path.write_bytes(gzip.compress(RECORDS))
    found = read_all(session, tf.TFRecordReader(options="GZIP"), str(path))
    assert [value for _, value in found] == [b"abc", b"defg"]


@pytest.mark.parametrize(
    ("damage", "count", "text"),
    [
        (lambda r: r[:25], 1, None),  # within the second header: the end
        (lambda r: r[:14], 0, "truncated record at 0"),
        (lambda r: r[:-1], 1, "truncated record at 19"),
        (lambda r: r[:13] + b"x" + r[14:], 0, "corrupted record at 12"),
        (lambda r: b"\xff" * 7 + r[7:], 0, "corrupted record at 0"),
    ],
)
def test_damaged_records(session, tmp_path, damage, count, text):
    path = tmp_path / "r.rec"
    path.write_bytes(damage(RECORDS))
    q = tf.FIFOQueue(10, tf.string, [])
    session.run(q.enqueue(str(path)))
    session.run(q.close())
    read = tf.TFRecordReader().read(q)
    for _ in range(count):
        session.run(read)
    error = tf.errors.OutOfRangeError if text is None else tf.errors.DataLossError
    with pytest.raises(error, match=text or "insufficient elements"):
        session.run(read)


def test_file_names_are_matched_when_they_are_wanted(session, files, tmp_path):
    names = tf.train.match_filenames_once(str(tmp_path / "*.txt"))
    assert names.name == "matching_filenames:0"
    session.run(tf.local_variables_initializer())
    assert session.run(names).tolist() == [name.encode() for name in files]
    assert tf.local_variables() == [names]


def test_a_whole_pipeline(session, files):
    q = tf.train.string_input_producer(files, num_epochs=1, shuffle=False)
    _, line = tf.TextLineReader().read(q)
    batch = tf.train.batch([line], 3, allow_smaller_final_batch=True)
    with Running(session):
        assert [b.tolist() for b in until_end(session, batch)] == [[b"l1", b"l2", b"m1"], [b"m2"]]


def test_matching_files_eagerly(files, tmp_path):
    assert tf.matching_files(str(tmp_path / "*.txt")).numpy().tolist() == [
        name.encode() for name in files
    ]


def row_of(number):
    """A sparse vector with one element, at its own place."""
    number = tf.cast(number, tf.int64)
    return tf.SparseTensor([[number]], [number * 10], [4])


def taken(session, batch):
    session.run(tf.local_variables_initializer())
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coord)
    found = session.run(batch)
    coord.request_stop()
    coord.join(threads)
    return found


def test_batches_of_sparse_tensors(session):
    number = tf.train.range_input_producer(3, shuffle=False).dequeue()
    batch = tf.train.batch({"x": number, "s": row_of(number)}, 3)
    assert batch["s"].shape.as_list() == [None, None]
    found = taken(session, batch)
    assert found["x"].tolist() == [0, 1, 2]
    assert found["s"].indices.tolist() == [[0, 0], [1, 1], [2, 2]]
    assert found["s"].values.tolist() == [0, 10, 20]
    assert found["s"].dense_shape.tolist() == [3, 4]


def test_batches_of_the_rows_of_sparse_tensors(session):
    rows = tf.SparseTensor([[0, 1], [2, 0]], ["a", "b"], [3, 2])
    kept = tf.train.maybe_batch([rows], [True, False, True], 2, enqueue_many=True)
    found = taken(session, kept)
    assert found.indices.tolist() == [[0, 1], [1, 0]] and found.values.tolist() == [b"a", b"b"]


@pytest.mark.parametrize("make, error, words", [
    (lambda v: tf.train.maybe_batch([v], [True], 3), ValueError, "cannot be a vector"),
    (lambda v: tf.train.maybe_batch([[v]], [[True]], 3, enqueue_many=True), ValueError,
     "must be 0 or 1 dimensions"),
    (lambda v: tf.train.batch_join([{"a": v}, {"b": v}], 3), ValueError, "must have the same keys"),
    (lambda v: tf.train.batch_join([[v], [row_of(v)]], 3), TypeError, "are sparse, some are not"),
    (lambda v: tf.train.batch([], 3), ValueError, "at least one tensor"),
])  # fmt: skip
def test_what_batches_refuse(session, make, error, words):
    with pytest.raises(error, match=words):
        make(tf.constant(1))
