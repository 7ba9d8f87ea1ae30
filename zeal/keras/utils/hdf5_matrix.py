"""tf.keras.utils.HDF5Matrix: a dataset of an HDF5 file in place of an array."""

from typing import Any

from zeal.keras.hdf5 import h5py_for
from zeal.public import public


@public("keras.utils.HDF5Matrix")
class HDF5Matrix:
    """Rows of a dataset in an HDF5 file, read as they are asked for.

    The file stays open as long as the object lives.

    Args:
      datapath: the file.
      dataset: the dataset's name in it.
      start, end: which rows; all by default.
      normalizer: a function of what was read, which gives what is returned.

    Raises:
      ImportError: h5py is not installed.
      OSError: there is no such file, or it is none of HDF5.

    Example:
      >>> import h5py, os, tempfile
      >>> path = os.path.join(tempfile.mkdtemp(), "rows.h5")
      >>> with h5py.File(path, "w") as file:
      ...     file["x"] = np.arange(10.0).reshape(5, 2)
      >>> rows = tf.keras.utils.HDF5Matrix(path, "x", start=1, end=4)
      >>> rows.shape, rows[0], rows[[0, 2]].tolist()
      ((3, 2), array([2., 3.]), [[2.0, 3.0], [6.0, 7.0]])
    """

    def __init__(self, datapath, dataset, start=0, end=None, normalizer=None) -> None:
        self.data: Any = h5py_for("HDF5Matrix").File(datapath, "r")[dataset]
        rows = range(self.data.shape[0])[start:end]
        self.start, self.end = rows.start, rows.stop
        self.normalizer = normalizer

    def __len__(self) -> int:
        return len(range(self.start, self.end))

    def __getitem__(self, key: Any) -> Any:
        rows: Any = range(self.start, self.end)
        if isinstance(key, slice):
            if (key.stop or 0) > len(rows):
                raise IndexError(f"row {key.stop - 1} of an HDF5Matrix of {len(rows)} rows")
            rows = rows[key]
            rows = slice(rows.start, rows.stop, rows.step)
        else:
            rows = [rows[i] for i in key] if hasattr(key, "__iter__") else rows[key]
        found = self.data[rows]
        return found if self.normalizer is None else self.normalizer(found)

    def __array__(self, dtype=None, copy=None) -> Any:
        import numpy as np

        return np.asarray(self[:], dtype)

    @property
    def shape(self) -> tuple:
        """The sizes, a tuple of int."""
        return (len(self), *self.data.shape[1:])

    @property
    def dtype(self) -> Any:
        """NumPy's dtype."""
        return self.data.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """The number of elements."""
        import math

        return math.prod(self.shape)
