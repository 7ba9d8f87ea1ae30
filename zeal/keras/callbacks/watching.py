"""Callbacks that watch a value: they stop the training, or save the model."""

import os
import re
from typing import Any

from zeal import logging
from zeal.checkpoint.state_file import latest_checkpoint
from zeal.keras.callbacks.callback import Callback
from zeal.keras.model_files import has_config
from zeal.keras.session import in_session
from zeal.public import public


def better_of(mode, monitor, name):
    """Whether the larger value of a metric is the better one.

    Args:
      mode: "min", "max", or "auto": what the metric's name says.
      monitor: the metric.
      name: the callback, for a warning.
    """
    if mode not in ("auto", "min", "max"):
        logging.warning("%s mode %s is unknown, fallback to auto mode.", name, mode)
        mode = "auto"
    return mode == "max" or (mode == "auto" and "acc" in monitor)


@public("keras.callbacks.TerminateOnNaN")
class TerminateOnNaN(Callback):
    """Stops the training when the loss is no number or infinite.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> history = model.fit(np.full([4, 2], np.nan), np.ones([4]), epochs=3, verbose=0,
      ...                     callbacks=[tf.keras.callbacks.TerminateOnNaN()])
      Batch 0: Invalid loss, terminating training
      >>> history.epoch
      [0]
    """

    def on_batch_end(self, batch, logs=None) -> None:
        """Looks at the loss."""
        import math

        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


