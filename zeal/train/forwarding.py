"""Optimizers around others, which change gradients on their way."""

from zeal import losses
from zeal.ops.math.clip import clip_by_global_norm
from zeal.public import public
from zeal.train.optimizer import Optimizer


class _Forwarding(Optimizer):
    """An optimizer that hands a function's gradients to another one, which has the slots."""

    def __init__(self, opt, change, name):
        super().__init__(False, name)
        self._opt, self._change = opt, change

    def compute_gradients(self, *args, **kwargs):
        """Those of the optimizer inside."""
        return self._opt.compute_gradients(*args, **kwargs)

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """A step of the optimizer inside, with the changed gradients."""
        return self._opt.apply_gradients(self._change(grads_and_vars), global_step, name)

    def get_slot(self, *args, **kwargs):
        """The slot of the optimizer inside."""
        return self._opt.get_slot(*args, **kwargs)

    def get_slot_names(self, *args, **kwargs):
        """Those of the optimizer inside."""
        return self._opt.get_slot_names(*args, **kwargs)

    def variables(self):
        """Those of the optimizer inside."""
        return self._opt.variables()


@public("contrib.estimator.clip_gradients_by_norm")
def clip_gradients_by_norm(optimizer, clip_norm):
    """An optimizer whose gradients are scaled so that their norm, of all together, is bounded.

    Args:
      optimizer: a `tf.train.Optimizer`.
      clip_norm: the largest norm.

    Returns:
      A `tf.train.Optimizer`.

    Example:
      >>> steps = tf.train.GradientDescentOptimizer(1.0)
      >>> steps = tf.contrib.estimator.clip_gradients_by_norm(steps, 2.0)
      >>> x = tf.Variable(10.0)
      >>> steps.apply_gradients([(tf.constant(6.0), x)])
      >>> x.numpy()
      8.0
    """

    def clipped(grads_and_vars):
        gradients, variables = zip(*grads_and_vars, strict=True)
        return list(zip(clip_by_global_norm(gradients, clip_norm)[0], variables, strict=True))

    return _Forwarding(optimizer, clipped, "ClipByNorm" + optimizer.get_name())


@public("tpu.CrossShardOptimizer", "contrib.tpu.CrossShardOptimizer")
class CrossShardOptimizer(_Forwarding):
    """An optimizer for gradients of many shards, of which there is one here: it changes nothing.

    Args:
      opt: a `tf.train.Optimizer`.
      reduction: "weighted_mean" or "weighted_sum" of `tf.losses.Reduction`.
      name: its name.
      group_assignment: must be None.

    Raises:
      ValueError: another reduction.
    """

    def __init__(
        self, opt, reduction=losses.Reduction.MEAN, name="CrossShardOptimizer",
        group_assignment=None,
    ):  # fmt: skip
        if reduction not in (losses.Reduction.SUM, losses.Reduction.MEAN):
            raise ValueError(f"Unsupported reduction: {reduction}.")
        if group_assignment is not None:
            raise ValueError("group_assignment: there is one shard, which is a group of its own")
        super().__init__(opt, list, name)
