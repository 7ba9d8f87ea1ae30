"""tf.keras.backend: Keras's names of functions of tensors."""

import sys
from typing import Any

from zeal import _native
from zeal._native import api
from zeal.keras import activations
from zeal.keras.float_dtype import floatx
from zeal.keras.losses import crossentropy
from zeal.ops.array.range import range as _range
from zeal.ops.array.reorder import from_front
from zeal.public import publish

_absolute = abs  # the names of builtins mean Keras's functions below


_OF_AXES = """x: a tensor.
      axis: an axis, or a list of axes; all by default.
      keepdims: whether they stay, with length 1.

    Returns:
      A tensor without these axes."""
_OF_ONE = """x: a tensor of any shape.

    Returns:
      A tensor of x's shape."""
_OF_TWO = """x: a tensor of any shape.
      y: a tensor whose shape broadcasts with x's.

    Returns:
      A tensor of both shapes broadcast."""


def _keras(name, function, doc, args, example, gives):
    """Publishes a function under Keras's name."""
    function.__name__ = function.__qualname__ = name
    function.__module__ = __name__
    function.__doc__ = f"""{doc}

    Args:
      {args}

    Example:
      >>> {example}
      {gives}
    """
    setattr(sys.modules[__name__], name, function)
    publish(__name__, name, f"keras.backend.{name}")


def _reduction(name, op, gives, doc):
    def reduction(x, axis: Any = None, keepdims=False) -> Any:
        return op(x, axis, keepdims)

    _keras(
        name, reduction, f"{doc} over axes, or over all.", _OF_AXES,
        f"float(tf.keras.backend.{name}(tf.constant([1.0, 3.0])))", gives,
    )  # fmt: skip


def _boolean(name, op, gives, doc):
    def reduction(x, axis: Any = None, keepdims=False) -> Any:
        return op(api.cast(x, "bool"), axis, keepdims)

    _keras(
        name, reduction, f"{doc} along axes, or along all.", _OF_AXES,
        f"bool(tf.keras.backend.{name}(tf.constant([True, False])))", gives,
    )  # fmt: skip


_reduction("sum", api.reduce_sum, "4.0", "The sum")
_reduction("mean", lambda x, *rest: api.reduce_mean(_floating(x), *rest), "2.0", "The mean")
_reduction("max", api.reduce_max, "3.0", "The largest element")
_reduction("min", api.reduce_min, "1.0", "The least element")
_reduction("prod", api.reduce_prod, "3.0", "The product")
_reduction("var", lambda x, *rest: _variance(x, *rest), "1.0", "The variance")
_reduction("std", lambda x, *rest: api.sqrt(_variance(x, *rest)), "1.0", "The standard deviation")
_boolean("any", api.reduce_any, "True", "Whether any is true")
_boolean("all", api.reduce_all, "False", "Whether all are true")


def _floating(x):
    x = _native.convert(x)
    return api.cast(x, floatx()) if x.dtype.base_dtype.name == "bool" else x


def _variance(x, axis, keepdims):
    x = _floating(x)
    deviations = x - api.reduce_mean(x, axis, True)
    return api.reduce_mean(api.square(deviations), axis, keepdims)


def _elementwise(name, op, given, gives, doc):
    def function(x) -> Any:
        return op(x)

    _keras(
        name, function, f"{doc}, element by element.", _OF_ONE,
        f"float(tf.keras.backend.{name}(tf.constant({given})))", gives,
    )  # fmt: skip


def _sqrt(x):
    x = _native.convert(x)
    return api.sqrt(api.maximum(x, api.cast(0, x.dtype)))


