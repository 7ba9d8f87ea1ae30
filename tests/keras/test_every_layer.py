"""Every public layer: three modes, unknown sizes, configurations, checkpoints, dtypes, training."""

import inspect
import json

import numpy as np
import pytest

import zeal as tf
from zeal.interop.lookup import lookup

keras = tf.keras.layers
L = keras

# A layer, the shapes of its inputs, and what is special: "random" while training; "sizes", which
# must all be known but the batch; "ints", inputs that are indices.
ROWS = [
    (lambda: L.Activation("tanh"), [(2, 3)]),
    (lambda: L.ActivityRegularization(0.1, 0.2), [(2, 3)]),
    (lambda: L.Add(), [(2, 3), (2, 3)]),
    (lambda: L.AdditiveAttention(), [(2, 3, 4), (2, 5, 4)]),
    (lambda: L.AlphaDropout(0.5), [(2, 3)], "random"),
    (lambda: L.Attention(use_scale=True), [(2, 3, 4), (2, 5, 4)]),
    (lambda: L.Average(), [(2, 3), (2, 3)]),
    (lambda: L.AveragePooling1D(2), [(2, 6, 2)]),
    (lambda: L.AveragePooling2D(2), [(2, 4, 6, 2)]),
    (lambda: L.AveragePooling3D(2), [(2, 4, 2, 6, 2)]),
    (lambda: L.BatchNormalization(), [(2, 4, 6, 2)]),
    (lambda: L.BatchNormalization(axis=1, beta_regularizer="l2"), [(2, 3, 4)]),
    (lambda: L.Bidirectional(L.GRU(3, return_sequences=True)), [(2, 4, 3)]),
    (lambda: L.Concatenate(), [(2, 3), (2, 4)]),
    (lambda: L.Conv1D(3, 2), [(2, 6, 2)]),
    (lambda: L.Conv2D(3, 2, activation="relu", kernel_constraint="non_neg"), [(2, 4, 5, 2)]),
    (lambda: L.Conv2DTranspose(3, 2, 2), [(2, 4, 5, 2)]),
    (lambda: L.Conv3D(2, 2), [(1, 3, 4, 3, 2)]),
    (lambda: L.Conv3DTranspose(2, 2), [(1, 3, 4, 3, 2)]),
    (lambda: L.Cropping1D(1), [(2, 5, 2)]),
    (lambda: L.Cropping2D(1), [(2, 5, 4, 2)]),
    (lambda: L.Cropping3D(1), [(1, 5, 4, 3, 2)]),
    (lambda: L.Dense(4, "relu", kernel_regularizer="l2", activity_regularizer="l1"), [(2, 3)]),
    (lambda: L.DepthwiseConv2D(2, depth_multiplier=2), [(2, 4, 5, 2)]),
    (lambda: L.Dot(1), [(2, 3), (2, 3)]),
    (lambda: L.Dropout(0.5), [(2, 30)], "random"),
    (lambda: L.ELU(0.5), [(2, 3)]),
    (lambda: L.Embedding(10, 4, embeddings_regularizer="l2", mask_zero=True), [(2, 3)], "ints"),
    (lambda: L.Flatten(), [(2, 3, 4)]),
    (lambda: L.GRU(3, kernel_regularizer="l2", recurrent_constraint="unit_norm"), [(2, 4, 3)]),
    (lambda: L.GaussianDropout(0.5), [(2, 3)], "random"),
    (lambda: L.GaussianNoise(0.5), [(2, 3)], "random"),
    (lambda: L.GlobalAveragePooling1D(), [(2, 6, 2)]),
    (lambda: L.GlobalAveragePooling2D(), [(2, 4, 6, 2)]),
    (lambda: L.GlobalAveragePooling3D(), [(2, 4, 2, 6, 2)]),
    (lambda: L.GlobalMaxPooling1D(), [(2, 6, 2)]),
    (lambda: L.GlobalMaxPooling2D(), [(2, 4, 6, 2)]),
    (lambda: L.GlobalMaxPooling3D(), [(2, 4, 2, 6, 2)]),
    (lambda: L.LSTM(3, return_sequences=True, activity_regularizer="l2"), [(2, 4, 3)]),
    (lambda: L.LayerNormalization(gamma_regularizer="l2"), [(2, 3, 4)]),
    (lambda: L.LeakyReLU(), [(2, 3)]),
    (lambda: L.LocallyConnected1D(3, 2, kernel_regularizer="l2"), [(2, 5, 2)], "sizes"),
    (lambda: L.LocallyConnected2D(3, 2), [(2, 4, 3, 2)], "sizes"),
    (lambda: L.Masking(), [(2, 3, 4)]),
    (lambda: L.MaxPooling1D(2), [(2, 6, 2)]),
    (lambda: L.MaxPooling2D(2), [(2, 4, 6, 2)]),
    (lambda: L.MaxPooling3D(2), [(2, 4, 2, 6, 2)]),
    (lambda: L.Maximum(), [(2, 3), (2, 3)]),
    (lambda: L.Minimum(), [(2, 3), (2, 3)]),
    (lambda: L.Multiply(), [(2, 3), (2, 3)]),
    (lambda: L.PReLU(alpha_initializer="ones", alpha_regularizer="l2"), [(2, 3)]),
    (lambda: L.Permute((2, 1)), [(2, 3, 4)]),
    (lambda: L.RNN(L.StackedRNNCells([L.GRUCell(3), L.LSTMCell(2)])), [(2, 4, 3)]),
    (lambda: L.ReLU(6.0), [(2, 3)]),
    (lambda: L.RepeatVector(3), [(2, 3)]),
    (lambda: L.Reshape((4, 3)), [(2, 3, 4)], "sizes"),
    (lambda: L.SeparableConv1D(3, 2), [(2, 6, 2)]),
    (lambda: L.SeparableConv2D(3, 2), [(2, 4, 5, 2)]),
    (lambda: L.SimpleRNN(3, bias_regularizer="l2"), [(2, 4, 3)]),
    (lambda: L.Softmax(), [(2, 3)]),
    (lambda: L.SpatialDropout1D(0.5), [(2, 3, 30)], "random"),
    (lambda: L.SpatialDropout2D(0.5), [(2, 3, 2, 30)], "random"),
    (lambda: L.SpatialDropout3D(0.5), [(2, 3, 2, 2, 30)], "random"),
    (lambda: L.Subtract(), [(2, 3), (2, 3)]),
    (lambda: L.ThresholdedReLU(0.5), [(2, 3)]),
    (lambda: L.TimeDistributed(L.Dense(3)), [(2, 4, 3)]),
    (lambda: L.UpSampling1D(2), [(2, 3, 2)]),
    (lambda: L.UpSampling2D(2), [(2, 3, 4, 2)]),
    (lambda: L.UpSampling3D(2), [(1, 3, 4, 2, 2)]),
    (lambda: L.ZeroPadding1D(1), [(2, 3, 2)]),
    (lambda: L.ZeroPadding2D(1), [(2, 3, 4, 2)]),
    (lambda: L.ZeroPadding3D(1), [(1, 3, 4, 2, 2)]),
]  # fmt: skip
ROWS += [
    (lambda name=name, given=arguments: getattr(L, name)(*given), [shape])
    for name, arguments, shape in (
        ("CuDNNGRU", (3,), (2, 4, 3)), ("CuDNNLSTM", (3,), (2, 4, 3)),
        ("ConvLSTM2D", (3, 2), (2, 3, 4, 5, 2)),
    ) if name in dir(L)
]  # fmt: skip
# Base classes; cells, which the rows of RNN hold; what is no function of tensors alone.
OTHERS = {
    "AbstractRNNCell", "DenseFeatures", "GRUCell", "InputLayer", "LSTMCell", "Lambda", "Layer",
    "SimpleRNNCell", "StackedRNNCells", "Wrapper",
}  # fmt: skip


