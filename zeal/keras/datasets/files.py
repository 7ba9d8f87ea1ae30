"""The files of tf.keras.datasets: where they come from, and readers that run none of their code."""

import io
import pickle
import zipfile

from zeal import errors
from zeal.keras.utils.downloads import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

# What pickles of arrays need; a pickle that names anything else is refused.
_ARRAY_PARTS = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    *((f"numpy.{core}.multiarray", name) for core in ("core", "_core")
      for name in ("_reconstruct", "scalar")),
    ("_codecs", "encode"),
}  # fmt: skip


def cached(path: str, file_hash: str) -> str:
    """The path of a file of Keras's own, downloaded if need be."""
    return get_file(path, origin=ORIGIN + path, file_hash=file_hash)


def damaged(where: str, error: Exception) -> errors.DataLossError:
    """What to raise for a file whose reader met `error`."""
    reason = str(error) or type(error).__name__
    return errors.DataLossError(f"[datasets] {where} is damaged: {reason}; get the file again")


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in _ARRAY_PARTS:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module, name)


def unpickle(file, where: str):
    """Reads a pickle of plain Python values and arrays.

    Returns:
      The value; texts of Python 2 are bytes.

    Raises:
      InvalidArgumentError: the pickle asks for anything else.
      DataLossError: it is damaged.
    """
    try:
        return _ArraysOnly(file, encoding="bytes").load()
    except pickle.UnpicklingError as error:
        raise errors.InvalidArgumentError(
            f"[datasets] {where} is no pickle of arrays and plain values: {error}"
        ) from None
    except Exception as error:
        raise damaged(where, error) from None


def read_npz(path: str, *names: str) -> list:
    """Arrays of an .npz file, by their names; arrays of lists of numbers too.

    Args:
      path: the file.
      *names: what to read, in pairs: examples, and what goes with each.

    Raises:
      InvalidArgumentError: an array holds other objects than lists and numbers, or is not there; or
        the two of a pair differ in length.
      DataLossError: the file is damaged.
    """
    with open(path, "rb") as file:
        try:
            archive = zipfile.ZipFile(file)
            arrays = [_member(archive, name, f"{name} of {path}") for name in names]
        except KeyError as error:
            raise errors.InvalidArgumentError(f"[datasets] {path}: {error.args[0]}") from None
        except errors.OpError:
            raise
        except Exception as error:  # any: damaged bytes may ask for all that archives can be
            raise damaged(path, error) from None
    _check_pairs(path, names, arrays)
    return arrays


def _check_pairs(path: str, names, arrays) -> None:
    for i in range(0, len(names), 2):
        (x, y), (one, other) = arrays[i : i + 2], names[i : i + 2]
        if 0 in (x.ndim, y.ndim) or len(x) != len(y):
            raise errors.InvalidArgumentError(
                f"[datasets] {path} holds {one} of shape {x.shape} but {other} of shape {y.shape}; "
                "they must have as many entries: get the file again"
            )


def _member(archive, name: str, where: str):
    import numpy as np

    content = archive.read(f"{name}.npy")
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}
    shape, _, dtype = read_header[version[0]](file)
    if not dtype.hasobject:
        return np.load(io.BytesIO(content), allow_pickle=False)
    return np.asarray(unpickle(file, where), object).reshape(shape)
