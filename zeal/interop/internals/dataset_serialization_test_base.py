"""tensorflow.python.data.experimental.kernel_tests.serialization.dataset_serialization_test_base.

Checks that an iterator of a graph goes on, in another graph and session, where a saver found it.
"""

import os

import numpy as np

from zeal import errors
from zeal.checkpoint.saver import Saver
from zeal.data.iterator import make_initializable_iterator
from zeal.data.position import make_saveable_from_iterator
from zeal.eager.control import global_variables_initializer, tables_initializer
from zeal.graph.graph import Graph
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.test.case import TestCase

__all__ = ["DatasetSerializationTestBase", "remove_variants"]


def remove_variants(get_next_op):
    """What a run may fetch of an element: all of it."""
    return get_next_op


class DatasetSerializationTestBase(TestCase):
    """A test case for iterators that are saved.

    Methods take `ds_fn`, which makes the dataset, and `num_outputs`, how many elements it has;
    with `sparse_tensors` an element is the parts of a sparse tensor, with `verify_exhausted` the
    end must come after num_outputs elements.
    """

    def run_core_tests(self, ds_fn, num_outputs, sparse_tensors=False):
        """Saves and restores before the first element, at some, at the last and behind the end."""
        how = {"sparse_tensors": sparse_tensors}
        self.verify_unused_iterator(ds_fn, num_outputs, **how)
        self.verify_fully_used_iterator(ds_fn, num_outputs, **how)
        self.verify_exhausted_iterator(ds_fn, num_outputs, **how)
        self.verify_multiple_breaks(ds_fn, num_outputs, **how)
        self.verify_reset_restored_iterator(ds_fn, num_outputs, **how)

    def verify_unused_iterator(
        self, ds_fn, num_outputs, sparse_tensors=False, verify_exhausted=True
    ):
        self.verify_run_with_breaks(ds_fn, [0], num_outputs, sparse_tensors, verify_exhausted)

    def verify_fully_used_iterator(self, ds_fn, num_outputs, sparse_tensors=False):
        self.verify_run_with_breaks(ds_fn, [num_outputs], num_outputs, sparse_tensors)

    def verify_exhausted_iterator(self, ds_fn, num_outputs, sparse_tensors=False):
        self.gen_outputs(ds_fn, [], num_outputs, sparse_tensors=sparse_tensors)
        found = self.gen_outputs(ds_fn, [], 0, ckpt_saved=True, sparse_tensors=sparse_tensors)
        self.assertEqual(found, [])

    def verify_multiple_breaks(
        self, ds_fn, num_outputs, num_breaks=10, sparse_tensors=False, verify_exhausted=True
    ):
        breaks = self.gen_break_points(num_outputs, num_breaks)
        self.verify_run_with_breaks(ds_fn, breaks, num_outputs, sparse_tensors, verify_exhausted)

    def verify_reset_restored_iterator(
        self, ds_fn, num_outputs, break_point=None, sparse_tensors=False, verify_exhausted=True
    ):
        """An iterator that was restored begins anew when its initializer runs."""
        expected = self.gen_outputs(
            ds_fn, [], num_outputs, sparse_tensors=sparse_tensors, verify_exhausted=verify_exhausted
        )
        self.gen_outputs(
            ds_fn, [], break_point or num_outputs // 2, sparse_tensors=sparse_tensors,
            verify_exhausted=False,
        )  # fmt: skip
        with _Run(self, ds_fn, sparse_tensors) as run:
            run.restore()
            run.begin()
            self.match(expected, run.elements(num_outputs, verify_exhausted))

    def verify_error_on_save(
        self, ds_fn, num_outputs, error, break_point=None, sparse_tensors=False
    ):
        with _Run(self, ds_fn, sparse_tensors) as run:
            run.elements(break_point or num_outputs // 2, False)
            with self.assertRaises(error):
                run.save()

    def verify_run_with_breaks(
        self, ds_fn, break_points, num_outputs, sparse_tensors=False, verify_exhausted=True
    ):
        """Elements are the same with and without breaks."""
        how = {"sparse_tensors": sparse_tensors, "verify_exhausted": verify_exhausted}
        expected = self.gen_outputs(ds_fn, [], num_outputs, **how)
        self.match(expected, self.gen_outputs(ds_fn, break_points, num_outputs, **how))

    def gen_outputs(
        self, ds_fn, break_points, num_outputs, ckpt_saved=False, sparse_tensors=False,
        verify_exhausted=True, save_checkpoint_at_end=True,
    ):  # fmt: skip
        """Elements, for which a new graph goes on from the checkpoint after each break.

        With `ckpt_saved` the first graph does so too.
        """
        found = []
        places = [0, *break_points, num_outputs]
        for i in range(len(places) - 1):
            last = i == len(places) - 2
            with _Run(self, ds_fn, sparse_tensors) as run:
                if ckpt_saved:
                    run.restore()
                found += run.elements(places[i + 1] - places[i], last and verify_exhausted)
                if save_checkpoint_at_end or not last:
                    run.save()
                    ckpt_saved = True
        return found

    def _ckpt_path(self):
        return os.path.join(self.get_temp_dir(), "iterator")

    def _save(self, sess, saver):
        saver.save(sess, self._ckpt_path(), write_meta_graph=False)

    def _restore(self, saver, sess):
        saver.restore(sess, self._ckpt_path())

    def match(self, expected, actual):
        if isinstance(expected, (tuple, list)):
            self.assertEqual(type(expected), type(actual))
            self.assertEqual(len(expected), len(actual))
            for ours, theirs in zip(expected, actual, strict=True):
                self.match(ours, theirs)
        elif isinstance(expected, dict):
            self.assertEqual(expected.keys(), actual.keys())
            for key in expected:
                self.match(expected[key], actual[key])
        elif hasattr(expected, "row_splits"):
            self.assertEqual(expected.to_list(), actual.to_list())
        else:
            self.assertEqual(np.asarray(expected).tolist(), np.asarray(actual).tolist())

    def does_not_match(self, expected, actual):
        with self.assertRaises(AssertionError):
            self.match(expected, actual)

    def gen_break_points(self, num_outputs, num_samples=10):
        return np.linspace(0, num_outputs, num_samples, dtype=int)


class _Run:
    """A graph with an iterator that has begun, and a session of it."""

    def __init__(self, test, ds_fn, sparse_tensors):
        self.test, self.ds_fn, self.sparse = test, ds_fn, sparse_tensors
        self.graph = Graph()

    def __enter__(self):
        with self.graph.as_default():
            self.iterator = make_initializable_iterator(self.ds_fn())
            element = self.iterator.get_next()
            self.element = SparseTensor(*element) if self.sparse else element
            saveable = make_saveable_from_iterator(self.iterator)
            self.saver = Saver([saveable], write_version=2)
            self.starts = [global_variables_initializer(), tables_initializer()]
        self.session = self.test.session(graph=self.graph)
        self.open = self.session.__enter__()
        self.begin()
        return self

    def __exit__(self, *error):
        return self.session.__exit__(*error)

    def begin(self):
        self.open.run(self.starts)
        self.open.run(self.iterator.initializer)

    def elements(self, count, to_the_end):
        found = [self.open.run(self.element) for _ in range(count)]
        if to_the_end:
            with self.test.assertRaises(errors.OutOfRangeError):
                self.open.run(self.element)
        return found

    def save(self):
        self.test._save(self.open, self.saver)

    def restore(self):
        self.test._restore(self.saver, self.open)
