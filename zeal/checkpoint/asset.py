"""Files that saved models take along."""

import os

from zeal import _native
from zeal.dtypes import string
from zeal.state.trackable import Trackable


class Asset(Trackable):
    """A file that an object needs: saved models hold a copy of it.

    Args:
      path: the file's path, a str or a scalar tensor of one.
    """

    def __init__(self, path):
        path = os.fspath(path) if isinstance(path, os.PathLike) else path
        self._path = _native.convert(path, string)

    @property
    def asset_path(self):
        """The path, a scalar string tensor; that of the copy in an object that was loaded."""
        return self._path
