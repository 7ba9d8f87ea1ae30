"""tf.test.TestCase: unittest's, with a session and a graph for each test, and checks of tensors."""

import contextlib
import os
import random
import re
import tempfile
import threading

from zeal import errors
from zeal.public import public
from zeal.random_seed import DEFAULT_GRAPH_SEED, set_random_seed
from zeal.test.assertions import TensorAssertions
from zeal.test.places import get_temp_dir
from zeal.test.sessions import Sessions
from zeal.version import GRAPH_DEF_VERSION

try:
    from absl.testing.absltest import TestCase as _Base
except ImportError:  # TensorFlow's base class; its further checks come with zeal[tf1]
    from unittest import TestCase as _Base

__unittest = True  # failures end in the test's line


class CheckedThread(threading.Thread):
    """A thread whose exception is raised again by `join`, as `checkedThread` gives it."""

    def __init__(self, target, args, kwargs):
        super().__init__(target=target, args=args or (), kwargs=kwargs or {})
        self._error, self._joined = None, False

    def run(self):
        try:
            super().run()
        except Exception as error:
            self._error = error

    def join(self, timeout=None):
        """Waits for the end. Raises AssertionError from what the thread raised."""
        super().join(timeout)
        self._joined = True
        if self._error is not None:
            raise AssertionError(f"Error in checkedThread: {self._error}") from self._error

    def is_joined(self):
        """Whether `join` was called."""
        return self._joined

    def check_termination(self):
        """Raises AssertionError where nobody joined it, or waits for what was left behind."""
        if not self._joined:
            if self.is_alive():
                raise AssertionError("A checked thread was not joined.")
            self.join()


class CapturedWrites:
    """What was written to a stream; see `captureWritesToStream`."""

    def __init__(self, path):
        self._path = path

    def contents(self):
        """The text."""
        with open(self._path) as file:
            return file.read()


@public("test.TestCase")
class TestCase(Sessions, TensorAssertions, _Base):
    """Base class for tests of code that uses tensors.

    Every test starts from the same seeds, with a new default graph. It runs in the program's mode:
    eagerly after `tf.enable_eager_execution()`, else its ops are added to that graph.

    Example:
      >>> class SquareTest(tf.test.TestCase):
      ...     def runTest(self):
      ...         self.assertAllClose([1.0, 4.0], tf.square([1.0, 2.0]))
      >>> SquareTest().run().wasSuccessful()
      True
    """

    _folder = None

    def __init__(self, methodName="runTest"):
        super().__init__(methodName)
        self._threads = []

    def setUp(self):
        import numpy as np

        super().setUp()
        if self._testMethodName == "test_session":  # its name has unittest run it
            self.skipTest("Not a test.")
        random.seed(DEFAULT_GRAPH_SEED)
        np.random.seed(DEFAULT_GRAPH_SEED)
        self._start_anew()
        set_random_seed(DEFAULT_GRAPH_SEED)

    def tearDown(self):
        threads, self._threads = self._threads, []
        for thread in threads:
            thread.check_termination()
        self._close_session()
        super().tearDown()

    def __getattr__(self, name):
        if name.startswith("assert"):
            raise AttributeError(
                f"{type(self).__name__} has no {name}: some checks are absl-py's, which "
                "`pip install absl-py` or zeal[tf1] brings"
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def get_temp_dir(self):
        """A folder for this test's files; the same at each call."""
        if self._folder is None:
            self._folder = tempfile.mkdtemp(dir=get_temp_dir())
        return self._folder

    def checkedThread(self, target, args=None, kwargs=None):
        """A thread, not yet started, whose exceptions `join` raises; a test must join it."""
        thread = CheckedThread(target, args, kwargs)
        self._threads.append(thread)
        return thread

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

    def assertProtoEquals(self, expected_message_maybe_ascii, message, msg=None):
        """Two protocol buffers are equal; the expected one may be in text format.

        Args:
          expected_message_maybe_ascii: a message, or its text.
          message: the other one.
          msg: added to the failure's text.

        Raises:
          AssertionError: they differ, or are of two types.
        """
        from google.protobuf.text_format import MessageToString, Parse

        expected = expected_message_maybe_ascii
        if isinstance(expected, (str, bytes)):
            expected = Parse(expected, type(message)())
        self.assertEqual(type(expected).__name__, type(message).__name__, msg)
        if expected == message:  # repeated fields, too
            return
        if expected.SerializeToString(deterministic=True) != message.SerializeToString(
            deterministic=True
        ):
            self.assertMultiLineEqual(MessageToString(expected), MessageToString(message), msg)

    def assertProtoEqualsVersion(
        self, expected, actual, producer=GRAPH_DEF_VERSION, min_consumer=0, msg=None
    ):
        """`assertProtoEquals` of graphs, where the expected text leaves its versions out."""
        versions = f"versions {{ producer: {producer} min_consumer: {min_consumer} }}"
        self.assertProtoEquals(f"{versions}\n{expected}", actual, msg)

    def assertItemsEqual(self, first, second, msg=None):
        """`assertCountEqual` under its older name."""
        self.assertCountEqual(first, second, msg)


def _text(error):
    return error.message or "" if isinstance(error, errors.OpError) else str(error)
