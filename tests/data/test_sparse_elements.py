"""Sparse tensors as parts of datasets' elements."""

import numpy as np
import pytest

import zeal as tf

S = tf.SparseTensor
ROWS = [([[0]], [5], [3]), ([], [], [3]), ([[0], [2]], [6, 7], [3])]


def sparse(indices, values, shape, dtype=tf.int32):
    indices = tf.constant(indices, tf.int64, [len(indices), len(shape)])
    return S(indices, tf.constant(values, dtype), shape)


def plain(s):
    if isinstance(s, (S, tf.SparseTensorValue)):
        parts = s._to_components() if isinstance(s, S) else s
        return tuple(x.numpy().tolist() if isinstance(x, tf.Tensor) else x.tolist() for x in parts)
    return s.numpy().tolist() if isinstance(s, tf.Tensor) else s.tolist()


def elements(dataset):
    return [tuple(map(plain, e)) if isinstance(e, tuple) else plain(e) for e in dataset]


WHOLE = ([[0, 0], [2, 0], [2, 2]], [5, 6, 7], [3, 3])


def test_from_tensors_and_slices():
    s = sparse(*WHOLE)
    dataset = tf.data.Dataset.from_tensors((s, 1))
    assert dataset.output_classes == (S, tf.Tensor)
    assert dataset.output_types == (tf.int32, tf.int32)
    assert dataset.output_shapes[0].as_list() == [3, 3]
    assert elements(dataset) == [(WHOLE, 1)]
    slices = tf.data.Dataset.from_tensor_slices(s)
    assert slices.output_shapes.as_list() == [3]
    assert elements(slices) == [ROWS[0], ([], [], [3]), ROWS[2]]
    value = tf.SparseTensorValue(*WHOLE)
    assert elements(tf.data.Dataset.from_tensor_slices({"a": value}).map(lambda e: e["a"])) == ROWS


def test_rows_as_tuples():
    rows = tf.data.Dataset.from_sparse_tensor_slices(sparse(*WHOLE))
    assert elements(rows) == [([[0]], [5], [3]), ([], [], [3]), ([[0], [2]], [6, 7], [3])]
    with pytest.raises(TypeError, match=r"`sparse_tensor` must be a `tf\.SparseTensor` object"):
        tf.data.Dataset.from_sparse_tensor_slices([1])


def test_batches_and_what_keeps_elements():
    slices = tf.data.Dataset.from_tensor_slices((sparse(*WHOLE), [1, 2, 3]))
    (batch, rest) = slices.batch(2)
    assert plain(batch[0]) == ([[0, 0]], [5], [2, 3]) and batch[1].numpy().tolist() == [1, 2]
    assert plain(rest[0]) == ([[0, 0], [0, 2]], [6, 7], [1, 3])
    twice = next(iter(slices.batch(1).batch(3)))[0]
    assert plain(twice) == ([[0, 0, 0], [2, 0, 0], [2, 0, 2]], [5, 6, 7], [3, 1, 3])
    assert elements(slices.batch(2).unbatch()) == elements(slices)
    assert elements(slices.repeat(2).take(4).skip(3)) == [(ROWS[0], 1)]
    kept = slices.filter(lambda s, n: tf.reduce_sum(s.values) > 0)
    assert [e[1] for e in elements(kept)] == [1, 3]
    assert sorted(e[1] for e in elements(slices.shuffle(3))) == [1, 2, 3]


@pytest.mark.parametrize("dtype", [tf.float32, tf.float16, tf.bool, tf.string, tf.complex64])
def test_dtypes(dtype):
    values = ["a", "\u00e9\0b"] if dtype == tf.string else [1, 0]
    values = tf.constant(values) if dtype == tf.string else tf.cast(values, dtype)
    s = S([[0], [2]], values, [3])
    (found,) = tf.data.Dataset.from_tensors(s)
    assert found.dtype == dtype and plain(found)[1] == values.numpy().tolist()
    (batch,) = tf.data.Dataset.from_tensors(s).repeat(2).batch(2)
    assert plain(batch)[1] == values.numpy().tolist() * 2


def test_what_is_not_supported_says_so():
    slices = tf.data.Dataset.from_tensor_slices(sparse(*WHOLE))
    with pytest.raises(TypeError, match="of sparse or ragged tensors is not supported"):
        slices.padded_batch(2, [None])


