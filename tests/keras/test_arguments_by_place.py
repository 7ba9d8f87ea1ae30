"""Arguments of Keras that programs give by place or by TensorFlow's names."""

import numpy as np
import pytest

import zeal as tf

L = tf.keras.layers


def _batches():
    while True:
        yield np.ones((2, 2)), np.ones((2, 1))


def test_generators_take_all_arguments_by_place():
    model = tf.keras.Sequential([L.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit_generator(_batches(), 2, 1, 0, None, _batches(), 1)
    assert sorted(history.history) == ["loss", "val_loss"]
    assert isinstance(model.evaluate_generator(_batches(), 2, None, 10, 1, False, 0), float)
    assert model.predict_generator(_batches(), 2, None, 10, 1, False, 0).shape == (4, 1)


def test_attributes_of_simple_rnn_are_its_cells():
    layer = L.SimpleRNN(3, recurrent_dropout=0.5)
    assert (layer.units, layer.recurrent_dropout, layer.use_bias) == (3, 0.5, True)


def test_masks_of_cells_stay_until_they_are_reset():
    cell = L.SimpleRNNCell(3, dropout=0.5, recurrent_dropout=0.5)
    x, h = tf.ones([50, 2]), tf.ones([50, 3])
    mask = cell.get_dropout_mask_for_cell(x, training=True)
    assert mask is cell.get_dropout_mask_for_cell(x, training=True)
    assert set(np.unique(mask)) == {0.0, 2.0}
    states = cell.get_recurrent_dropout_mask_for_cell(h, True, count=2)
    assert [m.shape.as_list() for m in states] == [[50, 3]] * 2
    cell.reset_dropout_mask()
    assert mask is not cell.get_dropout_mask_for_cell(x, training=True)
    assert states is cell.get_recurrent_dropout_mask_for_cell(h, True, count=2)
    assert L.GRUCell(3).get_dropout_mask_for_cell(x, True) is None


def test_objects_from_configurations_know_custom_ones():
    own = {"twice": lambda x: 2 * x}
    assert tf.keras.activations.deserialize("twice", custom_objects=own)(4) == 8
    with pytest.raises(ValueError, match="Unknown activation"):
        tf.keras.activations.deserialize("twice")
    made = tf.keras.initializers.deserialize("ten", {"ten": tf.keras.initializers.Zeros})
    assert isinstance(made, tf.keras.initializers.Zeros)
    assert tf.keras.metrics.deserialize(config="mse") is tf.keras.metrics.mean_squared_error
    assert tf.keras.utils.serialize_keras_object(instance=None) is None


def test_input_specs_have_configurations():
    spec = L.InputSpec(shape=(None, 2))
    config = {"dtype": None, "shape": (None, 2), "ndim": 2, "max_ndim": None, "min_ndim": None}
    assert spec.get_config() == {**config, "axes": {}}
    assert L.InputSpec.from_config(spec.get_config()).ndim == 2


def test_sequences_and_texts():
    tokens = tf.keras.preprocessing.text.Tokenizer()
    tokens.fit_on_texts(["a b", "b"])
    assert list(tokens.sequences_to_texts_generator([[1, 2], [1]])) == ["b a", "b"]
    tokens = tf.keras.preprocessing.text.Tokenizer(num_words=4)
    tokens.fit_on_sequences([[1, 2], [1, 1]])
    assert (tokens.document_count, tokens.index_docs[1]) == (2, 2)


def test_layers_dropout_has_a_rate():
    assert tf.layers.Dropout().rate == 0.5
    assert tf.layers.Dropout(0.3, None, 7, "d").name == "d"
    with pytest.raises(RuntimeError, match="not supported when executing eagerly"):
        tf.layers.Dropout().graph  # noqa: B018


def test_backend_pow_and_layers_that_are_dynamic():
    assert float(tf.keras.backend.pow(tf.constant(2.0), a=3)) == 8.0
    assert L.Layer(True, "n", None, True).dynamic
