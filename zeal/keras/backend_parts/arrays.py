"""tf.keras.backend: shapes, and functions that make or rearrange tensors."""

import math
from typing import Any

from zeal import _native
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.graph.smart_cond import smart_cond
from zeal.keras import activations
from zeal.keras.backend_parts.state import floatx, variable
from zeal.keras.phase import training_or_phase
from zeal.ops.array import fill
from zeal.ops.array.join import stack as _stack
from zeal.ops.array.one_hot import one_hot as _one_hot
from zeal.ops.nn import dropout as _dropout
from zeal.ops.nn.norm import l2_normalize as _l2_normalize
from zeal.ops.random import distributions
from zeal.public import publish


# --- what tensors are ---
def shape(x) -> Tensor:
    """The shape as a tensor.

    Example:
      >>> tf.keras.backend.shape(tf.zeros([2, 3])).numpy().tolist()
      [2, 3]
    """
    return api.shape(x)


def int_shape(x) -> "tuple[int | None, ...] | None":
    """The shape as a tuple, None for open lengths; None where the rank is unknown.

    Example:
      >>> tf.keras.backend.int_shape(tf.keras.Input((3,)))
      (None, 3)
    """
    found = _native.convert(x).shape
    return None if found.ndims is None else tuple(found.as_list())


def ndim(x) -> "int | None":
    """The number of axes.

    Example:
      >>> tf.keras.backend.ndim(tf.zeros([2, 3]))
      2
    """
    return _native.convert(x).shape.ndims


def dtype(x) -> str:
    """The name of the dtype.

    Example:
      >>> tf.keras.backend.dtype(tf.zeros([2]))
      'float32'
    """
    return _native.convert(x).dtype.base_dtype.name


def count_params(x) -> int:
    """The number of elements of a variable.

    Example:
      >>> tf.keras.backend.count_params(tf.zeros([2, 3]))
      6
    """
    return math.prod(x.shape.as_list())


# --- making ---
def constant(value, dtype=None, shape=None, name=None) -> Tensor:
    """A constant of `floatx()`, or of a dtype.

    Example:
      >>> tf.keras.backend.constant([1, 2]).numpy()
      array([1., 2.], dtype=float32)
    """
    value = _native.convert(value, as_dtype(dtype or floatx()))
    return value if shape is None else fill.zeros(shape, value.dtype) + value


def zeros(shape, dtype=None, name=None) -> Any:
    """A variable of zeros.

    Example:
      >>> tf.keras.backend.zeros([2]).numpy().tolist()
      [0.0, 0.0]
    """
    return variable(fill.zeros(shape, dtype or floatx()), name=name)


def ones(shape, dtype=None, name=None) -> Any:
    """A variable of ones.

    Example:
      >>> tf.keras.backend.ones([2]).numpy().tolist()
      [1.0, 1.0]
    """
    return variable(fill.ones(shape, dtype or floatx()), name=name)


def zeros_like(x, dtype=None, name=None) -> Tensor:
    """Zeros of x's shape.

    Example:
      >>> tf.keras.backend.zeros_like(tf.ones([2])).numpy().tolist()
      [0.0, 0.0]
    """
    return fill.zeros_like(x, dtype)


def ones_like(x, dtype=None, name=None) -> Tensor:
    """Ones of x's shape.

    Example:
      >>> tf.keras.backend.ones_like(tf.zeros([2])).numpy().tolist()
      [1.0, 1.0]
    """
    return fill.ones_like(x, dtype)


def random_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None) -> Tensor:
    """Normally distributed numbers.

    Example:
      >>> tf.keras.backend.random_normal([2, 3]).shape.as_list()
      [2, 3]
    """
    return distributions.random_normal(shape, mean, stddev, as_dtype(dtype or floatx()), seed)


def random_uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None) -> Tensor:
    """Evenly distributed numbers.

    Example:
      >>> tf.keras.backend.random_uniform([2, 3]).shape.as_list()
      [2, 3]
    """
    return distributions.random_uniform(shape, minval, maxval, as_dtype(dtype or floatx()), seed)


# --- rearranging ---
def cast(x, dtype) -> Tensor:
    """x in another dtype.

    Example:
      >>> tf.keras.backend.cast(tf.constant([1, 2]), "float32").numpy().tolist()
      [1.0, 2.0]
    """
    return api.cast(x, dtype)


