"""tf.test.TestCase: unittest's, with sessions that run eagerly and checks of tensors."""

import contextlib
import os
import random
import re
import tempfile
import threading

from zeal import errors, nest
from zeal.eager.context import enable_eager_execution, executing_eagerly
from zeal.public import public
from zeal.test.assertions import TensorAssertions
from zeal.test.places import get_temp_dir

try:
    from absl.testing.absltest import TestCase as _Base
except ImportError:  # TensorFlow's base class; its further checks come with zeal[tf1]
    from unittest import TestCase as _Base

__unittest = True  # failures end in the test's line
_SEED = 87654321  # TensorFlow's for tests


class EagerSession:
    """What `cached_session` gives while executing eagerly: `run` evaluates tensors."""

    def __init__(self, test_case):
        self._test_case = test_case

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """Values of tensors, in their structure.

        Raises:
          RuntimeError: there is something to feed, which needs a graph.
        """
        if feed_dict:
            raise RuntimeError("feed_dict is not supported when eager execution is enabled.")
        return self._test_case.evaluate(fetches)


class NoSession:
    """What `session` gives while executing eagerly: every use of it says why there is none."""

    def __getattr__(self, name):
        raise AttributeError(
            "Trying to access properties or call methods on the result of self.session(), while "
            "eager execution is enabled; call self.evaluate(tensors) instead of session.run"
        )


class CheckedThread(threading.Thread):
    """A thread whose exception is raised again by `join`, as `checkedThread` gives it."""

    def __init__(self, target, args, kwargs):
        super().__init__(target=target, args=args or (), kwargs=kwargs or {})
        self._error = None

    def run(self):
        try:
            super().run()
        except Exception as error:
            self._error = error

    def join(self, timeout=None):
        """Waits for the end. Raises AssertionError from what the thread raised."""
        super().join(timeout)
        if self._error is not None:
            raise AssertionError(f"Error in checkedThread: {self._error}") from self._error

    def is_joined(self):
        """Whether it has ended."""
        return not self.is_alive()


class CapturedWrites:
    """What was written to a stream; see `captureWritesToStream`."""

    def __init__(self, path):
        self._path = path

    def contents(self):
        """The text."""
        with open(self._path) as file:
            return file.read()


def ensure_eager():
    """Enables eager execution where the program has not: tests run in no other mode yet."""
    if not executing_eagerly():
        enable_eager_execution()


@public("test.TestCase")
class TestCase(TensorAssertions, _Base):
    """Base class for tests of code that uses tensors.

    Every test runs eagerly, also where the program has not enabled it, and from the same seeds.

    Example:
      >>> class SquareTest(tf.test.TestCase):
      ...     def runTest(self):
      ...         self.assertAllClose([1.0, 4.0], tf.square([1.0, 2.0]))
      >>> SquareTest().run().wasSuccessful()
      True
    """

    def setUp(self):
        import numpy as np

        from zeal.random_seed import set_random_seed

        super().setUp()
        ensure_eager()
        self._folder = None
        random.seed(_SEED)
        np.random.seed(_SEED)
        set_random_seed(_SEED)

    def __getattr__(self, name):
        if name.startswith("assert"):
            raise AttributeError(
                f"{type(self).__name__} has no {name}: some checks are absl-py's, which "
                "`pip install absl-py` or zeal[tf1] brings"
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def get_temp_dir(self):
        """A folder for this test's files; the same at each call."""
        if getattr(self, "_folder", None) is None:
            self._folder = tempfile.mkdtemp(dir=get_temp_dir())
        return self._folder

    def evaluate(self, tensors):
        """Values of tensors and variables as NumPy arrays and scalars.

        Args:
          tensors: one, a nested structure of them, or a callable that returns either; None stays.

        Returns:
          The same structure of values.

        Raises:
          ValueError: something in it is no tensor.
        """
        if tensors is None:
            return None
        if callable(tensors) and not hasattr(tensors, "numpy"):
            return self.evaluate(tensors())
        return nest.map_structure(self._value, tensors)

    def _value(self, tensor):
        from zeal.ops.indexed_slices import IndexedSlices

        if tensor is None:
            return None
        if isinstance(tensor, IndexedSlices):
            return IndexedSlices(*map(self._value, (tensor.values, tensor.indices)))
        if hasattr(tensor, "numpy"):
            return tensor.numpy()
        if callable(tensor):
            return self.evaluate(tensor)
        raise ValueError(f"Unsupported type {type(tensor)}.")

    @contextlib.contextmanager
    def session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """A block whose ops run eagerly; there is no session to use in it."""
        yield NoSession()

    @contextlib.contextmanager
    def cached_session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """A block whose ops run eagerly; `run` of what it gives evaluates tensors."""
        yield EagerSession(self)

    def test_session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """A block whose ops run eagerly; it gives None."""
        if self._testMethodName == "test_session":  # its name has unittest run it
            self.skipTest("Not a test.")
        return contextlib.nullcontext()

    test_session.__test__ = False

    def checkedThread(self, target, args=None, kwargs=None):
        """A thread, not yet started, whose exceptions `join` raises."""
        return CheckedThread(target, args, kwargs)

    @contextlib.contextmanager
    def captureWritesToStream(self, stream):
        """A block whose writes to a stream's file, native ones too, are caught.

        Args:
          stream: sys.stdout or sys.stderr, or another with a file descriptor.

        Returns:
          An object with `contents()`.
        """
        number, path = stream.fileno(), os.path.join(self.get_temp_dir(), "captured")
        stream.flush()
        kept = os.dup(number)
        with open(path, "w") as file:
            os.dup2(file.fileno(), number)
        try:
            yield CapturedWrites(path)
        finally:
            stream.flush()
            os.dup2(kept, number)
            os.close(kept)

    @contextlib.contextmanager
    def assertRaisesWithPredicateMatch(self, exception_type, expected_err_re_or_predicate):
        """A block that must raise an exception whose text matches.

        Args:
          exception_type: its class.
          expected_err_re_or_predicate: a pattern to find in the text, or a function of the
            exception.
        """
        expected = expected_err_re_or_predicate
        try:
            yield
        except exception_type as error:
            right = expected(error) if callable(expected) else re.search(expected, _text(error))
            if not right:
                raise AssertionError(f"Exception of type {type(error)}: {_text(error)}") from error
        else:
            self.fail(f"{exception_type.__name__} not raised")

    def assertRaisesOpError(self, expected_err_re_or_predicate):
        """A block that must raise an OpError whose text matches a pattern or a predicate."""
        return self.assertRaisesWithPredicateMatch(errors.OpError, expected_err_re_or_predicate)

    def assertItemsEqual(self, first, second, msg=None):
        """`assertCountEqual` under its older name."""
        self.assertCountEqual(first, second, msg)


def _text(error):
    return error.message or "" if isinstance(error, errors.OpError) else str(error)
