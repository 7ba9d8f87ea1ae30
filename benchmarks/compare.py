"""Usage: python -m benchmarks.compare OLD [--suites ops,road,autodiff,train] [--rounds 8].

Runs the suites in the built checkout OLD and in this one, in turns, and prints every row's least
time in each: a slow spell of the machine then hits both. Where code and objects lie in a process is
worth some 10 % of a small op, so each round shifts them. Rows are whole: the time of an empty
function, which such tables leave out, is added again.
"""

import argparse
import os
import re
import subprocess
import sys

from .timing import show

UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def rows_of(text):
    """{"table: row": seconds} of what `python -m benchmarks` printed, of its first column."""
    found, title, empty = {}, "", 0.0
    for line in text.splitlines():
        cells = line[34:].split()
        if len(cells) >= 2 and cells[1] in UNITS and line[:34].strip() and not line[34:38].strip():
            found[f"{title[:12]}: {line[:34].strip()}"] = float(cells[0]) * UNITS[cells[1]] + empty
        elif line and not line.startswith((" ", "#")):
            title, less = line, re.search(r"less the ([0-9.]+) ns", line)
            empty = float(less[1]) * 1e-9 if less else 0.0
    return found


def one_round(tree, suites, turn):
    """The rows of one process over `tree`'s package, with this checkout's benchmarks."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    code = (
        f"import sys; sys.path[:0] = [{os.path.abspath(tree)!r}, {here!r}]; "
        f"kept = [object() for _ in range({turn * 37})]; "
        "from benchmarks.__main__ import main; main()"
    )
    command = [sys.executable, "-P", "-c", code, *suites, "--peers", ""]
    shifted = {**os.environ, "PADDING": "x" * (turn * 24 + 1)}  # moves the stack
    done = subprocess.run(command, cwd=here, env=shifted, stdout=subprocess.PIPE, check=True)
    return rows_of(done.stdout.decode())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", help="a built checkout")
    parser.add_argument("--suites", default="ops,road,autodiff,train")
    parser.add_argument("--rounds", type=int, default=8)
    args = parser.parse_args()
    trees = {"old": args.old, "new": "."}
    least = {name: {} for name in trees}
    for turn in range(args.rounds):
        for name in sorted(trees, reverse=bool(turn % 2)):
            for row, spent in one_round(trees[name], args.suites.split(","), turn).items():
                least[name][row] = min(spent, least[name].get(row, spent))
    for row, new in least["new"].items():
        old = least["old"].get(row, float("nan"))
        print(f"{row:50} {show(old):>10} {show(new):>10} {new / old:8.3f}")


if __name__ == "__main__":
    main()
