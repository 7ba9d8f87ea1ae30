"""Builtins that work on symbolic values as well: len, range, int, float, abs, print, and others."""

import sys

from zeal import _native
from zeal._native import api
from zeal.autograph.leaves import building, is_symbolic
from zeal.graph.tensor_array import TensorArray
from zeal.graph.tensor_lists import tensor_list_length
from zeal.ops.array.range import range as number_range
from zeal.ops.math.arithmetic import abs as magnitude

_UNSET = object()
_tf = sys.modules["zeal"]  # for names that say themselves when they are not built


def abs_(x):
    """`abs`."""
    return magnitude(x) if is_symbolic(x) else abs(x)


def float_(x=0):
    """`float`: a float32 tensor of a symbolic one."""
    return _number(x, "float32") if is_symbolic(x) else float(x)


def int_(x=0, base=_UNSET):
    """`int`: an int32 tensor of a symbolic one."""
    if is_symbolic(x):
        if base not in (10, _UNSET):
            raise NotImplementedError(f"base {base} not supported for int")
        return _number(x, "int32")
    return int(x) if base is _UNSET else int(x, base)


def _number(x, dtype):
    tensor = _native.convert(x)
    if tensor.dtype.name == "string":
        return _tf.string_to_number(tensor, dtype)
    return api.cast(tensor, dtype)


def len_(s):
    """`len`: of a symbolic tensor, the size of its first axis."""
    if isinstance(s, TensorArray):
        return s.size()
    if is_list(s):
        return tensor_list_length(s)
    return length(s) if is_symbolic(s) else len(s)


def length(tensor):
    """The size of a tensor's first axis: a number where it is known, else a tensor.

    Raises:
      ValueError: a scalar.
    """
    tensor = _native.convert(tensor)
    if tensor.shape.ndims == 0:
        raise ValueError(f"len requires a non-scalar tensor, got one of shape {tensor.shape}")
    known = tensor.shape.as_list()[0] if tensor.shape.ndims else None
    return api.gather(api.shape(tensor), 0) if known is None else known


def range_(first, stop=_UNSET, step=_UNSET):
    """`range`: a tf.range if an argument is symbolic; empty, as Python's, where stop <= start."""
    given = [x for x in (first, stop, step) if x is not _UNSET]
    if not any(map(is_symbolic, given)):
        return range(*given)
    if step is not _UNSET:
        return number_range(first, stop, step)
    start, end = (0, first) if stop is _UNSET else (first, stop)
    return number_range(start, api.maximum(start, end))


def print_(*objects, **options):
    """`print`: tf.print if an object is symbolic."""
    if not any(map(is_symbolic, objects)):
        return print(*objects, **options)
    unknown = set(options) - {"sep", "end", "file", "flush"}
    if unknown:
        raise ValueError(f"invalid keyword arguments: {tuple(unknown)}")
    known = {"end": options["end"]} if "end" in options else {}
    return _tf.print(*objects, sep=options.get("sep", " "), output_stream=sys.stdout, **known)


def enumerate_(s, start=0):
    """`enumerate`: of a dataset in a graph, its own."""
    if building() and is_dataset(s):
        return s.enumerate(start)
    return enumerate(s, start)


def zip_(*iterables, strict=False):
    """`zip`: of datasets in a graph, theirs."""
    if building() and iterables and all(map(is_dataset, iterables)):
        return type(iterables[0]).zip(iterables)
    return zip(*iterables, strict=strict)


def is_list(value):
    """Whether a value is a tensor that stands for a list of tensors."""
    return isinstance(value, _native.Tensor) and value.dtype == "variant"


def is_dataset(value):
    """Whether a value is a tf.data.Dataset."""
    module = sys.modules.get("zeal.data.dataset")  # without it, there are none
    return module is not None and isinstance(value, module.Dataset)


OVERLOADS = {
    abs: abs_,
    float: float_,
    int: int_,
    len: len_,
    range: range_,
    print: print_,
    enumerate: enumerate_,
    zip: zip_,
}
