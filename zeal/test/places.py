"""Folders of tests."""

import atexit
import os
import shutil
import sys
import tempfile
from functools import cache

from zeal.public import public


@public("test.get_temp_dir")
@cache
def get_temp_dir():
    """A folder for the files of this process's tests, removed at its end.

    Returns:
      Its path; the same at each call. TEST_TMPDIR, where it is set, says in which folder it lies.

    Example:
      >>> os.path.isdir(tf.test.get_temp_dir())
      True
    """
    base = os.environ.get("TEST_TMPDIR") or None
    if base is not None:
        os.makedirs(base, exist_ok=True)
    folder = tempfile.mkdtemp(prefix=os.path.basename(sys.argv[0] or "python"), dir=base)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@public("test.test_src_dir_path")
def test_src_dir_path(relative_path):
    """The path of a file in the source tree that tests run from.

    Args:
      relative_path: its path below TEST_SRCDIR's workspace, or, where that is not set, below the
        working directory.

    Returns:
      An absolute path.

    Example:
      >>> os.path.isabs(tf.test.test_src_dir_path("data/x.txt"))
      True
    """
    source = os.environ.get("TEST_SRCDIR")
    if source is None:
        return os.path.abspath(relative_path)
    workspace = os.environ.get("TEST_WORKSPACE", "org_tensorflow")
    return os.path.join(source, workspace, "tensorflow", relative_path)


test_src_dir_path.__test__ = False  # no test, in spite of its name
