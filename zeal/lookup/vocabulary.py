"""Tables of words and their numbers, with room for words that they do not have."""

from zeal import _native
from zeal._native import api, executing_eagerly
from zeal.dtypes import as_dtype, int64, string
from zeal.eager.control import init_scope, no_op
from zeal.lookup.initializers import (
    KeyValueTensorInitializer,
    TextFileIdTableInitializer,
    TextFileIndex,
    TextFileStringTableInitializer,
)  # fmt: skip
from zeal.lookup.tables import LookupInterface, StaticHashTable, as_int64
from zeal.ops.array.range import range as range_
from zeal.ops.array.where import where_v2
from zeal.public import public, publish
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope
from zeal.texts.formatting import as_string


class HasherSpec:
    """A hash function for words that a table does not have: `hasher` and `key`.

    Args:
      hasher: "fasthash" or "stronghash".
      key: two integers for "stronghash", else None.
    """

    def __init__(self, hasher, key):
        self.hasher, self.key = hasher, key


publish(__name__, "HasherSpec", "contrib.lookup.HasherSpec")

FastHashSpec = HasherSpec("fasthash", None)
publish(__name__, "FastHashSpec", "contrib.lookup.FastHashSpec")


@public("contrib.lookup.StrongHashSpec")
class StrongHashSpec(HasherSpec):
    """A hash function with a key of two integers, which nobody else knows.

    Args:
      key: a list of two integers.

    Example:
      >>> tf.contrib.lookup.StrongHashSpec([1, 2]).key
      [1, 2]
    """

    def __init__(self, key):
        if len(key) != 2:
            raise ValueError(f"key must have size 2, got {len(key)}.")
        if not all(isinstance(k, int) for k in key):
            raise TypeError(f"Invalid key {key}. Must be unsigned integer values.")
        super().__init__("stronghash", list(key))


def _bucket(texts, count, spec):
    if spec.hasher == "fasthash":
        return api.string_to_hash_bucket_fast(texts, count, name="hash_bucket")
    if spec.hasher == "stronghash":
        return api.string_to_hash_bucket_strong(texts, count, spec.key, name="hash_bucket")
    raise ValueError(f"Unknown hasher {spec.hasher}")


@public("contrib.lookup.IdTableWithHashBuckets")
class IdTableWithHashBuckets(LookupInterface):
    """Numbers of words: of those in a table, and behind these of all others, by a hash function.

    Args:
      table: a table of int64 values, or None.
      num_oov_buckets: how many numbers others share.
      hasher_spec: FastHashSpec or a StrongHashSpec.
      name: name of the table.
      key_dtype: dtype of the words; that of the table by default.

    Raises:
      ValueError: there is neither a table nor a bucket.
      TypeError: dtypes that do not fit.

    Example:
      >>> table = tf.contrib.lookup.IdTableWithHashBuckets(None, num_oov_buckets=1)
      >>> table.lookup(tf.constant(["a"])).numpy().tolist()
      [0]
    """

    def __init__(
        self, table, num_oov_buckets, hasher_spec=FastHashSpec, name=None, key_dtype=None
    ):
        if not isinstance(hasher_spec, HasherSpec):
            raise TypeError(f"hasher_spec must be of type HasherSpec, got {hasher_spec}")
        key_dtype = as_dtype(key_dtype or (table.key_dtype if table else string))
        if table and table.value_dtype != int64:
            raise TypeError(f"Invalid value dtype, expected {int64} but got {table.value_dtype}.")
        if table and table.key_dtype.is_integer != key_dtype.is_integer:
            kind = "integer" if key_dtype.is_integer else "non-integer"
            raise TypeError(f"Invalid key dtype, expected {kind} but got {table.key_dtype}.")
        if not table and num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0 if no table is supplied.")
        if not key_dtype.is_integer and key_dtype != string:
            raise TypeError(f"Invalid key_dtype, expected integer or string, got {key_dtype}.")
        self._table, self._buckets, self._hasher = table, num_oov_buckets, hasher_spec
        name = name and name.rstrip("/").rpartition("/")[2]
        super().__init__(key_dtype, int64, name or (table.name if table else "hash_bucket"))

    @property
    def initializer(self):
        """The operation that fills the table; None while executing eagerly."""
        if self._table or executing_eagerly():
            return self._table.initializer if self._table else None
        return no_op()  # numbers of buckets need no filling

    init = initializer

    @property
    def resource_handle(self):
        """The table in a graph."""
        return self._table.resource_handle if self._table else None

    def size(self, name=None):
        """How many numbers there are, an int64 scalar."""
        with self._scope(name, "Size"):
            known = self._table.size() if self._table else _native.convert(0, int64)
            return known + self._buckets

    def lookup(self, keys, name=None):
        """The number of each key.

        Args:
          keys: a tensor or SparseTensor.
          name: name of the op.

        Returns:
          An int64 tensor or SparseTensor of the same shape.

        Raises:
          TypeError: keys are of another dtype.
        """
        if isinstance(keys, SparseTensor):
            return SparseTensor(keys.indices, self.lookup(keys.values), keys.dense_shape)
        keys = self._check_keys(keys)
        if self._buckets <= 0:
            return self._table.lookup(as_int64(keys), name)
        with self._scope(name, "Lookup"):
            return self._find(keys)

    def _find(self, keys):
        texts = keys if keys.dtype == string else as_string(as_int64(keys))
        others = _bucket(texts, self._buckets, self._hasher)
        if not self._table:
            return others
        found = self._table.lookup(as_int64(keys))
        known = api.not_equal(found, self._table.default_value)
        return where_v2(known, found, others + self._table.size())


