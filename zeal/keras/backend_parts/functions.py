"""tf.keras.backend: products, activations, choices, and changes of variables."""

import math
from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.graph.smart_cond import smart_cond
from zeal.keras import activations
from zeal.keras.phase import training_or_phase
from zeal.ops.array.fill import ones as _ones
from zeal.ops.array.one_hot import one_hot as _one_hot
from zeal.ops.array.where import where_v2 as _where
from zeal.ops.nn import dropout as _dropout
from zeal.ops.nn.norm import l2_normalize as _l2_normalize
from zeal.public import publish


def dot(x, y) -> Tensor:
    """The product of the last axis of x with the last but one of y.

    Args:
      x: a tensor of rank 1 or more.
      y: a tensor whose last axis but one (or only axis) is as long as x's last.

    Returns:
      A tensor with x's other axes, then those of y.

    Example:
      >>> tf.keras.backend.dot(tf.ones([2, 4, 3]), tf.ones([3, 5])).shape.as_list()
      [2, 4, 5]
    """
    x, y = _native.convert(x), _native.convert(y)
    if x.shape.ndims == y.shape.ndims == 2:
        return api.matmul(x, y)
    n = y.shape.ndims
    order = [n - 2, *(i for i in range(n) if i != n - 2)] if n > 1 else [0]
    sizes = [_sizes(x)[:-1], [s for i, s in enumerate(_sizes(y)) if i != max(n - 2, 0)]]
    rows = api.reshape(x, [-1, x.shape.as_list()[-1]])
    columns = api.reshape(api.transpose(y, order), [x.shape.as_list()[-1], -1])
    return api.reshape(api.matmul(rows, columns), [*sizes[0], *sizes[1]])


def _sizes(x):
    return [api.shape(x)[i] if n is None else n for i, n in enumerate(x.shape.as_list())]


def clip(x, min_value, max_value) -> Tensor:
    """x, at least min_value and at most max_value.

    Args:
      x: a tensor of numbers.
      min_value: the least value, or None.
      max_value: the largest value, or None; where it is less than min_value, that counts.

    Returns:
      A tensor of x's shape and dtype.

    Example:
      >>> tf.keras.backend.clip(tf.constant([-1.0, 0.5, 3.0]), 0.0, 1.0).numpy().tolist()
      [0.0, 0.5, 1.0]
    """
    x = _native.convert(x)
    low = -math.inf if min_value is None else min_value
    high = math.inf if max_value is None else max(max_value, low)
    return api.clip_by_value(x, api.cast(low, x.dtype), api.cast(high, x.dtype))


def softmax(x, axis=-1) -> Tensor:
    """Softmax along an axis.

    Args:
      x: a floating tensor.
      axis: the axis.

    Returns:
      A tensor of x's shape whose sums along the axis are 1.

    Example:
      >>> tf.keras.backend.softmax(tf.zeros([1, 2])).numpy().tolist()
      [[0.5, 0.5]]
    """
    return api.softmax(x, axis)


def relu(x, alpha=0.0, max_value=None, threshold=0) -> Tensor:
    """Rectified linear unit; see `tf.keras.activations.relu`.

    Args:
      x: a tensor of numbers.
      alpha: the slope below the threshold.
      max_value: the largest value, or None.
      threshold: the value from which on x stays as it is.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.relu(tf.constant([-1.0, 2.0])).numpy().tolist()
      [0.0, 2.0]
    """
    return activations.relu(x, alpha, max_value, threshold)


def elu(x, alpha=1.0) -> Tensor:
    """Exponential linear unit; see `tf.keras.activations.elu`.

    Args:
      x: a floating tensor.
      alpha: the negative limit's size.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.elu(tf.constant([2.0])).numpy().tolist()
      [2.0]
    """
    return activations.elu(x, alpha)


def l2_normalize(x, axis: Any = None) -> Tensor:
    """x with norm 1 along an axis.

    Args:
      x: a floating tensor.
      axis: an axis, or a list of axes; all by default.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.l2_normalize(tf.constant([3.0, 4.0])).numpy().round(1).tolist()
      [0.6000000238418579, 0.800000011920929]
    """
    return _l2_normalize(x, axis)


def one_hot(indices, num_classes) -> Tensor:
    """One-hot rows of integers.

    Args:
      indices: integers of any shape.
      num_classes: the length of the new last axis.

    Returns:
      A float32 tensor of shape `indices.shape + [num_classes]`.

    Example:
      >>> tf.keras.backend.one_hot(tf.constant([1]), 2).numpy().tolist()
      [[0.0, 1.0]]
    """
    return _one_hot(indices, num_classes)


def argmax(x, axis=-1) -> Tensor:
    """Where the largest element is along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis.

    Returns:
      int64 numbers, of one rank less.

    Example:
      >>> tf.keras.backend.argmax(tf.constant([1.0, 3.0])).numpy().item()
      1
    """
    return api.argmax(x, axis)


def argmin(x, axis=-1) -> Tensor:
    """Where the least element is along an axis.

    Args:
      x: a tensor of numbers.
      axis: the axis.

    Returns:
      int64 numbers, of one rank less.

    Example:
      >>> tf.keras.backend.argmin(tf.constant([1.0, 3.0])).numpy().item()
      0
    """
    return api.argmin(x, axis)


