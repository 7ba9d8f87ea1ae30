"""Models of sparse and ragged inputs: what they are called with, trained on, and return."""

import contextlib

import numpy as np
import pytest
import scipy.sparse

import zeal as tf

K = tf.keras
MATRIX = scipy.sparse.coo_matrix(([3.0, 1.0, 2.0], ([2, 0, 1], [1, 0, 2])), shape=[3, 4])
LISTS = [[1.0], [2.0, 3.0], [], [4.0]]


@pytest.fixture(params=["eager", "graph"], autouse=True)
def in_mode(request):
    with contextlib.ExitStack() as stack:
        if request.param == "graph":
            stack.enter_context(tf.Graph().as_default())
            K.backend.set_session(stack.enter_context(tf.Session()))
            stack.callback(K.backend.set_session, None)
        yield


class Dense(K.layers.Layer):
    def call(self, x):
        return tf.sparse.to_dense(x) if isinstance(x, tf.SparseTensor) else x.to_tensor(-1.0)


class Kept(K.layers.Layer):
    """Gives its input back."""

    def call(self, x):
        return x


def model_of(layer, shape, **kind):
    x = K.Input(shape, name="x", **kind)
    return K.Model(x, layer(x))


@pytest.mark.parametrize("form", ["scipy", "tensor", "value", "named", "csr"])
@pytest.mark.parametrize("size", [None, 2])
def test_sparse_data(form, size):
    order = np.lexsort((MATRIX.col, MATRIX.row))
    places = np.stack([MATRIX.row[order], MATRIX.col[order]], 1)
    parts = places.astype(np.int64), MATRIX.data[order].astype(np.float32), np.array([3, 4])
    data = {
        "scipy": MATRIX.astype(np.float32), "csr": MATRIX.tocsr().astype(np.float32),
        "tensor": tf.SparseTensor(*parts), "value": tf.SparseTensorValue(*parts),
        "named": {"x": tf.SparseTensorValue(*parts)},
    }[form]  # fmt: skip
    found = model_of(Dense(), [4], sparse=True).predict(data, batch_size=size)
    np.testing.assert_array_equal(found, MATRIX.toarray())


@pytest.mark.parametrize("size", [None, 3])
def test_ragged_data(size):
    model = model_of(Kept(), [None], ragged=True)
    found = model.predict(tf.ragged.constant(LISTS), batch_size=size)
    assert isinstance(found, tf.ragged.RaggedTensorValue)
    assert found.to_list() == LISTS


def test_ragged_axes_within_each_other():
    rows = [[[1.0], []], [[2.0, 3.0]], []]
    found = model_of(Kept(), [None, None], ragged=True).predict(
        tf.ragged.constant(rows), batch_size=2
    )
    assert found.to_list() == rows


def test_sparse_outputs_of_several_batches():
    found = model_of(Kept(), [4], sparse=True).predict(MATRIX.astype(np.float32), batch_size=2)
    assert isinstance(found, tf.SparseTensorValue)
    assert found.indices.tolist() == [[0, 0], [1, 2], [2, 1]]
    assert found.values.tolist() == [1.0, 2.0, 3.0]
    assert found.dense_shape.tolist() == [3, 4]


def test_training_on_sparse_data():
    x = K.Input([4], sparse=True)
    model = K.Model(x, K.layers.Lambda(lambda s: tf.reduce_sum(tf.sparse.to_dense(s), 1))(x))
    outputs = K.layers.Dense(1)(K.layers.Reshape([1])(model.output))
    model = K.Model(x, outputs)
    model.compile(K.optimizers.SGD(0.05), "mse")
    data, y = MATRIX.astype(np.float32), np.array([2.0, 4.0, 6.0])
    losses = model.fit(data, y, epochs=60, batch_size=2, verbose=0).history["loss"]
    assert losses[-1] < 0.1 and losses[-1] < losses[0]
    assert model.evaluate(data, y, verbose=0) < 0.1


def test_datasets_of_sparse_tensors():
    places, values = [[0, 0], [1, 2], [2, 1]], [1.0, 2.0, 3.0]
    data = tf.data.Dataset.from_tensor_slices(tf.SparseTensor(places, values, [3, 4])).batch(2)
    found = model_of(Dense(), [4], sparse=True).predict(data, steps=2)
    np.testing.assert_array_equal(found, MATRIX.toarray())


def test_a_sequential_model_takes_an_input():
    model = K.Sequential([K.Input([4], sparse=True), Dense()])
    found = model.predict(MATRIX.astype(np.float32))
    np.testing.assert_array_equal(found, MATRIX.toarray())


def test_what_does_not_fit():
    with pytest.raises(ValueError, match="both sparse and ragged"):
        K.Input([4], sparse=True, ragged=True)
    with pytest.raises(ValueError, match="got array with shape"):
        model_of(Dense(), [5], sparse=True).predict(MATRIX.astype(np.float32))


def test_batches_of_other_lengths():
    """Dense ones, too: a graph's placeholders leave open what differs."""
    x = K.Input([None, 2])
    model = K.Model(x, K.layers.GlobalAveragePooling1D()(x))
    for length in (3, 5, 4):
        found = np.array(model.predict_on_batch(np.ones([2, length, 2])))
        assert found.tolist() == [[1.0, 1.0]] * 2
