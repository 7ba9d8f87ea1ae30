"""Losses over a few sampled classes: tf.nn.nce_loss, tf.nn.sampled_softmax_loss."""

from zeal import _native
from zeal.ops.array.fill import ones_like, zeros_like
from zeal.ops.array.join import stack
from zeal.ops.array.shape import size_along
from zeal.ops.named import named
from zeal.ops.nn.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from zeal.ops.nn.embedding import embedding_lookup
from zeal.ops.random.candidates import compute_accidental_hits, log_uniform_candidate_sampler
from zeal.public import public

api = _native.api


class _Sampled:
    """The logits of true and of sampled classes."""

    def __init__(
        self, weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        partition_strategy, seed,
    ):  # fmt: skip
        self.inputs, self.num_true = _native.convert(inputs), num_true
        self.num_sampled, self.strategy = num_sampled, partition_strategy
        self.labels = api.cast(labels, "int64")
        values = sampled_values or log_uniform_candidate_sampler(
            self.labels, num_true, num_sampled, True, num_classes, seed
        )
        sampled, *self.expected = (api.stop_gradient(_native.convert(v)) for v in values)
        self.sampled = api.cast(sampled, "int64")
        true = api.reshape(self.labels, [-1])
        self.ids, self.count = api.concat([true, self.sampled], 0), api.shape(true)[0]
        true_rows, rows = self._looked_up(weights)
        true_biases, biases = self._looked_up(biases)
        self.logits = api.matmul(self.inputs, rows, transpose_b=True) + biases
        self.true = self._products(true_rows) + api.reshape(true_biases, [-1, num_true])

    def _looked_up(self, params):
        """What belongs to true classes, and what to sampled ones."""
        rows = embedding_lookup(params, self.ids, partition_strategy=self.strategy)
        rows = api.cast(rows, self.inputs.dtype)
        return rows[: self.count], rows[self.count :]

    def _products(self, true_rows):
        """Each input times the weights of its own classes."""
        rows = api.reshape(true_rows, [-1, self.num_true, size_along(true_rows, 1)])
        return api.reduce_sum(api.expand_dims(self.inputs, 1) * rows, 2)

    def remove_hits(self):
        """Makes sampled classes impossible where they are true ones."""
        rows, places, lowest = compute_accidental_hits(self.labels, self.sampled, self.num_true)
        at = stack([api.cast(rows, "int64"), places], 1)
        shape = api.cast(api.shape(self.logits), "int64")
        dtype = self.logits.dtype
        added = api.scatter_nd(at, api.cast(lowest, dtype), shape)
        self.logits = self.logits + api.maximum(added, dtype.min)  # where a class is true twice

    def finished(self, subtract=True):
        """The logits, true classes first; without the logarithms of what was to be expected."""
        if not subtract:
            return api.concat([self.true, self.logits], 1)
        true, sampled = (api.cast(api.log(x), self.inputs.dtype) for x in self.expected)
        return api.concat([self.true - true, self.logits - sampled], 1)

    def wanted(self):
        """The labels of these logits: 1 in parts for true classes."""
        return api.concat([ones_like(self.true) / self.num_true, zeros_like(self.logits)], 1)


def sampled_logits(remove_accidental_hits, *arguments, subtract=True):
    """The logits of true and of sampled classes, and their labels."""
    sampled = _Sampled(*arguments)
    if remove_accidental_hits:
        sampled.remove_hits()
    return sampled.finished(subtract), sampled.wanted()


@public("nn.nce_loss")
@named("nce_loss")
def nce_loss(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None,
    remove_accidental_hits=False, partition_strategy="mod", name="nce_loss",
):  # fmt: skip
    """Computes the loss of noise-contrastive estimation (Gutmann and Hyvarinen 2010).

    Args:
      weights: tensor or variable of shape `[num_classes, n]`, or a list of its parts.
      biases: tensor of shape `[num_classes]`, or a list of its parts.
      labels: integer tensor of shape `[batch_size, num_true]`, the true classes.
      inputs: tensor of shape `[batch_size, n]`.
      num_sampled: number of classes to draw for the batch.
      num_classes: number of classes that there are.
      num_true: number of true classes of an example.
      sampled_values: what a candidate sampler returned; by default those of
        `tf.nn.log_uniform_candidate_sampler`.
      remove_accidental_hits: whether drawn classes that are true ones of an example do not count.
      partition_strategy: that of `tf.nn.embedding_lookup`.
      name: name of the scope.

    Returns:
      A tensor of shape `[batch_size]`. The gradients of weights and biases are
      `tf.IndexedSlices`.

    Raises:
      InvalidArgumentError: a class is out of range, or shapes do not fit.

    Example:
      >>> loss = tf.nn.nce_loss(
      ...     tf.ones([10, 4]), tf.zeros([10]), [[1], [2]], tf.ones([2, 4]), 3, 10)
      >>> loss.shape.as_list()
      [2]
    """
    logits, wanted = sampled_logits(
        remove_accidental_hits, weights, biases, labels, inputs, num_sampled, num_classes,
        num_true, sampled_values, partition_strategy, None,
    )  # fmt: skip
    losses = sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)
    return api.reduce_sum(losses, 1)


@public("nn.sampled_softmax_loss")
@named("sampled_softmax_loss")
def sampled_softmax_loss(
    weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None,
    remove_accidental_hits=True, partition_strategy="mod", name="sampled_softmax_loss", seed=None,
):  # fmt: skip
    """Computes the cross-entropy of a softmax over true and sampled classes (Jean et al. 2014).

    Args:
      the others: those of `tf.nn.nce_loss`.
      seed: integer, the op seed of the sampler.

    Returns:
      A tensor of shape `[batch_size]`.

    Example:
      >>> loss = tf.nn.sampled_softmax_loss(
      ...     tf.ones([10, 4]), tf.zeros([10]), [[1], [2]], tf.ones([2, 4]), 3, 10)
      >>> loss.shape.as_list()
      [2]
    """
    logits, wanted = sampled_logits(
        remove_accidental_hits, weights, biases, labels, inputs, num_sampled, num_classes,
        num_true, sampled_values, partition_strategy, seed,
    )  # fmt: skip
    return softmax_cross_entropy_with_logits_v2(api.stop_gradient(wanted), logits)


@public("contrib.nn.sampled_sparse_softmax_loss")
@named("sampled_sparse_softmax_loss")
def sampled_sparse_softmax_loss(
    weights, biases, labels, inputs, num_sampled, num_classes, sampled_values=None,
    remove_accidental_hits=True, partition_strategy="mod", name="sampled_sparse_softmax_loss",
):  # fmt: skip
    """Computes `tf.nn.sampled_softmax_loss` of examples with one true class.

    Args:
      all: those of `tf.nn.nce_loss`.

    Returns:
      A tensor of shape `[batch_size]`.

    Example:
      >>> loss = tf.contrib.nn.sampled_sparse_softmax_loss(
      ...     tf.ones([10, 4]), tf.zeros([10]), [[1], [2]], tf.ones([2, 4]), 3, 10)
      >>> loss.shape.as_list()
      [2]
    """
    logits, _ = sampled_logits(
        remove_accidental_hits, weights, biases, labels, inputs, num_sampled, num_classes, 1,
        sampled_values, partition_strategy, None,
    )  # fmt: skip
    first = api.fill(api.shape(logits)[:1], api.cast(0, "int64"))
    return sparse_softmax_cross_entropy_with_logits(labels=first, logits=logits)
