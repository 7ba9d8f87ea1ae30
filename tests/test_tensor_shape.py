"""Tests of zeal/tensor_shape.py: values, texts and errors as TensorFlow 1.15 gives them."""

import copy
import operator
import pickle

import numpy as np
import pytest

import zeal as tf
from zeal import dtypes
from zeal import tensor_shape as ts
from zeal.tensor_shape import Dimension as D
from zeal.tensor_shape import TensorShape as T

ARITHMETIC = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv,
    "%": operator.mod,
}
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def dim(value):
    d = value if isinstance(value, D) else D(value)
    return d.value


@pytest.mark.parametrize("name", ARITHMETIC)
@pytest.mark.parametrize("other", [2, np.int64(2), D(2), D(None), None])
def test_dimension_arithmetic(name, other):
    function = ARITHMETIC[name]
    unknown = other is None or (isinstance(other, D) and other.value is None)
    forward, backward = function(D(7), other), function(None if unknown else 9, D(7))
    assert isinstance(forward, D)
    assert isinstance(backward, D)
    assert forward.value == (None if unknown else function(7, 2))
    assert backward.value == (None if unknown else function(9, 7))
    assert function(D(None), other).value is None


@pytest.mark.parametrize("name", ORDER)
def test_dimension_order(name):
    function = ORDER[name]
    for a, b in ((3, 2), (2, 3), (3, 3)):
        assert function(D(a), b) is function(a, D(b)) is function(D(a), D(b)) is function(a, b)
    for a, b in ((D(3), None), (None, D(3)), (D(None), 3), (D(None), D(None))):
        assert function(a, b) is None
    with pytest.raises(ValueError, match="Dimension -5 must be >= 0"):
        function(D(3), -5)


def test_dimension_equality_is_three_valued():
    assert (D(3) == 3, D(3) == 4, D(3) != 3, D(3) != 4, D(3) == 3.0) == (1, 0, 0, 1, 1)
    for a, b in ((D(3), None), (D(None), 3), (D(None), D(None))):
        assert (a == b) is None
        assert (a != b) is None
    for other in ("a", 2.5, -5, (1,)):
        assert (D(3) == other) is False
        assert (D(3) != other) is True
    with pytest.raises(TypeError, match="unhashable"):
        hash(D(3))


def test_dimension_as_an_integer():
    assert (int(D(3)), [10, 11, 12, 13][D(3)], range(D(3)), bool(D(0))) == (3, 13, range(3), True)
    assert np.zeros([D(3), 2]).shape == (3, 2)
    assert (str(D(3)), str(D(None)), repr(D(3)), repr(D(None))) == (
        "3", "?", "Dimension(3)", "Dimension(None)",
    )
    assert pickle.loads(pickle.dumps(D(None))).value is None
    assert "%d" % D(3) == "3"
    assert sum([D(3), D(4)]) == 7
    with pytest.raises(TypeError):
        int(D(None))


@pytest.mark.parametrize(
    "value, error, text",
    [
        (-1, ValueError, "Dimension -1 must be >= 0"),
        (2.5, ValueError, "Ambiguous dimension: 2.5"),
        ("a", ValueError, "invalid literal"),
        (dtypes.int32, TypeError, "Cannot convert <dtype: 'int32'> to Dimension"),
        ([1], TypeError, "int()"),
    ],
)
def test_what_is_no_dimension(value, error, text):
    with pytest.raises(error, match=text.replace("(", r"\(").replace(")", r"\)")):
        D(value)


def test_dimension_errors_of_arithmetic():
    for operation in (lambda: D(3) + -5, lambda: -5 + D(3), lambda: D(3) * 2.5, lambda: -D(3)):
        with pytest.raises(TypeError):
            operation()
    for operation in (lambda: D(3) - 4, lambda: -5 - D(3), lambda: D(3) % -5):
        with pytest.raises(ValueError, match="must be >= 0"):
            operation()
    with pytest.raises(TypeError, match="'Dimension' and 'int', please use // instead"):
        _ = D(7) / 2
    with pytest.raises(TypeError, match="'int' and 'Dimension', please use // instead"):
        _ = 2 / D(7)
    with pytest.raises(ZeroDivisionError):
        _ = D(7) // 0


