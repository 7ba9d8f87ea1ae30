"""A progress bar on stderr: tqdm's where it is installed, else a small one."""

import shutil
import sys
import time

_INTERVAL = 0.1  # seconds between two drawings


def progress(iterable, total: int, unit: str = "step"):
    """Wraps an iterable so that looping over it draws a bar.

    Args:
      iterable: what to loop over.
      total: how many items are expected.
      unit: what an item is called.

    Returns:
      An iterable of the same items. Its method `write(text)` prints a line on stdout without
      disturbing the bar.
    """
    try:
        from tqdm import tqdm
    except ImportError:
        return _Bar(iterable, total, unit)
    # disable=None: silent where stderr is no terminal, as the small bar is.
    return tqdm(iterable, None, total, False, unit=unit, mininterval=_INTERVAL, disable=None)


class _Bar:
    """Draws `###----- 1200/7500 steps, 14000/s` while it is iterated; silent off a terminal."""

    def __init__(self, iterable, total: int, unit: str):
        self._iterable, self._total, self._unit = iterable, total, unit
        self._visible = sys.stderr.isatty()

    def __iter__(self):
        start = drawn = time.monotonic()
        for done, item in enumerate(self._iterable):
            if self._visible and done % 32 == 0 and time.monotonic() - drawn > _INTERVAL:
                drawn = time.monotonic()
                self._draw(done, drawn - start)
            yield item
        self._clear()

    def write(self, text: str) -> None:
        """Prints a line on stdout."""
        self._clear()
        print(text)

    def _draw(self, done: int, seconds: float) -> None:
        text = f" {done}/{self._total} {self._unit}s, {done / seconds:.0f}/s"
        width = max(min(shutil.get_terminal_size().columns - len(text) - 1, 40), 0)
        full = width * min(done, self._total) // max(self._total, 1)
        print("\r\x1b[K" + "#" * full + "-" * (width - full) + text, end="", file=sys.stderr)
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._visible:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
