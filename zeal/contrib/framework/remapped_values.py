"""Initializers that read matrices of checkpoints whose rows and columns move with their words."""

from functools import partial

from zeal import _native
from zeal._native import api
from zeal.checkpoint.remapping import generate_vocab_remapping, load_and_remap_matrix
from zeal.dtypes import as_dtype, float32, int32
from zeal.ops.array.range import range as range_
from zeal.public import public
from zeal.state.initializers import TruncatedNormal, Zeros


@public("contrib.framework.load_and_remap_matrix_initializer")
def load_and_remap_matrix_initializer(
    ckpt_path, old_tensor_name, new_row_vocab_size, new_col_vocab_size, old_row_vocab_size=-1,
    old_row_vocab_file=None, new_row_vocab_file=None, old_col_vocab_file=None,
    new_col_vocab_file=None, num_row_oov_buckets=0, num_col_oov_buckets=0, initializer=None,
    max_rows_in_memory=-1,
):  # fmt: skip
    """An initializer that reads a matrix of a checkpoint, its rows and columns by their words.

    Args:
      ckpt_path: the checkpoint's prefix.
      old_tensor_name: the matrix's name there.
      new_row_vocab_size, new_col_vocab_size: how many rows and columns have words.
      old_row_vocab_size: how many words of the old file count; -1 for all.
      old_row_vocab_file, new_row_vocab_file: files of words, one a line; None where rows stay.
      old_col_vocab_file, new_col_vocab_file: the same of columns.
      num_row_oov_buckets, num_col_oov_buckets: rows and columns that follow.
      initializer: what all others begin with; zeros by default.
      max_rows_in_memory: accepted for compatibility.

    Returns:
      A function of (shape, dtype, partition_info).

    Raises:
      TypeError: initializer is no function; in calls, dtype is not float32.
      ValueError: in calls, shapes do not fit, or files are named by halves or not at all.
    """
    initializer = Zeros() if initializer is None else initializer
    if not callable(initializer):
        raise TypeError(
            f"initializer must be callable, instead of being {initializer} of type "
            f"{type(initializer)}."
        )
    _check_files(old_row_vocab_file, new_row_vocab_file, "row")
    _check_files(old_col_vocab_file, new_col_vocab_file, "col")
    sizes = new_row_vocab_size, new_col_vocab_size
    oov = num_row_oov_buckets, num_col_oov_buckets
    for which, count in zip(("row", "col"), oov, strict=True):
        if count < 0:
            raise ValueError(f"num_{which}_oov_buckets must be >= 0, but received {count}")
    if not (new_row_vocab_file or new_col_vocab_file):
        raise ValueError(
            "Must provide either row or column vocab files. If no remapping is necessary, consider "
            "using `tf.contrib.framework.init_from_checkpoint` instead."
        )
    rows = partial(_places, new_row_vocab_file, old_row_vocab_file, old_row_vocab_size)
    columns = partial(_places, new_col_vocab_file, old_col_vocab_file, -1)

    def read(shape, dtype=float32, partition_info=None):
        if as_dtype(dtype) != float32:
            raise TypeError(f"Currently, only float32 is supported. Received dtype: {dtype}")
        shape = [int(n) for n in shape]
        begin = 0 if partition_info is None else partition_info.single_offset(shape)
        _check_shape(shape, begin, sizes, oov)
        count = max(0, min(shape[0], sizes[0] - begin))
        if not count:
            return initializer(shape)
        (row, kept), (column, kept_columns) = rows(begin, count), columns(0, sizes[1])
        missing = count * sizes[1] - kept * kept_columns
        found = load_and_remap_matrix(
            ckpt_path, old_tensor_name, row, column, initializer([missing, 1]), count, sizes[1])
        below = [] if count == shape[0] else [initializer([shape[0] - count, sizes[1]])]
        found = api.concat([found, *below], 0)
        beside = [initializer([shape[0], oov[1]])] if oov[1] else []
        return api.concat([found, *beside], 1)

    return read


def _places(new, old, old_size, begin, count):
    """The old places of new rows or columns, and how many there are."""
    if not new:
        return range_(begin, begin + count, dtype="int64"), _native.convert(count, int32)
    return generate_vocab_remapping(new, old, begin, count, old_size)