def test_dimension_merging():
    assert (D(3).merge_with(None).value, D(None).merge_with(4).value) == (3, 4)
    assert D(3).is_compatible_with(None)
    assert not D(3).is_compatible_with(4)
    assert not D(3).is_compatible_with("a")
    with pytest.raises(ValueError, match="Dimensions 3 and 4 are not compatible"):
        D(3).merge_with(4)


@pytest.mark.parametrize(
    "dims, text, representation, count",
    [
        (None, "<unknown>", "TensorShape(None)", None),
        ([], "()", "TensorShape([])", 1),
        ([2], "(2,)", "TensorShape([Dimension(2)])", 2),
        (7, "(7,)", "TensorShape([Dimension(7)])", 7),
        ((2, 3), "(2, 3)", "TensorShape([Dimension(2), Dimension(3)])", 6),
        ([None, 3], "(?, 3)", "TensorShape([Dimension(None), Dimension(3)])", None),
        (np.array([4, 0]), "(4, 0)", "TensorShape([Dimension(4), Dimension(0)])", 0),
        ((n for n in [2**40, 2**40]), "(1099511627776, 1099511627776)", None, 2**80),
        ([D(2), D(None)], "(2, ?)", "TensorShape([Dimension(2), Dimension(None)])", None),
    ],
)
def test_shape_values(dims, text, representation, count):
    s = T(dims)
    assert str(s) == f"{s}" == text
    assert representation in (None, repr(s))
    assert s.num_elements() == count
    assert s.shape is s
    assert bool(s) is (dims is not None)
    for other in (pickle.loads(pickle.dumps(s)), copy.deepcopy(s), T(s), ts.as_shape(s)):
        assert repr(other) == repr(s)
    with pytest.raises(TypeError, match="unhashable"):
        hash(s)


def test_shape_of_known_rank():
    s = T([2, None, 4])
    assert (s.ndims, s.rank, len(s), s.as_list()) == (3, 3, 3, [2, None, 4])
    assert [d.value for d in s.dims] == [d.value for d in s] == [2, None, 4]
    assert isinstance(s[0], D)
    assert (s[-1].value, s[np.int64(0)].value, s[D(2)].value) == (4, 2, 4)
    assert s[1:].as_list() == [None, 4]
    assert s[::-1].as_list() == [4, None, 2]
    assert s[: D(1)].as_list() == [2]
    assert 4 in s
    assert not s.is_fully_defined()
    assert T([2, 3]).is_fully_defined()
    with pytest.raises(IndexError):
        _ = s[3]
    with pytest.raises(TypeError):
        _ = s["a"]
    with pytest.raises(ValueError, match=r"Shape \(2, \?, 4\) is not fully defined"):
        s.assert_is_fully_defined()


def test_shape_of_unknown_rank():
    s = T(None)
    assert (s.ndims, s.rank, s.dims, s[5].value) == (None, None, None, None)
    assert s[1:3].as_list() == [None, None]
    assert s[3:1].as_list() == []
    for part in (s[1:], s[:-1], s[-3:-1]):
        assert part.rank is None
    with pytest.raises(ValueError, match="Cannot take the length of shape with unknown rank"):
        len(s)
    with pytest.raises(ValueError, match="Cannot iterate over a shape with unknown rank"):
        list(s)
    with pytest.raises(ValueError, match=r"as_list\(\) is not defined on an unknown TensorShape"):
        s.as_list()
    with pytest.raises(ValueError, match="Steps are not yet handled"):
        _ = s[::2]
    with pytest.raises(ValueError, match="Shape <unknown> is not fully defined"):
        s.assert_is_fully_defined()