@public("keras.callbacks.EarlyStopping")
class EarlyStopping(Callback):
    """Stops the training when a value has not got better for some epochs.

    Args:
      monitor: the value, as in `logs`.
      min_delta: by how much it must be better.
      patience: how many epochs may pass without.
      verbose: 1 to say so.
      mode: "min" or "max" is better; "auto": max for accuracies.
      baseline: what the first value must be better than, or None.
      restore_best_weights: whether the model gets the weights of its best epoch.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.0), "mse")
      >>> stop = tf.keras.callbacks.EarlyStopping("loss", patience=2)
      >>> len(model.fit(np.ones([4, 2]), np.ones([4]), epochs=9, verbose=0, callbacks=[stop]).epoch)
      3
    """

    def __init__(
        self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", baseline=None,
        restore_best_weights=False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.monitor, self.patience, self.verbose = monitor, patience, verbose
        self.baseline, self.restore_best_weights = baseline, restore_best_weights
        self._larger = better_of(mode, monitor, "EarlyStopping")
        self.min_delta = abs(min_delta)
        self.wait = self.stopped_epoch = 0
        self.best_weights: Any = None

    def on_train_begin(self, logs=None) -> None:
        """Starts anew."""
        self.wait = self.stopped_epoch = 0
        worst = float("-inf") if self._larger else float("inf")
        self.best = worst if self.baseline is None else self.baseline

    def _is_better(self, value):
        if self._larger:
            return value - self.min_delta > self.best
        return value + self.min_delta < self.best

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Looks at the value."""
        value = self.get_monitor_value(logs)
        if value is None:
            return
        if self._is_better(value):
            self.best, self.wait = value, 0
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience:
            self.stopped_epoch, self.model.stop_training = epoch, True
            if self.best_weights is not None:
                if self.verbose > 0:
                    print("Restoring model weights from the end of the best epoch.")
                self.model.set_weights(self.best_weights)

    def on_train_end(self, logs=None) -> None:
        """Says that the training was stopped."""
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1:05d}: early stopping")

    def get_monitor_value(self, logs) -> Any:
        """The value in logs, or None with a warning.

        Args:
          logs: a dict.

        Returns:
          A float or None.

        Example:
          >>> tf.keras.callbacks.EarlyStopping("loss").get_monitor_value({"loss": 1.0})
          1.0
        """
        value = (logs or {}).get(self.monitor)
        if value is None:
            logging.warning(
                "Early stopping conditioned on metric `%s` which is not available. Available "
                "metrics are: %s", self.monitor, ",".join(logs or ()),
            )  # fmt: skip
        return value


@public("keras.callbacks.ModelCheckpoint")
class ModelCheckpoint(Callback):
    """Saves the model, or its weights, after epochs.

    Args:
      filepath: where; "{epoch:02d}" and "{val_loss:.2f}" stand for values.
      monitor: the value that says which model is the best.
      verbose: 1 to say so.
      save_best_only: whether only the best model so far is saved.
      save_weights_only: whether `Model.save_weights` saves, rather than `Model.save`; so it does
        for subclasses of Model, which have no configuration.
      mode: "min" or "max" is better; "auto": max for accuracies.
      save_freq: "epoch", or after how many examples to save.
      **kwargs: `period`, the number of epochs between two files; `load_weights_on_restart`: whether
        training starts with the weights of the newest file that filepath fits.

    Raises:
      ValueError: another save_freq.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "model-{epoch}.h5")
      >>> save = tf.keras.callbacks.ModelCheckpoint(path, save_weights_only=True)
      >>> save.filepath == path
      True
    """

    def __init__(
        self, filepath, monitor="val_loss", verbose=0, save_best_only=False,
        save_weights_only=False, mode="auto", save_freq="epoch", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"Unrecognized save_freq: {save_freq}")
        self.save_freq = save_freq
        self.filepath, self.monitor, self.verbose = str(filepath), monitor, verbose
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        self.period = kwargs.pop("period", 1)
        self.load_weights_on_restart = kwargs.pop("load_weights_on_restart", False)
        self._since = self._epoch = 0  # epochs or examples since the last file; the epoch's number
        self._larger = better_of(mode, monitor, "ModelCheckpoint")
        self.best = float("-inf") if self._larger else float("inf")

    def set_model(self, model) -> None:
        """Takes the model; of a subclass only the weights are saved.

        Args:
          model: the model that is trained.
        """
        super().set_model(model)
        if not self.save_weights_only and not has_config(model):
            self.save_weights_only = True

    def on_train_begin(self, logs=None) -> None:
        """Loads the newest file's weights, if that was asked for."""
        if not self.load_weights_on_restart:
            return
        path = self._get_most_recently_modified_file_matching_pattern(self.filepath)
        try:
            if path is not None:
                self.model.load_weights(path)
        except (OSError, ValueError) as e:
            raise ValueError(f"Error loading file from {path}. Reason: {e}") from e

    def _get_most_recently_modified_file_matching_pattern(self, pattern):
        """The newest checkpoint or file, of several as new the last by name; None without any."""
        folder, base = os.path.split(pattern)
        fits = re.compile(".*".join(map(re.escape, re.split("{.*}", base)))).fullmatch
        latest = latest_checkpoint(folder)
        if latest is not None and fits(os.path.basename(latest)):
            return latest
        names = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
        times = {path: os.path.getmtime(path) for path in
                 (os.path.join(folder, name) for name in names if fits(name))}  # fmt: skip
        newest = [path for path, time in times.items() if time == max(times.values())]
        return newest[0] if len(newest) == 1 else max(times, default=None)

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Notes the epoch's number."""
        self._epoch = epoch

    def on_batch_end(self, batch, logs=None) -> None:
        """Saves, if examples are counted and it is time."""
        if self.save_freq != "epoch":
            self._count((logs or {}).get("size", 1), self.save_freq, self._epoch, logs)

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Saves, if epochs are counted and it is time."""
        if self.save_freq == "epoch":
            self._count(1, self.period, epoch, logs)

    def _count(self, more, wanted, epoch, logs):
        self._since += more
        if self._since >= wanted:
            self._since = 0
            self._save_if_best(epoch, logs)

    def _save_if_best(self, epoch, logs):
        path = self.filepath.format(epoch=epoch + 1, **(logs or {}))
        head = f"\nEpoch {epoch + 1:05d}: "
        if not self.save_best_only:
            self._save(path, f"{head}saving model to {path}")
            return
        value = (logs or {}).get(self.monitor)
        if value is None:
            logging.warning("Can save best model only with %s available, skipping.", self.monitor)
        elif value > self.best if self._larger else value < self.best:
            self._save(
                path, f"{head}{self.monitor} improved from {self.best:0.5f} to {value:0.5f}, "
                f"saving model to {path}",
            )  # fmt: skip
            self.best = value
        elif self.verbose > 0:
            print(f"{head}{self.monitor} did not improve from {self.best:0.5f}")

    def _save(self, path, words):
        if self.verbose > 0:
            print(words)
        with in_session():
            if self.save_weights_only:
                self.model.save_weights(path, overwrite=True)
            else:
                self.model.save(path, overwrite=True)
