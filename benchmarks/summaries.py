"""Summaries written eagerly, and the messages of a histogram and an image; beside TensorFlow."""

import tempfile

from benchmarks import peers, timing

SCALAR, NOT_NOW = "a scalar", "a scalar that is not recorded"
HISTOGRAM, IMAGE = "a histogram of 10^6 floats", "an image of 256x256x3"
LIMITS = {SCALAR: 3e-6}
_entered: list = []


def _cases(scalar, histogram, image, recording, floats, pixels):
    """`recording`: a list with whether summaries are recorded."""

    def call(function, records, *arguments):
        def run():
            recording[0] = records
            return function(*arguments, step=3)

        return run

    return {
        SCALAR: call(scalar, True, "loss", 0.5),
        NOT_NOW: call(scalar, False, "loss", 0.5),
        HISTOGRAM: call(histogram, True, "weights", floats),
        IMAGE: call(image, True, "image", pixels),
    }


def _zeal(np):
    tf = peers.zeal()
    summary = tf.contrib.summary
    summary.create_file_writer(tempfile.mkdtemp()).set_as_default()
    return _made(tf, summary, summary.record_summaries_if, np)


def _tf(np, tf):
    summary = tf.summary
    summary.create_file_writer(tempfile.mkdtemp()).set_as_default()
    return _made(tf, summary, summary.record_if, np)


def _made(tf, summary, record_if, np):
    recording, random = [True], np.random.RandomState(0)
    _entered.append(record_if(lambda: recording[0]))  # a block without a reference ends
    _entered[-1].__enter__()
    floats = tf.constant(random.randn(10**6).astype("f"))
    pixels = tf.constant(random.rand(1, 256, 256, 3).astype("f"))
    return _cases(summary.scalar, summary.histogram, summary.image, recording, floats, pixels)


def run(names):
    """Prints the table."""
    np = __import__("numpy")
    cases = {"zeal": _zeal(np)}
    found = peers.load(names)
    if "tf" in found:
        cases["tf"] = _tf(np, found["tf"])
    least = timing.least(cases)
    rows = [(case, {p: t[case] for p, t in least.items()}) for case in cases["zeal"]]
    timing.table("summaries, written to a file", list(cases), rows, LIMITS)