@pytest.mark.parametrize(
    "a, b, merged, specific",
    [
        (None, None, None, None),
        (None, [2], [2], None),
        ([2, None], [None, 3], [2, 3], [None, None]),
        ([2, 3], [2, 4], "error", [2, None]),
        ([2, 3], [2], "error", None),
        ([], [], [], []),
    ],
)
def test_merging(a, b, merged, specific):
    assert T(a).most_specific_compatible_shape(b)._lengths == T(specific)._lengths
    assert T(a).is_compatible_with(b) is (merged != "error")
    if merged == "error":
        with pytest.raises(ValueError, match="Shapes .* and .* are not compatible"):
            T(a).merge_with(b)
        with pytest.raises(ValueError, match="Shapes .* and .* are incompatible"):
            T(a).assert_is_compatible_with(T(b))
    else:
        assert T(a).merge_with(T(b))._lengths == T(merged)._lengths
        T(a).assert_is_compatible_with(b)


def test_concatenation():
    assert (T([2]) + [3, None]).as_list() == [2, 3, None]
    assert ([1] + T([2])).as_list() == (1 + T([2])).as_list() == [1, 2]
    assert T([2]).concatenate(7).as_list() == [2, 7]
    assert (T([2]) + None).rank is None
    with pytest.raises(TypeError, match="A string has ambiguous TensorShape"):
        T([2]).concatenate("a")


def test_ranks():
    assert T(None).with_rank(2).as_list() == [None, None]
    assert T([2, 3]).with_rank(None).as_list() == [2, 3]
    assert T([2, 3]).with_rank_at_least(2).rank == T([2]).with_rank_at_most(2).rank + 1
    T(None).assert_has_rank(3)
    for operation, text in (
        (lambda s: s.with_rank(1), "must have rank 1"),
        (lambda s: s.assert_has_rank(1), "must have rank 1"),
        (lambda s: s.with_rank_at_least(3), "must have rank at least 3"),
        (lambda s: s.with_rank_at_most(1), "must have rank at most 1"),
        (lambda s: s.assert_same_rank([1]), r"and \(1,\) must have the same rank"),
    ):
        with pytest.raises(ValueError, match=text):
            operation(T([2, 3]))


def test_equality():
    assert T([2, 3]) == (2, 3) == T([2, 3])
    assert T([2]) == 2
    assert T(None) == None  # noqa: E711
    for a, b in (([2], [3]), ([2], None), ([2], "a"), ([2], object()), ([2, 3], [2])):
        assert not T(a) == b
    assert not T([None, 3]) == T([None, 3])
    assert T([None, 3]) != [None, 3]
    assert T([2]) != "a"
    assert T([2, 3]) != [2]
    for a, b in ((None, None), (None, [2]), ([2], None)):
        with pytest.raises(ValueError, match="The inequality of unknown TensorShapes is undefined"):
            _ = T(a) != b


def test_use_as_a_numpy_shape():
    assert np.zeros(T([2, 3])).shape == T([2, 3])
    assert np.zeros(6).reshape(T([3, 2])).shape == (3, 2)


def test_helpers():
    assert (ts.dimension_value(D(3)), ts.dimension_value(4), ts.dimension_value(None)) == (
        3, 4, None,
    )
    assert ts.dimension_at_index(T([2, 3]), 1).value == 3
    assert ts.dimension_at_index(T(None), 1).value is None
    assert ts.unknown_shape().rank is None
    assert ts.unknown_shape(ndims=2).as_list() == [None, None]
    assert T._from_tuple((2, 3)) == [2, 3]
    assert ts.as_dimension(3).value == 3


def test_shapes_of_tensors_are_found_again_and_right():
    seen = {}
    for _ in range(2):
        for dims in [(), (1,), (0,), (64,), (2, 3), (3, 2), (1, 1, 1), (2, 3, 4, 5), (1,) * 5]:
            t = tf.zeros(dims)
            assert tuple(t.shape.as_list()) == dims and t.shape.ndims == len(dims)
            assert t.shape.as_list() is not t.shape.as_list()
        for n in range(300):  # more than are kept
            assert tf.zeros([n]).shape.as_list() == [n]
            seen[n] = tf.zeros([n]).shape
    assert all(seen[n].as_list() == [n] for n in seen)