def reshape(x, shape) -> Tensor:
    """x under another shape.

    Example:
      >>> tf.keras.backend.reshape(tf.zeros([2, 3]), (6,)).shape.as_list()
      [6]
    """
    return api.reshape(x, shape)


def expand_dims(x, axis=-1) -> Tensor:
    """x with an axis of length 1 added.

    Example:
      >>> tf.keras.backend.expand_dims(tf.zeros([2])).shape.as_list()
      [2, 1]
    """
    return api.expand_dims(x, axis)


def squeeze(x, axis) -> Tensor:
    """x without an axis of length 1.

    Example:
      >>> tf.keras.backend.squeeze(tf.zeros([2, 1]), 1).shape.as_list()
      [2]
    """
    return api.squeeze(x, [axis])


def transpose(x) -> Tensor:
    """x with its axes in reverse order.

    Example:
      >>> tf.keras.backend.transpose(tf.zeros([2, 3])).shape.as_list()
      [3, 2]
    """
    return api.transpose(x)


def permute_dimensions(x, pattern) -> Tensor:
    """x with its axes in another order.

    Example:
      >>> tf.keras.backend.permute_dimensions(tf.zeros([2, 3, 4]), (2, 0, 1)).shape.as_list()
      [4, 2, 3]
    """
    return api.transpose(x, pattern)


def concatenate(tensors, axis=-1) -> Tensor:
    """Tensors one behind the other along an axis.

    Example:
      >>> tf.keras.backend.concatenate([tf.ones([2, 1]), tf.ones([2, 3])]).shape.as_list()
      [2, 4]
    """
    return api.concat(list(tensors), axis)


def stack(x, axis=0) -> Tensor:
    """Tensors along a new axis.

    Example:
      >>> tf.keras.backend.stack([tf.zeros([2]), tf.ones([2])]).shape.as_list()
      [2, 2]
    """
    return _stack(x, axis)


def flatten(x) -> Tensor:
    """All elements along one axis.

    Example:
      >>> tf.keras.backend.flatten(tf.zeros([2, 3])).shape.as_list()
      [6]
    """
    return api.reshape(x, [-1])


def batch_flatten(x) -> Tensor:
    """All axes but the first joined.

    Example:
      >>> tf.keras.backend.batch_flatten(tf.zeros([2, 3, 4])).shape.as_list()
      [2, 12]
    """
    x = _native.convert(x)
    rest = x.shape.as_list()[1:] if x.shape.ndims else [None]
    if None in rest:
        return api.reshape(x, [api.shape(x)[0], -1])
    return api.reshape(x, [-1, math.prod(rest)])


def repeat(x, n) -> Tensor:
    """`[batch, a]` as `[batch, n, a]`.

    Example:
      >>> tf.keras.backend.repeat(tf.zeros([2, 3]), 4).shape.as_list()
      [2, 4, 3]
    """
    return api.tile(api.expand_dims(x, 1), [1, n, 1])


def tile(x, n) -> Tensor:
    """x repeated n times along each axis.

    Example:
      >>> tf.keras.backend.tile(tf.constant([1, 2]), [2]).numpy().tolist()
      [1, 2, 1, 2]
    """
    return api.tile(x, [n] if isinstance(n, int) else n)


def gather(reference, indices) -> Tensor:
    """Rows by number.

    Example:
      >>> tf.keras.backend.gather(tf.constant([5, 6, 7]), [2, 0]).numpy().tolist()
      [7, 5]
    """
    return api.gather(reference, indices)


# --- functions ---
def dot(x, y) -> Tensor:
    """The product of the last axis of x with the last but one of y.

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

    Example:
      >>> tf.keras.backend.softmax(tf.zeros([1, 2])).numpy().tolist()
      [[0.5, 0.5]]
    """
    return api.softmax(x, axis)


def relu(x, alpha=0.0, max_value=None, threshold=0) -> Tensor:
    """Rectified linear unit; see `tf.keras.activations.relu`.

    Example:
      >>> tf.keras.backend.relu(tf.constant([-1.0, 2.0])).numpy().tolist()
      [0.0, 2.0]
    """
    return activations.relu(x, alpha, max_value, threshold)


