"""Usage: python -m benchmarks [SUITE ...] [--peers PEERS]; without a suite, all run."""

import argparse
import importlib
import os

from benchmarks import timing

SUITES = (
    "ops", "road", "autodiff", "train", "optimizers", "graph", "tensor", "fused", "checkpoint",
    "summaries", "kernels", "networks", "linalg", "rows",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", default=SUITES, help=f"of {', '.join(SUITES)}")
    parser.add_argument("--peers", default="numpy,torch,jax,tf", help="comma-separated")
    parser.add_argument("--quick", action="store_true", help="a part of what takes minutes")
    args = parser.parse_args()
    timing.quick = args.quick
    for suite in args.suites:
        if suite not in SUITES:
            parser.error(f"no suite {suite!r}; there are {', '.join(SUITES)}")
    print(f"# {os.cpu_count()} cores, best of several rounds; less is better")
    peers = [p for p in args.peers.split(",") if p]
    for suite in args.suites:
        importlib.import_module(f"benchmarks.{suite}").run(peers)


if __name__ == "__main__":
    main()
