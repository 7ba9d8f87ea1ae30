"""tf.contrib.mixed_precision: managers of loss scales, and the optimizer that uses one."""

from typing import Any

from zeal import _native
from zeal._native import Variable, api
from zeal.dtypes import float32, int32
from zeal.eager import control
from zeal.ops.array.where import where
from zeal.public import public
from zeal.train.loss_scale import all_finite, apply_if, either
from zeal.train.loss_scale_optimizer import ScalingOptimizer


@public("contrib.mixed_precision.LossScaleManager")
class LossScaleManager:
    """Base of managers, which have `get_loss_scale()` and `update_loss_scale(finite_grads)`.

    Example:
      >>> tf.contrib.mixed_precision.FixedLossScaleManager(8).get_loss_scale().numpy()
      8.0
    """

    def get_loss_scale(self) -> Any:
        """The present scale, a float32 scalar."""
        raise NotImplementedError

    def update_loss_scale(self, finite_grads) -> Any:
        """Learns whether the gradients of a step were finite."""
        raise NotImplementedError


@public("contrib.mixed_precision.FixedLossScaleManager")
class FixedLossScaleManager(LossScaleManager):
    """A scale that stays.

    Args:
      loss_scale: a number, at least 1.

    Raises:
      ValueError: it is less.

    Example:
      >>> tf.contrib.mixed_precision.FixedLossScaleManager(8).get_loss_scale().numpy()
      8.0
    """

    def __init__(self, loss_scale) -> None:
        if loss_scale < 1:
            raise ValueError("loss scale must be at least 1.")
        self._loss_scale = _native.convert(loss_scale, float32)

    def get_loss_scale(self):
        """The scale."""
        return self._loss_scale

    def update_loss_scale(self, finite_grads):
        """Learns nothing."""
        return control.no_op()


@public("contrib.mixed_precision.ExponentialUpdateLossScaleManager")
class ExponentialUpdateLossScaleManager(LossScaleManager):
    """A scale that grows after finite steps in a row, and falls after some that are not.

    Args:
      init_loss_scale: where it begins.
      incr_every_n_steps: after how many finite steps in a row it grows.
      decr_every_n_nan_or_inf: after how many others it falls.
      incr_ratio, decr_ratio: by what it is multiplied then.

    Example:
      >>> manager = tf.contrib.mixed_precision.ExponentialUpdateLossScaleManager(8.0, 1)
      >>> manager.update_loss_scale(tf.constant(True))
      >>> manager.get_loss_scale().numpy()
      16.0
    """

    def __init__(
        self,
        init_loss_scale,
        incr_every_n_steps,
        decr_every_n_nan_or_inf: Any = 2,
        incr_ratio: Any = 2,
        decr_ratio: Any = 0.8,
    ) -> None:
        self._incr_every_n_steps = incr_every_n_steps
        self._decr_every_n_nan_or_inf = decr_every_n_nan_or_inf
        self._incr_ratio = incr_ratio
        self._decr_ratio = decr_ratio
        self._loss_scale = Variable(
            init_loss_scale, name="loss_scale", dtype=float32, trainable=False
        )
        self._num_good_steps = Variable(0, name="good_steps", dtype=int32, trainable=False)
        self._num_bad_steps = Variable(0, name="bad_steps", dtype=int32, trainable=False)

    def get_loss_scale(self):
        """The scale, a variable."""
        return self._loss_scale

    def update_loss_scale(self, finite_grads):
        """Grows or falls, or counts.

        Args:
          finite_grads: a bool tensor.

        Returns:
          The operation that does it; None eagerly.
        """
        return either(finite_grads, self._after_finite, self._after_others)

    def _after_finite(self):
        count = self._num_good_steps + 1
        counted = lambda: self._num_good_steps.assign_add(1)  # noqa: E731
        return either(count >= self._incr_every_n_steps, self._grow, counted)

    def _after_others(self):
        count = self._num_bad_steps + 1
        return either(count >= self._decr_every_n_nan_or_inf, self._fall, self._count_bad)

    def _grow(self):
        larger = self._loss_scale * self._incr_ratio
        now = self._loss_scale.value()
        return self._start_anew(where(api.is_finite(larger), larger, now))

    def _fall(self):
        return self._start_anew(api.maximum(self._loss_scale * self._decr_ratio, 1.0))

    def _start_anew(self, scale):
        counts = (self._num_good_steps, self._num_bad_steps)
        return control.group(self._loss_scale.assign(scale), *[n.assign(0) for n in counts])

    def _count_bad(self):
        return control.group(self._num_bad_steps.assign_add(1), self._num_good_steps.assign(0))


@public("contrib.mixed_precision.LossScaleOptimizer")
class LossScaleOptimizer(ScalingOptimizer):
    """Wraps an optimizer: losses are scaled; steps whose gradients are not finite are left out.

    Args:
      opt: the optimizer that takes the steps.
      loss_scale_manager: what says the scale, and learns how steps went.

    Example:
      >>> x = tf.Variable(3.0)
      >>> optimizer = tf.contrib.mixed_precision.LossScaleOptimizer(
      ...     tf.train.GradientDescentOptimizer(0.5),
      ...     tf.contrib.mixed_precision.FixedLossScaleManager(128))
      >>> optimizer.minimize(lambda: x * x)
      >>> float(x)
      0.0
    """

    def __init__(self, opt, loss_scale_manager) -> None:
        super().__init__(opt)
        self._loss_scale_manager = loss_scale_manager

    def _scale(self):
        return _native.convert(self._loss_scale_manager.get_loss_scale())

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """Takes the step if the gradients are finite; see `tf.train.Optimizer.apply_gradients`."""
        pairs = list(grads_and_vars)
        finite = all_finite([g for g, _ in pairs])
        step = apply_if(finite, lambda: self._optimizer.apply_gradients(pairs, global_step, name))
        return control.group(step, self._loss_scale_manager.update_loss_scale(finite))
