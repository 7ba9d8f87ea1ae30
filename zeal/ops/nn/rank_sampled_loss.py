"""tf.contrib.nn.rank_sampled_softmax_loss: a loss over the hardest of sampled classes."""

from zeal import _native
from zeal.ops.array.top_k import top_k
from zeal.ops.math.reduction import reduce_logsumexp
from zeal.ops.named import named
from zeal.ops.nn.embedding import embedding_lookup
from zeal.ops.nn.sampled_losses import sampled_softmax_loss
from zeal.ops.random.candidates import learned_unigram_candidate_sampler
from zeal.public import public

api = _native.api


@public("contrib.nn.rank_sampled_softmax_loss")
@named("rank_sampled_softmax_loss")
def rank_sampled_softmax_loss(
    weights, biases, labels, inputs, num_sampled, num_resampled, num_classes, num_true,
    sampled_values, resampling_temperature, remove_accidental_hits, partition_strategy, name=None,
):  # fmt: skip
    """Computes `tf.nn.sampled_softmax_loss` of those sampled classes that score best.

    Args:
      the others: those of `tf.nn.sampled_softmax_loss`; if `sampled_values` is None,
        `tf.nn.learned_unigram_candidate_sampler` draws.
      num_resampled: how many of the sampled classes are kept, less than num_sampled.
      resampling_temperature: what scores are divided by; the smaller, the more the best examples
        decide on a class.

    Returns:
      A tensor of shape `[batch_size]`.

    Raises:
      ValueError: there are fewer classes than are sampled, or samples than are kept.

    Example:
      >>> loss = tf.contrib.nn.rank_sampled_softmax_loss(
      ...     tf.ones([10, 4]), tf.zeros([10]), [[1], [2]], tf.ones([2, 4]), 5, 3, 10, 1, None, 1.0,
      ...     True, "div")
      >>> loss.shape.as_list()
      [2]
    """
    _check(num_sampled, num_resampled, num_classes, partition_strategy)
    labels, inputs = api.cast(labels, "int64"), _native.convert(inputs)
    values = sampled_values or learned_unigram_candidate_sampler(
        labels, num_true, num_sampled, True, num_classes
    )
    sampled, expected, sampled_expected = (api.stop_gradient(_native.convert(v)) for v in values)
    sampled = api.cast(sampled, "int64")
    scores = _scores(weights, biases, inputs, sampled, resampling_temperature, partition_strategy)
    best = top_k(scores, num_resampled, False)[1]
    return sampled_softmax_loss(
        weights, biases, labels, inputs, num_resampled, num_classes, num_true,
        (api.gather(sampled, best), expected, api.gather(sampled_expected, best)),
        remove_accidental_hits, partition_strategy,
    )  # fmt: skip


def _check(num_sampled, num_resampled, num_classes, strategy):
    if num_sampled > num_classes:
        raise ValueError(
            f"num_sampled ({num_sampled}) cannot be greater than num_classes ({num_classes})"
        )
    if num_sampled <= num_resampled:
        raise ValueError(
            f"num_resampled ({num_resampled}) must be less than num_sampled ({num_sampled})"
        )
    if strategy not in ("div", "mod"):
        raise ValueError(f"unsupported partition_strategy ({strategy})")


def _scores(weights, biases, inputs, classes, temperature, strategy):
    """Of each class the logarithm of the summed exponentials of its scaled logits."""
    rows = embedding_lookup(weights, classes, partition_strategy=strategy)
    products = api.matmul(rows, inputs / temperature, transpose_b=True)
    own = api.reshape(embedding_lookup(biases, classes, partition_strategy=strategy), [-1])
    return reduce_logsumexp(products, 1) + own / temperature
