"""Tests of zeal/dtypes.py: facts of every type, conversions, comparison, lazy NumPy."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from zeal import dtypes

# name: (enum, size, floating, integer, unsigned, bool, complex, quantized, numpy-compatible)
FACTS = {
    "float32": (1, 4, 1, 0, 0, 0, 0, 0, 1),
    "float64": (2, 8, 1, 0, 0, 0, 0, 0, 1),
    "int32": (3, 4, 0, 1, 0, 0, 0, 0, 1),
    "uint8": (4, 1, 0, 1, 1, 0, 0, 0, 1),
    "int16": (5, 2, 0, 1, 0, 0, 0, 0, 1),
    "int8": (6, 1, 0, 1, 0, 0, 0, 0, 1),
    "string": (7, 8, 0, 0, 0, 0, 0, 0, 1),
    "complex64": (8, 8, 0, 0, 0, 0, 1, 0, 1),
    "int64": (9, 8, 0, 1, 0, 0, 0, 0, 1),
    "bool": (10, 1, 0, 0, 0, 1, 0, 0, 1),
    "qint8": (11, 1, 0, 0, 0, 0, 0, 1, 1),
    "quint8": (12, 1, 0, 0, 0, 0, 0, 1, 1),
    "qint32": (13, 4, 0, 0, 0, 0, 0, 1, 1),
    "bfloat16": (14, 2, 1, 0, 0, 0, 0, 0, 1),
    "qint16": (15, 2, 0, 0, 0, 0, 0, 1, 1),
    "quint16": (16, 2, 0, 0, 0, 0, 0, 1, 1),
    "uint16": (17, 2, 0, 1, 1, 0, 0, 0, 1),
    "complex128": (18, 16, 0, 0, 0, 0, 1, 0, 1),
    "float16": (19, 2, 1, 0, 0, 0, 0, 0, 1),
    "resource": (20, 1, 0, 0, 0, 0, 0, 0, 0),
    "variant": (21, 1, 0, 0, 0, 0, 0, 0, 0),
    "uint32": (22, 4, 0, 1, 1, 0, 0, 0, 1),
    "uint64": (23, 8, 0, 1, 1, 0, 0, 0, 1),
}
NUMERIC = [n for n, f in FACTS.items() if f[2] or f[3] or f[6] or n == "bool"]


@pytest.mark.parametrize("name", FACTS)
def test_facts(name):
    d = getattr(dtypes, name)
    found = (
        d.as_datatype_enum, d.size, d.is_floating, d.is_integer, d.is_unsigned, d.is_bool,
        d.is_complex, d.is_quantized, d.is_numpy_compatible,
    )
    assert found == FACTS[name]
    assert (d.name, repr(d), str(d)) == (name, f"tf.{name}", f"<dtype: '{name}'>")
    assert d.base_dtype is d
    assert hash(d) == d.as_datatype_enum


@pytest.mark.parametrize("name", FACTS)
def test_one_object_per_type(name):
    d = getattr(dtypes, name)
    assert dtypes.as_dtype(name) is dtypes.DType(d.as_datatype_enum) is d
    assert pickle.loads(pickle.dumps(d)) is copy.deepcopy(d) is copy.copy(d) is d


@pytest.mark.parametrize("name", FACTS)
def test_reference_variant(name):
    d = getattr(dtypes, name)
    ref = d._as_ref
    assert (ref.name, ref.as_datatype_enum) == (name + "_ref", d.as_datatype_enum + 100)
    assert ref.base_dtype is d
    assert ref != d
    assert ref._as_ref is ref
    assert d.is_compatible_with(ref)
    assert not ref.is_compatible_with(d)


@pytest.mark.parametrize("name", [n for n in NUMERIC if n != "bfloat16"])
def test_numpy_both_ways(name):
    d = getattr(dtypes, name)
    assert np.dtype(d.as_numpy_dtype) == np.dtype(name)
    for value in (d.as_numpy_dtype, np.dtype(name), np.dtype(name).newbyteorder(">")):
        assert dtypes.as_dtype(value) is d
        assert d == value
        assert value == d
    assert d.size == np.dtype(name).itemsize


def test_bfloat16_needs_ml_dtypes_only_for_numpy(monkeypatch):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    assert dtypes.bfloat16.as_numpy_dtype is ml_dtypes.bfloat16
    assert dtypes.as_dtype(np.dtype(ml_dtypes.bfloat16)) is dtypes.bfloat16
    assert float(dtypes.bfloat16.max) == float.fromhex("0x1.FEp127")
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    with pytest.raises(ImportError, match="ml_dtypes"):
        dtypes._numpy_type(dtypes.bfloat16)


def test_strings_objects_and_quantized():
    assert dtypes.string.as_numpy_dtype is object
    for value in (np.object_, np.str_, np.bytes_, np.dtype("S3"), np.dtype("<U7"), object):
        assert dtypes.as_dtype(value) is dtypes.string
    assert dtypes.qint8.as_numpy_dtype == np.dtype([("qint8", "i1")])
    assert dtypes.as_dtype(dtypes.quint16.as_numpy_dtype) is dtypes.quint16
    assert len(dtypes.QUANTIZED_DTYPES) == 10
    with pytest.raises(TypeError, match="no NumPy counterpart"):
        _ = dtypes.resource.as_numpy_dtype


def test_other_names():
    assert dtypes.half is dtypes.float16
    assert dtypes.double is dtypes.float64
    expected = {"half": "float16", "float": "float32", "double": "float64", float: "float32"}
    expected |= {bool: "bool", np.longlong: "int64", np.intc: "int32", 9: "int64"}
    for value, name in expected.items():
        assert dtypes.as_dtype(value).name == name


@pytest.mark.parametrize(
    "value",
    ["int", "f4", "foo", None, int, str, complex, np.void, np.generic, np.longdouble, [],
     np.datetime64, np.dtype([("a", "f4")]), np.dtype([("bool", "f4")]), np.array(1), 0, 24, 3.5],
)
def test_what_is_no_type(value):
    with pytest.raises(TypeError):
        dtypes.as_dtype(value)
    assert dtypes.float32 != value
    assert not dtypes.float32 == value


def test_comparison():
    assert dtypes.float32 == "float32" == dtypes.float32
    assert dtypes.float32 == np.float32
    assert dtypes.float32 != np.int32
    assert dtypes.float32 not in (None, "foo", dtypes.int32)
    assert {dtypes.float32: 1}[dtypes.as_dtype("float")] == 1
    assert dtypes.float32.is_compatible_with("float")
    assert not dtypes.float32.is_compatible_with("int32")
    with pytest.raises(TypeError):
        _ = dtypes.float32 < dtypes.int32
    with pytest.raises(TypeError):
        dtypes.DType(77)


@pytest.mark.parametrize("name", ["int8", "uint8", "int32", "uint32", "int64", "uint64"])
def test_integer_bounds(name):
    d, info = getattr(dtypes, name), np.iinfo(name)
    assert (d.min, d.max, d.limits) == (info.min, info.max, (0, info.max))
    assert type(d.max) is int


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
def test_float_bounds(name):
    d, info = getattr(dtypes, name), np.finfo(name)
    assert (d.min, d.max, d.limits) == (info.min, info.max, (0, 1))


def test_types_without_bounds():
    for d in (dtypes.bool, dtypes.complex64, dtypes.string, dtypes.qint8, dtypes.resource):
        with pytest.raises(TypeError, match="Cannot find minimum value of <dtype"):
            _ = d.min
        with pytest.raises(TypeError, match="Cannot find maximum value of <dtype"):
            _ = d.max
    assert dtypes.bool.limits == (False, True)
    with pytest.raises(TypeError):
        _ = dtypes.string.limits


def test_real_dtype():
    assert dtypes.complex64.real_dtype is dtypes.float32
    assert dtypes.complex128.real_dtype is dtypes.float64
    assert dtypes.complex64._as_ref.real_dtype is dtypes.float32
    assert dtypes.int32.real_dtype is dtypes.int32


def test_unknown_attributes_raise():
    with pytest.raises(AttributeError, match="no attribute 'foo'"):
        _ = dtypes.float32.foo
    with pytest.raises(AttributeError):
        dtypes.float32.foo = 1


def test_numpy_is_loaded_only_when_needed():
    code = (
        "import sys; from zeal import dtypes, tensor_shape, errors;"
        "dtypes.float32 == 'int32', dtypes.float32 == dtypes.int32, dtypes.as_dtype(float);"
        "assert 'numpy' not in sys.modules; dtypes.float32.as_numpy_dtype;"
        "assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
