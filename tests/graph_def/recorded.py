"""Graphs of the real TensorFlow 1.15 in data/, which record.py wrote."""

import base64
import json
import zlib
from pathlib import Path

import numpy as np

import zeal as tf

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))


def load(name):
    """The GraphDef, and the record with the feeds as arrays."""
    record = json.loads((DATA / f"{name}.json").read_text())
    message = tf.GraphDef.FromString(zlib.decompress(base64.b64decode(record["graph"])))
    feeds = {key: np.array(value, dtype) for key, (value, dtype) in record["feeds"].items()}
    return message, {**record, "feeds": feeds}


def replay(session, record):
    """Yields pairs of what a run gives and what it gave in TensorFlow, value by value."""
    for op in record["first"]:
        session.run(op)
    for values in record["runs"]:
        yield from zip(session.run(record["fetches"], record["feeds"]), values, strict=True)
        for op in record["after"]:
            session.run(op, record["feeds"])
