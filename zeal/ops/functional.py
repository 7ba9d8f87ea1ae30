"""Functions over the first axis: map_fn, foldl, foldr, scan."""

from zeal import _native, nest
from zeal._native import api
from zeal.ops.array import unstack

__all__ = ["foldl", "foldr", "map_fn", "scan"]


def _slices(elems, reverse=False):
    """The structures that elems (tensors or nested structures of them) hold along axis 0."""
    columns = [unstack(_native.convert(t)) for t in nest.flatten(elems)]
    if len({len(c) for c in columns}) > 1:
        raise ValueError(f"elems differ in their first axis: {[len(c) for c in columns]}")
    rows = list(zip(*columns, strict=True))
    return [nest.pack_sequence_as(elems, row) for row in (reversed(rows) if reverse else rows)]


def _stacked(results):
    columns = zip(*(nest.flatten(r) for r in results), strict=True)
    return nest.pack_sequence_as(results[0], [api.stack(list(c)) for c in columns])


def map_fn(
    fn, elems, dtype=None, parallel_iterations=None, back_prop=True, swap_memory=False,
    infer_shape=True, name=None,
):  # fmt: skip
    """Stacks fn of each slice along the first axis.

    Args:
      fn: function of a slice of elems (a structure where elems is one).
      elems: tensor, or nested structure of tensors with equal first axes, not empty.
      dtype: the dtype or structure of dtypes of fn's results; they are taken as they come.
      parallel_iterations: accepted for compatibility.
      back_prop: False stops gradients.
      swap_memory: accepted for compatibility.
      infer_shape: accepted for compatibility.
      name: accepted for compatibility.

    Returns:
      A tensor, or structure of tensors, whose first axis is that of elems.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, or elems is empty.

    Example:
      >>> tf.map_fn(lambda x: x * x, tf.constant([1, 2, 3])).numpy().tolist()
      [1, 4, 9]
    """
    return _walk(lambda _, x: fn(x), fn, elems, None, back_prop, False)[1]


def foldl(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    name=None,
):  # fmt: skip
    """Folds slices along the first axis from first to last: fn(fn(fn(init, e0), e1), e2).

    Args:
      fn: function of what is accumulated and of a slice of elems.
      elems: tensor, or nested structure of tensors with equal first axes.
      initializer: what to start from; the first slice by default.
      parallel_iterations: accepted for compatibility.
      back_prop: False stops gradients.
      swap_memory: accepted for compatibility.
      name: accepted for compatibility.

    Returns:
      The last value of fn.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, or elems is empty and there is no initializer.

    Example:
      >>> int(tf.foldl(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
      123
    """
    return _fold(fn, elems, initializer, back_prop, False)[0]


def foldr(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    name=None,
):  # fmt: skip
    """Folds slices along the first axis from last to first; see `tf.foldl`.

    Args:
      fn: function of what is accumulated and of a slice of elems.
      elems: tensor, or nested structure of tensors with equal first axes.
      initializer: what to start from; the last slice by default.
      parallel_iterations: accepted for compatibility.
      back_prop: False stops gradients.
      swap_memory: accepted for compatibility.
      name: accepted for compatibility.

    Returns:
      The last value of fn.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, or elems is empty and there is no initializer.

    Example:
      >>> int(tf.foldr(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
      321
    """
    return _fold(fn, elems, initializer, back_prop, True)[0]


def scan(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    infer_shape=True, reverse=False, name=None,
):  # fmt: skip
    """As `tf.foldl`, with all intermediate values stacked along the first axis.

    Args:
      fn: function of what is accumulated and of a slice of elems.
      elems: tensor, or nested structure of tensors with equal first axes.
      initializer: what to start from (not part of the result); the first slice, which then is the
        result's first entry, by default.
      parallel_iterations: accepted for compatibility.
      back_prop: False stops gradients.
      swap_memory: accepted for compatibility.
      infer_shape: accepted for compatibility.
      reverse: walks from last to first; the result keeps the order of elems.
      name: accepted for compatibility.

    Returns:
      A tensor, or structure of tensors, whose first axis is that of elems.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, or elems is empty.

    Example:
      >>> tf.scan(lambda a, x: a + x, tf.constant([1, 2, 3])).numpy().tolist()
      [1, 3, 6]
    """
    return _walk(fn, fn, elems, initializer, back_prop, reverse, from_first=initializer is None)[1]


def _fold(fn, elems, initializer, back_prop, reverse):
    rows = _slices(elems, reverse) if callable(fn) else None
    if initializer is None and rows is not None and not rows:
        raise ValueError("elems is empty and there is no initializer")
    if rows is not None and not rows:
        return nest.map_structure(_native.convert, initializer), None
    first = initializer is None
    return _walk(fn, fn, elems, initializer, back_prop, reverse, from_first=first, keep=False)


def _walk(step, fn, elems, value, back_prop, reverse, from_first=False, keep=True):
    """The last value, and all values stacked where they are kept."""
    if not callable(fn):
        raise TypeError("fn must be callable.")
    rows = _slices(elems, reverse)
    if not rows:
        raise ValueError("elems is empty: its results' dtype and shape are unknown")
    results = []
    if value is not None:
        value = nest.map_structure(_native.convert, value)
    if from_first:
        value = rows.pop(0)
        results.append(value)
    for row in rows:
        value = nest.map_structure(_native.convert, step(value, row))
        if keep:
            results.append(value)
    stop = api.identity if back_prop else api.stop_gradient
    if not keep:
        return nest.map_structure(stop, value), None
    stacked = _stacked(results[::-1] if reverse else results)
    return value, nest.map_structure(stop, stacked)
