"""tf.dynamic_partition: rows dealt to several tensors."""

from operator import index

from zeal import _native
from zeal.errors import InvalidArgumentError
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
      InvalidArgumentError: a number is not in [0, num_partitions), or the shapes do not fit.

    Example:
      >>> [t.numpy().tolist() for t in tf.dynamic_partition([10, 20, 30], [1, 0, 1], 2)]
      [[20], [10, 30]]
    """
    num_partitions = index(num_partitions)
    if num_partitions < 1:
        raise ValueError(f"num_partitions must be at least 1, got {num_partitions}")
    data, partitions = _native.convert(data), _native.convert(partitions, "int32")
    partitions = api.gather(indices_below(num_partitions), partitions)  # refuses what is outside
    data, partitions = _fitting(data, partitions)
    if partitions.shape.ndims == 0:
        data, partitions = api.expand_dims(data, 0), api.expand_dims(partitions, 0)
    return [boolean_mask(data, api.equal(partitions, i)) for i in range(num_partitions)]


def _fitting(data, partitions):
    """Both, once the shape of data is seen to start with the other."""
    first, own = data.shape[: partitions.shape.ndims], partitions.shape
    if not (first.is_fully_defined() and own.is_fully_defined()):
        return _checked(data, partitions)
    if first != own and not (data._symbolic or partitions._symbolic):  # else boolean_mask says so
        first, own = (str(shape.as_list()).replace(" ", "") for shape in (first, own))
        raise InvalidArgumentError(f"{_WORDS} = {first}, partitions.shape = {own}")
    return data, partitions


_WORDS = "data.shape must start with partitions.shape, got data.shape"


def _checked(data, partitions):
    """Both behind a check; common axes that only a run can count are joined."""
    from zeal.eager.control import control_dependencies
    from zeal.effects.check import Assert

    known, sizes, own = partitions.shape.ndims, api.shape(data), api.shape(partitions)
    rank = api.rank(partitions) if known is None else known
    same = api.reduce_all(api.equal(sizes[:rank], own))
    with control_dependencies([Assert(same, [f"{_WORDS}, partitions.shape =", sizes, own])]):
        if known is not None:
            return data, api.identity(partitions)
        rows = api.reshape(partitions, [-1])
    return api.reshape(data, api.concat([api.shape(rows), sizes[rank:]], 0)), rows
