"""tf.contrib.sparsemax: a softmax that gives zeros, and its loss.

Source: Martins and Astudillo, From Softmax to Sparsemax, https://arxiv.org/abs/1602.02068
"""

import math

from zeal import _native
from zeal._native import api
from zeal.namespace import namespace
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.range import range as range_
from zeal.ops.array.sort import sort
from zeal.ops.array.where import where_v2
from zeal.ops.named import named
from zeal.public import public


@public("contrib.sparsemax.sparsemax")
@named("sparsemax")
def sparsemax(logits, name=None):
    """The point of the simplex that is nearest to each row: probabilities, some of them 0.

    Args:
      logits: a floating tensor `[batch, classes]`.
      name: prefix of the names of ops.

    Returns:
      A tensor of the same shape; rows of NaN where logits hold NaN, infinity or only -infinity.

    Example:
      >>> tf.contrib.sparsemax.sparsemax([[2.0, 1.8, 0.0]]).numpy().round(3).tolist()
      [[0.6000000238418579, 0.4000000059604645, 0.0]]
    """
    logits = _native.convert(logits)
    dtype = logits.dtype
    sorted_ = sort(logits, -1, "DESCENDING")
    sums = api.cumsum(sorted_, 1)
    places = api.cast(range_(1, api.shape(logits)[1] + 1), dtype)
    kept = api.greater(1.0 + places * sorted_, sums)
    count = api.reduce_sum(api.cast(kept, "int32"), 1, True)  # how many are not 0
    last = api.equal(range_(1, api.shape(logits)[1] + 1), count)
    total = api.reduce_sum(where_v2(last, sums, zeros_like(sums)), 1, True)
    share = (total - 1.0) / api.cast(api.maximum(count, 1), dtype)
    found = api.maximum(logits - share, api.cast(0.0, dtype))
    broken = api.logical_or(api.equal(count, 0), api.is_nan(sums[:, -1:]))
    return where_v2(broken, api.cast(math.nan, dtype), found)


@public("contrib.sparsemax.sparsemax_loss")
@named("sparsemax_loss")
def sparsemax_loss(logits, sparsemax, labels, name=None):
    """The loss whose gradient is the difference of sparsemax and labels.

    Args:
      logits: a floating tensor `[batch, classes]`.
      sparsemax: what `sparsemax` gave for them.
      labels: probabilities of the same shape.
      name: prefix of the names of ops.

    Returns:
      A tensor `[batch]`.

    Example:
      >>> K, x = tf.contrib.sparsemax, tf.constant([[2.0, 1.8, 0.0]])
      >>> K.sparsemax_loss(x, K.sparsemax(x), [[1.0, 0.0, 0.0]]).numpy().round(3).tolist()
      [0.1599999964237213]
    """
    logits, probabilities = _native.convert(logits), _native.convert(sparsemax)
    labels = _native.convert(labels, logits.dtype)
    counts = api.logical_or(probabilities > 0.0, api.is_nan(probabilities))
    kept = where_v2(counts, probabilities * (logits - 0.5 * probabilities), zeros_like(logits))
    # A label of 0 costs nothing, even where a logit is infinite.
    free = api.logical_and(api.equal(labels, 0.0), api.is_inf(logits))
    wanted = where_v2(free, zeros_like(labels), labels * (0.5 * labels - logits))
    return api.reduce_sum(kept + wanted, 1)


__getattr__, __dir__ = namespace(__name__)
