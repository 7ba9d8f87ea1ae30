"""Matrices of checkpoints whose rows and columns move with their words, as ops."""

from zeal.checkpoint.file_ops import open_reader
from zeal.errors import FailedPreconditionError, InvalidArgumentError, UnimplementedError
from zeal.local_files import lines_of
from zeal.ops.host_op import python_op


def _places(tensors, attrs):
    """Where words of one file are in the other, -1 for those that it lacks; and how many it has."""
    import numpy as np

    new, old = (lines_of(t.numpy()) for t in tensors)
    begin, count, size = (attrs[k] for k in ("new_vocab_offset", "num_new_vocab", "old_vocab_size"))
    if size > len(old):
        raise InvalidArgumentError(f"Invalid vocab_size: expected {size} but got {len(old)}")
    if begin + count > len(new):
        raise InvalidArgumentError(
            f"the new vocabulary has {len(new)} words; {count} from {begin} on were asked for")
    rows = _numbered(old if size < 0 else old[:size])
    found = np.array([rows.get(word, -1) for word in new[begin : begin + count]], np.int64)
    return [found, np.int32((found >= 0).sum())]


def _numbered(words):
    """The place of each word, by word."""
    rows: dict = {}
    for i, word in enumerate(words):
        if rows.setdefault(word, i) != i:
            raise FailedPreconditionError(
                f"HashTable has different value for same key. Key {word.decode(errors='replace')} "
                f"has {rows[word]} and trying to add value {i}")
    return rows


def _sizes_of_places(shapes, attrs):
    for name, least in (("new_vocab_offset", 0), ("num_new_vocab", 0), ("old_vocab_size", -1)):
        if attrs[name] < least:
            raise ValueError(
                f"Attr '{name}' of 'GenerateVocabRemapping' Op passed {attrs[name]} less than "
                f"minimum {least}.")
    if any(shapes):
        raise ValueError(f"Shape must be rank 0, got {shapes}")
    return [(attrs["num_new_vocab"],), ()]


generate_vocab_remapping = python_op(
    "GenerateVocabRemapping", [("new_vocab_file", "string"), ("old_vocab_file", "string")],
    [("remapping", "int64"), ("num_present", "int32")],
    attrs=[("new_vocab_offset", 0), ("num_new_vocab", 0), ("old_vocab_size", -1)],
    infer=_sizes_of_places, kernel=_places,
    doc="Where words of one file are in another.",
)  # fmt: skip


def _remapped(tensors, attrs):
    import numpy as np

    path, name, *places, values = (t.numpy() for t in tensors)
    with open_reader(np.asarray(path).reshape(-1)[0]).held() as reader:
        old = reader.get(name.decode()).numpy()
    sizes = attrs["num_rows"], attrs["num_cols"]
    if old.ndim != 2:
        raise InvalidArgumentError(f"Old tensor {name.decode()} must be a matrix, got {old.shape}")
    if old.dtype != np.float32:
        raise InvalidArgumentError(
            f"Tensor {name.decode()} has invalid type {old.dtype} instead of expected type float32")
    if not places[1].size:  # all columns, as they are
        places[1] = np.arange(old.shape[1])
    for which, at, size, have in zip(("row", "col"), places, sizes, old.shape, strict=True):
        _check(which, at, size, have)
    rows, columns = places
    missing = (rows < 0)[:, None] | (columns < 0)
    if missing.sum() != values.size:
        raise InvalidArgumentError(
            f"initializing_values contained {values.size} values, but {missing.sum()} are missing")
    found = old[np.ix_(np.maximum(rows, 0), np.maximum(columns, 0))]
    found[missing] = values.reshape(-1)
    return [found]


def _check(which, places, size, have):
    import numpy as np

    if places.shape != (size,):
        raise InvalidArgumentError(
            f"{which}_remapping has {places.size} elements, but num_{which}s is {size}")
    kept = places[places >= 0]
    if (kept >= have).any():
        raise InvalidArgumentError(f"{which}_remapping has {kept.max()}; there are {have} {which}s")
    if np.unique(kept).size < kept.size:
        raise UnimplementedError(f"{which}_remapping maps an old ID to several new ones: {places}")


load_and_remap_matrix = python_op(
    "LoadAndRemapMatrix",
    [("ckpt_path", "string"), ("old_tensor_name", "string"), ("row_remapping", "int64"),
     ("col_remapping", "int64"), ("initializing_values", "float32")],
    [("output_matrix", "float32")],
    attrs=[("num_rows", 0), ("num_cols", 0), ("max_rows_in_memory", -1)],
    infer=lambda shapes, attrs: [(attrs["num_rows"], attrs["num_cols"])], kernel=_remapped,
    doc="A matrix of a checkpoint with other rows and columns.",
)  # fmt: skip
