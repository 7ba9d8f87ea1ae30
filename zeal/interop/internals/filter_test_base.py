"""tensorflow.python.data.kernel_tests.filter_test_base: the checks of what filters datasets."""

import numpy as np

from zeal.data import Dataset
from zeal.interop.internals.test_base import DatasetTestBase
from zeal.sparse.sparse_tensor import SparseTensorValue

__all__ = ["FilterTestBase"]


class FilterTestBase(DatasetTestBase):
    """A test case for a filter, which `apply_filter(dataset, predicate)` applies."""

    def apply_filter(self, input_dataset, predicate):
        """The dataset of the elements for which predicate is true."""
        raise NotImplementedError("FilterTestBase.apply_filter")

    def test_parts(self):
        """Elements of several parts, repeated, also none."""
        numbers = np.arange(7)
        for passes in (3, 0):
            rows = Dataset.from_tensor_slices((numbers, numbers[:, None] * [1.5, 2])).repeat(passes)
            kept = self.apply_filter(rows, lambda n, _: n % 3 < 2)
            expected = [(n, n * np.array([1.5, 2])) for n in (0, 1, 3, 4, 6)] * passes
            self.assertDatasetProduces(kept, expected)

    def test_dicts(self):
        """Elements that are dicts."""
        rows = Dataset.range(6).map(lambda n: {"a": n, "b": n * n})
        kept = self.apply_filter(rows, lambda d: d["b"] > 8).map(lambda d: d["a"] + d["b"])
        self.assertDatasetProduces(kept, [12, 20, 30])

    def test_sparse(self):
        """Elements with sparse parts."""

        def sparse(n):
            return SparseTensorValue(np.array([[0, 0]]), n * np.array([1]), np.array([1, 1])), n

        kept = self.apply_filter(Dataset.range(4).map(sparse), lambda _, n: n > 1)
        self.assertDatasetProduces(kept.map(lambda x, n: x), [sparse(2)[0], sparse(3)[0]])

    def test_a_part_that_is_the_condition(self):
        """A part itself says whether the element is kept."""
        rows = Dataset.zip((Dataset.range(3), Dataset.from_tensor_slices([True, False, True])))
        kept = self.apply_filter(rows, lambda _, keep: keep)
        self.assertDatasetProduces(kept, [(0, True), (2, True)])
