"""tf.RaggedTensor against values of TensorFlow 1.15, in three modes; feeds, fetches, gradients."""

import json
from pathlib import Path

import numpy as np
import pytest
from captured_values import plain

import zeal as tf

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
ROWS = [r for r, v in RECORDED.items() if isinstance(v, list)]
INPUTS = {
    "r": tf.ragged.constant([[3, 1, 4, 1], [], [5, 9, 2], [6], []]),
    "f": tf.ragged.constant([[1.5, 2.0], [], [3.0]]),
    "n": tf.ragged.constant([[[1, 2], [3]], [], [[4], [], [5, 6, 7]]]),
    "s": tf.ragged.constant([[b"a", b"bc"], [b"d"]]),
}


def evaluated(row, inputs):
    return eval(row, {"tf": tf, "np": np, "RT": tf.RaggedTensor, **inputs})


def check(got, row):
    assert repr(got) == repr(RECORDED[row])  # NaN is like NaN


@pytest.mark.parametrize("row", ROWS)
def test_eager(row):
    check(plain(evaluated(row, INPUTS)), row)


def unknown(ragged):
    """The same, of which a graph knows nothing before the run."""
    parts = [x.numpy() for x in ragged._to_components()]
    parts = [tf.placeholder_with_default(p, [None]) for p in parts]
    return tf.RaggedTensor.from_nested_row_splits(parts[0], parts[1:])


@pytest.mark.parametrize("row", [r for r in ROWS if "constant_value" not in r])
def test_graph(row):
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = {name: unknown(x) for name, x in INPUTS.items()}
        check(plain(session.run(evaluated(row, inputs))), row)


@pytest.mark.parametrize("row", [r for r in ROWS if "constant_value" not in r])
def test_traced(row):
    traced = tf.contrib.eager.defun(lambda: evaluated(row, INPUTS))
    check(plain(traced()), row)


@pytest.mark.parametrize("row", [r for r, v in RECORDED.items() if isinstance(v, str)])
def test_errors(row):
    with pytest.raises(Exception) as found:
        evaluated(row, INPUTS)
    assert type(found.value).__name__ == RECORDED[row]


def test_feeds_and_fetches():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.ragged.placeholder(tf.float32, ragged_rank=2)
        value = tf.ragged.constant_value([[[1.0], [2.0, 3.0]], []], np.float32)
        doubled = session.run(x * 2.0, {x: value})
        assert doubled.to_list() == [[[2.0], [4.0, 6.0]], []]
        assert doubled.shape == (2, None, None)
        with pytest.raises(ValueError, match="only supported in eager mode"):
            x.to_list()


def test_gradients():
    flat = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(flat)
        rows = tf.RaggedTensor.from_row_splits(flat, [0, 2, 2, 3])
        loss = tf.reduce_sum(rows.to_tensor() ** 2) + tf.reduce_sum(tf.reduce_sum(rows * 3.0, 1))
    assert tape.gradient(loss, flat).numpy().tolist() == [5.0, 7.0, 9.0]


def test_traced_functions_take_and_give_them():
    @tf.contrib.eager.defun
    def double(rows):
        return rows * 2

    assert double(INPUTS["r"]).to_list() == [[6, 2, 8, 2], [], [10, 18, 4], [12], []]


def test_rows_that_do_not_fit():
    a, b = tf.ragged.constant([[1], [2, 3]]), tf.ragged.constant([[1, 2], [3]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="identical ragged splits"):
        a + b
    with pytest.raises(TypeError, match="takes no ragged tensors"):
        tf.matmul(a, b)
    with pytest.raises(ValueError, match="constructor is private"):
        tf.RaggedTensor([1], [0, 1])
    with pytest.raises(ValueError, match="inner ragged dimension"):
        a[:, 0]


def test_numbers_of_rows_are_not_negative():
    with pytest.raises(tf.errors.InvalidArgumentError, match="value_rowids must not be negative"):
        tf.RaggedTensor.from_value_rowids([1, 2, 3], [-1, 0, 1])
    with pytest.raises(tf.errors.ResourceExhaustedError):
        tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 0, 1], nrows=2**60)


@pytest.mark.parametrize("number", [3, 5, -4, -5])
def test_a_row_that_there_is_not(number):
    rows = tf.ragged.constant([[1, 2], [3], [4, 5, 6]])
    with pytest.raises(IndexError, match="out of bounds: there are 3 rows"):
        rows[number]
    with tf.Graph().as_default(), tf.Session() as session:
        rows, at = tf.ragged.constant([[1, 2], [3], [4, 5, 6]]), tf.placeholder(tf.int64, [])
        row = rows[at]
        assert session.run(row, {at: -1}).tolist() == [4, 5, 6]
        with pytest.raises(tf.errors.InvalidArgumentError, match="slice index .* out of bounds"):
            session.run(row, {at: number})


def test_a_ragged_tensor_that_its_list_let_go_of():
    class Clears:
        def __array__(self, *args, **kwargs):
            values.clear()
            return np.ones([1], np.float32)

    for _ in range(20):
        values = [Clears(), tf.ragged.constant([[1.0, 2.0], [3.0]])]
        with pytest.raises(ValueError):  # of what answers, for an empty list
            tf.concat(values, 0)


def test_known_rows_of_constants_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x, y, z = (tf.ragged.constant(v) for v in ([[1], []], [[2], []], [[], [3]]))
        assert session.run(x + y).to_list() == [[3], []]
        with pytest.raises(tf.errors.InvalidArgumentError, match="identical ragged splits"):
            x + z
