"""Arguments of `fit` and `compile`: when it validates, what counts how much, what does not fit."""

import numpy as np
import pytest

import zeal as tf

MODES = pytest.mark.parametrize("mode", ["eager", "graph"])
K = tf.keras


@pytest.fixture
def in_mode(mode):
    if mode == "eager":
        yield
        return
    K.backend.clear_session()
    with tf.Graph().as_default(), tf.Session() as session:
        K.backend.set_session(session)
        yield
    K.backend.set_session(None)


X = np.array([[1.0], [2.0], [3.0], [4.0]], np.float32)


class Twice(K.Model):
    """Two outputs, of which nobody knows before a call."""

    def __init__(self):
        super().__init__()
        self.dense = K.layers.Dense(1, kernel_initializer="ones", trainable=False)

    def call(self, inputs):
        y = self.dense(inputs)
        return [y, 2.0 * y]


def compiled(model, **options):
    model.compile("sgd", "mse", **options)
    return model


@MODES
def test_a_model_without_weights_to_train_is_evaluated(in_mode):
    model = compiled(K.Sequential([K.layers.ReLU(input_shape=(1,))]))
    assert model.train_on_batch(X, 0 * X) == 7.5
    assert model.fit(X, 0 * X, verbose=0).history["loss"] == [7.5]


def test_no_gradients_for_no_variables():
    assert int(K.optimizers.SGD().apply_gradients([])) == 1


@MODES
@pytest.mark.parametrize("freq, epochs", [(2, [1, 3]), ([1, 4], [0, 3]), ({3}, [2])])
def test_epochs_that_validate(in_mode, freq, epochs):
    seen = []
    note = K.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: "val_loss" in logs and seen.append(epoch)
    )
    model = compiled(K.Sequential([K.layers.Dense(1, input_shape=(1,))]))
    model.fit(X, X, epochs=4, verbose=0, validation_data=(X, X), validation_freq=freq,
              callbacks=[note])  # fmt: skip
    assert seen == epochs


@pytest.mark.parametrize("freq, words", [(0, "less than 1"), (1.5, "must be an Integer")])
def test_epochs_that_nobody_knows(freq, words):
    model = compiled(K.Sequential([K.layers.Dense(1)]))
    with pytest.raises(ValueError, match=words):
        model.fit(X, X, verbose=0, validation_data=(X, X), validation_freq=freq)



@MODES
def test_weights_of_classes_with_a_generator(in_mode):
    model = compiled(K.Sequential([K.layers.Dense(1, kernel_initializer="ones", trainable=False)]))
    y = np.array([0.0, 0.0, 1.0, 1.0])
    batches = iter([(X, y)])
    history = model.fit_generator(batches, 1, class_weight={0.0: 2.0, 1.0: 0.0}, verbose=0)
    np.testing.assert_allclose(history.history["loss"], [2.0 * (1 + 4) / 4])


@MODES
@pytest.mark.parametrize("streams", [False, True])
def test_outputs_that_only_calls_tell(in_mode, streams):
    """y counts them, so that weights by the names of outputs find theirs."""
    weights = {"output_2": np.array([0.0, 0.0, 0.0, 1.0])}
    model = compiled(Twice())
    if streams:
        one = iter([(X, [0 * X, 0 * X], weights)])
        found = model.fit(one, steps_per_epoch=1, verbose=0).history
    else:
        found = model.fit(X, [0 * X, 0 * X], sample_weight=weights, verbose=0).history
    np.testing.assert_allclose(found["output_1_loss"], [7.5])
    np.testing.assert_allclose(found["output_2_loss"], [64.0 / 4])


@MODES
@pytest.mark.parametrize("given", [[1.0, 0.5], {"output_1": 1.0, "output_2": 0.5}])
def test_lists_and_dicts_for_outputs_that_only_calls_tell(in_mode, given):
    model = compiled(Twice(), loss_weights=given)
    found = model.fit(X, [0 * X, 0 * X], verbose=0).history
    np.testing.assert_allclose(found["loss"], [7.5 + 0.5 * 30.0])


def dataset():
    return tf.data.Dataset.from_tensor_slices((X, X)).batch(2)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"x": X, "y": X, "validation_steps": 3}, "`validation_steps` should not be specified"),
        ({"x": X, "y": X, "sample_weight": {"unknown": X}}, "Unknown entries in sample_weight"),
        ({"x": dataset, "y": X}, "you should not specify a target"),
        ({"x": dataset, "sample_weight": X}, "`sample_weight` argument is not supported when"),
        ({"x": lambda: iter([(X, X)]), "y": X, "steps_per_epoch": 1}, "`y` argument is not supp"),
        (
            {"x": lambda: iter([(X, X)]), "sample_weight": X, "steps_per_epoch": 1},
            "`sample_weight` argument is not supported when data is a generator",
        ),
    ],
)  # fmt: skip
def test_what_does_not_go_together(arguments, words):
    x = arguments["x"]
    model = compiled(K.Sequential([K.layers.Dense(1)]))
    with pytest.raises(ValueError, match=words):
        model.fit(**{**arguments, "x": x() if callable(x) else x}, verbose=0)


