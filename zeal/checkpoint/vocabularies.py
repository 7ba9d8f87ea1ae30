"""Rows of embeddings that move with their words, for `tf.train.warm_start`."""

from typing import Any, NamedTuple

import numpy as np

from zeal._native import api
from zeal.checkpoint.file_ops import restore_v2
from zeal.local_files import lines_of
from zeal.ops.array.where import where
from zeal.public import public
from zeal.state.initializers import Zeros


@public("train.VocabInfo")
class VocabInfo(NamedTuple):
    """Two vocabularies, of a variable and of the one that it shall begin with.

    Args:
      new_vocab: the file of the variable's words, one a line.
      new_vocab_size: how many of them count.
      num_oov_buckets: how many rows follow for words that are not in the file.
      old_vocab: the file of the words in the checkpoint.
      old_vocab_size: how many of them count; -1 for all.
      backup_initializer: what the other rows begin with; zeros by default.
      axis: along which axis the words lie: 0 for rows, 1 for columns.

    Example:
      >>> info = tf.train.VocabInfo("new.txt", 100, 1, "old.txt")
      >>> info.old_vocab_size, info.axis
      (-1, 0)
    """

    new_vocab: str
    new_vocab_size: int
    num_oov_buckets: int
    old_vocab: str
    old_vocab_size: int = -1
    backup_initializer: Any = None
    axis: int = 0


def remapped(info, prefix, name, sizes, variable):
    """The value that a variable, or a part of one, begins with.

    Returns:
      A tensor of its shape and dtype.

    Raises:
      ValueError: a file is not named, has too few words, or the sizes do not fit.
    """
    full, begin = _place(variable)
    places = [np.arange(a, a + n) for a, n in zip(begin, variable.shape.as_list(), strict=True)]
    old_rows = _old_rows(info, full, sizes, name)[places[info.axis]]
    places[info.axis] = np.maximum(old_rows, 0)
    [old] = restore_v2(prefix, [name], [""], [variable.dtype], name="checkpoint_initializer")
    old.set_shape(sizes)
    for axis, at in enumerate(places):
        old = api.gather(old, at, axis=axis)
    initializer = info.backup_initializer or Zeros()
    other = initializer(variable.shape.as_list(), dtype=variable.dtype)
    shape = [-1 if axis == info.axis else 1 for axis in range(len(full))]
    known = np.broadcast_to((old_rows >= 0).reshape(shape), variable.shape.as_list())
    return where(known, old, other)


def _place(variable):
    """Sizes of the whole variable, and where this part of it begins."""
    part = variable._get_save_slice_info()
    if part is None:
        return variable.shape.as_list(), [0] * variable.shape.ndims
    return list(part.full_shape), list(part.var_offset)


def _old_rows(info, full, sizes, name):
    """For each row of the variable the row of its word in the checkpoint, -1 where it has none."""
    if info.axis not in (0, 1):
        raise ValueError(
            "The only supported values for the axis argument are 0 and 1.  Provided axis: "
            f"{info.axis}"
        )
    if not (info.new_vocab and info.new_vocab_size and info.old_vocab):
        raise ValueError(
            "Invalid args: Must provide all of [current_vocab_path, current_vocab_size, prev_ckpt, "
            "prev_vocab_path}."
        )
    old = {word: i for i, word in enumerate(_words(info.old_vocab, info.old_vocab_size))}
    new = _words(info.new_vocab, info.new_vocab_size)
    rows = [old.get(word, -1) for word in new] + [-1] * info.num_oov_buckets
    expected = [*sizes]
    expected[info.axis : info.axis + 1] = [len(rows)]
    if full != expected or len(old) > sizes[info.axis]:
        raise ValueError(
            f"{name}: a variable of shape {full} with {info.new_vocab_size} words and "
            f"{info.num_oov_buckets} rows for others cannot begin with a tensor of shape {sizes} "
            f"with {len(old)} words along axis {info.axis}"
        )
    return np.array(rows, np.int64)


def _words(path, count) -> list:
    words = lines_of(path)
    if len(words) < count:
        raise ValueError(f"{path} has {len(words)} words; {count} were asked for")
    return words if count < 0 else words[:count]
