"""tf.dynamic_partition: rows dealt to several tensors."""

from operator import index

from zeal import _native
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.where import boolean_mask
from zeal.ops.named import named
from zeal.public import public

api = _native.api


@public("dynamic_partition")
@named("DynamicPartition")
def dynamic_partition(data, partitions, num_partitions, name=None):
    """Deals the rows of a tensor to several tensors.

    Args:
      data: a tensor whose shape starts with that of partitions.
      partitions: an int32 tensor, the number of the tensor that each row goes to.
      num_partitions: how many tensors there are.
      name: name of the op.

    Returns:
      A list of num_partitions tensors, in each of which rows keep their order.

    Raises:
      ValueError: num_partitions is not positive.
      InvalidArgumentError: a number is not in [0, num_partitions).

    Example:
      >>> [t.numpy().tolist() for t in tf.dynamic_partition([10, 20, 30], [1, 0, 1], 2)]
      [[20], [10, 30]]
    """
    num_partitions = index(num_partitions)
    if num_partitions < 1:
        raise ValueError(f"num_partitions must be at least 1, got {num_partitions}")
    data, partitions = _native.convert(data), _native.convert(partitions, "int32")
    partitions = api.gather(indices_below(num_partitions), partitions)  # refuses what is outside
    if partitions.shape.ndims is None:
        data, partitions = _as_rows(data, partitions)
    if partitions.shape.ndims == 0:
        data, partitions = api.expand_dims(data, 0), api.expand_dims(partitions, 0)
    return [boolean_mask(data, api.equal(partitions, i)) for i in range(num_partitions)]


def _as_rows(data, partitions):
    """Both with the axes of the partitions, as many as a run finds, joined."""
    from zeal.eager.control import control_dependencies
    from zeal.effects.check import Assert

    rank, sizes, own = api.rank(partitions), api.shape(data), api.shape(partitions)
    same = api.reduce_all(api.equal(sizes[:rank], own))
    words = "data.shape must start with partitions.shape, got data.shape, partitions.shape ="
    with control_dependencies([Assert(same, [words, sizes, own])]):
        rows = api.reshape(partitions, [-1])
    return api.reshape(data, api.concat([api.shape(rows), sizes[rank:]], 0)), rows
