"""Functions over the first axis: map_fn, foldl, foldr, scan."""

import functools

from zeal import _native, nest
from zeal._native import Tensor, api
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError, OutOfRangeError
from zeal.graph import loops_over_rows
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import stack, unstack
from zeal.public import public


# --- slices of the arguments ---
def _tensors(fn, elems):
    """The leaves of elems as tensors that have a first axis.

    Raises:
      TypeError: fn cannot be called.
      ValueError: there are no leaves, or one is a scalar.
    """
    if not callable(fn):
        raise TypeError("fn must be callable.")
    tensors = [_native.convert(t) for t in nest.flatten(elems)]
    if not tensors:
        raise ValueError("elems must be a Tensor or (possibly nested) sequence of Tensors. "
                         f"Got: {elems}")
    if any(t.shape.ndims == 0 for t in tensors):
        raise ValueError("elements in elems must be 1+ dimensional Tensors, not scalars"
                         if nest.is_nested(elems)
                         else "elems must be a 1+ dimensional Tensor, not a scalar")
    return tensors


def _slices(elems, tensors, reverse=False):
    """The structures that elems holds along axis 0."""
    columns = [unstack(t) for t in tensors]
    if not nest.is_nested(elems):
        return columns[0][::-1] if reverse else columns[0]
    lengths = [len(c) for c in columns]
    if len(set(lengths)) > 1:
        other = next(n for n in lengths if n != lengths[0])
        raise ValueError(f"Cannot unstack {other} tensors into a TensorArray of static size "
                         f"{lengths[0]}: elems differ in their first axis, {lengths}")
    rows = [nest.pack_sequence_as(elems, row) for row in zip(*columns, strict=True)]
    return rows[::-1] if reverse else rows


def _in_graph(tensors):
    return not _native.executing_eagerly() or any(t._symbolic for t in tensors)


# --- values of the function ---
def _typed(value, dtype):
    """A value as a tensor of a dtype; numbers and lists take it, tensors must have it."""
    if not isinstance(value, Tensor):
        try:
            value = _native.convert(value, dtype)
        except TypeError:
            value = _native.convert(value)
    if value.dtype is not dtype:
        raise InvalidArgumentError(
            f"TensorArray dtype is {dtype.name} but Op is trying to write dtype "
            f"{value.dtype.name}: the results of fn must have the dtypes that dtype= says, by "
            "default those of elems or initializer")
    return value


def _collect(value, structure, dtypes):
    """The leaves of a value of fn, which must have this structure and these dtypes."""
    if type(value) is Tensor and value.dtype is structure:
        return [value]  # the usual case, and a long loop's
    nest.assert_same_structure(structure, value)
    return [_typed(v, t) for v, t in zip(nest.flatten(value), dtypes, strict=True)]


def _stacked(column, dtype):
    if not column:
        return zeros([0], dtype)
    try:
        return stack(column)
    except InvalidArgumentError:
        shapes = [t._shape_tuple() for t in column]
        other = next(s for s in shapes if s != shapes[0])
        raise ValueError(
            f"Incompatible shape for value ({other}), expected ({shapes[0]}): the results of fn "
            "are stacked and must have one shape") from None


def _stack_rows(rows, structure, dtypes):
    columns = zip(*rows, strict=True) if rows else [()] * len(dtypes)
    stacked = [_stacked(list(c), t) for c, t in zip(columns, dtypes, strict=True)]
    return nest.pack_sequence_as(structure, stacked)


@public("map_fn")
def map_fn(
    fn, elems, dtype=None, parallel_iterations=None, back_prop=True, swap_memory=False,
    infer_shape=True, name=None,
):  # fmt: skip
    """Stacks fn of each slice along the first axis.

    Args:
      fn: function of a slice of elems (a structure where elems is one).
      elems: tensor, or nested structure of tensors with equal first axes.
      dtype: the dtype, or structure of dtypes, of fn's results; that of elems by default.
      parallel_iterations: accepted for compatibility.
      back_prop: whether gradients flow through it in graphs; eagerly they do.
      swap_memory: accepted for compatibility.
      infer_shape: accepted for compatibility.
      name: name of the loop in graphs.

    Returns:
      A tensor, or structure of tensors, whose first axis is that of elems; of shape `[0]` where
      that axis has no entries, as fn is not called then.

    Raises:
      TypeError: fn cannot be called, or its result holds other types of sequences than dtype.
      ValueError: first axes differ, elems holds a scalar, a result has another structure than
        dtype, or results differ in shape.
      InvalidArgumentError: a result has another dtype.

    Example:
      >>> tf.map_fn(lambda x: x * x, tf.constant([1, 2, 3])).numpy().tolist()
      [1, 4, 9]
    """
    tensors = _tensors(fn, elems)
    if dtype is None:
        dtype = nest.pack_sequence_as(elems, [t.dtype for t in tensors])
    dtypes = [as_dtype(t) for t in nest.flatten(dtype)]
    if _in_graph(tensors):
        collect = functools.partial(_collect, structure=dtype, dtypes=dtypes)
        return loops_over_rows.mapped(
            fn, elems, tensors, dtype, dtypes, collect, back_prop, name or "map"
        )
    rows = [_collect(fn(row), dtype, dtypes) for row in _slices(elems, tensors)]
    return _stack_rows(rows, dtype, dtypes)


