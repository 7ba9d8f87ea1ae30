"""The lines that fit and evaluate print."""

from typing import Any

from zeal.keras.callbacks.callback import Callback
from zeal.keras.utils.progbar import Progbar
from zeal.public import public


@public("keras.callbacks.ProgbarLogger")
class ProgbarLogger(Callback):
    """Prints a bar for each epoch; `fit(verbose=1)` has one.

    Args:
      count_mode: "samples" or "steps": what the bar counts.
      stateful_metrics: names of metrics that are shown as they are.

    Raises:
      ValueError: count_mode is neither.

    Example:
      >>> tf.keras.callbacks.ProgbarLogger("steps").use_steps
      True
    """

    def __init__(self, count_mode="samples", stateful_metrics=None) -> None:
        super().__init__()
        if count_mode not in ("samples", "steps"):
            raise ValueError(f"Unknown `count_mode`: {count_mode}")
        self.use_steps = count_mode == "steps"
        self.stateful_metrics = set(stateful_metrics or ())
        self._bar: Any = None
        self._shows_epochs = True

    def on_train_begin(self, logs=None) -> None:
        """Notes how many epochs there will be."""
        self._epochs = self.params["epochs"]

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Starts a bar."""
        if self._shows_epochs and self._epochs > 1 and self.params["verbose"]:
            print(f"Epoch {epoch + 1}/{self._epochs}")
        self._start()

    def _start(self):
        target = self.params["steps" if self.use_steps else "samples"]
        self._seen = 0
        self._bar = Progbar(
            target, verbose=self.params["verbose"], stateful_metrics=self.stateful_metrics,
            unit_name="step" if self.use_steps else "sample",
        )  # fmt: skip

    def on_batch_end(self, batch, logs=None) -> None:
        """Shows a batch; the last one with the epoch."""
        self._seen += 1 if self.use_steps else logs["size"]
        target = self._bar.target
        values = [(name, logs[name]) for name in self.params["metrics"] if name in logs]
        if target is None or self._seen < target:
            self._bar.update(self._seen, values)

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Shows the end of an epoch."""
        names = self.params["metrics"]
        self._bar.stateful_metrics |= set(names)  # means over the whole epoch
        if self._bar.target is None:
            self._bar.target = self._seen
        values = [(name, logs[name]) for name in names if name in (logs or {})]
        self._bar.update(self._seen, values)


class EvaluationProgress(ProgbarLogger):
    """The bar of an evaluation or of predictions."""

    def begin(self, *_) -> None:
        """Starts the bar."""
        self._start()

    def batch(self, batch, logs=None) -> None:
        """Shows a batch."""
        self.on_batch_end(batch, logs)

    on_test_begin = on_predict_begin = begin
    on_test_batch_end = on_predict_batch_end = batch

    def on_test_end(self, logs=None) -> None:
        """Shows the end."""
        self.on_epoch_end(0, logs)

    on_predict_end = on_test_end
