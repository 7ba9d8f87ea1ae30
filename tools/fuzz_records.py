"""Mutated record files and messages: python -m tools.fuzz_records [--count 10000] [--seed 1].

Each must be read or raise one of TensorFlow's errors, soon, and in bounded memory. The seeds of
messages can be written to a file for tools/fuzz_records.cc, which parses mutations of them under
sanitizers: --write FILE.
"""

import argparse
import gzip
import resource
import struct
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np

import zeal as tf
from tools.memory_limit import limit_memory

EXPECTED = (tf.errors.InvalidArgumentError, tf.errors.DataLossError)
_MEMORY = 4 << 30
_SLOW = 5.0  # seconds for one input


def feature(random):
    kind, n = random.randint(4), random.randint(5)
    if kind == 0:
        texts = [random.bytes(random.randint(30)) for _ in range(n)]
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=texts))
    if kind == 1:
        return tf.train.Feature(float_list=tf.train.FloatList(value=random.randn(n)))
    if kind == 2:
        numbers = random.randint(-(2**62), 2**62, n, dtype=np.int64)
        return tf.train.Feature(int64_list=tf.train.Int64List(value=numbers))
    return tf.train.Feature()


def features(random):
    return tf.train.Features(feature={f"k{i}": feature(random) for i in range(random.randint(6))})


def example(random):
    return tf.train.Example(features=features(random)).SerializeToString()


def sequence(random):
    lists = {
        f"l{i}": tf.train.FeatureList(feature=[feature(random) for _ in range(random.randint(4))])
        for i in range(random.randint(4))
    }
    message = tf.train.SequenceExample(
        context=features(random), feature_lists=tf.train.FeatureLists(feature_list=lists)
    )
    return message.SerializeToString()


def mutated(random, data):
    """A few bytes changed, put in, taken out or repeated; sometimes the rest cut off."""
    data = bytearray(data)
    for _ in range(random.randint(1, 5)):
        at, how = random.randint(len(data) + 1), random.randint(5)
        if how == 0 and at < len(data):
            data[at] = random.randint(256)
        elif how == 1 and at < len(data):
            data[at] ^= 1 << random.randint(8)
        elif how == 2:
            data[at:at] = random.bytes(random.randint(1, 9))
        elif how == 3:
            del data[at : at + random.randint(1, 9)]
        else:
            data[at:at] = data[at : at + random.randint(1, 40)]
    return bytes(data[: random.randint(len(data) + 1)] if random.rand() < 0.1 else data)


KINDS = {"bytes_list": tf.string, "float_list": tf.float32, "int64_list": tf.int64}


def dtype_of(random, feature):
    """The feature's own dtype, mostly."""
    kind = feature.WhichOneof("kind")
    return KINDS[kind] if kind and random.rand() < 0.9 else list(KINDS.values())[random.randint(3)]


def wanted(random, found, context=False):
    """Features to look for where these were."""
    looked_for = {"none": tf.VarLenFeature(tf.int64)}
    for key, feature in found.items():
        dtype, form = dtype_of(random, feature), random.randint(4)
        if form == 0:
            size = random.randint(4)
            fill = None if random.rand() < 0.5 else [b"a" if dtype == tf.string else 1] * size
            looked_for[key] = tf.FixedLenFeature([size], dtype, fill)
        elif form == 1 and not context:
            looked_for[key] = tf.FixedLenSequenceFeature([1], dtype, allow_missing=True)
        else:
            looked_for[key] = tf.VarLenFeature(dtype)
    return looked_for


def lists(random, found):
    looked_for = {}
    for key, steps in found.items():
        dtype = dtype_of(random, steps.feature[0]) if steps.feature else tf.int64
        if random.rand() < 0.7:
            looked_for[key] = tf.VarLenFeature(dtype)
        else:
            looked_for[key] = tf.FixedLenSequenceFeature([1], dtype, allow_missing=True)
    return looked_for


def parse_example(random):
    messages = [example(random) for _ in range(random.randint(1, 3))]
    looked_for = wanted(random, tf.train.Example.FromString(messages[0]).features.feature)
    messages = [mutated(random, message) for message in messages]
    if len(messages) == 1:
        tf.parse_single_example(messages[0], looked_for)
    else:
        tf.parse_example(messages, looked_for)


def parse_sequence(random):
    messages = [sequence(random) for _ in range(random.randint(1, 3))]
    message = tf.train.SequenceExample.FromString(messages[0])
    context = wanted(random, message.context.feature, context=True)
    steps = lists(random, message.feature_lists.feature_list)
    messages = [mutated(random, message) for message in messages]
    if len(messages) == 1:
        tf.parse_single_sequence_example(messages[0], context, steps)
    else:
        tf.io.parse_sequence_example(messages, context, steps)


def record_file(kind):
    squeeze = {"": bytes, "GZIP": gzip.compress, "ZLIB": zlib.compress}[kind]

    def read(random):
        from zeal import _native

        records = [random.bytes(random.randint(200)) for _ in range(random.randint(5))]
        data = b"".join(map(_native.record_frame, records))
        if random.rand() < 0.5:  # inside, so that it is met behind the compression too
            data = squeeze(mutated(random, data))
        else:
            data = mutated(random, squeeze(data))
        path = _FOLDER / "records"
        path.write_bytes(data)
        if random.rand() < 0.5:
            list(tf.python_io.tf_record_iterator(str(path), tf.python_io.TFRecordOptions(kind)))
        else:
            list(tf.data.TFRecordDataset(str(path), kind))

    return read


FORMATS = {
    "Example": parse_example,
    "SequenceExample": parse_sequence,
    "records": record_file(""),
    "GZIP records": record_file("GZIP"),
    "ZLIB records": record_file("ZLIB"),
}


def write_seeds(path, count):
    """Messages for the harness: a byte that is 1 for sequences, the length, the message."""
    random = np.random.RandomState(0)
    with open(path, "wb") as file:
        for i in range(count):
            message = sequence(random) if i % 2 else example(random)
            file.write(struct.pack("<BI", i % 2, len(message)) + message)


def main():
    global _FOLDER
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write")
    options = parser.parse_args()
    if options.write:
        return write_seeds(options.write, 200)
    tf.enable_eager_execution()
    limit_memory(_MEMORY)
    with tempfile.TemporaryDirectory() as folder:
        _FOLDER = Path(folder)
        for name, read in FORMATS.items():
            raised = 0
            for i in range(options.count):
                start = time.monotonic()
                try:
                    read(np.random.RandomState((options.seed * 1_000_003 + i) % 2**32))
                except EXPECTED:
                    raised += 1
                except BaseException:
                    print(f"{name} number {i} of seed {options.seed}")
                    raise
                if time.monotonic() - start > _SLOW:
                    raise SystemExit(f"{name} number {i} of seed {options.seed} is slow")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(f"{name}: {options.count} read, {raised} of them refused, {peak} MiB at most")


if __name__ == "__main__":
    main()