@public("lookup.StaticVocabularyTable")
class StaticVocabularyTable(IdTableWithHashBuckets):
    """Numbers of words: of those in a vocabulary, and behind these of all others.

    Args:
      initializer: words and their numbers, or None.
      num_oov_buckets: how many numbers others share, at least 1.
      lookup_key_dtype: dtype of the words; that of the initializer by default.
      name: name of the table.

    Raises:
      ValueError: num_oov_buckets is below 1.
      TypeError: dtypes that do not fit.

    Example:
      >>> words = tf.lookup.KeyValueTensorInitializer(["a", "b"], [0, 1], tf.string, tf.int64)
      >>> table = tf.lookup.StaticVocabularyTable(words, 1)
      >>> table.lookup(tf.constant(["b", "z"])).numpy().tolist()
      [1, 2]
    """

    def __init__(self, initializer, num_oov_buckets, lookup_key_dtype=None, name=None):
        if num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0.")
        table = None
        if initializer:
            if initializer.key_dtype not in (int64, string):
                raise TypeError(
                    f"Invalid key dtype, expected one of {(int64, string)}, but got "
                    f"{initializer.key_dtype}."
                )
            table = StaticHashTable(initializer, -1, name=name)
        super().__init__(table, num_oov_buckets, name=name, key_dtype=lookup_key_dtype)


def _check_vocabulary(given, what, num_oov_buckets=0, vocab_size=None):
    if given is None or (isinstance(given, (str, bytes)) and not given):
        rest = " and must not be empty" if what == "vocabulary_file" else ""
        raise ValueError(f"{what} must be specified{rest}.")
    if num_oov_buckets < 0:
        raise ValueError(
            f"num_oov_buckets must be greater or equal than 0, got {num_oov_buckets}.")
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(
            "vocab_size must be greater than 0, got "
            f"{vocab_size}. {what}: {given}; specify vocab_size=None to use the whole file."
        )


def _check_key_dtype(dtype):
    dtype = as_dtype(dtype)
    if not dtype.is_integer and dtype != string:
        raise TypeError("Only integer and string keys are supported.")
    return dtype


