"""Tables against what TensorFlow 1.15 gives, eagerly and in sessions; savers keep them."""

import numpy as np
import pytest

import zeal as tf

L = tf.contrib.lookup


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words"
    path.write_text("one\ntwo\nthree\n")
    return str(path)


def strings(*texts):
    return tf.constant(list(texts), tf.string)


CASES = [  # what is made of a file of words, and TensorFlow's values
    (lambda _: L.index_table_from_tensor(["a", "b", "c"], num_oov_buckets=3)
     .lookup(strings("c", "x", "yy", "zebra")), [2, 5, 4, 5]),
    (lambda _: L.index_table_from_tensor(["a", "b", "c"], num_oov_buckets=3).size(), 6),
    (lambda f: L.index_table_from_file(f, num_oov_buckets=2).lookup(strings("two", "q", "r", "s")),
     [1, 4, 4, 4]),
    (lambda _: L.index_to_string_table_from_tensor(["x", "y"])
     .lookup(tf.constant([1, 0, 5], tf.int64)), [b"y", b"x", b"UNK"]),
    (lambda f: L.index_to_string_table_from_file(f, default_value="?")
     .lookup(tf.constant([1, 0, 5], tf.int64)), [b"two", b"one", b"?"]),
    (lambda _: L.HashTable(L.KeyValueTensorInitializer(["a", "b"], [1.5, 2.5]), -1.0)
     .lookup(strings("b", "z")), [2.5, -1.0]),
    (lambda _: tf.lookup.StaticVocabularyTable(
        L.KeyValueTensorInitializer(["a", "b"], tf.constant([0, 1], tf.int64)), 5)
     .lookup(strings("b", "z", "w")), [1, 4, 6]),
    (lambda _: L.index_table_from_tensor([5, 7], num_oov_buckets=4, dtype=tf.int32)
     .lookup(tf.constant([7, 1, 2, 3])), [1, 3, 5, 3]),
    (lambda _: L.index_table_from_tensor(
        ["a", "b"], num_oov_buckets=7, hasher_spec=L.StrongHashSpec([1, 2]))
     .lookup(strings("c", "x", "yy", "zebra")), [5, 4, 6, 2]),
]  # fmt: skip


@pytest.mark.parametrize("make, want", CASES)
def test_values(make, want, words):
    assert make(words).numpy().tolist() == want
    with tf.Graph().as_default(), tf.Session() as session:
        y = make(words)
        if "lookup" in make.__code__.co_names:
            with pytest.raises(tf.errors.FailedPreconditionError, match="Table not initialized"):
                session.run(y)
        session.run(tf.tables_initializer())
        session.run(tf.tables_initializer())
        assert session.run(y).tolist() == want
    assert make(words).numpy().tolist() == want


def test_in_datasets_and_traced_functions():
    table = L.index_table_from_tensor(["a", "b"])
    ids = tf.data.Dataset.from_tensor_slices(["b", "z"]).map(table.lookup)
    assert [int(i) for i in ids] == [1, -1]
    assert tf.contrib.eager.defun(table.lookup)(strings("b", "a")).numpy().tolist() == [1, 0]
    with tf.Graph().as_default(), tf.Session() as session:
        table = L.index_table_from_tensor(["a", "b"])
        ids = tf.data.Dataset.from_tensor_slices(["b", "z"]).map(table.lookup)
        iterator = ids.make_initializable_iterator()
        x = iterator.get_next()
        session.run([tf.tables_initializer()])
        session.run(iterator.initializer)
        assert [session.run(x), session.run(x)] == [1, -1]


def test_sparse_keys():
    table = L.index_table_from_tensor(["a", "b"])
    found = table.lookup(tf.SparseTensor([[0, 1]], ["b"], [1, 2]))
    assert found.values.numpy().tolist() == [1]


def test_errors(words):
    twice = "different value for same key. Key a"
    with pytest.raises(tf.errors.FailedPreconditionError, match=twice):
        L.HashTable(L.KeyValueTensorInitializer(["a", "a"], [1, 2]), 0)
    table = L.HashTable(L.KeyValueTensorInitializer(["a"], [1]), 0)
    with pytest.raises(TypeError, match="Signature mismatch. Keys must be dtype"):
        table.lookup(tf.constant([1]))
    with pytest.raises(ValueError, match="mapping must be specified."):
        L.index_table_from_tensor(None)
    with pytest.raises(ValueError, match="vocabulary_file must be specified and must not be empty"):
        L.index_table_from_file("")
    with pytest.raises(tf.errors.NotFoundError, match="No such file"):
        L.index_table_from_file(words + "-")
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected 9 but got 3"):
        L.index_table_from_file(words, vocab_size=9)
    with pytest.raises(ValueError, match="oov_buckets must be > 0"):
        tf.lookup.StaticVocabularyTable(None, 0)


