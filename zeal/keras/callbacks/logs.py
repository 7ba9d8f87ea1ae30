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


def histogram_message(tag, values) -> Any:
    """The distribution of an array as a Summary."""
    from zeal.graph.graph import outside_graphs
    from zeal.messages.summary import Summary
    from zeal.summary.ops import histogram_summary

    with outside_graphs():
        return Summary.FromString(histogram_summary(tag, values).numpy())


@public("keras.callbacks.TensorBoard")
class TensorBoard(Callback):
    """Writes the values of each epoch as summaries for TensorBoard.

    Args:
      log_dir: the folder of the event files.
      histogram_freq: after every so many epochs the distributions of weights, and of what layers
        gave for the last batch of the validation, are written; 0 for never.
      write_grads, write_images, embeddings_freq: not built; must be off.
      write_graph: whether the graph is written, in graphs.
      update_freq: "epoch", "batch", or a number of samples.
      **kwargs: accepted for compatibility.

    Raises:
      NotImplementedError: what is not built is asked for.

    Example:
      >>> import os, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> _ = model.fit(np.ones([4, 2]), np.ones([4]), verbose=0,
      ...               callbacks=[tf.keras.callbacks.TensorBoard(folder)])
      >>> (name,) = os.listdir(folder)
      >>> events = list(tf.train.summary_iterator(os.path.join(folder, name)))
      >>> events[-1].summary.value[0].tag
      'epoch_loss'
    """

    def __init__(
        self, log_dir="./logs", histogram_freq=0, write_graph=True, write_grads=False,
        write_images=False, update_freq="epoch", embeddings_freq=0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        for name, value in (
            ("write_grads", write_grads), ("write_images", write_images),
            ("embeddings_freq", embeddings_freq),
        ):  # fmt: skip
            if value:
                raise NotImplementedError(f"TensorBoard: {name} is not built yet")
        self.log_dir, self.write_graph = log_dir, write_graph
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.histogram_freq = histogram_freq
        self._writer: Any = None
        self._seen = self._written = 0

    def on_train_begin(self, logs=None) -> None:
        """Opens the file."""
        from zeal.eager.context import executing_eagerly
        from zeal.graph.graph import get_default_graph
        from zeal.summary.file_writer import EventFileWriter, SummaryToEventTransformer

        graph = None if executing_eagerly() or not self.write_graph else get_default_graph()
        self._writer = SummaryToEventTransformer(EventFileWriter(self.log_dir), graph)

    def _write(self, prefix, logs, step):
        from zeal.messages.summary import Summary

        for name, value in (logs or {}).items():
            if name in ("batch", "size"):
                continue
            summary = Summary()
            summary.value.add(tag=prefix + name, simple_value=float(value))
            self._writer.add_summary(summary, step)
        self._writer.event_writer.flush()

    def on_batch_end(self, batch, logs=None) -> None:
        """Writes the values of a batch, if it is time."""
        if self.update_freq == "epoch":
            return
        self._seen += (logs or {}).get("size", 1)
        if self.update_freq == 1 or self._seen - self._written >= self.update_freq:
            self._write("batch_", logs, self._seen)
            self._written = self._seen

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Writes the values of an epoch, and distributions if it is time."""
        self._write("epoch_", logs, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for tag, values in self._distributions():
                self._writer.add_summary(histogram_message(tag, values), epoch)
            self._writer.event_writer.flush()

    def _distributions(self):
        """Pairs of a tag and values: of the weights of each layer, and of what it gave."""
        from zeal.keras.training.seen import last_outputs

        outputs = last_outputs(self.model)
        for layer in self.model.layers:
            for weight, value in zip(layer.weights, layer.get_weights(), strict=True):
                yield weight.name.replace(":", "_"), value
            given = outputs.get(layer, [])
            for i, value in enumerate(given):
                yield f"{layer.name}_out" + (f"_{i}" if len(given) > 1 else ""), value

    def on_train_end(self, logs=None) -> None:
        """Closes the file."""
        self._writer.event_writer.close()