@public("contrib.lookup.index_table_from_tensor")
@init_scope()
def index_table_from_tensor(
    vocabulary_list=None, num_oov_buckets=0, default_value=-1, hasher_spec=FastHashSpec,
    dtype=string, name=None, mapping=None,
):  # fmt: skip
    """A table of words and their places in a vector.

    Args:
      vocabulary_list: the words, a vector of strings or integers.
      num_oov_buckets: how many numbers other words share.
      default_value: the number of other words, without such buckets.
      hasher_spec: hash function of the buckets.
      dtype: dtype of what is looked up.
      name: name of the table.
      mapping: another name of vocabulary_list.

    Returns:
      A table with `lookup`.

    Raises:
      ValueError: there are no words, or of another kind than dtype.
      TypeError: dtype is neither string nor an integer one.

    Example:
      >>> table = tf.contrib.lookup.index_table_from_tensor(["a", "b"])
      >>> table.lookup(tf.constant(["b", "z"])).numpy().tolist()
      [1, -1]
    """
    words = mapping if vocabulary_list is None else vocabulary_list
    _check_vocabulary(words, "mapping", num_oov_buckets)
    dtype = _check_key_dtype(dtype)
    keys = _native.convert(words)
    if keys.dtype.is_integer != dtype.is_integer:
        kind = "integer" if dtype.is_integer else "non-integer"
        raise ValueError(f"Expected {kind}, got {keys.dtype}.")
    if not dtype.is_integer and keys.dtype != dtype:
        raise ValueError(f"Expected {dtype}, got {keys.dtype}.")
    with name_scope(name, "string_to_index") as scope:
        with name_scope("hash_table"):
            keys = as_int64(keys)
            numbers = range_(api.cast(api.size(keys), int64))
            pairs = KeyValueTensorInitializer(keys, numbers, name="table_init")
            table = StaticHashTable(pairs, default_value)
        return _with_buckets(table, num_oov_buckets, hasher_spec, dtype, scope)


def _with_buckets(table, num_oov_buckets, hasher_spec, dtype, scope):
    if not num_oov_buckets and dtype == table.key_dtype:
        return table
    return IdTableWithHashBuckets(table, num_oov_buckets, hasher_spec, scope, dtype)


@public("contrib.lookup.index_table_from_file")
def index_table_from_file(
    vocabulary_file=None, num_oov_buckets=0, vocab_size=None, default_value=-1,
    hasher_spec=FastHashSpec, key_dtype=string, name=None,
    key_column_index=TextFileIndex.WHOLE_LINE, value_column_index=TextFileIndex.LINE_NUMBER,
    delimiter="\t",
):  # fmt: skip
    """A table of words and the numbers of their lines in a file.

    Args:
      vocabulary_file: the path.
      num_oov_buckets, default_value, hasher_spec, name: as for
        `tf.contrib.lookup.index_table_from_tensor`.
      vocab_size: how many lines are read; all by default.
      key_dtype: dtype of what is looked up.
      key_column_index, value_column_index, delimiter: as for `tf.lookup.TextFileInitializer`.

    Returns:
      A table with `lookup`.

    Raises:
      ValueError: there is no path, or a number is none.
      TypeError: key_dtype is neither string nor an integer one.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w", delete=False) as file:
      ...     _ = file.write("one\\ntwo\\n")
      >>> table = tf.contrib.lookup.index_table_from_file(file.name, num_oov_buckets=1)
      >>> table.lookup(tf.constant(["two", "three"])).numpy().tolist()
      [1, 2]
    """
    _check_vocabulary(vocabulary_file, "vocabulary_file", num_oov_buckets, vocab_size)
    key_dtype = _check_key_dtype(key_dtype)
    with name_scope(name, "string_to_index") as scope:
        with name_scope("hash_table"):
            lines = TextFileIdTableInitializer(
                vocabulary_file, key_column_index, value_column_index, vocab_size, delimiter,
                "table_init", int64 if key_dtype.is_integer else key_dtype,
            )  # fmt: skip
            table = StaticHashTable(lines, default_value)
        return _with_buckets(table, num_oov_buckets, hasher_spec, key_dtype, scope)


