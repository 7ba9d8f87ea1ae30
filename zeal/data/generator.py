"""Dataset.from_generator: elements that a Python function yields."""

import numpy as np

from zeal import _native, errors
from zeal.data.functions import applied
from zeal.data.pending import as_tensor, step
from zeal.data.structure import Spec, flatten, flatten_up_to, pack
from zeal.dtypes import as_dtype, string
from zeal.graph.graph import as_threads_start
from zeal.ops.op_counts import count_behind
from zeal.tensor_shape import TensorShape, as_shape


def _as_tensor(value, dtype):
    """A value as NumPy makes an array of the dtype from it: the types that were declared decide."""
    try:
        return _native.convert(value, dtype)
    except (TypeError, ValueError):
        if dtype is string:
            raise
        return _native.convert(np.asarray(value, dtype.as_numpy_dtype), dtype)


class _Elements:
    """Makes tensors of what a generator yields."""

    def __init__(self, template, types, shapes):
        self.template, self.types, self.shapes = template, types, shapes

    def _wrong(self, problem):
        return errors.InvalidArgumentError(f"TypeError: `generator` yielded an element {problem}")

    def _leaf(self, value, dtype, shape):
        try:
            tensor = _as_tensor(value, dtype)
        except (TypeError, ValueError, OverflowError):
            raise self._wrong(
                "that could not be converted to the expected type. The expected type was "
                f"{dtype.name}, but the yielded element was {value}."
            ) from None
        if not shape.is_compatible_with(tensor.shape):
            raise errors.InvalidArgumentError(
                f"ValueError: `generator` yielded an element of shape {tensor.shape} where an "
                f"element of shape {shape} was expected."
            )
        return tensor

    def tensors(self, value):
        """The tensors of one value."""
        try:
            leaves = flatten_up_to(self.template, value)
        except TypeError:
            expected = pack(self.template, iter(self.types))
            raise self._wrong(
                "that did not match the expected structure. The expected structure was "
                f"{expected}, but the yielded element was {value}."
            ) from None
        return [self._leaf(*part) for part in zip(leaves, self.types, self.shapes, strict=True)]


def _shapes(template, output_shapes, types):
    if output_shapes is None:
        return [TensorShape(None)] * len(types)
    return [as_shape(s) for s in flatten_up_to(template, output_shapes)]


def _in_a_thread(values):
    """What `values` yield where a thread of the program starts, as TensorFlow asks for them."""
    with as_threads_start():
        values = iter(values)
    while True:
        try:
            with as_threads_start():
                value = next(values)
        except StopIteration:
            return
        yield value


def from_generator(make_dataset, generator, output_types, output_shapes, args):
    """See Dataset.from_generator; `make_dataset(node, spec)` makes the dataset."""
    if not callable(generator):
        raise TypeError("`generator` must be callable.")
    if any(isinstance(t, list) for t in flatten(output_types)):
        raise TypeError(f"output_types: elements have tuples, not lists, got {output_types}")
    types = [as_dtype(t) for t in flatten(output_types)]
    elements = _Elements(output_types, types, _shapes(output_types, output_shapes, types))
    eager = _native.executing_eagerly()

    def make(*args):
        def walk():
            values = generator(*[a.numpy() for a in args])
            return applied(elements.tensors, values if eager else _in_a_thread(values))

        return _native.dataset_generate((), walk)

    count_behind("dataset from a generator")
    node = step(make, (), [as_tensor(a) for a in args or ()])
    return make_dataset(node, Spec(output_types, types, elements.shapes))
