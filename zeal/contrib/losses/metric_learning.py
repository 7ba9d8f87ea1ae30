"""tf.contrib.losses.metric_learning: losses of embeddings that bring like things together."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.effects.print_text import print_v2
from zeal.namespace import namespace
from zeal.ops.array.where import where_v2
from zeal.ops.linalg.diagonal import matrix_set_diag
from zeal.ops.nn.cross_entropy import softmax_cross_entropy_with_logits
from zeal.public import public


def _distances(x, squared):
    """Distances of all pairs of rows, with gradients of 0 where they are 0."""
    norms = api.reduce_sum(api.square(x), [1], keepdims=True)
    far = norms + api.transpose(norms) - 2.0 * api.matmul(x, x, transpose_b=True)
    far = api.maximum(far, 0.0)
    far = matrix_set_diag(far, api.reduce_sum(far * 0.0, 1))
    if squared:
        return far
    none = far <= 0.0
    return where_v2(none, api.cast(0.0, far.dtype), api.sqrt(where_v2(none, far + 1.0, far)))


def _alike(labels):
    """Which pairs of rows have one label."""
    labels = _native.convert(labels)
    if labels.shape.ndims not in (None, 1):
        raise ValueError(f"labels must have one axis, but their shape is {labels.shape}")
    return api.equal(labels[:, None], labels[None])


def _without_diagonal(alike):
    """Pairs of different rows that have one label, as numbers."""
    positive = api.cast(alike, float32)
    return matrix_set_diag(positive, api.reduce_sum(positive * 0.0, 1))


@public("contrib.losses.metric_learning.contrastive_loss")
def contrastive_loss(labels, embeddings_anchor, embeddings_positive, margin=1.0):
    """The mean of d^2 for like pairs and max(margin - d, 0)^2 for others, d their distances.

    R. Hadsell, S. Chopra, Y. LeCun, "Dimensionality reduction by learning an invariant mapping".

    Args:
      labels: tensor of shape `[batch]`, 1 for like pairs and 0 for others.
      embeddings_anchor, embeddings_positive: floating tensors of shape `[batch, size]`.
      margin: how far unlike pairs shall be apart.

    Returns:
      A scalar tensor.

    Example:
      >>> loss = tf.contrib.losses.metric_learning.contrastive_loss
      >>> loss([1, 0], [[0.0], [0.0]], [[2.0], [0.5]]).numpy()
      2.125
    """
    anchor, positive = _native.convert(embeddings_anchor), _native.convert(embeddings_positive)
    far = api.sqrt(api.reduce_sum(api.squared_difference(anchor, positive), 1))
    like = api.cast(_native.convert(labels), far.dtype)
    apart = api.square(api.maximum(margin - far, 0.0))
    loss = like * api.square(far) + (1.0 - like) * apart
    return api.reduce_mean(loss, name="contrastive_loss")


@public("contrib.losses.metric_learning.triplet_semihard_loss")
def triplet_semihard_loss(labels, embeddings, margin=1.0):
    """The mean of max(0, margin + d(a, p) - d(a, n)) over pairs a, p of one label.

    n is the nearest row of another label that is farther from a than p or, without one, the
    farthest of another label; d are squared distances. F. Schroff, D. Kalenichenko, J. Philbin,
    "FaceNet" (2015).

    Args:
      labels: integer tensor of shape `[batch]`.
      embeddings: floating tensor of shape `[batch, size]`, rows of length 1.
      margin: by how much others shall be farther.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: labels have another number of axes.

    Example:
      >>> loss = tf.contrib.losses.metric_learning.triplet_semihard_loss
      >>> loss([0, 0, 1], [[0.0], [1.0], [2.0]]).numpy()
      0.5
    """
    alike, far = _alike(labels), _distances(_native.convert(embeddings), True)
    other = api.logical_not(alike)
    farther = api.logical_and(other[:, None], far[:, None] > far[:, :, None])  # a, p, n
    most = api.reduce_max(far, 1, keepdims=True)
    least = api.reduce_min(far, 1, keepdims=True)
    outside = api.reduce_min(where_v2(farther, far[:, None], most[..., None]), 2)
    inside = api.reduce_max(where_v2(other, far, least), 1, keepdims=True)
    negative = where_v2(api.reduce_any(farther, 2), outside, inside)
    positive = _without_diagonal(alike)
    total = api.reduce_sum(api.maximum((margin + far - negative) * positive, 0.0))
    return api.realdiv(total, api.reduce_sum(positive), name="triplet_semihard_loss")


@public("contrib.losses.metric_learning.npairs_loss")
def npairs_loss(
    labels, embeddings_anchor, embeddings_positive, reg_lambda=0.002, print_losses=False
):
    """The cross entropy of which rows of two batches have one label, by their products.

    K. Sohn, "Improved deep metric learning with multi-class N-pair loss objective" (2016).

    Args:
      labels: integer tensor of shape `[batch]`.
      embeddings_anchor, embeddings_positive: floating tensors of shape `[batch, size]`.
      reg_lambda: the weight of squared lengths, which are added.
      print_losses: whether both parts are printed.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: labels have another number of axes.

    Example:
      >>> loss = tf.contrib.losses.metric_learning.npairs_loss
      >>> loss([0, 1], tf.zeros([2, 3]), tf.zeros([2, 3])).numpy().round(4)
      0.6931
    """
    anchor, positive = _native.convert(embeddings_anchor), _native.convert(embeddings_positive)
    both = [api.reduce_mean(api.reduce_sum(api.square(x), 1)) for x in (anchor, positive)]
    lengths = api.multiply(0.25 * reg_lambda, both[0] + both[1], name="l2loss")
    like = api.cast(_alike(labels), float32)
    like = like / api.reduce_sum(like, 1, keepdims=True)
    products = api.matmul(anchor, positive, transpose_b=True)
    entropy = softmax_cross_entropy_with_logits(logits=products, labels=like)
    entropy = api.reduce_mean(entropy, name="xentropy")
    if print_losses:
        print_v2("cross entropy:", entropy, "l2loss:", lengths)
    return lengths + entropy


@public("contrib.losses.metric_learning.lifted_struct_loss")
def lifted_struct_loss(labels, embeddings, margin=1.0):
    """Half the mean of max(0, J)^2 over like pairs i, j.

    J = log(sum of exp(margin - d) over pairs of i or j and a row of another label) + d(i, j). H. O.
    Song, Y. Xiang, S. Jegelka, S. Savarese, "Deep metric learning via lifted structured feature
    embedding" (2015).

    Args:
      labels: integer tensor of shape `[batch]`.
      embeddings: floating tensor of shape `[batch, size]`.
      margin: how far others shall be apart.

    Returns:
      A scalar tensor.

    Raises:
      ValueError: labels have another number of axes.

    Example:
      >>> loss = tf.contrib.losses.metric_learning.lifted_struct_loss
      >>> loss([0, 0, 1], [[0.0], [0.0], [9.0]]).numpy()
      0.0
    """
    alike, far = _alike(labels), _distances(_native.convert(embeddings), False)
    other, near = api.logical_not(alike), margin - far
    least = api.reduce_min(near, 1, keepdims=True)
    rows = api.reduce_max(where_v2(other, near, least), 1, keepdims=True)
    most = api.maximum(rows, api.transpose(rows))  # no overflow
    powers = api.exp(near[None] - most[..., None]) * api.cast(other, near.dtype)[None]
    left = api.reduce_sum(powers, 2)
    j = most + api.log(left + api.transpose(left)) + far
    positive = _without_diagonal(alike)
    total = 0.25 * api.reduce_sum(api.square(api.maximum(j * positive, 0.0)))
    return api.realdiv(total, api.reduce_sum(positive) / 2.0, name="liftedstruct_loss")


__getattr__, __dir__ = namespace(__name__)
