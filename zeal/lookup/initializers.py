"""What tables are filled with: tensors, or the lines of a file."""

import os

from zeal import _native
from zeal.dtypes import as_dtype, int64, string
from zeal.eager.control import init_scope
from zeal.errors import InvalidArgumentError
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.local_files import lines_of
from zeal.public import public
from zeal.records.numbers import number_of
from zeal.state.scope import name_scope


@public("contrib.lookup.TableInitializerBase")
class TableInitializerBase:
    """Base of what fills tables: `key_dtype`, `value_dtype`, and `fill(contents)`."""

    _shared_name = None

    def __init__(self, key_dtype, value_dtype):
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)

    @property
    def key_dtype(self):
        """The keys' dtype."""
        return self._key_dtype

    @property
    def value_dtype(self):
        """The values' dtype."""
        return self._value_dtype

    def initialize(self, table):
        """Fills a table; while a graph is built, the operation that does."""
        if (table.key_dtype, table.value_dtype) != (self.key_dtype, self.value_dtype):
            raise TypeError(
                f"Invalid dtypes, expected {self.key_dtype.name} and {self.value_dtype.name}, got "
                f"{table.key_dtype.name} and {table.value_dtype.name}."
            )
        return table._fill(self)


@public("lookup.KeyValueTensorInitializer", "contrib.lookup.KeyValueTensorInitializer")
class KeyValueTensorInitializer(TableInitializerBase):
    """Keys and values in tensors.

    Args:
      keys, values: vectors as long as each other.
      key_dtype, value_dtype: their dtypes, where they are plain values.
      name: name of the op.

    Example:
      >>> pairs = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2], tf.string, tf.int64)
      >>> tf.lookup.StaticHashTable(pairs, -1).lookup(tf.constant(["b", "c"])).numpy().tolist()
      [2, -1]
    """

    def __init__(self, keys, values, key_dtype=None, value_dtype=None, name=None):
        with init_scope():
            keys = _native.convert(keys, key_dtype and as_dtype(key_dtype))
            values = _native.convert(values, value_dtype and as_dtype(value_dtype))
        super().__init__(keys.dtype, values.dtype)
        self._pairs, self._name = (keys, values), name or "key_value_init"

    def fill(self, contents):
        """Fills a table's contents; while a graph is built, the operation that does."""
        from zeal.lookup import ops

        keys, values = self._pairs
        with name_scope(self._name):
            if keys._symbolic:
                keys.shape.with_rank(1).assert_is_compatible_with(values.shape)
            return ops.change("LookupTableImportV2", contents, [keys, values])


@public("lookup.TextFileIndex", "contrib.lookup.TextFileIndex")
class TextFileIndex:
    """Parts of a line that `tf.lookup.TextFileInitializer` may take.

    Example:
      >>> tf.lookup.TextFileIndex.WHOLE_LINE
      -2
    """

    WHOLE_LINE = -2
    LINE_NUMBER = -1


def _column(texts, index, dtype, path):
    """Keys or values of lines, each cut into fields."""
    if index == TextFileIndex.LINE_NUMBER:
        return list(range(len(texts)))
    found = []
    for number, (line, fields) in enumerate(texts):
        if index >= len(fields):
            raise InvalidArgumentError(
                f"Invalid number of columns in {path} line {number} "
                f"({line.decode(errors='replace')}) : expected at least {index + 1} got "
                f"{len(fields)}"
            )
        text = line if index == TextFileIndex.WHOLE_LINE else fields[index]
        value = text if dtype == string else number_of(text, dtype)
        if value is None:
            raise InvalidArgumentError(
                f"Field {text.decode(errors='replace')} in line {number} of {path} is not a valid "
                f"{dtype.name}."
            )
        found.append(value)
    return found


def pairs_of_file(dtypes, attrs, tensors):
    """Keys and values of the lines of a file, as `InitializeTableFromTextFileV2` has it."""
    vocab_size, delimiter = attrs["vocab_size"], attrs["delimiter"]
    indices = attrs["key_index"], attrs["value_index"]
    delimiter = delimiter if isinstance(delimiter, bytes) else delimiter.encode()
    path = os.fsdecode(tensors[0].numpy())
    lines = lines_of(path)
    if vocab_size >= 0:
        if len(lines) < vocab_size:
            raise InvalidArgumentError(
                f"Invalid vocab_size in {path}: expected {vocab_size} but got {len(lines)}")
        lines = lines[:vocab_size]
    if b"" in lines:
        raise InvalidArgumentError(
            f"Invalid content in {path}: empty line found, line {lines.index(b'')} from 0 on.")
    texts = [(line, line.split(delimiter)) for line in lines]
    return tuple(_column(texts, i, d, path) for i, d in zip(indices, dtypes, strict=True))