def classes_in(layer):
    yield type(layer).__name__
    for part in layer.submodules:
        yield type(part).__name__


def name_of(row):
    return f"{type(row[0]()).__name__} {row[1]}"


def test_every_layer_has_a_row():
    public = {
        name for name in dir(keras)
        if inspect.isclass(getattr(keras, name)) and issubclass(getattr(keras, name), L.Layer)
    }  # fmt: skip
    public = {getattr(keras, name).__name__ for name in public}
    assert public - OTHERS == {type(row[0]()).__name__ for row in ROWS}


def inputs_of(row, dtype="float32"):
    random = np.random.RandomState(1)
    if "ints" in row:
        return [random.randint(0, 9, shape).astype("int32") for shape in row[1]]
    return [random.randn(*shape).astype(dtype) for shape in row[1]]


def one(values):
    return values[0] if len(values) == 1 else list(values)


def shape_of(array):
    return tuple(array.shape)


def with_values(layer):
    """Gives weights values that are neither 0 nor alike."""
    layer.set_weights([
        np.abs(np.sin(np.arange(w.size) + 1.0 + i)).reshape(w.shape).astype(w.dtype)
        for i, w in enumerate(layer.get_weights())
    ])
    return layer


@pytest.mark.parametrize("row", ROWS, ids=name_of)
class TestLayer:
    def test_modes_agree(self, row):
        """Eagerly, traced, in a functional model and in a session, with an unknown batch."""
        layer, values = row[0](), inputs_of(row)
        tensors = one([tf.constant(v) for v in values])
        layer(tensors)
        with_values(layer)
        want = layer(tensors).numpy()
        losses = [float(loss) for loss in layer.losses]
        traced = tf.function(lambda *given: layer(one(given)))
        np.testing.assert_allclose(traced(*values).numpy(), want, rtol=1e-5, atol=1e-6)
        symbols = [tf.keras.Input(v.shape[1:], dtype=v.dtype) for v in values]
        model = tf.keras.Model(symbols, layer(one(symbols)))
        np.testing.assert_allclose(model(one(values)).numpy(), want, rtol=1e-5, atol=1e-6)
        assert model.outputs[0].shape.is_compatible_with(want.shape)
        weights = layer.get_weights()
        with tf.Graph().as_default(), tf.Session() as session:
            copy = row[0]()
            given = [tf.placeholder(v.dtype, [None, *v.shape[1:]]) for v in values]
            outputs = copy(one(given))
            assert outputs.shape.is_compatible_with(want.shape)
            for v, w in zip(copy.weights, weights, strict=True):
                v.load(w, session)
            feeds = dict(zip(given, values, strict=True))
            found, told = session.run([outputs, copy.losses], feeds)
        np.testing.assert_allclose(found, want, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(told, losses, rtol=1e-5)

    def test_unknown_sizes(self, row):
        """All but the last axis open."""
        if "sizes" in row:
            pytest.skip("the layer's weights depend on all sizes")
        layer, values = row[0](), inputs_of(row)
        want = with_values_of(layer, values)
        if type(layer).__name__ in ("PReLU", "BatchNormalization") and len(row[1][0]) == 3:
            pytest.skip("its weights have the size of a middle axis")
        with tf.Graph().as_default(), tf.Session() as session:
            copy = row[0]()
            given = [tf.placeholder(v.dtype, [None] * (v.ndim - 1) + [v.shape[-1]]) for v in values]
            outputs = copy(one(given))
            for v, w in zip(copy.weights, want[1], strict=True):
                v.load(w, session)
            found = session.run(outputs, dict(zip(given, values, strict=True)))
        np.testing.assert_allclose(found, want[0], rtol=1e-5, atol=1e-6)

    def test_configurations(self, row):
        """JSON keeps them, and a copy computes the same."""
        layer, values = row[0](), inputs_of(row)
        want, weights = with_values_of(layer, values)
        config = json.loads(json.dumps(tf.keras.layers.serialize(layer)))
        copy = tf.keras.layers.deserialize(config)
        got = copy(one([tf.constant(v) for v in values]))
        assert [w.shape for w in copy.get_weights()] == [w.shape for w in weights]
        copy.set_weights(weights)
        got = copy(one([tf.constant(v) for v in values]))
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-6)
        again = json.loads(json.dumps(tf.keras.layers.serialize(copy)))
        assert again == json.loads(json.dumps(tf.keras.layers.serialize(layer)))
        assert len(copy.losses) == len(layer.losses)
        kinds = [[w.constraint is None for w in each.weights] for each in (copy, layer)]
        assert kinds[0] == kinds[1]

    def test_shapes(self, row):
        layer, values = row[0](), inputs_of(row)
        want, _ = with_values_of(layer, values)
        shapes = [tf.TensorShape(v.shape) for v in values]
        assert tuple(layer.compute_output_shape(one(shapes)).as_list()) == want.shape
        again = row[0]().compute_output_shape(one([(None, *s[1:]) for s in shapes_of(values)]))
        assert again.is_compatible_with(want.shape)

    def test_checkpoints(self, row, tmp_path):
        layer, values = row[0](), inputs_of(row)
        want, weights = with_values_of(layer, values)
        if not weights:
            pytest.skip("it has no variables")
        path = tf.train.Checkpoint(layer=layer).save(str(tmp_path / "c"))
        later = row[0]()
        status = tf.train.Checkpoint(layer=later).restore(path)
        got = later(one([tf.constant(v) for v in values]))
        status.assert_consumed()
        np.testing.assert_array_equal(got.numpy(), want)

    def test_training(self, row):
        """Gradients reach inputs and trainable weights; only some layers differ in training."""
        layer, values = row[0](), inputs_of(row)
        with_values_of(layer, values)
        tensors = [tf.constant(v) for v in values]
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            y = layer(one(tensors), training=True)
            loss = tf.reduce_sum(tf.sin(y))
        followed = ([] if "ints" in row else tensors) + layer.trainable_weights
        gradients = tape.gradient(loss, followed)
        assert all(g is not None for g in gradients)
        for g, v in zip(gradients, followed, strict=True):
            if not isinstance(g, tf.IndexedSlices):
                assert g.shape == v.shape and np.isfinite(g.numpy()).all()
        calm = layer(one(tensors), training=False).numpy()
        changes = "random" in row or type(layer).__name__ == "BatchNormalization"
        assert np.array_equal(y.numpy(), calm) != changes

    def test_dtypes(self, row):
        for dtype in ("float64", "float16"):
            layer, values = row[0](), inputs_of(row, dtype)
            if "ints" in row:
                layer = type(layer).from_config({**layer.get_config(), "dtype": dtype})
            y = layer(one([tf.constant(v) for v in values]))
            assert y.dtype.name == dtype
            held = {w.dtype.name for w in layer.weights}
            wide = type(layer).__name__ == "BatchNormalization" and dtype == "float16"
            assert held <= ({"float32"} if wide else {dtype})

    def test_names_and_nodes(self, row):
        layer, values = row[0](), inputs_of(row)
        symbols = [tf.keras.Input(v.shape[1:], dtype=v.dtype) for v in values]
        y = layer(one(symbols))
        assert layer.output is y and layer.get_output_at(0) is y
        assert layer.output_shape == layer.get_output_shape_at(0)
        assert (layer.input is symbols[0]) if len(symbols) == 1 else (len(layer.input) == 2)
        assert layer.input_shape == layer.get_input_shape_at(0)
        with layer.name_scope as scope:
            assert scope.startswith(layer.name)


