"""tf.train.experimental.LossScale and its kin: scales of losses, fixed and found while training."""

from typing import Any

from zeal import _native, nest
from zeal._native import Variable, api
from zeal.dtypes import float32, int64
from zeal.eager import control
from zeal.eager.context import executing_eagerly
from zeal.graph.conditions import cond
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.state.trackable import Trackable


def all_finite(grads):
    """Whether gradients have neither infinities nor NaN.

    Args:
      grads: a list of tensors, IndexedSlices and None.
    """
    values = [g.values if isinstance(g, IndexedSlices) else g for g in grads if g is not None]
    each = [api.reduce_all(api.is_finite(v)) for v in values]
    return api.reduce_all(each) if each else _native.convert(True)


def scaled(gradient, factor):
    """A gradient, perhaps None or IndexedSlices, times a number."""
    if gradient is None:
        return None
    if isinstance(gradient, IndexedSlices):
        return gradient._with_values(gradient.values * api.cast(factor, gradient.dtype))
    return gradient * api.cast(factor, gradient.dtype)


@public("train.experimental.LossScale")
class LossScale(Trackable):
    """Base of loss scales: what losses are multiplied by, and their gradients divided by.

    A subclass has `__call__()`, which returns the scale, `update(grads)`, and `get_config()`.

    Example:
      >>> class Eight(tf.train.experimental.LossScale):
      ...     def __call__(self):
      ...         return tf.constant(8.0)
      >>> Eight()().numpy()
      8.0
    """

    def __call__(self) -> Any:
        """The present scale, a float32 tensor."""
        raise NotImplementedError

    def update(self, grads) -> Any:
        """Learns from the gradients of a step.

        Args:
          grads: a list of tensors.

        Returns:
          The operation that does it (None eagerly), and whether the gradients shall be applied.
        """
        raise NotImplementedError

    def _add_weight(self, name, initial_value, dtype=None):
        weight = Variable(initial_value, name=name, dtype=dtype, trainable=False)
        return self._track_trackable(weight, name)

    def get_config(self) -> dict:
        """The arguments that make the scale anew."""
        raise NotImplementedError

    @classmethod
    def from_config(cls, config) -> "LossScale":
        """A scale from what `get_config` gave.

        Args:
          config: a dict.

        Returns:
          A scale.

        Example:
          >>> tf.train.experimental.FixedLossScale.from_config({"loss_scale_value": 4})
          FixedLossScale(4.0)
        """
        return cls(**config)


@public("train.experimental.FixedLossScale")
class FixedLossScale(LossScale):
    """A scale that stays.

    Args:
      loss_scale_value: a Python number, at least 1.

    Raises:
      ValueError: it is none.

    Example:
      >>> tf.train.experimental.FixedLossScale(128)().numpy()
      128.0
    """

    def __init__(self, loss_scale_value) -> None:
        if not isinstance(loss_scale_value, (int, float)):
            raise ValueError("loss_scale_value must be a Python int or float.")
        if loss_scale_value < 1:
            raise ValueError("loss_scale_value must be at least 1.")
        self._loss_scale_value = float(loss_scale_value)

    def __call__(self):
        return _native.convert(self._loss_scale_value)

    def update(self, grads):
        """Learns nothing: gradients are always applied."""
        return control.no_op(), True

    def __repr__(self) -> str:
        return f"FixedLossScale({self._loss_scale_value})"

    def get_config(self):
        return {"loss_scale_value": self._loss_scale_value}


@public("train.experimental.DynamicLossScale")
class DynamicLossScale(LossScale):
    """A scale that grows while gradients are finite, and falls when they are not.

    Args:
      initial_loss_scale: where it begins.
      increment_period: after how many finite steps in a row it grows.
      multiplier: by what it is multiplied, or divided.

    Example:
      >>> scale = tf.train.experimental.DynamicLossScale(8.0, increment_period=1)
      >>> _, apply = scale.update([tf.constant([1.0])])
      >>> bool(apply), scale().numpy()
      (True, 16.0)
      >>> _, apply = scale.update([tf.constant([float("nan")])])
      >>> bool(apply), scale().numpy()
      (False, 8.0)
    """

    def __init__(
        self,
        initial_loss_scale: Any = 2**15,
        increment_period: Any = 2000,
        multiplier: Any = 2.0,
    ) -> None:
        self.initial_loss_scale = float(initial_loss_scale)
        self.increment_period = int(increment_period)
        self.multiplier = float(multiplier)
        start = self.initial_loss_scale
        self._current_loss_scale = self._add_weight("current_loss_scale", start, float32)
        self._num_good_steps = self._add_weight("good_steps", 0, int64)

    def __call__(self):
        return _native.convert(self._current_loss_scale)

    def update(self, grads):
        """Grows or falls by the gradients of a step.

        Args:
          grads: a list of tensors.

        Returns:
          The operation that does it (None eagerly), and a bool tensor: whether they are finite.
        """
        finite = all_finite(nest.flatten(grads))
        return either(finite, self._after_finite, self._fall), finite

    def _after_finite(self):
        count = self._num_good_steps + 1
        return either(count >= self.increment_period, self._grow, self._count)

    def _count(self):
        return self._num_good_steps.assign_add(1)

    def _grow(self):
        larger = self._current_loss_scale * self.multiplier
        grown = either(
            api.is_finite(larger), lambda: self._current_loss_scale.assign(larger), control.no_op
        )
        return control.group(grown, self._num_good_steps.assign(0))

    def _fall(self):
        smaller = api.maximum(self._current_loss_scale / self.multiplier, 1.0)
        return control.group(
            self._num_good_steps.assign(0), self._current_loss_scale.assign(smaller)
        )

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value}" for key, value in self.get_config().items())
        if executing_eagerly():
            now = self._current_loss_scale.numpy(), self._num_good_steps.numpy()
            settings = f"current_loss_scale={now[0]}, num_good_steps={now[1]}, {settings}"
        return f"DynamicLossScale({settings})"

    def get_config(self):
        names = ("initial_loss_scale", "increment_period", "multiplier")
        return {name: getattr(self, name) for name in names}


def either(pred, true_fn, false_fn):
    """Runs one of two updates; in graphs, a tensor whose run does."""
    if executing_eagerly():
        (true_fn if pred else false_fn)()
        return None
    return cond(pred, lambda: _signal(true_fn()), lambda: _signal(false_fn()))


def _signal(update):
    """A tensor that is there behind an update."""
    with control.control_dependencies([] if update is None else [update]):
        return api.identity(True)


def apply_if(finite, apply):
    """Takes a step only where gradients are finite; in graphs, by a tensor or an operation."""
    if finite is True:
        return apply()
    return either(finite, apply, control.no_op)


def get(identifier):
    """The loss scale that a number, "dynamic", a scale or None stands for."""
    if isinstance(identifier, (int, float)):
        return FixedLossScale(identifier)
    if isinstance(identifier, str) and identifier == "dynamic":
        return DynamicLossScale()
    if identifier is None or isinstance(identifier, LossScale):
        return identifier
    raise ValueError(f"Could not interpret loss scale identifier: {identifier}")
