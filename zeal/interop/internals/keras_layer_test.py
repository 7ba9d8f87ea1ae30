"""`testing_utils.layer_test`: what holds for every layer of one input and one output."""

import numpy as np

from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec


def layer_test(
    layer_cls, kwargs=None, input_shape=None, input_dtype=None, input_data=None,
    expected_output=None, expected_output_dtype=None, expected_output_shape=None,
    validate_training=True, adapt_data=None,
):  # fmt: skip
    """Checks a layer: dtypes, shapes, weights, configs, models of it, and a step of training.

    Args:
      layer_cls: its class.
      kwargs: arguments of the class.
      input_shape: the shape of the data, the batch's size included; None where it is open.
      input_dtype: their dtype.
      input_data: the data; random by default.
      expected_output: what the layer gives for them.
      expected_output_dtype, expected_output_shape: its dtype, by default the input's, and shape.
      validate_training: whether a step is taken.
      adapt_data: what `adapt` is called with.

    Returns:
      What the layer gave, an array.

    Raises:
      AssertionError: something does not hold.
      ValueError: there is neither data nor a shape.
    """
    from zeal import keras

    if input_data is None:
        input_data = _random(input_shape, input_dtype or "float32")
    input_shape = input_data.shape if input_shape is None else input_shape
    input_dtype = input_dtype or input_data.dtype
    case = _Case(layer_cls, dict(kwargs or {}), input_data, expected_output)
    layer = case.made(adapt_data)

    x = keras.layers.Input(shape=input_shape[1:], dtype=input_dtype)
    y = layer(x)
    case.same(keras.backend.dtype(y), expected_output_dtype or input_dtype, "output dtype", x)
    if expected_output_shape is not None:
        case.fits(TensorShape(expected_output_shape), y.shape, x)
    output = case.predicted(keras.models.Model(x, y))
    computed = layer.compute_output_shape(TensorShape(input_shape))
    case.fits(computed, output.shape, x)
    signature = layer.compute_output_signature(TensorSpec(shape=input_shape, dtype=input_dtype))
    case.fits(signature.shape, output.shape, x)
    case.same(output.dtype, signature.dtype, "output dtype", x)
    if validate_training:
        _train(keras.models.Model(x, layer(x)), input_data, output)

    config = {**layer.get_config(), "batch_input_shape": input_shape}
    first = type(layer).from_config(config)
    if adapt_data is not None:
        first.adapt(adapt_data)
    output = case.predicted(keras.models.Sequential([first]))
    case.fits(computed, output.shape, x)
    return output


class _Case:
    """A layer's class and arguments, for messages, and what is expected."""

    def __init__(self, layer_cls, kwargs, data, expected):
        self.layer_cls, self.kwargs, self.data, self.expected = layer_cls, kwargs, data, expected

    def made(self, adapt_data):
        """The layer, after its weights went out and in."""
        import inspect

        layer = self.layer_cls(**self.kwargs)
        if adapt_data is not None:
            layer.adapt(adapt_data)
        weights = layer.get_weights()
        layer.set_weights(weights)
        if "weights" in inspect.signature(self.layer_cls.__init__).parameters:
            layer = self.layer_cls(**{**self.kwargs, "weights": weights})
        return layer

    def predicted(self, model):
        """What a model gives; one made of its config and weights must give the same."""
        output = model.predict(self.data)
        if self.expected is not None:
            np.testing.assert_allclose(output, self.expected, rtol=1e-3, atol=1e-6)
        again = type(model).from_config(model.get_config())
        if model.weights:
            again.set_weights(model.get_weights())
            np.testing.assert_allclose(again.predict(self.data), output, rtol=1e-3, atol=1e-6)
        return output

    def same(self, found, expected, what, x):
        """Raises where dtypes differ."""
        if found != expected:
            self._fail(f"found {what}={found} but expected to find {expected}", x)

    def fits(self, expected, found, x):
        """Raises where shapes differ, but for sizes that are open."""
        ours, theirs = (TensorShape(shape).as_list() for shape in (expected, found))
        open_sizes = len(ours) == len(theirs) and all(
            a is None or b is None or a == b for a, b in zip(ours, theirs, strict=True)
        )
        if not open_sizes:
            self._fail(f"found output_shape={theirs} but expected to find {ours}", x)

    def _fail(self, text, x):
        raise AssertionError(
            f"When testing layer {self.layer_cls.__name__}, for input {x}, {text}.\n"
            f"Full kwargs: {self.kwargs}"
        )


def _random(shape, dtype):
    if shape is None:
        raise ValueError("input_shape is None")
    sizes = [np.random.randint(1, 4) if n is None else n for n in shape]
    data = 10 * np.random.random(sizes)
    return (data - 0.5 if dtype[:5] == "float" else data).astype(dtype)


def _train(model, data, targets):
    from zeal.interop.internals import keras_testing

    options = {}
    if keras_testing._modes.run_eagerly is not None:
        options["run_eagerly"] = keras_testing.should_run_eagerly()
    model.compile("rmsprop", "mse", weighted_metrics=["acc"], **options)
    model.train_on_batch(data, targets)
