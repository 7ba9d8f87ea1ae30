"""Timing and tables."""

import time


def best(fn, seconds=0.3, repeats=7):
    """Seconds per call of fn(): the least mean of several rounds, after a warm-up."""
    fn()
    number = 1
    while True:
        start = time.perf_counter()
        for _ in range(number):
            fn()
        spent = time.perf_counter() - start
        if spent > seconds / repeats or number >= 1 << 20:
            break
        number *= 2
    rounds = [spent / number]
    for _ in range(repeats - 1):
        start = time.perf_counter()
        for _ in range(number):
            fn()
        rounds.append((time.perf_counter() - start) / number)
    return min(rounds)


def show(seconds):
    """A duration with a fitting unit."""
    if seconds is None:
        return "-"
    for unit, scale in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if seconds * scale < 1000:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds:.3g} s"


def table(title, columns, rows, limits=None):
    """Prints rows of (name, {column: seconds}); `limits` maps a name to zeal's target."""
    print(f"\n{title}")
    head = ["", *columns, "limit"] if limits else ["", *columns]
    print("".join(f"{h:>14}" if i else f"{h:34}" for i, h in enumerate(head)))
    for name, cells in rows:
        line = f"{name:34}" + "".join(f"{show(cells.get(c)):>14}" for c in columns)
        if limits:
            line += f"{show(limits.get(name)):>14}"
        print(line, flush=True)
