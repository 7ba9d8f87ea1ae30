"""What Python sees of tensors, shapes and conversions, against what TensorFlow 1.15 gives.

Every row of golden/python_face.json is an expression over the names below, and what it gives.
"""

import array
import collections
import copy
import datetime
import decimal
import enum
import fractions
import functools
import json
import math
import operator
import pickle
import weakref
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "python_face.json").read_text())


class Seq:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


class LenOnly:
    def __len__(self):
        return 2


class It:
    def __iter__(self):
        return iter([1, 2])


class Ix:
    def __index__(self):
        return 3


class In:
    def __int__(self):
        return 4


class MyList(list):
    pass


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyStr(str):
    pass


class Color(enum.IntEnum):
    RED = 5


NT = collections.namedtuple("NT", "a b")


def gen():
    yield 1
    yield 2


def mut():
    tensor = tf.constant([1.0, 2.0])
    changed = tensor.numpy()
    changed[0] = 5
    return tensor, changed


def attr():
    tensor = tf.constant([1.0])
    tensor.foo = [3]
    return tensor.foo


@functools.cache
def names():
    c = tf.constant
    return {
        "C": c, "TS": tf.TensorShape, "D": tf.Dimension, "tf": tf, "np": np,
        "array": array, "collections": collections, "copy": copy, "datetime": datetime,
        "decimal": decimal, "fractions": fractions, "math": math, "operator": operator,
        "pickle": pickle, "weakref": weakref, "Seq": Seq, "LenOnly": LenOnly, "It": It, "Ix": Ix,
        "In": In, "MyList": MyList, "MyInt": MyInt, "MyFloat": MyFloat, "MyStr": MyStr,
        "Color": Color, "NT": NT, "gen": gen, "mut": mut, "attr": attr,
        "x1": c([1.0, 2.0]), "i1": c([1, 2]), "s0": c(3.0), "n0": c(3), "b1": c([True, False]),
        "st": c(["a", "b"]), "m": c([[1.0, 2.0], [3.0, 4.0]]), "mi": c([[1, 2, 3], [4, 5, 6]]),
        "c1": c([1 + 2j, 3j]), "l1": c([1, 2], tf.int64), "h1": c([1.5], tf.float16),
        "d1": c([1.5, 2.5], tf.float64), "u8": c([1, 2], tf.uint8), "i8": c([1, -2], tf.int8),
        "v1": tf.Variable([1.0, 2.0]), "vi": tf.Variable([1, 2]), "vs": tf.Variable(3.0),
    }  # fmt: skip


def shown(value, depth=0):
    """The kind of a value, and what tells it from others of that kind."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        kind = "tensor" if isinstance(value, tf.Tensor) else "variable"
        items = value.numpy()
        items = items.tolist() if hasattr(items, "tolist") else items
        return kind, [value.dtype.name, value.shape.as_list(), repr(items)]
    if isinstance(value, np.ndarray):
        about = [str(value.dtype), list(value.shape), repr(value.tolist())]
        return "array", [*about, value.flags.writeable]
    if isinstance(value, np.generic):
        return "scalar", [type(value).__name__, repr(value.item())]
    if isinstance(value, (list, tuple)) and depth < 3:
        return type(value).__name__, [list(shown(item, depth + 1)) for item in value]
    return "value", [type(value).__name__, repr(value)[:300]]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["of"])
def test_as_in_tensorflow(row):
    if "error" not in row:
        kind, about = shown(eval(row["of"], names()))
        assert row == {"of": row["of"], kind: about}
        return
    with pytest.raises(Exception) as caught:
        eval(row["of"], names())
    assert row["error"] in [cls.__name__ for cls in type(caught.value).__mro__]
    shown_here = repr(collections.OrderedDict(a=1))  # not as in Python 3.7
    words = row.get("words", "").replace("OrderedDict([('a', 1)])", shown_here)
    assert words in str(caught.value)
