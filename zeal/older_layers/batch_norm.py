"""tf.layers: batch norm."""

from typing import Any

from zeal._native import Tensor
from zeal.graph.smart_cond import smart_constant_value
from zeal.keras.layers import batch_norm
from zeal.layers import Layer
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.state.scope import in_one_part


@public("layers.BatchNormalization")
class BatchNormalization(batch_norm.BatchNormalization, Layer):
    __doc__ = batch_norm.BatchNormalization.__doc__

    def _make_weight(self, name, lengths, dtype, initializer, trainable, *others):
        with in_one_part(not trainable):  # averages, in any scope
            return super()._make_weight(name, lengths, dtype, initializer, trainable, *others)

    def call(self, inputs, training=False) -> Tensor:
        """As the call of `tf.keras.layers.BatchNormalization`.

        Args, Returns: its own.
        """
        outputs = super().call(inputs, training=training)
        if self.fused and outputs._symbolic:
            known = smart_constant_value(training)
            how = "maybe training" if known is None else "training" if known else "not training"
            count_behind(f"batch norm: {how}")
        return outputs


@public("layers.batch_normalization")
def batch_normalization(
    inputs, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True,
    beta_initializer: Any = "zeros", gamma_initializer: Any = "ones",
    moving_mean_initializer: Any = "zeros", moving_variance_initializer: Any = "ones",
    beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None,
    training=False, trainable=True, name=None, reuse=None, renorm=False, renorm_clipping=None,
    renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None,
) -> Tensor:
    """Makes a BatchNormalization layer and calls it.

    In graphs, the moving averages move with the ops in `tf.GraphKeys.UPDATE_OPS`, which programs
    make dependencies of their training step.

    Args:
      inputs: floating tensor.
      training: whether to normalize by the batch; a boolean scalar says so when the graph runs.
      name: the variable scope; a new "batch_normalization" by default.
      reuse: whether variables are those of an earlier call of this name; in graphs only.
      the others: as `tf.keras.layers.BatchNormalization`.

    Returns:
      A tensor of the shape of inputs.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.placeholder(tf.float32, [None, 3])
      ...     y = tf.layers.batch_normalization(x, training=True)
      ...     print(len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
      2
    """
    layer = BatchNormalization(
        axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer,
        moving_mean_initializer, moving_variance_initializer, beta_regularizer, gamma_regularizer,
        beta_constraint, gamma_constraint, renorm, renorm_clipping, renorm_momentum, fused,
        trainable, virtual_batch_size, adjustment, name, _scope=name, _reuse=reuse,
    )
    return layer(inputs, training=training)
