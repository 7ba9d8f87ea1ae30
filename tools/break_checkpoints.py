"""Reads broken checkpoints: `python -m tools.break_checkpoints --files 10000`.

Half of them have broken bytes. The others have good checksums over wrong entries, which is what a
hostile file would have. Reading may succeed or raise zeal's errors, nothing else, and takes little
time and memory.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
from pathlib import Path

import numpy as np

import zeal as tf
from tools.memory_limit import limit_memory
from zeal.checkpoint import table
from zeal.checkpoint.bundle_writer import BundleWriter, data_path, index_path
from zeal.checkpoint.file_ops import open_reader
from zeal.checkpoint.object_names import names_to_keys
from zeal.messages.checkpoint import BundleEntryProto, TrackableObjectGraph
from zeal.messages.graph import DecodeError

_MOST_BYTES = 1 << 30  # beyond what the process has
_SECONDS = 5
_NUMBERS = (0, 1, 2, 3, 7, 127, 128, 1 << 31, (1 << 31) - 1, 1 << 40, (1 << 62) + 1, (1 << 63) - 1)


def build(folder) -> str:
    """A checkpoint with something of everything; its prefix."""
    prefix = f"{folder}/good"
    graph = TrackableObjectGraph()
    graph.nodes.add().children.add(node_id=1, local_name="v")
    graph.nodes.add().attributes.add(name="VARIABLE_VALUE", full_name="v", checkpoint_key="v/.A")
    with BundleWriter(prefix) as writer:
        writer.add("v/.A", np.arange(12, dtype=np.float32).reshape(3, 4))
        writer.add("texts", np.array([b"a", b"bc", b""], object))
        writer.add("flag", np.array(True))
        writer.add_slice("parts", [5, 2], "5 2 0,3:-", np.zeros((3, 2)))
        writer.add_slice("parts", [5, 2], "5 2 3,2:-", np.ones((2, 2)))
        writer.add("_CHECKPOINTABLE_OBJECT_GRAPH", np.array(graph.SerializeToString(), object))
        writer.finish()
    return prefix


def broken_bytes(content, rng) -> bytes:
    """A file's content, cut, or with bytes changed, moved, doubled or taken away."""
    out = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at, other = rng.randrange(len(out) + 1), rng.randrange(len(out) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            del out[at:]
        elif kind == 1 and at < len(out):
            out[at] = rng.randrange(256)
        elif kind == 2:
            out[at:at] = out[other : other + rng.randint(1, 40)]
        elif kind == 3:
            del out[at : at + rng.randint(1, 8)]
        else:
            out[at:at] = rng.randbytes(rng.randint(1, 12))
    return bytes(out)


def wrong_entries(entries, rng) -> bytes:
    """A table of entries that lie."""
    out = dict(entries)
    for _ in range(rng.randint(1, 3)):
        key = rng.choice(list(out))
        if rng.random() < 0.3:
            out[key] = broken_bytes(out[key], rng)
        elif rng.random() < 0.15:
            out[broken_bytes(key, rng)] = out.pop(key)
        elif key:
            out[key] = _lie(out[key], rng)
    return table.build([(key, out[key]) for key in sorted(out)])


def _lie(value, rng) -> bytes:
    try:
        entry = BundleEntryProto.FromString(value)
    except DecodeError:
        return value
    number = rng.choice(_NUMBERS) * rng.choice((1, 1, -1))
    kind = rng.randrange(7)
    if kind < 3:
        field = ("offset", "size", "shard_id")[kind]
        most = (1 << 31 if field == "shard_id" else 1 << 63) - 1
        setattr(entry, field, max(-most, min(number, most)))
    elif kind == 3:
        entry.dtype = rng.randrange(130)
    elif kind == 4 and entry.shape.dim:
        rng.choice(entry.shape.dim).size = number
    elif kind == 5:
        entry.shape.dim.add(size=number)
    elif entry.slices:
        extent = rng.choice(rng.choice(entry.slices).extent)
        extent.start = number
        extent.length = rng.choice(_NUMBERS)
        if rng.random() < 0.3:
            entry.slices.extend([entry.slices[0]] * 50)
    return entry.SerializeToString()


def read(prefix) -> bool:
    """Reads all; whether it went well."""
    try:
        reader = open_reader(prefix)
    except tf.errors.OpError:
        return False
    whole = True
    for key in list(reader.keys()):
        try:
            reader.shape(key), reader.get(key)
        except tf.errors.OpError:
            whole = False
    try:
        names_to_keys(prefix)
    except tf.errors.OpError:
        whole = False
    return whole


def break_checkpoints(folder, files, seed=0, old=None) -> int:
    """Reads so many broken checkpoints; returns how many could be read in spite of it.

    Args:
      folder: where they are written.
      files: how many.
      seed: which.
      old: a file of the old format, to be broken too; or None.
    """
    rng, prefix, bad = random.Random(seed), build(folder), f"{folder}/bad"
    index, data = (Path(p).read_bytes() for p in (index_path(prefix), data_path(prefix, 0, 1)))
    entries, went_well = table.parse(index, "good"), 0
    for number in range(files):
        wrong_index, wrong_data = index, data
        if old is not None and number % 5 == 4:
            os.path.exists(index_path(bad)) and os.unlink(index_path(bad))
            _write(bad, _wrong_old(old, rng))
        else:
            if number % 5 == 3:
                wrong_data = broken_bytes(data, rng)
            elif number % 5 == 2:
                wrong_index = broken_bytes(index, rng)
            else:
                wrong_index = wrong_entries(entries, rng)
            _write(index_path(bad), wrong_index)
            _write(data_path(bad, 0, 1), wrong_data)
        signal.alarm(_SECONDS)
        went_well += read(bad)
        signal.alarm(0)
    return went_well


def _wrong_old(old, rng) -> bytes:
    if rng.random() < 0.4:
        return broken_bytes(old, rng)
    entries = table.parse(old, "old")
    key = rng.choice(list(entries))
    entries[key] = broken_bytes(entries[key], rng)
    return table.build([(k, entries[k]) for k in sorted(entries)])


def _write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--old", help="a checkpoint of the old format")
    given = parser.parse_args()
    old = Path(given.old).read_bytes() if given.old else None
    with tempfile.TemporaryDirectory() as folder:
        build(folder)
        limit_memory(_MOST_BYTES)
        found = break_checkpoints(folder, given.files, given.seed, old)
    print(f"{given.files} broken checkpoints, {found} readable all the same", file=sys.stderr)


if __name__ == "__main__":
    main()
