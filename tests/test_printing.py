"""Tests of zeal/printing.py against texts captured from TensorFlow 1.15 (golden/printing.json)."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import dtypes, printing
from zeal.tensor_shape import TensorShape

GOLDEN = json.loads((Path(__file__).parent / "golden" / "printing.json").read_text())


@dataclass
class Value:
    """The few attributes of a tensor that printing reads."""

    array: np.ndarray
    dtype: dtypes.DType
    name: str = "w:0"
    _id: int = 7

    @property
    def shape(self):
        return TensorShape(self.array.shape)

    def __array__(self, dtype=None, copy=None):
        return self.array


def make(value: str, dtype: str) -> Value:
    if dtype == "bfloat16":
        pytest.importorskip("ml_dtypes")
    d = dtypes.as_dtype(dtype)
    value = eval(value, {"np": np})
    array = np.empty(np.shape(value), d.as_numpy_dtype)
    array[...] = value
    return Value(array, d)


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['dtype']}-{row['value']}")
def test_text_is_tensorflows(row):
    tensor = make(row["value"], row["dtype"])
    assert printing.tensor_str(tensor) == row["str"]
    assert printing.tensor_repr(tensor) == row["repr"]
    for spec, expected in row["format"].items():
        try:
            found = printing.tensor_format(tensor, spec)
        except (TypeError, ValueError) as error:
            found = f"{type(error).__name__}: {error}"
        assert found == expected


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['dtype']}-{row['value']}")
def test_tensors_print_so(row):
    tensor = tf.constant(make(row["value"], row["dtype"]).array, row["dtype"])
    assert str(tensor) == row["str"]
    assert repr(tensor).replace(f"id={tensor._id}", "id=7") == row["repr"]
    assert f"{tensor}" == row["format"][""]


def test_arrays_take_no_format():
    with pytest.raises(TypeError, match="unsupported format string passed to numpy.ndarray"):
        printing.tensor_format(make("np.ones(2)", "float32"), ".2f")


def test_users_print_options_hold():
    with np.printoptions(precision=2, threshold=4):
        tensor = make("np.arange(8) / 7", "float64")
        text = "tf.Tensor([0.   0.14 0.29 ... 0.71 0.86 1.  ], shape=(8,), dtype=float64)"
        assert printing.tensor_str(tensor) == text
        assert repr(np.float32(1)) == "np.float32(1.0)" or np.__version__ < "2"


def test_unprintable():
    tensor = Value(np.zeros(()), dtypes.resource)
    assert printing.tensor_str(tensor) == "tf.Tensor(<unprintable>, shape=(), dtype=resource)"


WITHOUT_ML_DTYPES = """
import sys
sys.modules["ml_dtypes"] = None
import zeal as tf
tf.enable_eager_execution()
x, v = tf.constant([[1.5, -2], [1e10, 0.1]], tf.bfloat16), tf.Variable(tf.cast(2.5, tf.bfloat16))
print(x, repr(x), v, f"{v.value()} {x[0, 0]:.3f}", "%.2f" % x[0, 1], x._repr_html_(), sep="\\n")
assert "ml_dtypes" not in [m for m, module in sys.modules.items() if module]
"""
PRINTED = """\
tf.Tensor(
[[bfloat16(1.5) bfloat16(-2)]
 [bfloat16(9.99922074e+09) bfloat16(0.100097656)]], shape=(2, 2), dtype=bfloat16)
<tf.Tensor: id=7, shape=(2, 2), dtype=bfloat16, numpy=
array([[bfloat16(1.5), bfloat16(-2)],
       [bfloat16(9.99922074e+09), bfloat16(0.100097656)]], dtype=bfloat16)>
<tf.Variable 'Variable:0' shape=() dtype=bfloat16, numpy=bfloat16(2.5)>
2.5 1.500
-2.00
"""


def test_bfloat16_needs_no_other_package():
    text = subprocess.run(
        [sys.executable, "-c", WITHOUT_ML_DTYPES], check=True, capture_output=True, text=True
    ).stdout
    assert re.sub("id=[0-9]+", "id=7", text).startswith(PRINTED)
    assert "<td>1.5</td><td>-2</td>" in text


def test_variable():
    text = printing.variable_repr(make("np.array([[1, 2.0]])", "float32"))
    assert text == (
        "<tf.Variable 'w:0' shape=(1, 2) dtype=float32, numpy=array([[1., 2.]], dtype=float32)>"
    )


def test_html_of_variables():
    v = tf.Variable([1.0, 2.5], name="<w>")
    assert v._repr_html_() == (
        "<table><caption>tf.Variable '&lt;w&gt;:0', shape=(2,), dtype=float32</caption>"
        "<tr><td>1</td><td>2.5</td></tr></table>"
    )
    assert tf.Variable(1)._repr_html_().startswith("<pre>&lt;tf.Variable")


def test_html():
    table = printing.tensor_html(make("np.array([[1, 0.5], [2, 1 / 3]])", "float32"))
    assert table == (
        "<table><caption>tf.Tensor, shape=(2, 2), dtype=float32</caption>"
        "<tr><td>1</td><td>0.5</td></tr><tr><td>2</td><td>0.333333</td></tr></table>"
    )
    long = printing.tensor_html(make("np.arange(1000).reshape(20, 50)", "int32"))
    assert long.count("<tr>") == 11
    assert "<td>4</td><td>...</td><td>45</td>" in long
    assert "<td>b&#x27;&lt;b&gt;&#x27;</td>" in printing.tensor_html(
        make("np.array([b'<b>'], object)", "string")
    )
    assert printing.tensor_html(make("np.float32(2)", "float32")).startswith("<pre>&lt;tf.Tensor")


def test_shapes_that_no_array_has():
    tensor = tf.zeros([0, 2**62])  # NumPy wants the product of the other sizes to fit
    shape = "shape=(0, 4611686018427387904)"
    assert str(tensor) == f"tf.Tensor([], {shape}, dtype=float32)"
    assert repr(tensor).endswith(f"{shape}, dtype=float32, numpy=array([], dtype=float32)>")
    assert f"{tensor}" == "[]" and shape in tensor._repr_html_()
    assert "numpy=array([], dtype=float32)" in repr(tf.Variable(tensor))
