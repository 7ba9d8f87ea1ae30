"""tf.contrib.losses.add_loss, whose collection an argument scope may choose."""

from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.losses import weighted
from zeal.public import public


@public("contrib.losses.add_loss")
@add_arg_scope
def add_loss(loss, loss_collection="losses") -> None:
    """Collects a loss, in graphs: `tf.losses.add_loss`, of which argument scopes know.

    Args:
      loss: a tensor.
      loss_collection: the collection to add it to; None for none.

    Example:
      >>> with tf.contrib.framework.arg_scope([tf.contrib.losses.add_loss], loss_collection=None):
      ...     tf.contrib.losses.add_loss(tf.constant(1.0))
    """
    weighted.add_loss(loss, loss_collection)
