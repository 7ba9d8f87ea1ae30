"""tensorflow.python.data.kernel_tests.test_base: the checks of tests of `tf.data`."""

import re

from zeal import dtypes, errors, nest
from zeal.data import Dataset
from zeal.data.structure import alike, flatten
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.interop.internals.test_combinations import combine
from zeal.ops.array.fill import zeros
from zeal.test.case import TestCase

__all__ = ["DatasetTestBase", "default_test_combinations"]


def default_test_combinations():
    """Combinations of both modes, for `combinations.generate`."""
    return combine(tf_api_version=[1, 2], mode=["eager", "graph"])


class DatasetTestBase(TestCase):
    """A test case for datasets, in graphs and eagerly."""

    def assert_op_cancelled(self, op):
        """Evaluating it raises CancelledError."""
        with self.assertRaises(errors.CancelledError):
            self.evaluate(op)

    def assertValuesEqual(self, expected, actual):
        """Values are equal, of sparse tensors too."""
        if not hasattr(expected, "dense_shape"):
            self.assertAllEqual(expected, actual)
            return
        for name in ("indices", "values", "dense_shape"):
            self.assertAllEqual(getattr(expected, name), getattr(actual, name))

    def getNext(self, dataset, requires_initialization=False, shared_name=None):
        """A function that gives the next element, which `self.evaluate` takes.

        Args:
          dataset: the dataset.
          requires_initialization: whether a graph's iterator is one to be initialised.
          shared_name: the iterator's name in sessions.
        """
        if executing_eagerly() or get_default_graph().building_function:
            iterator = iter(dataset)
            return lambda: _stacked(_next(iterator))
        if requires_initialization:
            iterator = dataset.make_initializable_iterator(shared_name)
            self.evaluate(iterator.initializer)
        else:
            iterator = dataset.make_one_shot_iterator()
        element = iterator.get_next()
        return lambda: _stacked(element)

    def assertDatasetProduces(
        self, dataset, expected_output=None, expected_shapes=None, expected_error=None,
        requires_initialization=False, num_test_iterations=1, assert_items_equal=False,
        expected_error_iter=1,
    ):  # fmt: skip
        """A dataset gives these elements and then ends, or raises.

        Args:
          dataset: the dataset.
          expected_output: the elements.
          expected_shapes: its `output_shapes`.
          expected_error: a class, and a pattern or function of what is raised instead.
          requires_initialization: as of `getNext`.
          num_test_iterations: how often it is read.
          assert_items_equal: whether the order is open.
          expected_error_iter: how many elements are asked for until it raises.
        """
        if (expected_error is None) == (expected_output is None):
            self.fail("Exactly one of expected_output or expected error should be provided.")
        if expected_error:
            with self.assertRaisesWithPredicateMatch(*expected_error):
                following = self.getNext(dataset, requires_initialization)
                for _ in range(expected_error_iter):
                    self.evaluate(following())
            return
        if expected_shapes:
            self.assertEqual(expected_shapes, dataset.output_shapes)
        self.assertGreater(num_test_iterations, 0)
        for _ in range(num_test_iterations):
            following = self.getNext(dataset, requires_initialization)
            found = [self.evaluate(following()) for _ in expected_output]
            self._compare(found, expected_output, assert_items_equal)
            for _ in range(2):
                with self.assertRaises(errors.OutOfRangeError):
                    self.evaluate(following())

    def _compare(self, found, expected, in_any_order):
        if in_any_order:
            self.assertItemsEqual(found, expected)
            return
        for ours, theirs in zip(found, expected, strict=True):
            self.assertTrue(alike(ours, theirs), f"{ours} and {theirs} differ in structure")
            for a, b in zip(flatten(ours), flatten(theirs), strict=True):
                self.assertValuesEqual(b, a)

    def assertDatasetsEqual(self, dataset1, dataset2):
        """Both give equal elements of the same structure."""
        self.assertEqual(dataset1.output_types, dataset2.output_types)
        first, second = self.getNext(dataset1), self.getNext(dataset2)
        while True:
            try:
                ours = nest.flatten(self.evaluate(first()))
            except errors.OutOfRangeError:
                with self.assertRaises(errors.OutOfRangeError):
                    self.evaluate(second())
                return
            theirs = nest.flatten(self.evaluate(second()))
            for a, b in zip(ours, theirs, strict=True):
                exact = isinstance(a, bytes) or getattr(a, "dtype", "") == "O"
                (self.assertValuesEqual if exact else self.assertAllClose)(a, b)

    def assertDatasetsRaiseSameError(self, dataset1, dataset2, exception_class, replacements=None):
        """The first element of both raises, with the same words.

        Args:
          dataset1, dataset2: the datasets.
          exception_class: what they raise.
          replacements: (old, new, count) of texts that differ in the second's.
        """
        first, second = self.getNext(dataset1), self.getNext(dataset2)
        with self.assertRaises(exception_class) as raised:
            self.evaluate(first())
        words = raised.exception.message
        for old, new, count in replacements or ():
            words = words.replace(old, new, count)
        with self.assertRaisesRegex(exception_class, re.escape(words)):
            self.evaluate(second())

    def structuredDataset(self, dataset_structure, shape=None, dtype=dtypes.int64):
        """A dataset of one element of zeros, in a structure of tuples; None is a tensor."""
        if dataset_structure is None:
            return Dataset.from_tensors(zeros(shape or [], dtype))
        parts = (self.structuredDataset(part, shape, dtype) for part in dataset_structure)
        return Dataset.zip(tuple(parts))

    def structuredElement(self, element_structure, shape=None, dtype=dtypes.int64):
        """Zeros in a structure of tuples; None is a tensor."""
        if element_structure is None:
            return zeros(shape or [], dtype)
        return tuple(self.structuredElement(part, shape, dtype) for part in element_structure)


def _next(iterator):
    try:
        return next(iterator)
    except StopIteration:
        raise errors.OutOfRangeError("End of sequence") from None


def _stacked(element):
    return element.stack() if hasattr(element, "stack") and hasattr(element, "flow") else element
