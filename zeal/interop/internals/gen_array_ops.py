"""tensorflow.python.ops.gen_array_ops: ops that only TensorFlow's own code calls."""

from zeal import _native
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call

__all__ = ["concat_offset"]


def concat_offset(concat_dim, shape, name=None):
    """Where each of several tensors begins in what `tf.concat` makes of them.

    Args:
      concat_dim: the axis along which they are joined, an int32 scalar.
      shape: a list of their shapes, int32 vectors that differ along that axis only.
      name: the op's name.

    Returns:
      A list of int32 vectors: the first element's place.
    """
    inputs = [_native.convert(x, int32) for x in (concat_dim, *shape)]
    outputs = [(int32, x.shape) for x in inputs[1:]]
    return host_call("ConcatOffset", _offsets, inputs, outputs, name)


def _offsets(inputs):
    import numpy as np

    given, *shapes = (t.numpy() for t in inputs)
    first = shapes[0]
    if first.ndim != 1:
        raise InvalidArgumentError(f"input shape should be a vector, got {first.tolist()}")
    if not -len(first) <= given < len(first):
        raise InvalidArgumentError(f"Concat dim is out of range: {given} vs. {len(first)}")
    axis = int(given) % len(first)
    for i, shape in enumerate(shapes):
        if shape.shape != first.shape:
            raise InvalidArgumentError(
                f"input {i} should contain {len(first)} elements, got {shape.tolist()}"
            )
        if (np.delete(shape, axis) != np.delete(first, axis)).any():
            raise InvalidArgumentError(
                f"All dimensions except {axis} must match. Input {i} has shape {_text(shape)} and "
                f"doesn't match input 0 with shape {_text(first)}."
            )
    ends = np.cumsum([0, *(shape[axis] for shape in shapes)])
    return [np.where(np.arange(len(first)) == axis, end, 0).astype(np.int32) for end in ends[:-1]]


def _text(shape):
    return "[" + " ".join(map(str, shape)) + "]"
