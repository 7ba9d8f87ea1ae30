"""Odd and wrong calls of the public Python functions, with what TensorFlow 1.15 does.

`golden/python_errors.json`: errors, with their words where they are the same.
`golden/python_values.json`: a call and its result. Both were captured from TensorFlow 1.15.5; the
names in the calls are those of `NAMES`.
"""

import math
from collections import OrderedDict, defaultdict, deque, namedtuple

import numpy as np
import pytest
from captured import fault, rows

import zeal as tf
from zeal import nest


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


def by_function(calls):
    groups = defaultdict(list)
    for row in calls:
        groups[row[0].split("(")[0]].append(row)
    return sorted(groups.items())


@pytest.mark.parametrize(("function", "calls"), by_function(rows("python_errors")))
def test_errors(function, calls):
    assert [f for f in (fault(run, *row) for row in calls) if f] == []


@pytest.mark.parametrize(("function", "calls"), by_function(rows("python_values")))
def test_values(function, calls):
    got = [(call, plain(run(call)), value) for call, value in calls]
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
