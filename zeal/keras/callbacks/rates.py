"""Callbacks that change the learning rate."""

from typing import Any

from zeal import logging
from zeal._native import Variable
from zeal.eager.context import executing_eagerly
from zeal.keras.backend_parts.state import get_value
from zeal.keras.callbacks.callback import Callback
from zeal.keras.callbacks.watching import better_of
from zeal.keras.session import get_session
from zeal.public import public


def _session():
    return None if executing_eagerly() else get_session()


def rate_of(optimizer) -> Any:
    """The learning rate of a Keras optimizer, as it is noted: NumPy's number, or a schedule.

    Raises:
      ValueError: it has no `lr`.
    """
    if not hasattr(optimizer, "lr"):
        raise ValueError('Optimizer must have a "lr" attribute.')
    return get_value(optimizer.lr)


def set_rate(optimizer, value) -> None:
    """Sets the learning rate of a Keras optimizer."""
    if isinstance(optimizer.lr, Variable):
        optimizer.lr.load(value, _session())
    else:
        optimizer.lr = value


@public("keras.callbacks.LearningRateScheduler")
class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch.

    Args:
      schedule: a function of the epoch, from 0, and the learning rate, or of the epoch alone, that
        returns a float.
      verbose: 1 to say so.

    Example:
      >>> scheduler = tf.keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
      >>> scheduler.schedule(1)
      0.05
    """

    def __init__(self, schedule, verbose=0) -> None:
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Sets the rate."""
        optimizer = self.model.optimizer
        before = float(rate_of(optimizer))
        try:
            rate = self.schedule(epoch, before)
        except TypeError:
            rate = self.schedule(epoch)
        import numpy as np

        if not isinstance(rate, (float, np.float32, np.float64)):
            raise ValueError('The output of the "schedule" function should be float.')
        set_rate(optimizer, rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1:05d}: LearningRateScheduler reducing learning rate to "
                  f"{rate}.")  # fmt: skip

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Notes the rate."""
        if logs is not None:
            logs["lr"] = rate_of(self.model.optimizer)


@public("keras.callbacks.ReduceLROnPlateau")
class ReduceLROnPlateau(Callback):
    """Lowers the learning rate when a value has not got better for some epochs.

    Args:
      monitor: the value, as in `logs`.
      factor: what the rate is multiplied by, below 1.
      patience: how many epochs may pass without the value being better.
      verbose: 1 to say so.
      mode: "min" or "max" is better; "auto": max for accuracies.
      min_delta: by how much it must be better.
      cooldown: how many epochs to wait after a change.
      min_lr: the lowest rate.
      **kwargs: accepted for compatibility: `epsilon` is min_delta.

    Raises:
      ValueError: the factor is 1 or more.

    Example:
      >>> tf.keras.callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=3).factor
      0.5
    """

    def __init__(
        self, monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto",
        min_delta=0.0001, cooldown=0, min_lr=0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        if factor >= 1.0:
            raise ValueError("ReduceLROnPlateau does not support a factor >= 1.0.")
        self.monitor, self.factor, self.min_lr = monitor, factor, min_lr
        self.min_delta = kwargs.pop("epsilon", min_delta)
        self.patience, self.verbose, self.cooldown, self.mode = patience, verbose, cooldown, mode
        self._larger = better_of(mode, monitor, "Learning Rate Plateau Reducing")
        self.on_train_begin()

    def on_train_begin(self, logs=None) -> None:
        """Starts anew."""
        self.best = float("-inf") if self._larger else float("inf")
        self.cooldown_counter = self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether a change was a short while ago.

        Returns:
          A bool.

        Example:
          >>> tf.keras.callbacks.ReduceLROnPlateau().in_cooldown()
          False
        """
        return self.cooldown_counter > 0

    def _is_better(self, value):
        if self._larger:
            return value > self.best + self.min_delta
        return value < self.best - self.min_delta

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Looks at the value."""
        logs = {} if logs is None else logs
        logs["lr"] = rate_of(self.model.optimizer)
        value = logs.get(self.monitor)
        if value is None:
            logging.warning(
                "Reduce LR on plateau conditioned on metric `%s` which is not available. Available "
                "metrics are: %s", self.monitor, ",".join(logs),
            )  # fmt: skip
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_better(value):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch):
        before = float(rate_of(self.model.optimizer))
        if before <= self.min_lr:
            return
        rate = max(before * self.factor, self.min_lr)
        set_rate(self.model.optimizer, rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1:05d}: ReduceLROnPlateau reducing learning rate to {rate}.")
        self.cooldown_counter, self.wait = self.cooldown, 0
