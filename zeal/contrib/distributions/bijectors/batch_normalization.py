"""The bijector of batch normalization."""

from zeal._native import api
from zeal.contrib.distributions.bijectors.bijector import Bijector
from zeal.ops.nn.norm import moments
from zeal.public import public


@public("contrib.distributions.bijectors.BatchNormalization")
class BatchNormalization(Bijector):
    """The function whose inverse normalizes batches; `forward` has the moving averages alone.

    S. Ioffe, C. Szegedy, "Batch normalization" (2015); L. Dinh, J. Sohl-Dickstein, S. Bengio,
    "Density estimation using real NVP" (2016).

    Args:
      batchnorm_layer: a `tf.layers.BatchNormalization`; by default one with positive scales.
      training: whether `inverse` takes the mean and variance of the batch.
      validate_args: accepted for compatibility.
      name: its name.

    Raises:
      ValueError: the layer is of another class, renormalizes, or has virtual batches.

    Example:
      >>> flow = tf.contrib.distributions.bijectors.BatchNormalization()
      >>> flow.inverse([[1.0], [3.0]]).numpy().round(2).tolist()
      [[-1.0], [1.0]]
    """

    def __init__(
        self, batchnorm_layer=None, training=True, validate_args=False, name="batch_normalization"
    ):
        from zeal.older_layers.batch_norm import BatchNormalization as Layer

        layer = batchnorm_layer or Layer(gamma_constraint=lambda x: api.relu(x) + 1e-6)
        if not isinstance(layer, Layer):
            raise ValueError("batchnorm_layer must be an instance of BatchNormalization layer.")
        if layer.renorm:
            raise ValueError("BatchNorm Bijector does not support renormalization.")
        if layer.virtual_batch_size:
            raise ValueError("BatchNorm Bijector does not support virtual batch sizes.")
        self.batchnorm, self._training = layer, training
        ndims = 1 if isinstance(layer.axis, int) else len(layer.axis)
        super().__init__(None, False, validate_args, forward_min_event_ndims=ndims, name=name)

    def _axes(self, x):
        """The layer's axes, from 0, once it has its variables; and all other axes."""
        if not x.shape.is_fully_defined():
            raise ValueError("Input must have shape known at graph construction.")
        if not self.batchnorm.built:
            self.batchnorm.build(x.shape)
        rank, axis = x.shape.ndims, self.batchnorm.axis
        kept = [a % rank for a in ([axis] if isinstance(axis, int) else axis)]
        return kept, [i for i in range(rank) if i not in kept]

    def _forward(self, x):
        kept, _ = self._axes(x)
        layer, sizes = self.batchnorm, [n if i in kept else 1 for i, n in enumerate(x.shape)]

        def wide(v):
            return api.reshape(v, sizes)

        y = x - wide(layer.beta) if layer.center else x
        y = y / wide(layer.gamma) if layer.scale else y
        return y * api.sqrt(wide(layer.moving_variance) + layer.epsilon) + wide(layer.moving_mean)

    def _inverse(self, y):
        return self.batchnorm.apply(y, training=self._training)

    def _log_determinant(self, y, training):
        """Of the inverse: the same for all of the batch."""
        _, others = self._axes(y)
        layer = self.batchnorm
        variance = moments(y, others)[1] if training else layer.moving_variance
        total = -0.5 * api.reduce_sum(api.log(variance + layer.epsilon))
        return total + api.reduce_sum(api.log(layer.gamma)) if layer.scale else total

    def _forward_log_det_jacobian(self, x):
        return -self._log_determinant(x, False)

    def _inverse_log_det_jacobian(self, y):
        return self._log_determinant(y, self._training)
