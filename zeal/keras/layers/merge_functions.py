"""tf.keras.layers.add and its kin: merge layers that are called at once."""

from typing import Any

from zeal.keras.layers import merging
from zeal.public import publish


def _function(layer, what, example, gives):
    name = layer.__name__.lower()

    def merge(inputs, **kwargs: Any) -> Any:
        return layer(**kwargs)(inputs)

    merge.__name__ = merge.__qualname__ = name
    merge.__doc__ = f"""{what}.

    Args:
      inputs: a list of tensors.
      **kwargs: those of the layer `tf.keras.layers.{layer.__name__}`.

    Returns:
      A tensor.

    Example:
      >>> a, b = tf.constant([[1.0, 5.0]]), tf.constant([[2.0, 3.0]])
      >>> tf.keras.layers.{example}.numpy().tolist()
      {gives}
    """
    publish(__name__, name, f"keras.layers.{name}")
    return merge


add = _function(merging.Add, "The sum of several inputs", "add([a, b])", "[[3.0, 8.0]]")
subtract = _function(
    merging.Subtract, "The difference of two inputs", "subtract([a, b])", "[[-1.0, 2.0]]"
)
multiply = _function(
    merging.Multiply, "The product of several inputs", "multiply([a, b])", "[[2.0, 15.0]]"
)
average = _function(
    merging.Average, "The mean of several inputs", "average([a, b])", "[[1.5, 4.0]]"
)
maximum = _function(
    merging.Maximum, "The largest of several inputs", "maximum([a, b])", "[[2.0, 5.0]]"
)
minimum = _function(
    merging.Minimum, "The least of several inputs", "minimum([a, b])", "[[1.0, 3.0]]"
)


def concatenate(inputs, axis=-1, **kwargs: Any) -> Any:
    """Inputs one behind the other along an axis.

    Args:
      inputs: a list of tensors.
      axis: the axis.
      **kwargs: those of `tf.keras.layers.Layer`.

    Returns:
      A tensor.

    Example:
      >>> tf.keras.layers.concatenate([tf.ones([2, 1]), tf.ones([2, 3])]).shape.as_list()
      [2, 4]
    """
    return merging.Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs, axes: Any, normalize=False, **kwargs: Any) -> Any:
    """The product of two inputs over an axis of each, example by example.

    Args:
      inputs: a list of two tensors.
      axes: the axis of both, or a tuple of two.
      normalize: whether vectors along the axes get norm 1 first.
      **kwargs: those of `tf.keras.layers.Layer`.

    Returns:
      A tensor.

    Example:
      >>> x = tf.constant([[1.0, 2.0]])
      >>> tf.keras.layers.dot([x, x], axes=1).numpy().tolist()
      [[5.0]]
    """
    return merging.Dot(axes=axes, normalize=normalize, **kwargs)(inputs)


publish(__name__, "concatenate", "keras.layers.concatenate")
publish(__name__, "dot", "keras.layers.dot")
