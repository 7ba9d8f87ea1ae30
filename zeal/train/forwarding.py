"""An optimizer around another one, which bounds gradients on their way."""

from zeal.ops.math.clip import clip_by_global_norm
from zeal.public import public
from zeal.train.optimizer import Optimizer


class _Clipping(Optimizer):
    """Hands gradients of bounded norm to another optimizer, which has the slots."""

    def __init__(self, optimizer, clip_norm):
        super().__init__(False, "ClipByNorm" + optimizer.get_name())
        self._opt, self._norm = optimizer, clip_norm
        self.compute_gradients, self.variables = optimizer.compute_gradients, optimizer.variables
        self.get_slot, self.get_slot_names = optimizer.get_slot, optimizer.get_slot_names

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """A step of the optimizer inside."""
        gradients, variables = zip(*grads_and_vars, strict=True)
        clipped = clip_by_global_norm(gradients, self._norm)[0]
        return self._opt.apply_gradients(zip(clipped, variables, strict=True), global_step, name)


@public("contrib.estimator.clip_gradients_by_norm")
def clip_gradients_by_norm(optimizer, clip_norm):
    """An optimizer whose gradients are scaled so that their norm, of all together, is bounded.

    Args:
      optimizer: a `tf.train.Optimizer`.
      clip_norm: the largest norm.

    Returns:
      A `tf.train.Optimizer`.

    Example:
      >>> inside = tf.train.GradientDescentOptimizer(1.0)
      >>> x = tf.Variable(10.0)
      >>> steps = tf.contrib.estimator.clip_gradients_by_norm(inside, 2.0)
      >>> steps.apply_gradients([(tf.constant(6.0), x)])
      >>> x.numpy()
      8.0
    """
    return _Clipping(optimizer, clip_norm)
