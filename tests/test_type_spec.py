"""tf.TypeSpec and the specs of values that are made of tensors."""

import pickle

import numpy as np
import pytest

import zeal as tf
from zeal.contrib.framework import BoundedTensorSpec
from zeal.nest.composite_tensor import CompositeTensor
from zeal.type_spec import type_spec_from_value


class PairSpec(tf.TypeSpec):
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b

    @property
    def value_type(self):
        return Pair

    def _serialize(self):
        return (self.a, self.b)

    @property
    def _component_specs(self):
        return [self.a, self.b]

    def _to_components(self, value):
        return [value.a, value.b]

    def _from_components(self, components):
        return Pair(*components)


class Pair(CompositeTensor):
    def __init__(self, a, b):
        self.a, self.b = a, b

    @property
    def _type_spec(self):
        return PairSpec(*map(type_spec_from_value, (self.a, self.b)))


def test_specs_of_a_program():
    a, b = tf.TensorSpec([None, 2]), tf.TensorSpec([3], tf.int32)
    spec = PairSpec(a, b)
    pair = Pair(tf.ones([4, 2]), tf.constant([1, 2, 3]))
    assert spec == PairSpec(a, b) and hash(spec) == hash(PairSpec(a, b)) and spec != PairSpec(b, a)
    assert spec.is_compatible_with(pair) and not PairSpec(b, a).is_compatible_with(pair)
    assert spec._flat_tensor_specs == [a, b]
    merged = spec.most_specific_compatible_type(PairSpec(tf.TensorSpec([5, 2]), b))
    assert merged == spec
    with pytest.raises(ValueError, match="No TypeSpec is compatible with both"):
        spec.most_specific_compatible_type(a)
    parts = tf.nest.flatten(pair, expand_composites=True)
    again = tf.nest.pack_sequence_as(pair, parts, expand_composites=True)
    assert type(again) is Pair and again.a is pair.a


@pytest.mark.parametrize(
    "make",
    [
        lambda: tf.ones([2, 3]),
        lambda: tf.SparseTensor([[0, 1]], [1.0], [2, 2]),
        lambda: tf.ragged.constant([[1, 2], [3]]),
        lambda: tf.IndexedSlices(tf.ones([2, 3]), tf.constant([0, 4]), tf.constant([5, 3])),
        lambda: tf.IndexedSlices(tf.ones([2, 3]), tf.constant([0, 4])),
    ],
)
def test_specs_of_values(make):
    value = make()
    spec = type_spec_from_value(value)
    assert isinstance(spec, tf.TypeSpec) and spec.is_compatible_with(value)
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert spec.most_specific_compatible_type(spec) == spec
    parts = spec._to_tensor_list(value)
    assert all(s.is_compatible_with(t) for s, t in zip(spec._flat_tensor_specs, parts, strict=True))
    again = tf.nest.flatten(spec._from_components(spec._to_components(value)), True)
    for one, other in zip(again, parts, strict=True):
        np.testing.assert_array_equal(one, other)


def test_ragged_specs():
    spec = tf.RaggedTensorSpec([2, None, 4], tf.int32, 1)
    assert [s.shape.as_list() for s in spec._component_specs] == [[None, 4], [3]]
    with pytest.raises(ValueError, match="ragged_rank must be less than rank"):
        tf.RaggedTensorSpec([2], tf.int32, 1)
    with pytest.raises(ValueError, match="Must specify ragged_rank"):
        tf.RaggedTensorSpec()


def test_signatures_of_functions():
    traces = []

    @tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.int32)])
    def total(rows):
        traces.append(rows)
        return tf.reduce_sum(rows.flat_values) + tf.cast(rows.nrows(), tf.int32)

    assert int(total(tf.ragged.constant([[1, 2], [3]]))) == 8
    assert int(total(tf.ragged.constant([[], [], [4]], dtype=tf.int32))) == 7
    assert len(traces) == 1
    with pytest.raises(ValueError, match="Structure .* does not match input_signature"):
        total(tf.ragged.constant([["a"]]))


def test_bounds():
    spec = BoundedTensorSpec([2, 3], tf.int32, 0, [1, 2, 3])
    assert spec == BoundedTensorSpec([2, 3], tf.int32, 0, [1, 2, 3])
    assert spec != BoundedTensorSpec([2, 3], tf.int32, 0, [1, 2, 4])
    np.testing.assert_array_equal(spec.maximum, [1, 2, 3])
    with pytest.raises(ValueError, match="maximum is not compatible with shape"):
        BoundedTensorSpec([2, 3], tf.int32, 0, [1, 2])
    with pytest.raises(ValueError, match="must be provided"):
        BoundedTensorSpec([2], tf.int32, None, 1)
    with pytest.raises(ValueError, match="read-only"):
        spec.minimum[...] = 1


def test_specs_of_sparse_values():
    spec = tf.SparseTensorSpec([None, 2], tf.int32)
    value = tf.SparseTensorValue([[0, 0]], [1], [1, 2])
    assert spec.is_compatible_with(value) and spec.is_compatible_with(tf.SparseTensor(*value))
    assert not spec.is_compatible_with(tf.constant([[1, 2]]))
    assert not spec.is_compatible_with(tf.SparseTensorSpec([3, 3], tf.int32))
    common = spec.most_specific_compatible_type(tf.SparseTensorSpec([3, 3], tf.int32))
    assert common == tf.SparseTensorSpec([None, None], tf.int32)
    with pytest.raises(ValueError, match="Types are not compatible"):
        spec.most_specific_compatible_type(tf.SparseTensorSpec([None, 2], tf.float32))
    rows = tf.RaggedTensorSpec([2, None], tf.int32)
    assert rows._batch(5) == tf.RaggedTensorSpec([5, 2, None], tf.int32, 2)
    assert rows._batch(5)._unbatch() == rows


def test_shapes_as_messages():
    shape = tf.TensorShape([None, 3])
    assert tf.TensorShape(shape.as_proto()).as_list() == [None, 3]
    assert tf.TensorShape(tf.TensorShape(None).as_proto()).ndims is None
    with pytest.raises(ValueError, match="has the size -2, which is none"):
        tf.TensorShape(type(shape.as_proto())(dim=[{"size": -2}]))


def test_bounds_of_a_spec_with_a_dtype_of_numpy():
    class Spec:
        shape, dtype, name, maximum = (2,), np.dtype("int32"), "s", 7

    spec = BoundedTensorSpec.from_spec(Spec)
    assert (spec.dtype, spec.minimum, spec.maximum) == (tf.int32, -(2**31), 7)
