"""Ragged tensors in elements of datasets."""

import numpy as np
import pytest

import zeal as tf

Dataset = tf.data.Dataset
ROWS = [[[1, 2], [5]], [], [[3]]]


def nested(x):
    return x.to_list() if hasattr(x, "to_list") else x.numpy().tolist()


def both(make):
    """Elements eagerly, after a graph gave the same."""
    eager = [nested(x) for x in make()]
    with tf.Graph().as_default(), tf.Session() as session:
        it = make().make_initializable_iterator()
        element, found = it.get_next(), []
        session.run(it.initializer)
        while True:
            try:
                value = session.run(element)
            except tf.errors.OutOfRangeError:
                break
            found.append(value.tolist() if isinstance(value, np.ndarray) else value.to_list())
    assert found == eager
    return eager


def texts():
    return tf.ragged.constant([["a", "bc"], ["d"]])


def counts():
    lengths = lambda n: tf.RaggedTensor.from_row_lengths(tf.range(n), tf.stack([n]))  # noqa: E731
    return Dataset.range(3).map(lengths)


@pytest.mark.parametrize(
    "make, expected",
    [
        (lambda: Dataset.from_tensors(tf.ragged.constant(ROWS)), [ROWS]),
        (lambda: Dataset.from_tensor_slices(tf.ragged.constant(ROWS)), ROWS),
        (lambda: Dataset.from_tensor_slices(tf.ragged.constant(ROWS)).batch(2),
         [ROWS[:2], ROWS[2:]]),
        (lambda: Dataset.from_tensor_slices(texts()), [[b"a", b"bc"], [b"d"]]),
        (lambda: Dataset.from_tensors(texts()).repeat(2).batch(2), [[[[b"a", b"bc"], [b"d"]]] * 2]),
        (lambda: Dataset.from_tensors(tf.ragged.constant(ROWS)).unbatch(), ROWS),
        (counts, [[[]], [[0]], [[0, 1]]]),
        (lambda: counts().batch(3), [[[[]], [[0]], [[0, 1]]]]),
        (lambda: counts().map(lambda r: r * 2).filter(lambda r: tf.size(r.flat_values) > 0),
         [[[0]], [[0, 2]]]),
    ],
)  # fmt: skip
def test_values(make, expected):
    assert both(make) == expected


def test_specs():
    rows = Dataset.from_tensor_slices(tf.ragged.constant(ROWS))
    assert rows.element_spec == tf.RaggedTensorSpec([None, None], tf.int32, 1)
    assert rows.batch(2, True).element_spec == tf.RaggedTensorSpec([2, None, None], tf.int32, 2)
    assert rows.output_classes is tf.RaggedTensor and rows.output_types == tf.int32
    with pytest.raises(TypeError, match="sparse or ragged tensors is not supported"):
        rows.padded_batch(2, [None, None])
