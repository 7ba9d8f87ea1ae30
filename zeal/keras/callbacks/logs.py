"""Callbacks that write what happens: functions, means, tables, messages to a server."""

import csv
import os
from typing import Any

from zeal.keras.callbacks.callback import Callback
from zeal.logging import warning
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


@public("keras.callbacks.BaseLogger")
class BaseLogger(Callback):
    """Puts the means over an epoch's examples of what batches report into the epoch's logs.

    Args:
      stateful_metrics: names of metrics that are taken as the last batch has them.

    Example:
      >>> logger = tf.keras.callbacks.BaseLogger()
      >>> logger.set_params({"metrics": ["loss"]})
      >>> logger.on_epoch_begin(0)
      >>> logger.on_batch_end(0, {"size": 3, "loss": 1.0})
      >>> logger.on_batch_end(1, {"size": 1, "loss": 5.0})
      >>> logs = {}
      >>> logger.on_epoch_end(0, logs)
      >>> logs
      {'loss': 2.0}
    """

    def __init__(self, stateful_metrics=None) -> None:
        super().__init__()
        self.stateful_metrics = set(stateful_metrics or ())

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Forgets the last epoch."""
        self.seen, self.totals = 0, {}

    def on_batch_end(self, batch, logs=None) -> None:
        """Adds what a batch reports."""
        logs = logs or {}
        size = logs.get("size", 0) * logs.get("num_steps", 1)
        self.seen += size
        for name, value in logs.items():
            sums = name not in self.stateful_metrics
            self.totals[name] = self.totals.get(name, 0) + value * size if sums else value

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Writes the means."""
        for name in self.params["metrics"] if logs is not None else ():
            if name in self.totals:
                count = 1 if name in self.stateful_metrics else self.seen
                logs[name] = self.totals[name] / count


@public("keras.callbacks.RemoteMonitor")
class RemoteMonitor(Callback):
    """Sends the values of each epoch to a server by HTTP; an unreachable one is warned of.

    Args:
      root: the server's address.
      path: where on the server.
      field: the name of the form's field with the values as JSON.
      headers: a dict of HTTP's headers.
      send_as_json: whether the message is the JSON itself and no form.

    Example:
      >>> tf.keras.callbacks.RemoteMonitor("http://localhost:9000").path
      '/publish/epoch/end/'
    """

    def __init__(
        self, root="http://localhost:9000", path="/publish/epoch/end/", field="data",
        headers=None, send_as_json=False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.root, self.path, self.field = root, path, field
        self.headers, self.send_as_json = headers, send_as_json

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Sends the values."""
        import json
        import urllib.parse  # late: it takes longer than all callbacks
        import urllib.request

        values = {"epoch": epoch}
        for name, value in (logs or {}).items():
            values[name] = value.item() if hasattr(value, "item") else value
        body, kind = json.dumps(values), "application/json"
        if not self.send_as_json:
            body = urllib.parse.urlencode({self.field: body})
            kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **(self.headers or {})}
        message = urllib.request.Request(self.root + self.path, body.encode(), headers)
        try:
            urllib.request.urlopen(message).close()
        except OSError:
            warning(f"Warning: could not reach RemoteMonitor root server at {self.root}")
