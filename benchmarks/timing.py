"""Timing and tables."""

import itertools
import time

quick = False  # asked for shorter runs: families that take minutes leave something out


def best(fn, seconds=0.3, repeats=7):
    """Seconds per call of fn(): the least mean of several rounds, after a warm-up."""
    fn()
    number = 1
    while True:
        start = time.perf_counter()
        for _ in itertools.repeat(None, number):  # a range makes numbers, at a cost that varies
            fn()
        spent = time.perf_counter() - start
        if spent > seconds / repeats or number >= 1 << 20:
            break
        number *= 2
    rounds = [spent / number]
    for _ in range(repeats - 1):
        start = time.perf_counter()
        for _ in itertools.repeat(None, number):
            fn()
        rounds.append((time.perf_counter() - start) / number)
    return min(rounds)


def least(cases, passes=4):
    """Seconds per call by peer and case, of {peer: {case: function}}.

    Several passes over all of them: a slow spell of the machine may last longer than one case.
    """
    found = {peer: {} for peer in cases}
    for _ in range(passes):
        for peer, calls in cases.items():
            for case, call in calls.items():
                spent = best(call, seconds=0.1)
                found[peer][case] = min(spent, found[peer].get(case, spent))
    return found


def show(seconds):
    """A duration with a fitting unit."""
    if seconds is None:
        return "-"
    for unit, scale in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if seconds * scale < 1000:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds:.3g} s"


def table(title, columns, rows, limits=None, extra=None):
    """Prints rows of (name, {column: seconds}), and further columns of text.

    Args:
      title: The line above.
      columns: Names of the columns of durations.
      rows: Pairs of a name and a dict from columns to seconds.
      limits: A dict from row names to zeal's target in seconds.
      extra: A dict from headings to dicts from row names to text.
    """
    texts = {"limit": {name: show(limits.get(name)) for name, _ in rows}} if limits else {}
    texts |= extra or {}
    print(f"\n{title}")
    print(f"{'':34}" + "".join(f"{h:>14}" for h in [*columns, *texts]))
    for name, cells in rows:
        line = f"{name:34}" + "".join(f"{show(cells.get(c)):>14}" for c in columns)
        print(line + "".join(f"{t.get(name, '-'):>14}" for t in texts.values()), flush=True)
