"""RaggedTensorDynamicShape and broadcasting to it, against rows that NumPy broadcasts."""

import numpy as np
import pytest

import zeal as tf
from zeal.ragged import shape as shapes

Shape = shapes.RaggedTensorDynamicShape


def sizes(shape):
    parts = (*shape.partitioned_dim_sizes, shape.inner_dim_sizes)
    return [x.numpy().tolist() for x in parts]


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (7, [[]]),
        ([[1, 2, 3], [4, 5, 6]], [[2, 3]]),
        (tf.ragged.constant([[1, 2], [], [3, 4, 5]]), [3, [2, 0, 3], []]),
        (tf.ragged.constant([[[1, 2]], [[3, 4]] * 2], ragged_rank=1), [2, [1, 2], [2]]),
        (tf.ragged.constant([[[1, 2], [3]], [[4, 5]]]), [2, [2, 1], [2, 1, 2], []]),
    ],
)
def test_sizes_of_tensors(value, want):
    shape = Shape.from_tensor(value)
    assert sizes(shape) == want
    assert shape.rank == len(want) - 1 + len(want[-1])
    assert [shape.is_ragged(i) for i in range(len(want) - 1)] == [
        isinstance(size, list) for size in want[:-1]
    ]


def test_dimensions_broadcast():
    x = Shape.from_dim_sizes([2, (2, 1), 2, 1]).broadcast_dimension(3, [2, 1, 2, 1, 2, 1])
    assert sizes(x) == [2, [2, 1], 2, [2, 1, 2, 1, 2, 1], []]
    x = Shape.from_dim_sizes([3, 1, (3, 1, 2), 5]).broadcast_dimension(1, [4, 1, 2])
    assert sizes(x) == [3, [4, 1, 2], [3, 3, 3, 3, 1, 2, 2], [5]]
    # Each row's own rows are repeated; TensorFlow repeats all of them in turn, [4, 0, 2, 4, 0, 2].
    x = Shape.from_dim_sizes([3, 1, (4, 0, 2)]).broadcast_dimension(1, 2)
    assert sizes(x) == [3, 2, [4, 4, 0, 0, 2, 2], []]


def test_wrong_shapes():
    x = Shape.from_dim_sizes([2, (2, 1)])
    for sizes_, words in (([[1]], "outermost"), ([2], "innermost")):
        with pytest.raises(ValueError, match=words):
            Shape(sizes_, [1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="size mismatch in dimension 1"):
        shapes.broadcast_dynamic_shape(x, Shape.from_dim_sizes([2, 3]))
    with pytest.raises(ValueError, match="rank=1 must be greater"):
        x.broadcast_to_rank(1)
    with pytest.raises(TypeError, match="shape_y"):
        shapes.broadcast_dynamic_shape(x, [2])
    with pytest.raises(ValueError, match="ragged rank mismatch"):
        shapes.broadcast_to(tf.ragged.constant([[1]]), Shape.from_dim_sizes([2, 3]))
    with pytest.raises(ValueError, match="different row_split"):
        shapes.broadcast_to(tf.ragged.constant([[1]]), x.with_dim_size_dtype(tf.int32))


@pytest.mark.parametrize("kind", ["eager", "graph", "traced"])
def test_rows_broadcast_as_those_of_numpy(kind):
    rng = np.random.RandomState(0)
    lengths = [2, 0, 3]
    rows = [rng.rand(2, n, 2) for n in lengths]  # [3, 2, (n), 2]
    other = rng.rand(3, 1, 1, 2)
    want = [(row + o).tolist() for row, o in zip(rows, other, strict=True)]

    def total():
        flat = np.concatenate([row.reshape(-1, 2) for row in rows])
        inner = tf.RaggedTensor.from_row_lengths(flat, np.repeat(lengths, 2))
        return tf.RaggedTensor.from_row_lengths(inner, [2, 2, 2]) + tf.constant(other)

    if kind == "graph":
        with tf.Graph().as_default(), tf.Session() as session:
            got = session.run(total())
    else:
        got = total() if kind == "eager" else tf.contrib.eager.defun(total)()
    assert got.to_list() == want


def test_each_row_of_an_axis_of_one_is_repeated():
    x = tf.RaggedTensor.from_row_lengths(tf.ragged.constant([[1, 2], [3]]), [1, 1])
    x = shapes.broadcast_to(x, Shape.from_dim_sizes([2, 3, (2, 2, 2, 1, 1, 1)]))
    assert x.to_list() == [[[1, 2]] * 3, [[3]] * 3]


def test_gradients_add_up():
    x, y = tf.ragged.constant([[1.0, 2.0], [3.0]]), tf.constant([[10.0], [20.0]])
    with tf.GradientTape() as tape:
        tape.watch([x.flat_values, y])
        total = tf.reduce_sum((x * y).flat_values)
    dx, dy = tape.gradient(total, [x.flat_values, y])
    assert dx.numpy().tolist() == [10.0, 10.0, 20.0] and dy.numpy().tolist() == [[3.0], [3.0]]


def test_rows_that_only_a_run_knows():
    with tf.Graph().as_default(), tf.Session() as session:
        splits = tf.placeholder_with_default(np.array([0, 2, 3]), [None])
        x = tf.RaggedTensor.from_row_splits([1, 2, 3], splits)
        y = tf.ragged.constant([[10], [20, 30]])
        with pytest.raises(tf.errors.InvalidArgumentError, match="size mismatch in dimension 1"):
            session.run(x + y)
        assert session.run(x + y, {splits: [0, 1, 3]}).to_list() == [[11], [22, 33]]
