"""Warm starts of embeddings whose rows or columns belong to words; values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

OLD = "apple\nbanana\nguava\norange\n"
NEW = "orange\nguava\nbanana\napple\nraspberry\nblueberry\n"
ROWS = np.array([[0.5, 1.0], [1.5, 2.0], [2.5, 3.0], [3.5, 4.0]], np.float32)
PREVIOUS = {"new_rows": "rows", "new_columns": "columns"}


@pytest.fixture()
def start(tmp_path):
    (tmp_path / "old").write_text(OLD)
    (tmp_path / "new").write_text(NEW)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.get_variable("rows", initializer=ROWS)
        tf.get_variable("columns", initializer=ROWS.T.copy())
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "m"))

    def vocabulary(size=6, more=0, **kwargs):
        return tf.train.VocabInfo(f"{tmp_path}/new", size, more, f"{tmp_path}/old", **kwargs)

    return path, vocabulary


def begun(start, parts, **kwargs):
    path, vocabulary = start
    split = tf.fixed_size_partitioner(parts) if parts else None
    with tf.Graph().as_default(), tf.Session() as session:
        for name, sizes in (("new_rows", [7, 2]), ("new_columns", [2, 6])):
            tf.get_variable(name, sizes, partitioner=split)
        infos = {
            "new_rows": vocabulary(more=1, **kwargs), "new_columns": vocabulary(axis=1, **kwargs)
        }  # fmt: skip
        tf.train.warm_start(path, ".*", infos, PREVIOUS)
        session.run(tf.global_variables_initializer())
        return [
            np.concatenate(session.run(tf.global_variables(name)))
            for name in ("new_rows", "new_columns")
        ]


@pytest.mark.parametrize("parts", [None, 2])
def test_rows_and_columns_follow_their_words(start, parts):
    rows, columns = begun(start, parts)
    assert rows[:4].tolist() == ROWS[::-1].tolist() and not rows[4:].any()
    assert columns[:, :4].tolist() == ROWS.T[:, ::-1].tolist() and not columns[:, 4:].any()


def test_what_the_others_begin_with(start):
    backup = tf.constant_initializer(9.0)
    rows, columns = begun(start, None, old_vocab_size=2, backup_initializer=backup)
    assert rows.tolist() == [[9, 9], [9, 9], [1.5, 2], [0.5, 1], [9, 9], [9, 9], [9, 9]]
    assert columns.tolist() == [[9, 9, 1.5, 0.5, 9, 9], [9, 9, 2, 1, 9, 9]]


def test_vocabularies_that_do_not_fit(start, tmp_path):
    path, vocabulary = start
    with tf.Graph().as_default():
        tf.get_variable("new_rows", [7, 2])
        for info, error, words in [
            ({"z": vocabulary()}, ValueError, "vocab_info that were not used: {'z'}"),
            ({"new_rows": vocabulary()}, ValueError, "6 words and 0 rows for others cannot begin"),
            ({"new_rows": vocabulary(7)}, ValueError, "new has 6 words; 7 were asked for"),
            ({"new_rows": vocabulary(0)}, ValueError, "Must provide all of"),
            ({"new_rows": vocabulary(axis=2)}, ValueError, "The only supported values for the"),
            (
                {"new_rows": vocabulary()._replace(old_vocab=f"{tmp_path}/none")},
                tf.errors.NotFoundError, "none",
            ),
        ]:  # fmt: skip
            with pytest.raises(error, match=words):
                tf.train.warm_start(path, ".*", info, {"new_rows": "rows"})
        with pytest.raises(ValueError, match="Tensor new_rows is not found in"):
            tf.train.warm_start(path, ".*", {"new_rows": vocabulary(more=1)})


def test_words_with_odd_characters(start, tmp_path):
    # Only "\\n" ends a line.
    (tmp_path / "old").write_text("apple\x85\u2028\nbanana\nguava\norange\n", "utf-8")
    (tmp_path / "new").write_text("guava\nbanana\napple\x85\u2028\n", "utf-8")
    path, vocabulary = start
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.get_variable("new_rows", [3, 2])
        tf.train.warm_start(path, ".*", {"new_rows": vocabulary(3)}, {"new_rows": "rows"})
        session.run(tf.global_variables_initializer())
        assert session.run(rows).tolist() == ROWS[[2, 1, 0]].tolist()
