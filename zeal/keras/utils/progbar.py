"""tf.keras.utils.Progbar: a bar that shows how far something has come."""

import sys
import time
from typing import Any

import numpy as np

from zeal.public import public


@public("keras.utils.Progbar")
class Progbar:
    """A bar that shows how far something has come, with values.

    Args:
      target: how many steps there are; None if that is not known.
      width: of the bar.
      verbose: 1 for a bar, 2 for one line at the end, 0 for nothing.
      interval: seconds between two updates on the screen.
      stateful_metrics: names of values that are shown as they are; others are averaged.
      unit_name: what a step is called.

    Example:
      >>> bar = tf.keras.utils.Progbar(2, verbose=0)
      >>> bar.update(1, [("loss", 2.0)])
    """

    def __init__(
        self, target, width=30, verbose=1, interval=0.05, stateful_metrics=None, unit_name="step"
    ) -> None:
        self.target, self.width, self.verbose = target, width, verbose
        self.interval, self.unit_name = interval, unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self._values: dict[str, list] = {}  # by name: a sum and what to divide it by
        self._seen, self._shown = 0, 0  # steps so far; width of the line on the screen
        self._start, self._last = time.time(), 0.0

    def add(self, n, values=None) -> None:
        """Goes on by some steps.

        Args:
          n: how many.
          values: as in `update`.

        Example:
          >>> tf.keras.utils.Progbar(3, verbose=0).add(2)
        """
        self.update(self._seen + n, values)

    def update(self, current, values=None) -> None:
        """Shows a step.

        Args:
          current: its number.
          values: pairs of name and value.

        Example:
          >>> tf.keras.utils.Progbar(3, verbose=0).update(3, [("loss", 0.5)])
        """
        for name, value in values or ():
            self._note(name, value, current - self._seen)
        self._seen, now = current, time.time()
        ended = self.target is not None and current >= self.target
        if self.verbose == 1:
            early = now - self._last < self.interval
            if not (early and self.target is not None and not ended):
                self._draw(current, now, ended)
                self._last = now
        elif self.verbose == 2 and ended:
            _write(f"{self._count(current)} - {now - self._start:.0f}s{self._text()}\n")

    def _note(self, name, value, steps):
        if name in self.stateful_metrics:
            self._values[name] = [value, 1]
        else:
            known = self._values.setdefault(name, [0, 0])
            known[0] += value * steps
            known[1] += steps

    def _draw(self, current, now, ended):
        bar = self._bar(current)
        line = f"{bar}{self._time(current, now, ended)}{self._text()}"
        room = " " * max(0, self._shown - len(line))
        _write("\b" * self._shown + "\r" + line + room + "\n" * ended)
        self._shown = len(line)

    def _count(self, current):
        digits = len(str(self.target))
        return f"{current:{digits}d}/{self.target}"

    def _bar(self, current):
        if self.target is None:
            return f"{current:7d}/Unknown"
        done = int(self.width * (current / self.target))
        head = "=" if current >= self.target else ">"
        bar = "=" * (done - 1) + head * (done > 0) + "." * (self.width - done)
        return f"{self._count(current)} [{bar}]"

    def _time(self, current, now, ended):
        each = (now - self._start) / current if current else 0
        if self.target is not None and not ended:
            return f" - ETA: {_duration(each * (self.target - current))}"
        info = f" - {now - self._start:.0f}s"
        if each >= 1 or each == 0:
            return f"{info} {each:.0f}s/{self.unit_name}"
        if each >= 0.001:
            return f"{info} {each * 1e3:.0f}ms/{self.unit_name}"
        return f"{info} {each * 1e6:.0f}us/{self.unit_name}"

    def _text(self):
        return "".join(f" - {name}: {self._number(*v)}" for name, v in self._values.items())

    def _number(self, total: Any, number) -> str:
        mean = float(np.mean(total / max(1, number)))  # of metrics with several values, all of them
        size = mean if self.verbose == 2 else abs(mean)  # as TensorFlow's line of an epoch has it
        return f"{mean:.4f}" if size > 0.001 else f"{mean:.4e}"


def _duration(seconds) -> str:
    if seconds > 3600:
        return f"{seconds // 3600:.0f}:{seconds % 3600 // 60:02.0f}:{seconds % 60:02.0f}"
    if seconds > 60:
        return f"{seconds // 60:.0f}:{seconds % 60:02.0f}"
    return f"{seconds:.0f}s"


def _write(text):
    sys.stdout.write(text)
    sys.stdout.flush()
