"""The names that somebody may have meant."""

_MOST_NAMES, _LONGEST = 2000, 200  # the comparison takes the product of two lengths


def nearest(name: str, names) -> list:
    """The names most like one that is not among them, two at most.

    Example:
      >>> nearest("dense/kernal", ["dense/kernel", "dense/bias", "step"])
      ['dense/kernel']
    """
    from difflib import get_close_matches

    short = [n for n in names if len(n) <= _LONGEST][:_MOST_NAMES]
    ends = [n for n in short if n.endswith(f"/{name}") or name.endswith(f"/{n}")]
    return (ends or get_close_matches(name[:_LONGEST], short, 2, 0.75))[:2]


def hint(name: str, names) -> str:
    """The end of a message that says so; empty if none is like it."""
    found = nearest(name, names)
    return f"; did you mean {' or '.join(found)}?" if found else ""
