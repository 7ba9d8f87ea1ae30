"""Matrices of checkpoints whose rows and columns move with their words: as TensorFlow 1.15 does."""

import numpy as np
import pytest

import zeal as tf

framework = tf.contrib.framework
OLD = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.fixture
def files(tmp_path):
    """A checkpoint of a matrix, and files of old and new words."""
    for name, words in [("old", "a b c"), ("new", "x c a y"), ("cols", "p q r s"), ("to", "s z p")]:
        (tmp_path / name).write_text("".join(f"{word}\n" for word in words.split()))
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.Saver({"m": tf.Variable(OLD), "b": tf.Variable(OLD[:, :1])})
        session.run(tf.global_variables_initializer())
        saver.save(session, str(tmp_path / "model"), write_meta_graph=False)
    return {n: str(tmp_path / n) for n in ("model", "old", "new", "cols", "to")}


def value_of(initializer, shape, partitioner=None):
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", shape, initializer=initializer, partitioner=partitioner)
        session.run(tf.global_variables_initializer())
        return session.run(tf.convert_to_tensor(v))


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_rows_by_their_words(files, parts):
    read = framework.load_embedding_initializer(
        files["model"], "m", 4, 4, files["old"], files["new"], num_oov_buckets=1,
        initializer=lambda shape: tf.fill(shape, 42.0))  # fmt: skip
    other = np.full(4, 42)
    found = value_of(read, [5, 4], tf.fixed_size_partitioner(parts))
    np.testing.assert_array_equal(found, [other, OLD[2], OLD[0], other, other])


def test_rows_and_columns(files):
    read = framework.load_and_remap_matrix_initializer(
        files["model"], "m", 4, 3, 2, files["old"], files["new"], files["cols"], files["to"],
        num_col_oov_buckets=1)  # fmt: skip
    want = np.zeros([4, 4])
    want[2, [0, 2]] = OLD[0, [3, 0]]  # only two old words count
    np.testing.assert_array_equal(value_of(read, [4, 4]), want)
    bias = framework.load_linear_multiclass_bias_initializer(
        files["model"], "b", 4, files["old"], files["new"])
    np.testing.assert_array_equal(value_of(bias, [4, 1]), [[0], OLD[2, :1], OLD[0, :1], [0]])
    whole = framework.load_variable_slot_initializer(
        files["model"], "m", None, 3, 3, old_col_vocab_file=files["cols"],
        new_col_vocab_file=files["to"])  # fmt: skip
    np.testing.assert_array_equal(value_of(whole, [3, 3]), OLD[:, [3, 0, 0]] * [1, 0, 1])


def test_calls_that_are_wrong(files):
    make = framework.load_and_remap_matrix_initializer
    with pytest.raises(ValueError, match="Must provide either row or column vocab files"):
        make(files["model"], "m", 4, 4)
    with pytest.raises(ValueError, match="old_row_vocab_file and new_row_vocab_file must both"):
        make(files["model"], "m", 4, 4, old_row_vocab_file=files["old"])
    read = framework.load_embedding_initializer(
        files["model"], "m", 4, 4, files["old"], files["new"])
    for shape, dtype, error, words in [
        ([4], tf.float32, ValueError, "Expected 2-dim shape"),
        ([4, 3], tf.float32, ValueError, "Expected 2nd dim of shape"),
        ([5, 4], tf.float32, ValueError, "would exceed expected total row count"),
        ([4, 4], tf.float64, TypeError, "only float32 is supported"),
    ]:
        with pytest.raises(error, match=words):
            read(shape, dtype)
    load = tf.raw_ops.LoadAndRemapMatrix
    given = {"ckpt_path": files["model"], "old_tensor_name": "m", "col_remapping": []}
    for rows, values, error in [
        ([1, 1], [], tf.errors.UnimplementedError),
        ([1, -1], [0.0] * 3, tf.errors.InvalidArgumentError),
        ([1, 3], [], tf.errors.InvalidArgumentError),
    ]:
        with pytest.raises(error):
            load(row_remapping=rows, initializing_values=values, num_rows=2, num_cols=4, **given)


def test_files_and_matrices_that_do_not_fit(files, tmp_path):
    from zeal.checkpoint.remapping import generate_vocab_remapping as places
    from zeal.checkpoint.remapping import load_and_remap_matrix as load

    (tmp_path / "twice").write_text("a\nb\na\n")
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(tf.global_variables_initializer())
        x = tf.Variable(np.zeros([3, 4]))
        session.run(x.initializer)
        tf.train.Saver({"wide": x}).save(session, files["model"] + "64", write_meta_graph=False)
    model, rows = files["model"], [0, 1, 2]
    for make, error, words in [
        (lambda: places(files["new"], str(tmp_path / "twice"), 0, 4),
         tf.errors.FailedPreconditionError, "Key a has 0 and trying to add value 2"),
        (lambda: places(files["new"], files["old"], 0, 4, 9),
         tf.errors.InvalidArgumentError, "expected 9 but got 3"),
        (lambda: places(files["new"], "none", 0, 4), tf.errors.NotFoundError, "^none; No such"),
        (lambda: places(files["new"], files["old"], -1, 1), ValueError, "-1 less than minimum 0"),
        (lambda: places(files["new"], files["old"], 0, -1), ValueError, "-1 less than minimum 0"),
        (lambda: load(model, "m", rows, [], [], 3, 2), tf.errors.InvalidArgumentError, "num_col"),
        (lambda: load(model, "m", [], [], [], 3, 4), tf.errors.InvalidArgumentError, "num_row"),
        (lambda: load(model + "64", "wide", rows, [], [], 3, 4),
         tf.errors.InvalidArgumentError, "type float64 instead of expected type float32"),
    ]:  # fmt: skip
        with tf.Graph().as_default(), tf.Session() as session, pytest.raises(error, match=words):
            session.run(make())
