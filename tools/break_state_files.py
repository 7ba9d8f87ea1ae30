"""Reads broken state files, event files and files of weights: `python -m tools.break_state_files`.

Reading may succeed or raise an error of zeal's or a ValueError, nothing else, and takes little time
and memory.
"""

import argparse
import logging
import random
import signal
import struct
import sys
import tempfile
from pathlib import Path

import zeal as tf
from tools.break_checkpoints import broken_bytes
from tools.memory_limit import limit_memory
from zeal._native import record_frame

_MOST_BYTES = 1 << 30  # beyond what the process has
_SECONDS = 5


# --- each kind of file: a good one's bytes, and how it is read ---
def _state(folder):
    tf.train.update_checkpoint_state(
        folder, f"{folder}/model-7", [f"{folder}/model-{i}" for i in range(8)],
        all_model_checkpoint_timestamps=list(range(8)), last_preserved_timestamp=3.0,
    )  # fmt: skip
    return Path(folder, "checkpoint")


def _read_state(path):
    tf.train.get_checkpoint_state(str(path.parent))
    tf.train.latest_checkpoint(str(path.parent))


def _events(folder):
    with tf.Graph().as_default(), tf.Session() as session, tf.summary.FileWriter(folder) as writer:
        writer.add_graph(session.graph)
        tf.summary.image("i", tf.zeros([1, 2, 2, 1]))
        tf.summary.histogram("h", [1.0, 2.0])
        tf.summary.text("t", tf.constant("text"))
        merged = session.run(tf.summary.merge_all())
        for step in range(3):
            writer.add_summary(merged, step)
    return next(Path(folder).glob("events*"))


def _read_events(path):
    for event in tf.train.summary_iterator(str(path)):
        str(event)


def _model():
    layers = [tf.keras.layers.Dense(3, input_shape=(2,)), tf.keras.layers.Dense(1)]
    return tf.keras.Sequential(layers)


def _weights(folder):
    _model().save_weights(f"{folder}/w.h5")
    return Path(folder, "w.h5")


def _read_weights(path):
    _model().load_weights(str(path))


KINDS = {
    "state": (_state, _read_state),
    "events": (_events, _read_events),
    "weights": (_weights, _read_weights),
}


def _broken(kind, content, rng) -> bytes:
    """Broken bytes; of events also a record with a good checksum over wrong content."""
    if kind == "events" and rng.random() < 0.5:
        size = struct.unpack_from("<Q", content)[0]
        at = rng.choice([0, size + 16])
        (size,) = struct.unpack_from("<Q", content, at)
        wrong = broken_bytes(content[at + 12 : at + 12 + size], rng)
        return content[:at] + bytes(record_frame(wrong)) + content[at + 16 + size :]
    return broken_bytes(content, rng)


def break_files(kind, folder, files, seed=0) -> int:
    """Reads so many broken files of a kind; returns how many could be read in spite of it.

    Args:
      kind: one of KINDS.
      folder: where they are written.
      files: how many.
      seed: which.
    """
    make, read = KINDS[kind]
    rng, path, went_well = random.Random(seed), make(folder), 0
    content = path.read_bytes()
    for _ in range(files):
        path.write_bytes(_broken(kind, content, rng))
        signal.alarm(_SECONDS)
        try:
            read(path)
            went_well += 1
        except (tf.errors.OpError, ValueError):
            pass
        signal.alarm(0)
    return went_well


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, action="append")
    given = parser.parse_args()
    tf.enable_eager_execution()
    logging.getLogger("tensorflow").setLevel("CRITICAL")
    for kind in given.kind or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            break_files(kind, folder, 1)
        limit_memory(_MOST_BYTES)
        with tempfile.TemporaryDirectory() as folder:
            found = break_files(kind, folder, given.files, given.seed)
        print(f"{given.files} broken files of {kind}, {found} readable", file=sys.stderr)


if __name__ == "__main__":
    main()
