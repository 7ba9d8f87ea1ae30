"""Datasets of CSV files, and files of records that datasets are written to."""

import pytest

import zeal as tf

E = tf.data.experimental


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('n,x,text\n1,0.5,a\n2,,"b,\nc"\n3,1.5,d\n')
    return str(path)


def test_records(table):
    rows = list(E.CsvDataset(table, [tf.int32, [7.0], tf.string], header=True))
    assert [[v.numpy() for v in row] for row in rows] == [
        [1, 0.5, b"a"], [2, 7.0, b"b,\nc"], [3, 1.5, b"d"]]  # fmt: skip
    texts = E.CsvDataset(table, [""], header=True, select_cols=[2])
    assert texts.output_types == (tf.string,) and len(list(texts.repeat(2))) == 6


def test_records_that_are_none(table):
    bad = tf.errors.InvalidArgumentError
    with pytest.raises(bad, match="Field 1 is required but missing in record"):
        list(E.CsvDataset(table, [tf.int32, tf.float32, tf.string], header=True))
    with pytest.raises(bad, match="Expect 2 fields but have more in record"):
        list(E.CsvDataset(table, [tf.int32, tf.float32], header=True))
    with pytest.raises(bad, match="is not a valid int32: n"):
        list(E.CsvDataset(table, [tf.int32, [0.0], tf.string]))
    with pytest.raises(tf.errors.NotFoundError):
        list(E.CsvDataset(table + "-", [tf.int32]))


def test_batches_by_name(table):
    batches = E.make_csv_dataset(table, 2, label_name="n", num_epochs=1, shuffle=False)
    (features, labels), (rest, _) = batches
    assert list(features) == ["x", "text"] and labels.numpy().tolist() == [1, 2]
    assert features["x"].dtype == tf.float32 and features["x"].numpy().tolist() == [0.5, 0.0]
    assert rest["text"].numpy().tolist() == [b"d"]
    chosen = E.make_csv_dataset(table, 3, select_columns=["text"], num_epochs=1, shuffle=False)
    assert [list(batch) for batch in chosen] == [["text"]]
    mixed = E.make_csv_dataset(table, 3, shuffle_seed=1)
    assert sorted(next(iter(mixed))["n"].numpy().tolist()) != []


@pytest.mark.parametrize("words, arguments", [
    ("No files match", {"file_pattern": "nowhere*"}),
    ("one of the columns", {"label_name": "z"}),
    ("Cannot infer column names without a header line", {"header": False}),
    ("not a valid index or column name", {"select_columns": ["z"]}),
    ("must have same length", {"column_defaults": [tf.int32]}),
])  # fmt: skip
def test_arguments_that_do_not_fit(table, words, arguments):
    with pytest.raises(ValueError, match=words):
        E.make_csv_dataset(**{"file_pattern": table, "batch_size": 1, **arguments})


def test_in_graphs(table):
    with tf.Graph().as_default(), tf.Session() as session:
        rows = E.CsvDataset(table, [tf.int32], header=True, select_cols=[0])
        (n,) = rows.make_one_shot_iterator().get_next()
        assert [session.run(n) for _ in range(3)] == [1, 2, 3]


def test_written_records(tmp_path):
    path = str(tmp_path / "records")
    texts = tf.data.Dataset.from_tensor_slices(["one", "two"])
    for kind in ("", "GZIP"):
        E.TFRecordWriter(path, kind).write(texts)
        assert [r.numpy() for r in tf.data.TFRecordDataset(path, kind)] == [b"one", b"two"]
    with pytest.raises(TypeError, match="must produce scalar"):
        E.TFRecordWriter(path).write(tf.data.Dataset.range(2))


def test_what_follows_a_wrong_record_is_there(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_bytes(b'1,2"3,4\r"a\r\n""b",x,y\ra,b,c"d\r\n"a"b,c,d\ne,f,g\n"open,1,2')
    dataset = tf.data.experimental.CsvDataset(str(path), [tf.string] * 3)
    found, wrong, it = [], [], iter(dataset)
    while True:
        try:
            found.append([x.numpy() for x in next(it)])
        except StopIteration:
            break
        except tf.errors.InvalidArgumentError as error:
            wrong.append(error.message)
    assert found == [[b'a\r\n"b', b"x", b"y"], [b"e", b"f", b"g"]]
    assert [w[:14] for w in wrong] == ["Unquoted field"] * 2 + ["Quote inside a", "Reached end of"]