def test_tables_that_change():
    table = L.MutableHashTable(tf.string, tf.int64, -1)
    table.insert(strings("a", "b"), tf.constant([1, 2], tf.int64))
    table.insert(strings("a"), tf.constant([9], tf.int64))
    table.remove(strings("b", "nobody"))
    assert table.lookup(strings("a", "b")).numpy().tolist() == [9, -1] and int(table.size()) == 1
    keys, values = table.export()
    assert keys.numpy().tolist() == [b"a"] and values.numpy().tolist() == [9]
    with pytest.raises(tf.errors.InvalidArgumentError, match="one value for each key"):
        table.insert(strings("a"), tf.constant([1, 2], tf.int64))
    rows = L.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0])
    rows.insert(tf.constant([5], tf.int64), [[1.0, 2.0]])
    found = rows.lookup(tf.constant([5, 6], tf.int64))
    assert found.numpy().tolist() == [[1.0, 2.0], [0.0, 0.0]]


def test_sessions_have_tables_of_their_own():
    with tf.Graph().as_default() as graph:
        table = L.MutableHashTable(tf.string, tf.int64, -1)
        insert = table.insert(strings("a"), tf.constant([1], tf.int64))
        size = table.size()
        with tf.Session(graph=graph) as one, tf.Session(graph=graph) as two:
            one.run(insert)
            assert one.run(size) == 1 and two.run(size) == 0


def test_savers_keep_them(tmp_path):
    path = str(tmp_path / "model")
    with tf.Graph().as_default(), tf.Session() as session:
        table = L.MutableHashTable(tf.string, tf.int64, -1, name="t")
        session.run(table.insert(strings("a", "b"), tf.constant([1, 2], tf.int64)))
        tf.train.Saver().save(session, path)
    with tf.Graph().as_default(), tf.Session() as session:
        table = L.MutableHashTable(tf.string, tf.int64, -1, name="t")
        session.run(table.insert(strings("c"), tf.constant([3], tf.int64)))
        tf.train.Saver().restore(session, path)
        assert session.run(table.lookup(strings("a", "b", "c"))).tolist() == [1, 2, -1]


def test_checkpoints_keep_them(tmp_path):
    table = L.MutableHashTable(tf.string, tf.int64, -1)
    table.insert(strings("a"), tf.constant([1], tf.int64))
    path = tf.train.Checkpoint(table=table).save(str(tmp_path / "model"))
    other = L.MutableHashTable(tf.string, tf.int64, -1)
    tf.train.Checkpoint(table=other).restore(path)
    assert other.lookup(strings("a", "b")).numpy().tolist() == [1, -1]


def test_lines_end_with_newlines_only(tmp_path):
    """Values of TensorFlow 1.15: a lone carriage return does not end a line."""
    path = tmp_path / "words"
    path.write_bytes(b"a\rb\nc\x0bd\r\n\xff\0\nx\r\r\ny\r")
    table = L.index_to_string_table_from_file(str(path))
    found = table.lookup(tf.constant(range(6), tf.int64)).numpy().tolist()
    assert found == [b"a\rb", b"c\x0bd", b"\xff\0", b"x\r", b"y", b"UNK"]
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        L.index_table_from_file(str(tmp_path))
    with pytest.raises(tf.errors.NotFoundError, match="No such file"):
        L.index_table_from_file(bytes(tmp_path) + b"/\xff")


def test_tables_change_while_others_read():
    import sys
    import threading

    table = L.MutableHashTable(tf.int64, tf.float32, 0.0)
    errors, done, interval = [], threading.Event(), sys.getswitchinterval()

    def repeat(function):
        while not done.is_set():
            try:
                function()
            except BaseException as e:
                errors.append(e)
                return

    def change(first):
        keys = tf.range(tf.constant(first, tf.int64), first + 300)
        table.insert(keys, tf.ones([300]))
        table.remove(keys)

    calls = [lambda: change(0), lambda: change(1000), table.export, table.export]
    threads = [threading.Thread(target=repeat, args=[call]) for call in calls]
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        done.wait(1)
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    assert errors == []


def test_a_row_keeps_no_others():
    table = L.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0])
    table.insert(tf.constant([1, 2], tf.int64), [[1.0, 2.0], [3.0, 4.0]])
    assert all(row.base is None for row in table._contents.values.values())


def test_initializers_of_files_name_what_tables_share(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("one\ntwo\n")
    index = tf.lookup.TextFileIndex
    made = tf.lookup.TextFileInitializer(
        str(path), tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER, vocab_size=2
    )
    assert made._shared_name == f"hash_table_{path}_2_-2_-1"
    with tf.Graph().as_default(), tf.Session() as session:
        name = tf.placeholder(tf.string, [], "name")
        lines = tf.lookup.TextFileInitializer(name, tf.string, -2, tf.int64, -1)
        assert lines._shared_name == "hash_table_name:0_-2_-1"
        hashed = tf.lookup.StaticVocabularyTable(None, 3, lookup_key_dtype=tf.string)
        session.run(hashed.initializer)


def test_a_saver_of_a_table_alone(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="t")
        session.run(table.insert(["a"], [1]))
        path = tf.train.Saver([table]).save(session, str(tmp_path / "at"))
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="t")
        tf.train.Saver([table]).restore(session, path)
        assert session.run(table.lookup(tf.constant(["a"]))).tolist() == [1]