def elu(x, alpha=1.0) -> Tensor:
    """Exponential linear unit; see `tf.keras.activations.elu`.

    Example:
      >>> tf.keras.backend.elu(tf.constant([2.0])).numpy().tolist()
      [2.0]
    """
    return activations.elu(x, alpha)


def l2_normalize(x, axis: Any = None) -> Tensor:
    """x with norm 1 along an axis.

    Example:
      >>> tf.keras.backend.l2_normalize(tf.constant([3.0, 4.0])).numpy().round(1).tolist()
      [0.6000000238418579, 0.800000011920929]
    """
    return _l2_normalize(x, axis)


def one_hot(indices, num_classes) -> Tensor:
    """One-hot rows of integers.

    Example:
      >>> tf.keras.backend.one_hot(tf.constant([1]), 2).numpy().tolist()
      [[0.0, 1.0]]
    """
    return _one_hot(indices, num_classes)


def argmax(x, axis=-1) -> Tensor:
    """Where the largest element is along an axis.

    Example:
      >>> tf.keras.backend.argmax(tf.constant([1.0, 3.0])).numpy().item()
      1
    """
    return api.argmax(x, axis)


def argmin(x, axis=-1) -> Tensor:
    """Where the least element is along an axis.

    Example:
      >>> tf.keras.backend.argmin(tf.constant([1.0, 3.0])).numpy().item()
      0
    """
    return api.argmin(x, axis)


def dropout(x, level, noise_shape=None, seed=None) -> Tensor:
    """x with a share of its elements 0, and the others scaled up.

    Example:
      >>> tf.keras.backend.dropout(tf.ones([2]), 0.0).numpy().tolist()
      [1.0, 1.0]
    """
    return _dropout.dropout(x, noise_shape=noise_shape, seed=seed, rate=level)


def stop_gradient(variables) -> Any:
    """A tensor, or list of them, that counts as constant to gradients.

    Example:
      >>> float(tf.keras.backend.stop_gradient(tf.constant(3.0)))
      3.0
    """
    if isinstance(variables, (list, tuple)):
        return [api.stop_gradient(v) for v in variables]
    return api.stop_gradient(variables)


def switch(condition, then_expression, else_expression) -> Any:
    """One of two values by a boolean scalar; functions without arguments are called.

    Example:
      >>> float(tf.keras.backend.switch(tf.constant(True), lambda: 1.0, lambda: 2.0))
      1.0
    """
    then, other = (
        value if callable(value) else (lambda value=value: value)
        for value in (then_expression, else_expression)
    )
    return smart_cond(
        condition, lambda: _native.convert(then()), lambda: _native.convert(other())
    )


def in_train_phase(x, alt, training=None) -> Any:
    """x while training, else alt; functions without arguments are called.

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

    Example:
      >>> float(tf.keras.backend.in_test_phase(tf.constant(1.0), tf.constant(2.0)))
      1.0
    """
    return in_train_phase(alt, x, training)


def update(x, new_x) -> Any:
    """Assigns to a variable.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update(v, 2.0)
      >>> float(v)
      2.0
    """
    return x.assign(new_x)


def update_add(x, increment) -> Any:
    """Adds to a variable.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update_add(v, 2.0)
      >>> float(v)
      3.0
    """
    return x.assign_add(increment)


def update_sub(x, decrement) -> Any:
    """Subtracts from a variable.

    Example:
      >>> v = tf.Variable(1.0)
      >>> _ = tf.keras.backend.update_sub(v, 2.0)
      >>> float(v)
      -1.0
    """
    return x.assign_sub(decrement)


_OWN = (
    "shape", "int_shape", "ndim", "dtype", "count_params", "constant", "zeros", "ones",
    "zeros_like", "ones_like", "random_normal", "random_uniform", "cast", "reshape",
    "expand_dims", "squeeze", "transpose", "permute_dimensions", "concatenate", "stack", "flatten",
    "batch_flatten", "repeat", "tile", "gather", "dot", "clip", "softmax", "relu", "elu",
    "l2_normalize", "one_hot", "argmax", "argmin", "dropout", "stop_gradient", "switch",
    "in_train_phase", "in_test_phase", "update", "update_add", "update_sub",
)  # fmt: skip
for _name in _OWN:
    publish(__name__, _name, f"keras.backend.{_name}")
publish("zeal.state.scope", "name_scope", "keras.backend.name_scope")