@public("contrib.lookup.index_to_string_table_from_tensor")
@init_scope()
def index_to_string_table_from_tensor(
    vocabulary_list=None, default_value="UNK", name=None, mapping=None
):
    """A table of places in a vector and the words there.

    Args:
      vocabulary_list: the words, a vector of strings.
      default_value: the word of other places.
      name: name of the table.
      mapping: another name of vocabulary_list.

    Returns:
      A table with `lookup`, of int64.

    Raises:
      ValueError: there are no words.

    Example:
      >>> table = tf.contrib.lookup.index_to_string_table_from_tensor(["a", "b"])
      >>> table.lookup(tf.constant([1, 5], tf.int64)).numpy().tolist()
      [b'b', b'UNK']
    """
    words = mapping if vocabulary_list is None else vocabulary_list
    _check_vocabulary(words, "mapping")
    with name_scope(name, "index_to_string"):
        words = _native.convert(words, string)
        numbers = range_(api.cast(api.size(words), int64))
        pairs = KeyValueTensorInitializer(numbers, words, name="table_init")
        return StaticHashTable(pairs, default_value)


@public("contrib.lookup.index_to_string_table_from_file")
def index_to_string_table_from_file(
    vocabulary_file, vocab_size=None, default_value="UNK", name=None,
    key_column_index=TextFileIndex.LINE_NUMBER, value_column_index=TextFileIndex.WHOLE_LINE,
    delimiter="\t",
):  # fmt: skip
    """A table of numbers of lines and the words there.

    Args:
      vocabulary_file: the path.
      vocab_size, key_column_index, value_column_index, delimiter: as for
        `tf.contrib.lookup.index_table_from_file`.
      default_value: the word of other numbers.
      name: name of the table.

    Returns:
      A table with `lookup`, of int64.

    Raises:
      ValueError: there is no path, or vocab_size is below 1.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w", delete=False) as file:
      ...     _ = file.write("one\\ntwo\\n")
      >>> table = tf.contrib.lookup.index_to_string_table_from_file(file.name)
      >>> table.lookup(tf.constant(1, tf.int64)).numpy()
      b'two'
    """
    _check_vocabulary(vocabulary_file, "vocabulary_file", vocab_size=vocab_size)
    with name_scope(name, "index_to_string"):
        lines = TextFileStringTableInitializer(
            vocabulary_file, key_column_index, value_column_index, vocab_size, delimiter,
            "table_init",
        )  # fmt: skip
        return StaticHashTable(lines, default_value)


@public("contrib.lookup.string_to_index_table_from_file")
def string_to_index_table_from_file(
    vocabulary_file=None, num_oov_buckets=0, vocab_size=None, default_value=-1,
    hasher_spec=FastHashSpec, name=None,
):  # fmt: skip
    """Old name of `tf.contrib.lookup.index_table_from_file`, with arguments in another order."""
    return index_table_from_file(
        vocabulary_file, num_oov_buckets, vocab_size, default_value, hasher_spec, name=name)


@public("contrib.lookup.string_to_index_table_from_tensor")
def string_to_index_table_from_tensor(
    mapping, num_oov_buckets=0, default_value=-1, hasher_spec=FastHashSpec, name=None
):
    """Old name of `tf.contrib.lookup.index_table_from_tensor` for words.

    Raises:
      ValueError: they are no strings.
    """
    words = _native.convert(mapping)
    if words.dtype != string:
        raise ValueError("string_to_index_table_from_tensor requires string.")
    return index_table_from_tensor(words, num_oov_buckets, default_value, hasher_spec, name=name)


@public("contrib.lookup.string_to_index")
def string_to_index(tensor, mapping, default_value=-1, name=None):
    """The places of words in a vector, by a table that `tf.tables_initializer` fills.

    Args:
      tensor: words.
      mapping: the vector.
      default_value: the number of other words.
      name: name of the table.

    Returns:
      An int64 tensor of the shape of the words.

    Example:
      >>> tf.contrib.lookup.string_to_index(tf.constant(["b", "z"]), ["a", "b"]).numpy().tolist()
      [1, -1]
    """
    return index_table_from_tensor(mapping, default_value=default_value, name=name).lookup(tensor)


@public("contrib.lookup.index_to_string")
def index_to_string(tensor, mapping, default_value="UNK", name=None):
    """The words of a vector at given places, by a table that `tf.tables_initializer` fills.

    Args:
      tensor: int64 numbers.
      mapping: the vector.
      default_value: the word of other numbers.
      name: name of the table.

    Returns:
      A string tensor of the shape of the numbers.
    """
    table = index_to_string_table_from_tensor(mapping, default_value, name)
    return table.lookup(tensor)
