"""tf.data.experimental.SqlDataset: rows of an SQLite database, as TensorFlow 1.15 gives them."""

import sqlite3
import threading

import pytest

import zeal as tf

SqlDataset = tf.data.experimental.SqlDataset


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "rows.db")
    with sqlite3.connect(path) as database:
        database.execute("create table t (a text, b integer, c real, d blob, e integer)")
        database.execute("insert into t values ('x', 1, 2.5, x'0102', 1)")
        database.execute("insert into t values ('y', 300, -7.0, null, 0)")
        database.execute("insert into t values (null, null, null, null, null)")
    return path


@pytest.mark.parametrize("columns, types, want", [
    ("a,b,c", (tf.string, tf.int32, tf.float64),
     [(b"x", 1, 2.5), (b"y", 300, -7.0), (b"", 0, 0.0)]),
    ("b,b,b,b,e", (tf.int8, tf.int16, tf.uint8, tf.uint16, tf.bool),
     [(1, 1, 1, 1, True), (44, 300, 44, 300, False), (0, 0, 0, 0, False)]),
    ("b,c,d", (tf.string,) * 3,
     [(b"1", b"2.5", b"\x01\x02"), (b"300", b"-7.0", b""), (b"", b"", b"")]),
    ("c,a", (tf.int64, tf.int32), [(2, 0), (-7, 0), (0, 0)]),
])  # fmt: skip
def test_rows(path, columns, types, want):
    query = f"select {columns} from t order by rowid"
    rows = SqlDataset("sqlite", path, query, types)
    assert [tuple(x.numpy() for x in row) for row in rows] == want
    with tf.Graph().as_default(), tf.Session() as session:
        asked = tf.placeholder(tf.string, [])
        rows = tf.data.make_initializable_iterator(SqlDataset("sqlite", path, asked, types))
        session.run(rows.initializer, {asked: query})
        row = rows.get_next()
        assert [session.run(row) for _ in want] == want
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(row)


def test_wrong_calls(path, tmp_path):
    invalid, types = tf.errors.InvalidArgumentError, (tf.string,)
    for arguments, error, words in (
        (("sqlite", path, "select a,b from t", types), invalid, r"query \(2\) must match .* \(1\)"),
        (("sqlite", path, "select a from no", types), tf.errors.UnknownError, "no such table: no"),
        (("sqlite", str(tmp_path / "no" / "x"), "select 1", types), invalid, "Sqlite::Open"),
        (("mysql", path, "select a from t", types), invalid, "mysql, is not supported"),
        (("sqlite", path, "select c from t", (tf.float32,)), invalid, "must be one of"),
    ):
        with pytest.raises(error, match=words):
            list(SqlDataset(*arguments))
    assert list(SqlDataset("sqlite", path, "select a from t where 0", types)) == []


def test_threads_take_turns(path):
    rows = SqlDataset("sqlite", path, "select b from t", (tf.int64,))
    doubled = rows.map(lambda b: 2 * b, num_parallel_calls=2).prefetch(1)
    assert [int(b) for b in doubled] == [2, 600, 0]
    iterator, found = iter(rows), []
    found += next(iterator)
    thread = threading.Thread(target=lambda: found.extend(next(iterator)))
    thread.start()
    thread.join()
    assert [int(b) for b in found] == [1, 300]


def test_texts_of_another_encoding(tmp_path):
    path = str(tmp_path / "wide.db")
    with sqlite3.connect(path) as database:
        database.execute("pragma encoding='UTF-16'")
        database.execute("create table t (a text)")
        database.execute("insert into t values ('h\u00e912'), ('345')")
    rows = list(SqlDataset("sqlite", path, "select a, a from t", (tf.string, tf.int32)))
    assert [(a.numpy(), int(b)) for a, b in rows] == [("h\u00e912".encode(), 0), (b"345", 345)]


@pytest.mark.parametrize("query", [b"select \xff from t", "select a\0 from t", "select 1; x"])
def test_queries_that_are_no_text(path, query):
    with pytest.raises(tf.errors.UnknownError, match="failed"):
        list(SqlDataset("sqlite", path, query, (tf.string,)))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Sqlite::Open"):
        list(SqlDataset("sqlite", path + "\0", "select a from t", (tf.string,)))