@public("foldl")
def foldl(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    name=None,
):  # fmt: skip
    """Folds slices along the first axis from first to last: fn(fn(fn(init, e0), e1), e2).

    Args:
      fn: function of what is accumulated and of a slice of elems.
      the others: as for `tf.map_fn`.
      initializer: what to start from; the first slice by default.

    Returns:
      The last value of fn.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, elems holds a scalar, or a result of fn has another structure
        than what it accumulates.
      OutOfRangeError: elems is empty and there is no initializer.

    Example:
      >>> int(tf.foldl(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
      123
    """
    return _fold(fn, elems, initializer, False, back_prop, name or "foldl")


@public("foldr")
def foldr(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    name=None,
):  # fmt: skip
    """Folds slices along the first axis from last to first; see `tf.foldl`.

    Args:
      fn: function of what is accumulated and of a slice of elems.
      the others: as for `tf.map_fn`.
      initializer: what to start from; the last slice by default.

    Returns:
      The last value of fn.

    Raises:
      As `tf.foldl`.

    Example:
      >>> int(tf.foldr(lambda a, x: a * 10 + x, tf.constant([1, 2, 3])))
      321
    """
    return _fold(fn, elems, initializer, True, back_prop, name or "foldr")


def _start(elems, tensors, initializer, reverse):
    """The value to start from, and the slices that remain."""
    rows = _slices(elems, tensors, reverse)
    if initializer is not None:
        return nest.map_structure(_native.convert, initializer), rows
    if not rows:
        raise OutOfRangeError("Tried to read from index 0 but array size is: 0: elems is empty, "
                              "and there is no initializer to start from")
    return rows[0], rows[1:]


def _fold(fn, elems, initializer, reverse, back_prop, name):
    tensors = _tensors(fn, elems)
    if _in_graph(tensors):
        return loops_over_rows.folded(fn, elems, tensors, initializer, reverse, back_prop, name)
    value, rows = _start(elems, tensors, initializer, reverse)
    for row in rows:
        result = fn(value, row)
        nest.assert_same_structure(value, result)
        value = nest.map_structure(_native.convert, result)
    return nest.map_structure(api.identity, value)


@public("scan")
def scan(
    fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False,
    infer_shape=True, reverse=False, name=None,
):  # fmt: skip
    """As `tf.foldl`, with all intermediate values stacked along the first axis.

    Args:
      fn: function of what is accumulated and of a slice of elems.
      the others: as for `tf.map_fn`.
      initializer: what to start from (not part of the result); the first slice, which then is the
        result's first entry, by default. fn's results have its structure and dtypes.
      reverse: walks from last to first; the result keeps the order of elems.

    Returns:
      A tensor, or structure of tensors, whose first axis is that of elems; of shape `[0]` where
      that axis has no entries.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, elems holds a scalar, or fn's results differ in structure or
        shape.
      InvalidArgumentError: fn's results differ in dtype.
      OutOfRangeError: elems is empty and there is no initializer.

    Example:
      >>> tf.scan(lambda a, x: a + x, tf.constant([1, 2, 3])).numpy().tolist()
      [1, 3, 6]
    """
    tensors = _tensors(fn, elems)
    if _in_graph(tensors):
        return loops_over_rows.scanned(
            fn, elems, tensors, initializer, reverse, _collect, back_prop, name or "scan"
        )
    value, rows = _start(elems, tensors, initializer, reverse)
    structure, leaves = value, nest.flatten(value)
    dtypes = [t.dtype for t in leaves]
    kept = [leaves] if initializer is None else []
    for row in rows:
        kept.append(_collect(fn(value, row), structure, dtypes))
        value = nest.pack_sequence_as(structure, kept[-1])
    return _stack_rows(kept[::-1] if reverse else kept, structure, dtypes)
