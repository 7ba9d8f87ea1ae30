"""Ops of TensorFlow's that zeal makes of several."""

from zeal._native import api
from zeal.graph.graph import get_default_graph
from zeal.ops.array.join import stack, unstack
from zeal.ops.array.partition import dynamic_partition
from zeal.ops.array.range import range as tensor_range
from zeal.ops.array.stitch import dynamic_stitch


def _stitch(entry, tensors, name):
    half = len(tensors) // 2
    return [dynamic_stitch(tensors[:half], tensors[half:], name=name)]


def _concat_offset(entry, tensors, name):
    """Where each of the shapes behind an axis begins in what is joined along it."""
    shapes = stack(tensors[1:])
    before = api.cumsum(shapes, exclusive=True)
    rank = api.shape(tensors[1])[0]
    along = api.equal(tensor_range(rank), api.floormod(tensors[0], rank))
    return unstack(before * api.cast(along, "int32"), len(tensors) - 1, name=name)


def _partition(entry, tensors, name):
    count = entry.attrs["num_partitions"].i if "num_partitions" in entry.attrs else 0
    parts = dynamic_partition(*tensors, count)
    return get_default_graph()._append("IdentityN", parts, {}, name.removesuffix("/")).outputs


COMPOSED = {
    "ConcatOffset": _concat_offset,
    "DynamicPartition": _partition,
    "DynamicStitch": _stitch,
    "ParallelDynamicStitch": _stitch,
}


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
    return COMPOSED[entry.op](entry, tensors, name)[0].op
