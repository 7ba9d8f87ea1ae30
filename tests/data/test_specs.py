"""Specs of elements, and of sparse tensors, against what TensorFlow 1.15 says."""

import pickle

import pytest

import zeal as tf

Dataset, Spec, Sparse = tf.data.Dataset, tf.TensorSpec, tf.SparseTensorSpec
structure = tf.data.experimental.get_structure


def test_specs_of_sparse_tensors():
    spec = Sparse([1, None], tf.int32)
    assert Sparse() == Sparse(None, tf.float32) and spec.value_type is tf.SparseTensor
    assert (spec.dtype, spec.shape.as_list()) == (tf.int32, [1, None])
    assert spec == Sparse([1, None], tf.int32) and hash(spec) == hash(Sparse([1, None], tf.int32))
    assert spec != Spec([1, None], tf.int32) and pickle.loads(pickle.dumps(spec)) == spec
    value = tf.SparseTensor([[0, 0]], [1], [1, 2])
    assert spec.is_compatible_with(value) and spec.is_compatible_with(Sparse([1, 3], tf.int32))
    for other in (3, Spec([1, None], tf.int32), Sparse([1, 3], tf.int64), Sparse([2, 3], tf.int32)):
        assert not spec.is_compatible_with(other)
    both = spec.most_specific_compatible_type(Sparse([2, 3], tf.int32))
    assert both == Sparse([None, None], tf.int32)
    with pytest.raises(ValueError, match="Types are not compatible"):
        spec.most_specific_compatible_type(Sparse([1, 2], tf.int64))


def test_specs_of_elements():
    sparse = tf.SparseTensor([[0, 0]], [1], [1, 2])
    dataset = Dataset.from_tensors({"a": 1, "b": (sparse, 2.0)})
    expected = {"a": Spec([], tf.int32), "b": (Sparse([1, 2], tf.int32), Spec([], tf.float32))}
    assert dataset.element_spec == structure(dataset) == expected
    assert iter(dataset).element_spec == expected
    with tf.Graph().as_default():
        assert dataset.make_one_shot_iterator().element_spec == expected
    inner = Dataset.range(4).window(2).element_spec
    assert repr(inner).startswith("DatasetSpec(TensorSpec(shape=(), dtype=tf.int64, name=None), ")
    assert inner == tf.data.DatasetSpec(Spec([], tf.int64)) and inner != Spec([], tf.int64)
    assert inner.is_compatible_with(Dataset.range(3))
    assert not inner.is_compatible_with(Dataset.from_tensors(1.0))
    with pytest.raises(TypeError, match="`dataset_or_iterator` must be a Dataset or Iterator obj"):
        structure(3)


def test_compatible_specs():
    from zeal.data.specs import are_compatible

    a, b = Spec([None], tf.int32), Spec([3], tf.int32)
    assert are_compatible((a, {"x": a}), (b, {"x": b}))
    for other in ((b,), (b, {"y": b}), (b, b), (b, {"x": Sparse([3], tf.int32)})):
        assert not are_compatible((a, {"x": a}), other)