def test_rows_that_are_numbers():
    model = compiled(K.Sequential([K.layers.Dense(1, input_shape=(3,))]))
    with pytest.raises(ValueError, match=r"to have 2 dimensions, but got array with shape \(\)"):
        model.fit(iter([1]), steps_per_epoch=1, verbose=0)


def test_run_eagerly_can_be_set():
    model = compiled(K.Sequential([K.layers.Dense(1)]))
    model.run_eagerly = True
    assert model.run_eagerly is True


def test_shapes_that_a_lambda_is_told():
    layer = K.layers.Lambda(lambda x: x, output_shape=lambda shape: shape)
    assert [s.as_list() for s in layer.compute_output_shape([(2, 3), (4, 5)])] == [[2, 3], [4, 5]]
    layer = K.layers.Lambda(lambda x: x, output_shape=[(3,), (5,)])
    assert [s.as_list() for s in layer.compute_output_shape([(2, 3), (2, 5)])] == [[2, 3], [2, 5]]


@MODES
def test_weights_that_a_layer_is_given(in_mode):
    kernel = np.array([[1.0, 2.0]], np.float32)
    layer = K.layers.Dense(2, use_bias=False, weights=[kernel])
    x = K.Input((1,))
    model = K.Model(x, layer(x))
    np.testing.assert_array_equal(layer.get_weights()[0], kernel)
    np.testing.assert_array_equal(model.predict(X), X @ kernel)


@MODES
def test_a_regularizer_by_its_name(in_mode):
    layer = K.layers.Layer()
    layer.add_weight("w", [2], initializer="ones", regularizer="l2")
    assert K.backend.get_value(layer.losses[0]) == pytest.approx(0.02)


def test_generators_that_give_too_much():
    model = compiled(K.Sequential([K.layers.Dense(1)]))
    with pytest.raises(ValueError, match="should be a tuple of 1 or 2 or 3 elements"):
        model.fit_generator(iter([(X, X, X, X)]), 1, verbose=0)


def test_weights_of_classes_that_nobody_knows():
    model = compiled(Twice())
    with pytest.raises(ValueError, match="Unknown entries in class_weight dictionary"):
        model.fit(X, [X, X], class_weight={"unknown": {0: 1.0}}, verbose=0)
    model = compiled(K.Sequential([K.layers.Dense(1)]))
    with pytest.raises(ValueError, match="3\\+ dimensional targets"):
        model.fit(X[:, None], X[:, None], class_weight={1: 1.0}, verbose=0)


@MODES
def test_outputs_with_other_rows_than_the_batch(in_mode):
    x = K.Input((2,))
    model = K.Model(x, K.layers.Lambda(lambda v: tf.reshape(v, [-1, 1]))(x))
    with pytest.raises(ValueError, match="Mismatch between expected batch size and model output"):
        model.predict(np.ones([3, 2]))


def test_losses_that_were_compiled():
    model = compiled(Twice(), loss_weights=[1.0, 2.0])
    assert [f.name for f in model.loss_functions] == ["mean_squared_error"] * 2


@MODES
@pytest.mark.parametrize("steps, shape, words", [
    (False, (4, 1), "make sure your sample_weight array is 1D"),
    (True, (4,), "you should pass a 2D sample_weight"),
    (True, (4, 2), "sample_weight cannot be broadcast"),
])  # fmt: skip
def test_axes_of_weights(in_mode, steps, shape, words):
    """The words of TensorFlow 1.15.5."""
    x, y = (np.ones((4, 3, 2)), np.ones((4, 3, 1))) if steps else (np.ones((4, 2)), np.ones((4, 1)))
    model = K.Sequential([K.layers.Dense(1)])
    model.compile("sgd", "mse", sample_weight_mode="temporal" if steps else None)
    for call in (model.fit, model.evaluate):
        with pytest.raises(ValueError, match=words):
            call(x, y, sample_weight=np.ones(shape), verbose=0)


def test_validation_keeps_its_order_eagerly():
    """As TensorFlow, with optimizers of Keras: it draws no numbers."""
    model = K.Sequential([K.layers.Dense(1, input_shape=(1,), trainable=False)])
    model.compile("sgd", lambda y, p: tf.reduce_mean(y, -1))
    losses, x, y = [], np.zeros((6, 1), "f"), np.float32([[1], [2], [3], [4], [5], [6]])
    told = K.callbacks.LambdaCallback()
    told.on_test_batch_end = lambda batch, logs: losses.append(float(logs["loss"]))
    np.random.seed(3)
    model.fit(x, y, 2, 2, 0, [told], validation_data=(x, y), shuffle=False)
    assert losses == [1.5, 3.5, 5.5] * 2
    assert np.random.rand() == np.random.RandomState(3).rand()
