"""tensorflow.python.ops.ragged.ragged_math_ops: reductions along axes and of rows of one number."""

from zeal.ragged.reductions import ragged_reduce_all as reduce_all
from zeal.ragged.reductions import ragged_reduce_any as reduce_any
from zeal.ragged.reductions import ragged_reduce_max as reduce_max
from zeal.ragged.reductions import ragged_reduce_mean as reduce_mean
from zeal.ragged.reductions import ragged_reduce_min as reduce_min
from zeal.ragged.reductions import ragged_reduce_prod as reduce_prod
from zeal.ragged.reductions import ragged_reduce_sum as reduce_sum
from zeal.ragged.reductions import (
    segment_max,
    segment_mean,
    segment_min,
    segment_prod,
    segment_sqrt_n,
    segment_sum,
)

__all__ = [
    "reduce_all", "reduce_any", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod",
    "reduce_sum", "segment_max", "segment_mean", "segment_min", "segment_prod", "segment_sqrt_n",
    "segment_sum",
]  # fmt: skip
