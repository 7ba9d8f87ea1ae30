"""Tensors with a given shape: checked at once where shapes are known, else by the run."""

import numpy as np

from zeal import _native
from zeal._native import Tensor, api
from zeal.eager import control
from zeal.effects.check import Assert
from zeal.public import public, publish
from zeal.state.scope import name_scope

for _name in ("assert_same_float_dtype", "assert_scalar"):
    publish("zeal.effects.check_kind", _name, f"contrib.framework.{_name}")


@public("contrib.framework.assert_scalar_int")
def assert_scalar_int(tensor, name=None) -> Tensor:
    """Returns a tensor that it has found to be an integer scalar.

    Args:
      tensor: what converts to one.
      name: accepted for compatibility.

    Returns:
      The tensor.

    Raises:
      ValueError: it has axes, or another dtype.

    Example:
      >>> tf.contrib.framework.assert_scalar_int(3).numpy()
      3
    """
    from zeal.effects.check_kind import assert_scalar

    tensor = _native.convert(tensor)
    if not tensor.dtype.is_integer:
        raise ValueError(f"Expected integer type for {_word(tensor)}, received type: "
                         f"{tensor.dtype}.")
    return assert_scalar(tensor)


def _word(tensor):
    return tensor.name if tensor._symbolic else f"a tensor of shape {tensor.shape}"


@public("contrib.framework.remove_squeezable_dimensions")
def remove_squeezable_dimensions(predictions, labels, name=None):
    """Predictions and labels; one that has an axis of size 1 too many comes without it.

    Args:
      predictions, labels: tensors.
      name: the name of the scope.

    Returns:
      The pair, predictions first.
    """
    from zeal.metrics.weights import squeezed_pair

    with name_scope(name, "remove_squeezable_dimensions", [predictions, labels]):
        return squeezed_pair(labels, predictions)[::-1]


@public("contrib.framework.reduce_sum_n")
def reduce_sum_n(tensors, name=None) -> Tensor:
    """The sum of all elements of several tensors.

    Args:
      tensors: tensors of one dtype, of any shapes.
      name: the name of the sum, and of the scope.

    Raises:
      ValueError: there are none.

    Example:
      >>> tf.contrib.framework.reduce_sum_n([1, [2, 3]]).numpy()
      6
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    with name_scope(name, "reduce_sum_n", tensors) as scope:
        sums = [api.reduce_sum(t) for t in tensors]
        return sums[0] if len(sums) == 1 else api.add_n(sums, name=scope)


@public("contrib.framework.with_shape")
def with_shape(expected_shape, tensor) -> Tensor:
    """A tensor that has a shape for certain.

    Args:
      expected_shape: an int32 vector: numbers, None or -1 for any length, or a tensor.
      tensor: a tensor. One element counts as a scalar.

    Returns:
      The tensor; where its shape is not known yet, one that runs check.

    Raises:
      ValueError: it has another shape, or expected_shape is no int32 vector.
      InvalidArgumentError: the run finds another shape.

    Example:
      >>> tf.contrib.framework.with_shape([2], tf.constant([1, 2])).numpy().tolist()
      [1, 2]
    """
    wanted = _wanted(expected_shape, tensor)
    if isinstance(wanted, Tensor):
        return _checked(wanted, tensor)
    actual, sizes = tensor.shape, [None if n == -1 else n for n in wanted]
    if actual.is_fully_defined() and (sizes or actual == []) and actual.is_compatible_with(sizes):
        return tensor
    if not sizes and actual.is_compatible_with([1]):
        return api.reshape(tensor, [])
    if actual.is_fully_defined():
        raise ValueError(
            f"Invalid shape for tensor {_word(tensor)}, expected {sizes}, got {actual}."
        )
    checked = _checked(_native.convert(wanted, "int32"), tensor)
    checked.set_shape(sizes)
    return checked


def _wanted(shape, tensor):
    """The shape as an int32 tensor, or as a list; ValueError where it is neither."""
    if isinstance(shape, Tensor):
        if shape.dtype != "int32":
            raise ValueError(
                f"Invalid dtype {shape.dtype} for shape {shape} expected of tensor {_word(tensor)}."
            )
        return shape if shape._symbolic else shape.numpy().tolist()
    sizes = [-1 if n is None else n for n in getattr(shape, "as_list", lambda: shape)()]
    array = np.asarray(sizes, None if sizes else np.int32)
    if array.ndim > 1 or array.dtype.kind != "i":
        kind, value = ("rank", array.ndim) if array.ndim > 1 else ("dtype", array.dtype)
        raise ValueError(
            f"Invalid {kind} {value} for shape {shape} expected of tensor {_word(tensor)}."
        )
    return sizes


def _checked(wanted, tensor):
    """The tensor behind a check that runs make; lengths of -1 are any."""
    actual = api.shape(tensor)
    ranks = api.equal(api.size(wanted), api.rank(tensor))
    text = f"Wrong shape for {_word(tensor)} [expected] [actual]."
    with control.control_dependencies([Assert(ranks, [text, wanted, actual])]):
        same = api.reduce_all(api.logical_or(api.equal(wanted, -1), api.equal(wanted, actual)))
    with control.control_dependencies([Assert(same, [text, wanted, actual])]):
        return api.identity(tensor)


@public("contrib.framework.with_same_shape")
def with_same_shape(expected_tensor, tensor) -> Tensor:
    """A tensor that has another one's shape for certain.

    Args:
      expected_tensor: the other tensor.
      tensor: a tensor.

    Returns:
      The tensor; where a shape is not known yet, one that runs check.

    Raises:
      ValueError: it has another shape.
      InvalidArgumentError: the run finds another shape.

    Example:
      >>> tf.contrib.framework.with_same_shape(tf.zeros([2]), tf.constant([1, 2])).numpy().tolist()
      [1, 2]
    """
    shape = expected_tensor.shape
    return with_shape(
        shape.as_list() if shape.is_fully_defined() else api.shape(expected_tensor), tensor
    )
