"""tf.contrib.opt.LARSOptimizer: a learning rate for each layer."""

from typing import Any

from zeal._native import Tensor, Variable, api, raw
from zeal.ops.array.constant import constant
from zeal.ops.array.where import where
from zeal.ops.linalg.norm import norm
from zeal.public import public
from zeal.train.momentum import MomentumOptimizer


@public("contrib.opt.LARSOptimizer")
class LARSOptimizer(MomentumOptimizer):
    """Momentum whose rate is, for each variable, in proportion to its size over its gradient's.

    You et al., 2017: Large Batch Training of Convolutional Networks. The rate is multiplied by
    `eeta * |w| / (|g| + weight_decay * |w| + epsilon)` where both norms are above 0, and is part of
    the sum. Gradients that are IndexedSlices take plain momentum.

    Args:
      learning_rate: a number, a scalar tensor or variable, or a function that gives one.
      momentum: how much of the sum of gradients stays, at least 0.
      weight_decay: which part of a variable is added to its gradient, at least 0.
      eeta: the coefficient above.
      epsilon: added to the divisor.
      name: the optimizer's name.
      skip_list: texts; variables whose names hold one of them have plain momentum.
      use_nesterov: whether steps look ahead by one momentum.

    Raises:
      ValueError: momentum or weight_decay is below 0.

    Example:
      >>> x = tf.Variable([3.0, 4.0])
      >>> optimizer = tf.contrib.opt.LARSOptimizer(1.0, weight_decay=0.0, eeta=0.5)
      >>> optimizer.apply_gradients([(tf.constant([0.0, 2.0]), x)])
      >>> x.numpy().tolist()
      [3.0, 1.5]
    """

    def __init__(
        self,
        learning_rate,
        momentum: Any = 0.9,
        weight_decay=0.0001,
        eeta=0.001,
        epsilon=0.0,
        name: Any = "LARSOptimizer",
        skip_list=None,
        use_nesterov=False,
    ) -> None:
        for what, value in (("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0.0:
                raise ValueError(f"{what} should be positive: {value}")
        super().__init__(learning_rate, momentum, False, name, use_nesterov)
        self._weight_decay, self._eeta, self._epsilon = weight_decay, eeta, epsilon
        self._skip_list = skip_list

    def compute_lr(self, grad, var):
        """The rate of a variable, and its gradient with the decay.

        Args:
          grad: the gradient, a tensor.
          var: the variable.

        Returns:
          A pair of tensors.

        Example:
          >>> optimizer = tf.contrib.opt.LARSOptimizer(1.0, weight_decay=0.0, eeta=0.5)
          >>> rate, _ = optimizer.compute_lr(tf.constant([0.0, 2.0]), tf.Variable([3.0, 4.0]))
          >>> float(rate)
          1.25
        """
        rate = _of_dtype(self._call_if_callable(self._learning_rate), grad.dtype)
        if any(part in var.name for part in self._skip_list or ()):
            return rate, grad
        of_var, of_grad = norm(var, ord=2), norm(grad, ord=2)
        ratio = self._eeta * of_var / (of_grad + self._weight_decay * of_var + self._epsilon)
        ratio = where(of_var > 0, where(of_grad > 0, ratio, 1.0), 1.0)
        return rate * ratio, grad + self._weight_decay * var

    def _apply_dense(self, grad, var):
        return self._resource_apply_dense(grad, var)

    def _resource_apply_dense(self, grad, var):
        rate, grad = self.compute_lr(grad, var)
        one, momentum = (_of_dtype(x, grad.dtype) for x in (1.0, self._momentum))
        slot = self.get_slot(var, "momentum")
        return raw.ResourceApplyMomentum(
            var.handle, slot.handle, one, grad * rate, momentum, **self._attributes(),
            name="ApplyMomentum",
        )  # fmt: skip


def _of_dtype(setting, dtype):
    """A number in full precision, or the value of a tensor or variable, as a tensor of dtype."""
    if isinstance(setting, (Tensor, Variable)):
        return api.cast(setting, dtype)
    return constant(setting, dtype)