def _check_files(old, new, which):
    if bool(old) != bool(new):
        raise ValueError(
            f"old_{which}_vocab_file and new_{which}_vocab_file must both be specified or left "
            f"unspecified. old_{which}_vocab_file='{old}', new_{which}_vocab_file='{new}'"
        )


def _check_shape(shape, begin, sizes, oov):
    if len(shape) != 2:
        raise ValueError(f"Expected 2-dim shape, but received: {shape}")
    if shape[0] <= 0:
        raise ValueError(f"Expected 1st dim of shape to be > 0, but received shape: {shape}")
    if shape[1] != sizes[1] + oov[1]:
        raise ValueError(
            f"Expected 2nd dim of shape to be new_col_vocab_size ({sizes[1]}) + "
            f"num_col_oov_buckets ({oov[1]}) = {sizes[1] + oov[1]}, but received shape: {shape}"
        )
    if begin + shape[0] > sizes[0] + oov[0]:
        raise ValueError(
            f"Trying to initialize {shape[0]} additional rows after {begin} rows have already been "
            "initialized, which would exceed expected total row count of new_row_vocab_size "
            f"({sizes[0]}) + num_row_oov_buckets ({oov[0]}) = {sizes[0] + oov[0]}."
        )


@public("contrib.framework.load_embedding_initializer")
def load_embedding_initializer(
    ckpt_path, embedding_tensor_name, new_vocab_size, embedding_dim, old_vocab_file, new_vocab_file,
    old_vocab_size=-1, num_oov_buckets=0, initializer=None, max_rows_in_memory=-1,
):  # fmt: skip
    """The same for rows of an embedding; others are normal numbers of 1 / sqrt(embedding_dim).

    Args, Returns: as for `tf.contrib.framework.load_and_remap_matrix_initializer`.
    """
    if initializer is None:
        initializer = TruncatedNormal(stddev=embedding_dim**-0.5)
    return load_and_remap_matrix_initializer(
        ckpt_path, embedding_tensor_name, new_vocab_size, embedding_dim, old_vocab_size,
        old_vocab_file, new_vocab_file, num_row_oov_buckets=num_oov_buckets,
        initializer=initializer,
    )  # fmt: skip


@public("contrib.framework.load_linear_multiclass_bias_initializer")
def load_linear_multiclass_bias_initializer(
    ckpt_path, bias_tensor_name, new_class_vocab_size, old_class_vocab_file, new_class_vocab_file,
    num_class_oov_buckets=0, initializer=None, max_rows_in_memory=-1,
):  # fmt: skip
    """The same for biases of classes, a matrix of one column.

    Args, Returns: as for `tf.contrib.framework.load_and_remap_matrix_initializer`.
    """
    return load_and_remap_matrix_initializer(
        ckpt_path, bias_tensor_name, new_class_vocab_size, 1, -1, old_class_vocab_file,
        new_class_vocab_file, num_row_oov_buckets=num_class_oov_buckets, initializer=initializer,
    )  # fmt: skip


@public("contrib.framework.load_variable_slot_initializer")
def load_variable_slot_initializer(
    ckpt_path, old_tensor_name, primary_partition_info, new_row_vocab_size, new_col_vocab_size,
    old_row_vocab_file=None, new_row_vocab_file=None, old_col_vocab_file=None,
    new_col_vocab_file=None, num_row_oov_buckets=0, num_col_oov_buckets=0, initializer=None,
    max_rows_in_memory=-1,
):  # fmt: skip
    """The same for a slot of a variable that is a part, as `primary_partition_info` tells.

    Args, Returns: as for `tf.contrib.framework.load_and_remap_matrix_initializer`.
    """
    read = load_and_remap_matrix_initializer(
        ckpt_path, old_tensor_name, new_row_vocab_size, new_col_vocab_size, -1, old_row_vocab_file,
        new_row_vocab_file, old_col_vocab_file, new_col_vocab_file, num_row_oov_buckets,
        num_col_oov_buckets, initializer,
    )  # fmt: skip
    return lambda shape, dtype=float32, partition_info=None: read(
        shape, dtype, primary_partition_info)