def shapes_of(values):
    return [v.shape for v in values]


def with_values_of(layer, values):
    """A built layer's output, after its weights were set, and the weights."""
    tensors = one([tf.constant(v) for v in values])
    layer(tensors)
    with_values(layer)
    return layer(tensors).numpy(), layer.get_weights()


def test_masks_lead_through_layers():
    """Layers without steps of their own hand a mask on; others say that they do not take one."""
    x = tf.constant([[[1.0, 2.0], [0.0, 0.0], [3.0, 0.0]]])
    masked = L.Masking()(x)
    keep = [
        L.Activation("relu"), L.Add(), L.BatchNormalization(), L.Dense(2), L.Dropout(0.5), L.ELU(),
        L.GaussianNoise(1.0), L.LayerNormalization(), L.LeakyReLU(), L.PReLU(), L.ReLU(),
        L.Softmax(), L.SpatialDropout1D(0.5), L.LSTM(2, return_sequences=True),
        L.TimeDistributed(L.Dense(2)),
    ]  # fmt: skip
    for layer in keep:
        y = layer([masked, masked] if isinstance(layer, L.Add) else masked)
        assert y._keras_mask.numpy().tolist() == [[True, False, True]], layer.name
    assert getattr(L.GRU(2)(masked), "_keras_mask", None) is None
    for layer in (L.Flatten(), L.Conv1D(2, 1), L.Permute((2, 1))):
        with pytest.raises(TypeError, match="does not support masking"):
            layer.compute_mask(masked, masked._keras_mask)


def test_the_default_data_format_is_what_keras_is_set_to():
    tf.keras.backend.set_image_data_format("channels_first")
    try:
        assert L.Conv2D(2, 3).data_format == "channels_first"
        assert L.MaxPooling2D().data_format == "channels_first"
        assert L.SpatialDropout2D(0.5).data_format == "channels_first"
        assert lookup("keras").layers.ZeroPadding2D().data_format == "channels_first"
    finally:
        tf.keras.backend.set_image_data_format("channels_last")