_elementwise("abs", lambda x: _absolute(_native.convert(x)), -2.0, "2.0", "The absolute value")
_elementwise("square", api.square, 3.0, "9.0", "The square")
_elementwise("sqrt", _sqrt, -1.0, "0.0", "The square root, 0 of negative elements")
_elementwise("exp", api.exp, 0.0, "1.0", "The exponential function")
_elementwise("log", api.log, 1.0, "0.0", "The natural logarithm")
_elementwise("round", api.round, 1.7, "2.0", "The nearest integer")
_elementwise("sign", api.sign, -2.0, "-1.0", "The sign")
_elementwise("sin", api.sin, 0.0, "0.0", "The sine")
_elementwise("cos", api.cos, 0.0, "1.0", "The cosine")
_elementwise("sigmoid", api.sigmoid, 0.0, "0.5", "`1 / (1 + exp(-x))`")
_elementwise("tanh", api.tanh, 0.0, "0.0", "The hyperbolic tangent")
_elementwise("softplus", api.softplus, -200.0, "0.0", "`log(exp(x) + 1)`")
_elementwise("softsign", api.softsign, 1.0, "0.5", "`x / (abs(x) + 1)`")
_elementwise(
    "hard_sigmoid", activations.hard_sigmoid, 0.0, "0.5", "A sigmoid of three straight pieces"
)


def _pair(name, op, gives, doc):
    def function(x, y) -> Any:
        return op(x, y)

    _of_pairs(name, function, gives, doc)


def _of_pairs(name, function, gives, doc):
    _keras(
        name, function, f"{doc}, element by element.", _OF_TWO,
        f"tf.keras.backend.{name}(tf.constant(2.0), tf.constant(3.0)).numpy().item()", gives,
    )  # fmt: skip


_pair("equal", api.equal, "False", "Whether x is y")
_pair("not_equal", api.not_equal, "True", "Whether x is not y")
_pair("greater", api.greater, "False", "Whether x is greater than y")
_pair("greater_equal", api.greater_equal, "False", "Whether x is y or greater")
_pair("less", api.less, "True", "Whether x is less than y")
_pair("less_equal", api.less_equal, "True", "Whether x is y or less")
_pair("maximum", api.maximum, "3.0", "The larger one")
_pair("minimum", api.minimum, "2.0", "The smaller one")
_of_pairs("pow", lambda x, a: api.pow(x, a), "8.0", "x to the power a")


def _last(x, axis):
    """A tensor with an axis moved to the end."""
    x = _native.convert(x)
    rank = x.shape.ndims
    if axis == -1:
        return x
    if rank is None:
        axis += api.rank(x) if axis < 0 else 0
        rest = _range(axis), _range(axis + 1, api.rank(x))
        return api.transpose(x, api.concat([*rest, [axis]], 0))
    axis = from_front(axis, rank)
    return api.transpose(x, [*(i for i in range(rank) if i != axis), axis])


def categorical_crossentropy(target, output, from_logits=False, axis=-1) -> Any:
    """Crossentropy of distributions over classes.

    Args:
      target: the wanted probabilities.
      output: a tensor of probabilities, or logits, of the same shape.
      from_logits: whether output holds logits.
      axis: the axis of classes.

    Returns:
      A tensor without that axis.

    Example:
      >>> x = tf.constant([[0.5, 0.5]])
      >>> tf.keras.backend.categorical_crossentropy(x, x).numpy()
      array([0.6931472], dtype=float32)
    """
    output = _last(output, axis)
    return crossentropy.categorical_crossentropy(_last(target, axis), output, from_logits)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1) -> Any:
    """Crossentropy of classes that are given by number.

    Args:
      target: integers.
      output: a tensor of probabilities, or logits, with an axis of classes.
      from_logits: whether output holds logits.
      axis: the axis of classes.

    Returns:
      A tensor without that axis.

    Example:
      >>> x = tf.constant([[0.5, 0.5]])
      >>> tf.keras.backend.sparse_categorical_crossentropy([1], x).numpy()
      array([0.6931472], dtype=float32)
    """
    return crossentropy.sparse_categorical_crossentropy(target, output, from_logits, axis)


def binary_crossentropy(target, output, from_logits=False) -> Any:
    """Crossentropy of decisions between two, element by element.

    Args:
      target: a tensor of 0 and 1, or probabilities.
      output: a tensor of probabilities, or logits, of the same shape.
      from_logits: whether output holds logits.

    Returns:
      A tensor of the shape of both.

    Example:
      >>> x = tf.constant([0.5])
      >>> tf.keras.backend.binary_crossentropy(x, x).numpy()
      array([0.69314694], dtype=float32)
    """
    output = _native.convert(output)
    return crossentropy._binary(api.cast(target, output.dtype), output, from_logits)


for _name in (
    "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
