"""What all networks for images share: arguments, input, head, weights."""

import os
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from zeal.keras.applications import pretrained
from zeal.keras.functional.inputs import Input
from zeal.keras.functional.node import history
from zeal.keras.functional.sources import get_source_inputs
from zeal.keras.layers.batch_norm import BatchNormalization
from zeal.keras.layers.conv import Conv2D
from zeal.keras.layers.dense import Dense
from zeal.keras.layers.pooling import GlobalAveragePooling2D, GlobalMaxPooling2D
from zeal.keras.layers.window_arguments import format_word
from zeal.keras.model import Model
from zeal.public import publish


class Given(NamedTuple):
    """The arguments that all networks take."""

    include_top: bool = True
    weights: Any = "imagenet"
    input_tensor: Any = None
    input_shape: Any = None
    pooling: "str | None" = None
    classes: int = 1000


class Form(NamedTuple):
    """How a network is made of its body."""

    size: int = 224  # of images, where nothing says another
    least: int = 32  # what images must have
    classifier: str = "predictions"  # name of the last layer
    average: "str | None" = None  # names of pooling layers without a top
    largest: "str | None" = None
    top: "Callable[..., Any] | None" = None  # from the body's output and the number of classes


def channel_axis() -> int:
    """The axis of channels in batches of images."""
    return 1 if format_word(None) == "channels_first" else 3


def conv_norm(x, filters, size, strides=1, padding="same", scale=False, names=(None, None)) -> Any:
    """A convolution without bias, then batch normalization.

    Args:
      x: a tensor.
      filters, size, strides, padding: of the convolution.
      scale: whether the normalization has a factor.
      names: of the two layers.
    """
    conv = Conv2D(filters, size, strides, padding, use_bias=False, name=names[0])
    return BatchNormalization(axis=channel_axis(), scale=scale, name=names[1])(conv(x))


def made(name, body, given, form, file_of=None) -> Model:
    """The model of a network.

    Args:
      name: the model's name, or a function of the input that returns it.
      body: a function from the input to what the top gets.
      given: the program's arguments.
      form: how the network is made.
      file_of: a function that returns the path of ImageNet's weights; by default they are the ones
        of the name in `pretrained.FILES`.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: "imagenet" is asked for, and the file is neither there nor downloaded.
    """
    _check(given)
    shape = _input_shape(given, form)
    image = _input(given.input_tensor, shape)
    outputs = _head(body(image), given, form)
    inputs = image if given.input_tensor is None else get_source_inputs(given.input_tensor)
    model = Model(inputs, outputs, name=name(image) if callable(name) else name)
    if given.weights == "imagenet":
        find = file_of or (lambda: pretrained.file_of(name, given.include_top))
        model.load_weights(find())
    elif given.weights is not None:
        pretrained.load(model, given.weights)
    return model


def network(module, function_name, name, about, body, form, gives=None) -> Callable[..., Model]:
    """The function that makes a network, published in its module and beside the others.

    Args:
      name: what its models are called.
      about: what its docstring begins with.
      gives: the shape and number of parameters that the docstring's example prints, or None.
    """

    def build(
        include_top=True, weights: Any = "imagenet", input_tensor=None, input_shape=None,
        pooling=None, classes=1000,
    ) -> Model:  # fmt: skip
        given = Given(include_top, weights, input_tensor, input_shape, pooling, classes)
        return made(name, body, given, form)

    least, size = form.least, form.size
    build.__name__ = build.__qualname__ = function_name
    build.__doc__ = f"""{about}

    Args:
      include_top, weights, input_tensor, pooling, classes: as for `tf.keras.applications.VGG16`.
      input_shape: the images' shape, at least {least} x {least}; by default ({size}, {size}, 3).

    Returns:
      A Model.

    Raises:
      ValueError: arguments do not fit.
      UnavailableError: weights of ImageNet are neither in Keras's cache nor downloaded.
    """
    if gives is not None:
        build.__doc__ += f"""
    Example:
      >>> given = {{"include_top": False, "input_shape": ({least}, {least}, 3)}}
      >>> model = tf.keras.applications.{function_name}(weights=None, **given)
      >>> model.output_shape, model.count_params()
      {gives}
    """
    own = module.removeprefix("zeal.")
    publish(module, function_name, *(f"{m}.{function_name}" for m in ("keras.applications", own)))
    build.__module__ = module
    return build


def _check(given):
    named = given.weights is None or given.weights == "imagenet"
    if not named and not os.path.exists(given.weights):
        raise ValueError(
            "The `weights` argument should be either `None` (random initialization), `imagenet` "
            "(pre-training on ImageNet), or the path to the weights file to be loaded."
        )
    if given.weights == "imagenet" and given.include_top and given.classes != 1000:
        raise ValueError(
            'If using `weights` as `"imagenet"` with `include_top` as true, `classes` should be '
            "1000"
        )


def _input(tensor, shape):
    if tensor is None:
        return Input(shape=shape)
    return tensor if history(tensor) else Input(tensor=tensor)


def _head(x, given, form):
    if given.include_top:
        if form.top is not None:
            return form.top(x, given.classes)
        x = GlobalAveragePooling2D(name="avg_pool")(x)
        return Dense(given.classes, "softmax", name=form.classifier)(x)
    if given.pooling == "avg":
        return GlobalAveragePooling2D(name=form.average)(x)
    return GlobalMaxPooling2D(name=form.largest)(x) if given.pooling == "max" else x


# --- the input's shape ---
def side_of(shape, sizes) -> Any:
    """The side of square images if it is one of the sizes, else None.

    Args:
      shape: of images, or None.
      sizes: numbers.
    """
    rows, columns = (None, None) if shape is None else [
        n for i, n in enumerate(shape) if i != _place()
    ]
    return rows if rows == columns and rows in sizes else None


def _input_shape(given, form):
    """The shape of images, checked."""
    shape, weights = given.input_shape, given.weights
    shape = None if shape is None else tuple(shape)
    default = _in_order(form.size, form.size, _channels(shape, weights))
    if weights == "imagenet" and given.include_top:
        if shape not in (None, default):
            raise ValueError(
                "When setting `include_top=True` and loading `imagenet` weights, `input_shape` "
                f"should be {default}."
            )
        return default
    if not shape:
        return default if given.include_top else _in_order(None, None, 3)
    _check_shape(shape, weights, form.least)
    if given.include_top and None in shape:
        raise ValueError(
            "If `include_top` is True, you should specify a static `input_shape`. Got "
            f"`input_shape={shape}`"
        )
    return shape


def _in_order(rows, columns, channels):
    return (channels, rows, columns) if channel_axis() == 1 else (rows, columns, channels)


def _place():
    return channel_axis() - 1


def _channels(shape, weights):
    if weights == "imagenet" or not shape or len(shape) != 3:
        return 3
    found = shape[_place()]
    if found not in (1, 3):
        warnings.warn(
            "This model usually expects 1 or 3 input channels. However, it was passed an "
            f"input_shape with {found} input channels.", stacklevel=5,
        )  # fmt: skip
    return found


def _check_shape(shape, weights, least):
    if len(shape) != 3:
        raise ValueError("`input_shape` must be a tuple of three integers.")
    if shape[_place()] != 3 and weights == "imagenet":
        raise ValueError(f"The input must have 3 channels; got `input_shape={shape}`")
    sizes = [n for i, n in enumerate(shape) if i != _place()]
    if any(n is not None and n < least for n in sizes):
        raise ValueError(
            f"Input size must be at least {least}x{least}; got `input_shape={shape}`"
        )
