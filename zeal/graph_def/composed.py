"""Ops of TensorFlow's that zeal makes of several."""

from zeal.ops.array.stitch import dynamic_stitch


def _stitch(entry, tensors, name):
    half = len(tensors) // 2
    return [dynamic_stitch(tensors[:half], tensors[half:], name=name)]


COMPOSED = {"DynamicStitch": _stitch, "ParallelDynamicStitch": _stitch}


def compose(entry, tensors, name):
    """Adds the ops that stand for one.

    Args:
      entry: the Entry.
      tensors: what it reads.
      name: its name within the present scope, which the last of the ops gets.

    Returns:
      The operation that gives its outputs.

    Raises:
      ValueError, TypeError: what it reads does not fit.
    """
    [output] = COMPOSED[entry.op](entry, tensors, name)
    return output.op
