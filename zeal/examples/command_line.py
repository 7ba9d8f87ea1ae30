"""What the programs here share: their command line, and how they tell their speed."""

import argparse
import time

import zeal as tf


def options(
    module: str, text: str, arguments: "list[str] | None", folder: "str | None" = None, **sizes
) -> argparse.Namespace:
    """Reads a program's command line, turns eager execution on, and seeds random numbers.

    Args:
      module: the program's name.
      text: what it does; the first line is shown by `--help`.
      arguments: the command line, or None for the process's.
      folder: what goes into a folder, if the program has such an option.
      **sizes: by name, what the run's length and size follow from, as a pair of positive integers:
        the whole program's, and that of `--small`, which takes seconds. Each is an option, too.

    Returns:
      The sizes, `seed`, `small` and `folder` (None unless it is given).
    """
    parser = argparse.ArgumentParser(f"python -m zeal.examples.{module}", description=text)
    parser.add_argument("--small", action="store_true", help="a run of seconds")
    parser.add_argument("--seed", type=int, default=0, help="of all random numbers (0)")
    if folder:
        parser.add_argument("--folder", metavar="DIR", help=f"where {folder} go")
    for name, (whole, small) in sizes.items():
        parser.add_argument(f"--{name}", type=positive, help=f"({whole}; with --small {small})")
    found = parser.parse_args(arguments)
    for name, choices in sizes.items():
        if getattr(found, name) is None:
            setattr(found, name, choices[found.small])
    tf.enable_eager_execution()
    tf.set_random_seed(found.seed)
    return found


def positive(text: str) -> int:
    """A command line's positive integer."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive integer")
    return int(text)


class Speed:
    """Counts what a program has worked on since it was made.

    Args:
      unit: what is counted, in the plural.
    """

    def __init__(self, unit: str) -> None:
        self._unit, self._count = unit, 0
        self._start = time.perf_counter()

    def add(self, count: int = 1) -> None:
        """Counts so many more."""
        self._count += count

    def show(self) -> None:
        """Prints how many there were in how much time."""
        seconds = time.perf_counter() - self._start
        rate = self._count / seconds
        print(f"{self._count} {self._unit} in {seconds:.2f} s ({rate:,.0f} {self._unit}/s)")
