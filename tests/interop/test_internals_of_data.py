"""Names of TensorFlow's internal modules for input pipelines."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import convert, ops_map_defun, ops_optimization, structure
from zeal.interop.internals.ops_distribute import _RebatchDataset

Dataset = tf.data.Dataset


def test_values_as_lists_of_tensors():
    value = {"a": tf.constant([1, 2]), "b": (tf.ragged.constant([[1], []]), Dataset.range(2))}
    spec = structure.type_spec_from_value(value)
    back = structure.from_tensor_list(spec, structure.to_tensor_list(spec, value))
    assert back["a"].numpy().tolist() == [1, 2] and back["b"][0].to_list() == [[1], []]
    assert [int(i) for i in back["b"][1]] == [0, 1]
    with pytest.raises(ValueError, match="same nested structure"):
        structure.to_tensor_list(spec, {"a": 1})
    with pytest.raises(ValueError, match="Expected 3 flat values"):
        structure.from_tensor_list(spec, [])


def test_shapes_as_tensors():
    assert convert.partial_shape_to_tensor([None, 2]).numpy().tolist() == [-1, 2]
    assert int(convert.optional_param_to_tensor("size", None, 7)) == 7


def test_functions_of_rows():
    rows = ops_map_defun.map_defun(lambda x: x * 2, [tf.constant([[1], [2]])], [tf.int32], [[1]])
    assert rows[0].numpy().tolist() == [[2], [4]]
    with pytest.raises(ValueError, match="`elems` must be a list"):
        ops_map_defun.map_defun(lambda x: x, (), [], [])


def test_batches_cut_in_parts():
    parts = _RebatchDataset(Dataset.range(10).batch(5), 2)
    assert [p.numpy().tolist() for p in parts] == [[0, 1, 2], [3, 4], [5, 6, 7], [8, 9]]
    with pytest.raises(ValueError, match="at least one dimension"):
        _RebatchDataset(Dataset.range(3), 2)


def test_the_first_of_equal_datasets():
    a, b = Dataset.range(3), Dataset.from_tensor_slices(np.zeros(3, np.float32))
    assert len(list(ops_optimization._ChooseFastestDataset([a, a]))) == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="same output types"):
        ops_optimization._ChooseFastestDataset([a, b])


def test_files_that_tests_read_have_known_batches():
    from zeal.interop.internals.reader_dataset_ops_test_base import (
        MakeBatchedFeaturesDatasetTestBase,
        TFRecordDatasetTestBase,
    )

    class Features(MakeBatchedFeaturesDatasetTestBase):
        def runTest(self):
            dataset = self.make_batch_feature(self.test_filenames, 1, 3, "label")
            self.outputs = self.getNext(dataset)
            self.verify_records(3, label_key_provided=True)

    class Records(TFRecordDatasetTestBase):
        def runTest(self):
            files = tf.data.Dataset.from_tensor_slices(self.test_filenames)
            dataset = files.interleave(tf.data.TFRecordDataset, 2).repeat(2).batch(4, True)
            self._verify_records(self.getNext(dataset), 4, None, 2, 2, True, False)

    for case in (Features(), Records()):
        found = case.run()
        assert found.wasSuccessful(), found.failures + found.errors