@public("lookup.TextFileInitializer", "contrib.lookup.TextFileInitializer")
class TextFileInitializer(TableInitializerBase):
    """Keys and values in the lines of a file.

    Args:
      filename: the path.
      key_dtype, value_dtype: int64, string, or a floating dtype.
      key_index, value_index: which field of a line, or a `tf.lookup.TextFileIndex`.
      vocab_size: how many lines are read; all by default.
      delimiter: the character between fields.
      name: name of the op.

    Raises:
      ValueError: an index or size is none, or a dtype does not fit its index.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w", delete=False) as file:
      ...     _ = file.write("one\\ntwo\\n")
      >>> index = tf.lookup.TextFileIndex
      >>> lines = tf.lookup.TextFileInitializer(
      ...     file.name, tf.string, index.WHOLE_LINE, tf.int64, index.LINE_NUMBER)
      >>> int(tf.lookup.StaticHashTable(lines, -1).lookup(tf.constant("two")))
      1
    """

    def __init__(
        self, filename, key_dtype, key_index, value_dtype, value_index, vocab_size=None,
        delimiter="\t", name=None,
    ):  # fmt: skip
        if not isinstance(filename, _native.Tensor) and not filename:
            raise ValueError(f"Filename required for {name}.")
        key_dtype, value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        for index, dtype, what in (
            (key_index, key_dtype, "key"), (value_index, value_dtype, "value"),
        ):  # fmt: skip
            _check_index(index, dtype, what)
        if vocab_size is not None and vocab_size <= 0:
            raise ValueError(f"Invalid vocab_size {vocab_size}.")
        super().__init__(key_dtype, value_dtype)
        with init_scope():
            self._filename = _native.convert(filename, string)
        self._filename.shape.assert_has_rank(0)
        self._name = name or "text_file_init"
        self._attrs = {
            "key_index": key_index,
            "value_index": value_index,
            "vocab_size": -1 if vocab_size is None else vocab_size,
            "delimiter": delimiter,
        }
        sizes = () if vocab_size is None else (vocab_size,)
        path = _text_of(filename)
        self._shared_name = "_".join(map(str, ("hash_table", path, *sizes, key_index, value_index)))
        if not _native.executing_eagerly() and _native.known_value(self._filename) is not None:
            get_default_graph().add_to_collection(GraphKeys.ASSET_FILEPATHS, self._filename)

    def fill(self, contents):
        """Fills a table's contents; while a graph is built, the operation that does."""
        from zeal.lookup import ops

        dtypes = self.key_dtype, self.value_dtype
        with name_scope(self._name):
            return ops.initialize_from_file(contents, self._filename, dtypes, self._attrs)


def _text_of(filename):
    """The path; of a tensor in a graph, its name."""
    if isinstance(filename, _native.Tensor):
        return filename.name if filename._symbolic else os.fsdecode(filename.numpy())
    return os.fsdecode(filename)


def _check_index(index, dtype, what):
    if index < -2:
        raise ValueError(f"Invalid {what} index {index}.")
    if index == TextFileIndex.LINE_NUMBER and dtype != int64:
        raise ValueError(
            f"Signature mismatch. {what.title()}s must be dtype {int64}, got {dtype}.")
    if index == TextFileIndex.WHOLE_LINE and not (dtype.is_integer or dtype == string):
        raise ValueError(
            f"Signature mismatch. {what.title()}s must be integer or string, got {dtype}.")


@public("contrib.lookup.TextFileStringTableInitializer")
class TextFileStringTableInitializer(TextFileInitializer):
    """Numbers of lines as keys, lines as values; see `tf.lookup.TextFileInitializer`."""

    def __init__(
        self, filename, key_column_index=-1, value_column_index=-2, vocab_size=None,
        delimiter="\t", name="text_file_string_table_init",
    ):  # fmt: skip
        super().__init__(
            filename, int64, key_column_index, string, value_column_index, vocab_size, delimiter,
            name,
        )  # fmt: skip


@public("contrib.lookup.TextFileIdTableInitializer")
class TextFileIdTableInitializer(TextFileInitializer):
    """Lines as keys, their numbers as values; see `tf.lookup.TextFileInitializer`."""

    def __init__(
        self, filename, key_column_index=-2, value_column_index=-1, vocab_size=None,
        delimiter="\t", name="text_file_id_table_init", key_dtype=string,
    ):  # fmt: skip
        super().__init__(
            filename, key_dtype, key_column_index, int64, value_column_index, vocab_size,
            delimiter, name,
        )  # fmt: skip