def test_dense_tables_bar_two_keys():
    make = tf.lookup.experimental.DenseHashTable
    assert make is tf.contrib.lookup.MutableDenseHashTable
    one, none = np.array([5], np.int64), np.array([0], np.int64)
    with tf.Graph().as_default(), tf.Session() as session:
        table = make(tf.int64, tf.int64, -1, 0, -2)
        session.run(table.insert(one, one))
        assert session.run([table.lookup([5, 6]), table.size()])[0].tolist() == [5, -1]
        for call in (table.insert([-2], one), table.lookup([-2]), table.erase([-2])):
            with pytest.raises(tf.errors.InvalidArgumentError, match="Using the deleted_key as a"):
                session.run(call)
    table = make(tf.string, tf.int64, -1, "", "x", initial_num_buckets=4)
    table.insert_or_assign(["a"], one)
    for call in (table.lookup, table.erase, lambda key: table.insert(key, none)):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Using the empty_key as a table"):
            call(tf.constant([""]))
    assert int(table.size()) == 1
    for arguments, words in (
        ((0, 0), "cannot be equal"), ((0, 1, 3), "at least 4 and a power of 2, got: 3"),
    ):  # fmt: skip
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            make(tf.int64, tf.int64, -1, *arguments)
    with pytest.raises(NotImplementedError, match="keys must be scalars"):
        make(tf.int64, tf.int64, -1, [0, 0], [1, 1])


def test_tables_of_one_shared_name_or_file_are_one_and_named_as_tensorflow_names_them(words):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tables = [L.MutableHashTable(tf.string, tf.int64, -1, name) for name in ("a", "a", None)]
        session.run(tables[0].insert(strings("x"), tf.constant([7], tf.int64)))
        found = [table.lookup(strings("x")) for table in tables]
        assert [y.tolist() for y in session.run(found)] == [[7], [7], [-1]]
        assert found[0].name == "MutableHashTable_lookup_table_find/LookupTableFindV2:0"
        second = [L.index_table_from_file(words, num_oov_buckets=1) for _ in range(2)][1]
        session.run(tf.tables_initializer())
        assert session.run(second.lookup(strings("two"))).tolist() == [1]
        names = [op.name for op in graph.get_operations()]
    assert "string_to_index/hash_table/table_init/InitializeTableFromTextFileV2" in names
    assert "string_to_index_1_Lookup/hash_bucket" in names


def test_tables_of_one_shared_name_have_one_kind():
    """The words are TensorFlow 1.15.5's."""
    with tf.Graph().as_default(), tf.Session() as session:
        L.MutableHashTable(tf.string, tf.int64, -1, "q")
        other = L.MutableHashTable(tf.string, tf.float32, -1.0, "q")
        words = "Conflicting key/value dtypes string->float with string-int64 for table q"
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            session.run(other.size())


def test_initializers_say_what_does_not_fit():
    with tf.Graph().as_default(), tf.Session() as session:
        for keys, values in ((["a", "b"], [1, 2, 3]), ([["a"]], [[1]])):
            with pytest.raises(ValueError):
                L.HashTable(L.KeyValueTensorInitializer(keys, values, tf.string, tf.int64), -1)
        with pytest.raises(ValueError):
            L.TextFileIdTableInitializer(tf.constant(["a", "b"]))
        L.index_table_from_file(tf.placeholder(tf.string, []))
        assert tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS) == []
        empty = L.index_table_from_tensor(np.array([], str), 1)
        with pytest.raises(tf.errors.InvalidArgumentError, match="values cannot be empty tensors"):
            session.run(empty._table.initializer)


def test_tables_are_filled_once_and_words_are_not_empty(tmp_path):
    """As in TensorFlow a second filling is told only where it has another number of pairs."""
    path = tmp_path / "blank"
    path.write_text("a\n\nb\n")
    with tf.Graph().as_default(), tf.Session() as session:
        first, second = (
            L.HashTable(L.KeyValueTensorInitializer(["a"], [value]), -1, "shared")
            for value in (1, 2)
        )
        session.run(first.init)
        session.run(second.init)
        assert session.run(second.lookup(strings("a"))).tolist() == [1]
        longer = L.HashTable(L.KeyValueTensorInitializer(["a", "b"], [1, 2]), -1, "shared")
        with pytest.raises(tf.errors.FailedPreconditionError, match="different data"):
            session.run(longer.init)
        table = L.index_table_from_file(str(path))
        with pytest.raises(tf.errors.InvalidArgumentError, match="empty line found"):
            session.run(table.init)
