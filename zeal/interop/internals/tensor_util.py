"""tensorflow.python.framework.tensor_util: what is known of values before a run."""

from zeal import _native
from zeal.eager.control import get_static_value
from zeal.graph_def.tensor_proto import make_ndarray
from zeal.tensor_shape import TensorShape

__all__ = ["MakeNdarray", "constant_value_as_shape"]

MakeNdarray = make_ndarray


def constant_value_as_shape(tensor):
    """The shape that a vector of sizes will be, as far as it is known.

    Args:
      tensor: a vector of integers, -1 for a size that is not known.

    Raises:
      ValueError: it is no vector, or a size is less than -1.
    """
    tensor = _native.convert(tensor)
    if tensor.shape.rank not in (None, 0, 1):
        raise ValueError(f"Shape must be rank 1 but is rank {tensor.shape.rank}: {tensor}")
    value = get_static_value(tensor)
    if value is not None and value.ndim == 0:
        if value != -1:
            raise ValueError(
                f"Received a scalar with value '{value}' as shape; require a statically known "
                "scalar with value '-1' to describe an unknown shape."
            )
        return TensorShape(None)
    sizes = _native.known_sizes(tensor) if value is None else value.tolist()
    if sizes is None:
        count = tensor.shape.num_elements()
        return TensorShape(None if count is None else [None] * count)
    return TensorShape([None if size == -1 else size for size in sizes])
