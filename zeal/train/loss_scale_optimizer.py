"""tf.train.experimental.MixedPrecisionLossScaleOptimizer."""

from typing import Any

from zeal import _native
from zeal._native import Tensor, Variable, api
from zeal.eager import control
from zeal.public import public
from zeal.train import loss_scale as scales
from zeal.train.forwarding import Forwarding
from zeal.train.optimizer import Optimizer


def times(loss, scale):
    """A loss, or a function that gives one, times a scale."""
    if callable(loss) and not isinstance(loss, (Tensor, Variable)):
        return lambda: times(loss(), scale)
    loss = _native.convert(loss)
    return loss * api.cast(scale, loss.dtype)


class ScalingOptimizer(Forwarding):
    """An optimizer around another one, which sees the gradients of scaled losses, divided again."""

    def __init__(self, opt) -> None:
        super().__init__(opt, opt._use_locking)
        self._track_trackable(opt, "base_optimizer")

    def _scale(self):
        """What losses are multiplied by now."""
        raise NotImplementedError

    def compute_gradients(self, loss, *args: Any, **kwargs: Any):
        """Gradients of the scaled loss, divided by the scale.

        See `tf.train.Optimizer.compute_gradients`.
        """
        scale = self._scale()
        pairs = self._optimizer.compute_gradients(times(loss, scale), *args, **kwargs)
        factor = 1 / scale
        return [(scales.scaled(g, factor), v) for g, v in pairs]


@public("train.experimental.MixedPrecisionLossScaleOptimizer")
class MixedPrecisionLossScaleOptimizer(ScalingOptimizer):
    """Wraps an optimizer: losses are scaled, so that small gradients of float16 stay above 0.

    With a dynamic scale, steps whose gradients are not finite are left out.

    Args:
      opt: the optimizer that takes the steps.
      loss_scale: a `tf.train.experimental.LossScale`, a number, or "dynamic".

    Raises:
      ValueError: opt is no optimizer.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.train.experimental.MixedPrecisionLossScaleOptimizer(
      ...     tf.train.GradientDescentOptimizer(0.5), 128)
      >>> optimizer.minimize(lambda: x * x)
      >>> float(x)
      0.0
    """

    _create_or_restore_slot_variable = None  # to checkpoints slots are those of the wrapped one

    def __init__(self, opt, loss_scale) -> None:
        if not isinstance(opt, Optimizer):
            raise ValueError(f'"opt" must be an instance of Optimizer, but got: {type(opt)}')
        super().__init__(opt)
        self._loss_scale = self._track_trackable(scales.get(loss_scale), "loss_scale")

    def _scale(self):
        return self._loss_scale()

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Takes the step, if the gradients are finite, and learns the scale from them.

        See `tf.train.Optimizer.apply_gradients`.
        """
        pairs = list(grads_and_vars)
        if not isinstance(self._loss_scale, scales.DynamicLossScale):
            return self._optimizer.apply_gradients(pairs, global_step, name)
        name = name or self.get_name()
        update, finite = self._loss_scale.update([g for g, _ in pairs])
        step = scales.apply_if(
            finite, lambda: self._optimizer.apply_gradients(pairs, global_step, f"{name}-wrapped")
        )
        return control.group(step, update, name=name)
