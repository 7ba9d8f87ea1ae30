"""Callbacks that write what happens: functions, tables, summaries."""

import csv
import os
from typing import Any

from zeal.keras.callbacks.callback import Callback
from zeal.public import public


@public("keras.callbacks.LambdaCallback")
class LambdaCallback(Callback):
    """A callback of functions.

    Args:
      on_epoch_begin, on_epoch_end, on_batch_begin, on_batch_end: functions of a number and logs.
      on_train_begin, on_train_end: functions of logs.
      **kwargs: attributes of the callback, other functions among them.

    Example:
      >>> show = tf.keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: print(epoch))
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> _ = model.fit(np.ones([4, 2]), np.ones([4]), callbacks=[show], verbose=0)
      0
    """

    def __init__(
        self, on_epoch_begin=None, on_epoch_end=None, on_batch_begin=None, on_batch_end=None,
        on_train_begin=None, on_train_end=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end,
            "on_batch_begin": on_batch_begin, "on_batch_end": on_batch_end,
            "on_train_begin": on_train_begin, "on_train_end": on_train_end, **kwargs,
        }  # fmt: skip
        self.__dict__.update({k: f for k, f in functions.items() if f is not None})


@public("keras.callbacks.CSVLogger")
class CSVLogger(Callback):
    """Writes the values of each epoch to a file, one line each.

    Args:
      filename: the file.
      separator: what stands between values.
      append: whether lines are added to a file that is there.

    Example:
      >>> import os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "log.csv")
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> _ = model.fit(np.ones([4, 2]), np.ones([4]), verbose=0,
      ...               callbacks=[tf.keras.callbacks.CSVLogger(path)])
      >>> open(path).readline()
      'epoch,loss\\n'
    """

    def __init__(self, filename, separator=",", append=False) -> None:
        super().__init__()
        self.filename, self.sep, self.append = filename, separator, append
        self._file: Any = None
        self.keys: "list[str] | None" = None

    def on_train_begin(self, logs=None) -> None:
        """Opens the file."""
        there = os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        self._needs_head = not (self.append and there)
        self._file = open(self.filename, "a" if self.append else "w", newline="\n")  # noqa: SIM115

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Writes a line."""
        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
        writer = csv.DictWriter(
            self._file, ["epoch", *self.keys], delimiter=self.sep, lineterminator=os.linesep
        )
        if self._needs_head:
            writer.writeheader()
            self._needs_head = False
        writer.writerow({"epoch": epoch, **{key: logs.get(key, "NA") for key in self.keys}})
        self._file.flush()

    def on_train_end(self, logs=None) -> None:
        """Closes the file."""
        self._file.close()
