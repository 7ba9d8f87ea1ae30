"""Odd and wrong calls of the public Python functions, with what TensorFlow 1.15 does.

`golden/python_errors.json`: a call, the class of the error, and its words where they are the same.
`golden/python_values.json`: a call and its result. Both were captured from TensorFlow 1.15.5; the
names in the calls are those of `NAMES`.
"""

import json
import math
from collections import OrderedDict, defaultdict, deque, namedtuple
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import nest

GOLDEN = Path(__file__).parent / "golden"
ERRORS = json.loads((GOLDEN / "python_errors.json").read_text())
VALUES = json.loads((GOLDEN / "python_values.json").read_text())


def slices(values, indices, shape=None):
    dense = None if shape is None else tf.constant(shape)
    return tf.IndexedSlices(tf.constant(values), tf.constant(indices), dense)


def pair(name):
    return namedtuple(name, "x y", module="__main__")


NAMES = {
    "tf": tf, "np": np, "nest": nest, "c": tf.constant, "I": slices, "P": pair("P"),
    "P2": pair("P2"), "OD": OrderedDict, "DD": defaultdict, "DQ": deque,
}  # fmt: skip


def run(call):
    tf.set_random_seed(1)
    with np.errstate(all="ignore"):
        return eval(call, dict(NAMES))


def by_function(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row[0].split("(")[0]].append(row)
    return sorted(groups.items())


def fault(call, kind, *words):
    """What is wrong about the error of a call; None if it is right."""
    try:
        return call, "no error", run(call)
    except Exception as e:
        classes, text = [c.__name__ for c in type(e).__mro__], " ".join(str(e).split())
    fits = kind in classes and all(phrase in text for phrase in words)
    return None if fits else (call, kind, words, classes[0], text)


@pytest.mark.parametrize(("function", "rows"), by_function(ERRORS))
def test_errors(function, rows):
    assert [f for f in (fault(*row) for row in rows) if f] == []


@pytest.mark.parametrize(("function", "rows"), by_function(VALUES))
def test_values(function, rows):
    got = [(call, plain(run(call)), value) for call, value in rows]
    assert [row for row in got if not same(*row[1:])] == []


def plain(value):
    """A result in the form of the golden file."""
    if isinstance(value, tf.IndexedSlices):
        return ["slices", *map(plain, (value.values, value.indices, value.dense_shape))]
    if isinstance(value, (tf.Tensor, tf.Variable)):
        flat = np.ravel(value.numpy()).tolist()[:100]
        return ["tensor", value.dtype.name, value.shape.as_list(), [number(v) for v in flat]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(plain, value)]
    if isinstance(value, dict):
        return [type(value).__name__, *([repr(k), plain(v)] for k, v in value.items())]
    if value is None or isinstance(value, (int, float, str, bytes, complex, tf.DType)):
        return repr(value)
    if isinstance(value, (np.ndarray, tf.TensorShape)):
        return array(value) if isinstance(value, np.ndarray) else repr(value)
    name = getattr(value, "__name__", None)
    return ["callable", name] if name else ["object", type(value).__name__]


def array(value):
    return ["array", str(value.dtype), list(value.shape), [repr(v) for v in value.ravel().tolist()]]


def number(value):
    if isinstance(value, (bytes, complex)):
        return repr(value)
    return float(value)


def same(got, wanted):
    """Equality, of numbers to seven digits; complex ones are text."""
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    if isinstance(got, float):
        both_nan = math.isnan(got) and math.isnan(wanted)
        return both_nan or math.isclose(got, wanted, rel_tol=2e-5, abs_tol=2e-5)
    if isinstance(got, str) and isinstance(wanted, str) and got.endswith(("j", "j)")):
        return abs(complex(got) - complex(wanted)) < 1e-5
    return got == wanted
