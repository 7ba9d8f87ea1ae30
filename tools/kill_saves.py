"""Kills programs in the middle of saving: `python -m tools.kill_saves --kills 200`.

A child saves numbered checkpoints again and again, all to one prefix or to one after the other.
After each kill the latest checkpoint must be whole, and no older than the last that was reported.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time

import numpy as np

import zeal as tf
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter
from zeal.checkpoint.state_file import write_state

SIZES = (3, 70_000, 400_000)


def save(folder, number, one_prefix):
    """Saves tensors that are full of a number; returns the prefix."""
    prefix = f"{folder}/model" if one_prefix else f"{folder}/model-{number}"
    with BundleWriter(prefix) as writer:
        for i, size in enumerate(SIZES):
            writer.add(f"w{i}", np.full(size, number, np.int32))
        writer.add("text", np.array([b"%d" % number] * 5, object))
        writer.finish()
    write_state(folder, prefix)
    return prefix


def load(folder) -> int:
    """The number in the latest checkpoint, which must be in all of it."""
    reader = BundleReader(tf.train.latest_checkpoint(folder))
    [number] = {int(n) for i in range(len(SIZES)) for n in np.unique(reader.get(f"w{i}"))}
    assert set(reader.get("text").__array__().tolist()) == {b"%d" % number}
    return number


def _child(folder, start, one_prefix, reports):
    number = start
    os.write(reports, number.to_bytes(8, "little"))
    while True:
        number += 1
        prefix = save(folder, number, one_prefix)
        os.write(reports, number.to_bytes(8, "little"))
        if not one_prefix and number % 5 == 0:
            tf.train.remove_checkpoint(prefix.replace(f"-{number}", f"-{number - 3}"))


def kill_saves(folder, kills, seed=0) -> int:
    """Kills so many children at random moments of their saving; returns how many saves went on.

    Raises:
      AssertionError, OpError: a checkpoint was lost.
    """
    rng, number = random.Random(seed), 0
    start = time.perf_counter()
    for _ in range(3):
        save(folder, number, True)
    took = (time.perf_counter() - start) / 3
    for kill in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                _child(folder, number, kill % 2 == 0, writing)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            first = pipe.read(8)
            time.sleep(rng.uniform(0, 2 * took))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            reported = first + pipe.read()
        last = int.from_bytes(reported[-8:], "little")
        found = load(folder)
        assert found in (last, last + 1), f"{found} is there, {last} was reported"
        number = found
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        saves = kill_saves(folder, given.kills, given.seed)
    print(f"{given.kills} kills among {saves} saves: no checkpoint was lost", file=sys.stderr)


if __name__ == "__main__":
    main()