def dropout(x, level, noise_shape=None, seed=None) -> Tensor:
    """x with a share of its elements 0, and the others scaled up.

    Args:
      x: a floating tensor.
      level: the share of elements that become 0, in `[0, 1)`.
      noise_shape: the shape of the choices, which are broadcast to x; x's by default.
      seed: an int, or None.

    Returns:
      A tensor of x's shape.

    Example:
      >>> tf.keras.backend.dropout(tf.ones([2]), 0.0).numpy().tolist()
      [1.0, 1.0]
    """
    return _dropout.dropout(x, noise_shape=noise_shape, seed=seed, rate=level)


def stop_gradient(variables) -> Any:
    """A tensor, or list of them, that counts as constant to gradients.

    Args:
      variables: a tensor or variable, or a list of them.

    Returns:
      The tensor, or a list of tensors.

    Example:
      >>> float(tf.keras.backend.stop_gradient(tf.constant(3.0)))
      3.0
    """
    if isinstance(variables, (list, tuple)):
        return [api.stop_gradient(v) for v in variables]
    return api.stop_gradient(variables)


def switch(condition, then_expression, else_expression) -> Any:
    """One of two values by a boolean; functions without arguments are called.

    Args:
      condition: a boolean scalar; or a tensor of them, which chooses entries: of its size along its
        axes, which are the values' first ones.
      then_expression: the value where it is true, or a function that gives it.
      else_expression: the value where it is false, or a function that gives it.

    Returns:
      What was chosen; where the condition is symbolic, a tensor of both values' dtype.

    Raises:
      ValueError: condition has more axes than the values.

    Example:
      >>> float(tf.keras.backend.switch(tf.constant(True), lambda: 1.0, lambda: 2.0))
      1.0
    """
    then, other = (
        value if callable(value) else (lambda value=value: value)
        for value in (then_expression, else_expression)
    )
    if isinstance(condition, (Tensor, _native.Variable)) and condition.shape.ndims:
        return _chosen(api.cast(condition, "bool"), then(), other())
    return smart_cond(
        condition, lambda: _native.convert(then()), lambda: _native.convert(other())
    )


def _chosen(condition, then, other):
    """Entries of one value or the other."""
    then, other = _native.convert(then), _native.convert(other)
    if then.shape.ndims is None:
        return _where(condition, then, other)
    missing = then.shape.ndims - condition.shape.ndims
    if missing < 0:
        raise ValueError(
            "Rank of `condition` should be less than or equal to rank of `then_expression` and "
            f"`else_expression`. ndim(condition)={condition.shape.ndims}, "
            f"ndim(then_expression)={then.shape.ndims}"
        )
    sizes = api.concat([api.shape(condition), _ones([missing], "int32")], 0)
    return _where(api.reshape(condition, sizes), then, other)


def in_train_phase(x, alt, training=None) -> Any:
    """x while training, else alt; functions without arguments are called.

    Args:
      x: the value while training, or a function that gives it.
      alt: the value otherwise, or a function that gives it.
      training: whether this is training; by default `learning_phase()`.

    Returns:
      One of the two; where the phase is symbolic, a tensor.

    Example:
      >>> float(tf.keras.backend.in_train_phase(tf.constant(1.0), tf.constant(2.0), training=1))
      1.0
    """
    training = training_or_phase(training)
    if not isinstance(training, Tensor):
        chosen = x if training else alt
        return chosen() if callable(chosen) else chosen
    return switch(training, x, alt)


def in_test_phase(x, alt, training=None) -> Any:
    """alt while training, else x; functions without arguments are called.

    Args:
      x: the value while not training, or a function that gives it.
      alt: the value while training, or a function that gives it.
      training: whether this is training; by default `learning_phase()`.

    Returns:
      One of the two; where the phase is symbolic, a tensor.

    Example:
      >>> float(tf.keras.backend.in_test_phase(tf.constant(1.0), tf.constant(2.0)))
      1.0
    """
    return in_train_phase(alt, x, training)


def update(x, new_x) -> Any:
    """Assigns to a variable.

    Args:
      x: a variable.
      new_x: a value of its shape.

    Returns:
      What `assign` returns: in a graph, an operation's tensor.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update(v, 2.0)
      >>> float(v)
      2.0
    """
    return x.assign(new_x)


def update_add(x, increment) -> Any:
    """Adds to a variable.

    Args:
      x: a variable.
      increment: a value of its shape.

    Returns:
      What `assign_add` returns: in a graph, an operation's tensor.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update_add(v, 2.0)
      >>> float(v)
      3.0
    """
    return x.assign_add(increment)


def update_sub(x, decrement) -> Any:
    """Subtracts from a variable.

    Args:
      x: a variable.
      decrement: a value of its shape.

    Returns:
      What `assign_sub` returns: in a graph, an operation's tensor.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update_sub(v, 2.0)
      >>> float(v)
      -1.0
    """
    return x.assign_sub(decrement)


for _name in (
    "dot", "clip", "softmax", "relu", "elu", "l2_normalize", "one_hot", "argmax", "argmin",
    "dropout", "stop_gradient", "switch", "in_train_phase", "in_test_phase", "update", "update_add",
    "update_sub",
):  # fmt: skip
    publish(__name__, _name, f"keras.backend.{_name}")