def test_windows():
    slices = tf.data.Dataset.from_tensor_slices(sparse(*WHOLE))
    joined = list(slices.window(2).flat_map(lambda w: w.batch(2)))
    whole = list(slices.batch(2))
    assert len(joined) == len(whole)
    for ours, theirs in zip(joined, whole, strict=True):
        assert ours.indices.numpy().tolist() == theirs.indices.numpy().tolist()
        assert ours.values.numpy().tolist() == theirs.values.numpy().tolist()


def messages():
    def example(values):
        f = tf.train.Feature(int64_list=tf.train.Int64List(value=values))
        return tf.train.Example(features=tf.train.Features(feature={"x": f})).SerializeToString()

    return [example([1, 2]), example([]), example([3])]


def parse(message):
    return tf.parse_single_example(message, {"x": tf.VarLenFeature(tf.int64)})["x"]


PARSED = ([[0, 0], [0, 1], [2, 0]], [1, 2, 3], [3, 2])


def test_parsed_examples_eagerly():
    dataset = tf.data.Dataset.from_tensor_slices(messages()).map(parse).batch(3)
    assert dataset.output_classes is S and dataset.output_shapes.as_list() == [None, None]
    assert elements(dataset) == [PARSED]
    dense = tf.data.Dataset.from_tensor_slices(messages())
    dense = dense.map(lambda m: tf.sparse.to_dense(parse(m)))
    assert elements(dense) == [[1, 2], [], [3]]


def test_parsed_examples_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.from_tensor_slices(messages()).map(parse).batch(3)
        element = dataset.make_one_shot_iterator().get_next()
        assert isinstance(element, S) and element.dtype == tf.int64
        assert element.shape.as_list() == [None, None]
        dense = tf.sparse.to_dense(element)
        assert session.run(dense).tolist() == [[1, 2], [0, 0], [3, 0]]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(dense)


def test_graph_iterators_of_other_kinds():
    with tf.Graph().as_default(), tf.Session() as session:
        given = tf.sparse_placeholder(tf.int32, [None, None])
        it = tf.data.Dataset.from_tensor_slices(given).make_initializable_iterator()
        element = it.get_next()
        session.run(it.initializer, {given: tf.SparseTensorValue(*WHOLE)})
        assert [plain(session.run(element)) for _ in range(3)] == ROWS
        it = tf.data.Iterator.from_structure(tf.int64, [None, None], output_classes=S)
        element = it.get_next()
        assert it.output_classes is S
        dataset = tf.data.Dataset.from_tensor_slices(messages()).map(parse).batch(3)
        session.run(it.make_initializer(dataset))
        assert plain(session.run(element)) == PARSED


def test_traced_functions_take_elements():
    it = iter(tf.data.Dataset.from_tensor_slices(sparse(*WHOLE)))
    step = tf.function(lambda: tf.reduce_sum(next(it).values))
    assert [int(step()) for _ in range(3)] == [5, 0, 13]


@pytest.mark.parametrize("values", [[5, 6, 7], [b"a", b"", b"c"]])
def test_one_shot_iterators_of_graphs(values):
    """Of values that are at hand, and of constants of the graph."""
    dtype = tf.string if type(values[0]) is bytes else tf.int32
    rows = [([[0]], values[:1], [3]), ([], [], [3]), ([[0], [2]], values[1:], [3])]
    with tf.Graph().as_default(), tf.Session() as session:
        at_hand = tf.SparseTensorValue(np.array([[0, 0], [2, 0], [2, 2]]), np.array(values), [3, 3])
        for whole in (at_hand, sparse(*at_hand, dtype)):
            found = tf.data.Dataset.from_tensor_slices(whole).make_one_shot_iterator().get_next()
            assert [plain(session.run(found)) for _ in range(3)] == rows
            with pytest.raises(tf.errors.OutOfRangeError):
                session.run(found)


def test_functions_return_values_of_tensors():
    def made(n):
        return tf.SparseTensorValue([[0]], tf.expand_dims(n, 0), tf.expand_dims(n + 1, 0))

    whole = [([[0]], [0], [1]), ([[0]], [1], [2])]
    dataset = tf.data.Dataset.range(2).map(made)
    assert elements(dataset) == whole
    assert elements(dataset.batch(2)) == [([[0, 0], [1, 0]], [0, 1], [2, 2])]
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(2).map(made)
        found = dataset.make_one_shot_iterator().get_next()
        assert [plain(session.run(found)) for _ in range(2)] == whole
