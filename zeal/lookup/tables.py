"""Tables: filled once, or changed by ops."""

from functools import partial

from zeal import _native
from zeal._native import api
from zeal.checkpoint.saveables import SaveableObject, SaveSpec
from zeal.dtypes import as_dtype, int64
from zeal.eager.context import executing_eagerly
from zeal.eager.control import init_scope
from zeal.errors import InvalidArgumentError
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.lookup import ops
from zeal.lookup.contents import Contents, rows_of
from zeal.public import public
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope
from zeal.state.trackable import Trackable
from zeal.tensor_shape import sizes_text


@public("contrib.lookup.LookupInterface")
class LookupInterface(Trackable):
    """Base of tables: what maps keys of one dtype to values of another."""

    def __init__(self, key_dtype, value_dtype, name):
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        self._name = name

    @property
    def key_dtype(self):
        """The keys' dtype."""
        return self._key_dtype

    @property
    def value_dtype(self):
        """The values' dtype."""
        return self._value_dtype

    @property
    def name(self):
        """The table's name."""
        return self._name

    def _keep(self, op, value_shape=(), written=True, barred=(), shared_name=None):
        """Makes what holds the pairs: an object, or one of each session."""
        self._handle = None
        if executing_eagerly():
            self._contents = Contents(self._name, value_shape, op != "HashTableV2", barred)
            return
        attrs = {"container": "", "shared_name": shared_name or "", "use_node_name_sharing": True}
        attrs |= {"key_dtype": self._key_dtype, "value_dtype": self._value_dtype}
        self._handle = ops.table(op, attrs, written, self._name, value_shape, barred)
        self._contents, self._name = self._handle, self._handle.op.name.rpartition("/")[2]

    def _scope(self, name, what):
        """The scope of an op of the table, called as TensorFlow calls it."""
        return name_scope(name, f"{self._name}_{what}")

    @property
    def resource_handle(self):
        """The table in a graph, a tensor."""
        return self._handle

    def _check_keys(self, keys):
        if not isinstance(keys, (_native.Tensor, _native.Variable)):
            keys = _native.convert(keys, self._key_dtype)
        if keys.dtype != self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype}, got {keys.dtype}.")
        return _native.convert(keys)

    def size(self, name=None):
        """How many pairs there are, an int64 scalar."""
        with self._scope(name, "Size"):
            return ops.size(self._contents)

    def _look(self, keys, name):
        """The values of a tensor's keys, dense or sparse."""
        if isinstance(keys, SparseTensor):
            found = self._look(keys.values, name)
            return SparseTensor(keys.indices, found, keys.dense_shape)
        with self._scope(name, self._finds):
            return ops.find(self._contents, self._check_keys(keys), self._default)

    def export(self, name=None):
        """All keys and values, two tensors."""
        kinds = self._key_dtype, self._value_dtype
        with self._scope(name, self._exports):
            return tuple(ops.export(self._contents, *kinds, self._value_shape))

    _value_shape: tuple = ()
    _finds, _exports = "Lookup", "Export"  # TensorFlow's names of the ops


@public("lookup.StaticHashTable", "contrib.lookup.HashTable")
class StaticHashTable(LookupInterface):
    """A table that is filled once, when it is made or by `tf.tables_initializer`.

    Args:
      initializer: what it is filled with, such as a `tf.lookup.KeyValueTensorInitializer`.
      default_value: the value of keys that are not there.
      shared_name: tables of one name in a graph are one; those of one file are by themselves.
      name: name of the table.

    Example:
      >>> pairs = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2], tf.string, tf.int64)
      >>> table = tf.lookup.StaticHashTable(pairs, -1)
      >>> table.lookup(tf.constant(["b", "c"])).numpy().tolist(), int(table.size())
      ([2, -1], 2)
    """

    def __init__(self, initializer, default_value, shared_name=None, name=None):
        super().__init__(initializer.key_dtype, initializer.value_dtype, name or "hash_table")
        self._initializer = initializer
        with init_scope():  # loops and functions that make it share one
            self._default = _native.convert(default_value, self._value_dtype)
            self._default.shape.assert_has_rank(0)
            self._keep("HashTableV2", shared_name=shared_name or initializer._shared_name)
            self._init_op = initializer.initialize(self)
            if self._init_op is not None:
                get_default_graph().add_to_collection(GraphKeys.TABLE_INITIALIZERS, self._init_op)

    def _fill(self, initializer):
        op = initializer.fill(self._contents)
        return None if executing_eagerly() else op

    @property
    def default_value(self):
        """The value of keys that are not there."""
        return self._default

    @property
    def initializer(self):
        """The operation that fills it; None while executing eagerly."""
        return self._init_op

    init = initializer

    def lookup(self, keys, name=None):
        """The value of each key.

        Args:
          keys: a tensor or SparseTensor.
          name: name of the op.

        Returns:
          A tensor or SparseTensor of the same shape.

        Raises:
          TypeError: keys are of another dtype.
          FailedPreconditionError: the table is not filled yet.
        """
        return self._look(keys, name)


class _TableSaveable(SaveableObject):
    """Keys and values of a table, as Savers keep them."""

    def __init__(self, table, name):
        keys, values = table.export()
        parts = ((keys, "-keys"), (values, "-values"))
        self._table = table
        super().__init__(table, [SaveSpec(x, "", name + end) for x, end in parts], name)

    def restore(self, restored_tensors, restored_shapes):
        return ops.change("LookupTableImportV2", self._table._contents, restored_tensors)


@public("contrib.lookup.MutableHashTable")
class MutableHashTable(LookupInterface):
    """A table that ops change, and savers save.

    Args:
      key_dtype, value_dtype: the dtypes.
      default_value: the value of keys that are not there, of the shape of one value.
      shared_name: tables of one name in a graph are one.
      name: name of the table.
      checkpoint: whether savers of the graph save it.

    Example:
      >>> table = tf.contrib.lookup.MutableHashTable(tf.string, tf.float32, 0.0)
      >>> table.insert(tf.constant(["a"]), tf.constant([1.5]))
      >>> table.lookup(tf.constant(["a", "b"])).numpy().tolist()
      [1.5, 0.0]
    """

    _op = "MutableHashTableV2"
    _barred: tuple = ()
    _finds, _exports = "lookup_table_find", "lookup_table_export_values"

    def __init__(
        self, key_dtype, value_dtype, default_value, shared_name=None, name="MutableHashTable",
        checkpoint=True,
    ):  # fmt: skip
        super().__init__(key_dtype, value_dtype, name)
        with init_scope():
            self._default = _native.convert(default_value, self._value_dtype)
            self._value_shape = shape = tuple(self._default.shape.as_list())
            written = self._op == "MutableHashTableV2" and not shape
            self._keep(self._op, shape, written, self._barred, shared_name)
            if checkpoint and not executing_eagerly():
                saved = _TableSaveable(self, name)
                get_default_graph().add_to_collection(GraphKeys.SAVEABLE_OBJECTS, saved)

    def _gather_saveables_for_checkpoint(self):
        return {"table": partial(_TableSaveable, self)}

    def lookup(self, keys, name=None):
        """The value of each key; see `tf.lookup.StaticHashTable`."""
        return self._look(keys, name)

    def insert(self, keys, values, name=None):
        """Adds pairs, or changes them.

        Args:
          keys: a tensor.
          values: one value for each key.
          name: name of the op.

        Returns:
          None; while a graph is built, an operation.

        Raises:
          TypeError: keys are of another dtype.
          InvalidArgumentError: there are not as many values.
        """
        keys, values = self._check_keys(keys), _native.convert(values, self._value_dtype)
        wanted = keys.shape.concatenate(self._value_shape)
        if not wanted.is_compatible_with(values.shape):
            raise InvalidArgumentError(
                f"Expected shape {sizes_text(wanted)} for value, got {sizes_text(values.shape)}: "
                "one value for each key"
            )
        return self._change("insert", [keys, values], name)

    def remove(self, keys, name=None):
        """Removes those keys that there are."""
        return self._change("remove", [self._check_keys(keys)], name)

    def _change(self, what, inputs, name):
        with self._scope(name, f"lookup_table_{what}"):
            changed = ops.change(f"LookupTable{what.title()}V2", self._contents, inputs)
        return None if executing_eagerly() else changed


@public("lookup.experimental.DenseHashTable", "contrib.lookup.MutableDenseHashTable")
class DenseHashTable(MutableHashTable):
    """A table that ops change; `empty_key` and `deleted_key` are no keys of it.

    Args:
      the others: as for `tf.contrib.lookup.MutableHashTable`.
      empty_key, deleted_key: two scalars that are no keys.
      initial_num_buckets: a power of 2, else without effect.

    Raises:
      InvalidArgumentError: empty_key is deleted_key, or initial_num_buckets no power of 2 from 4;
        later, where one of the two is used as a key.
      NotImplementedError: keys are vectors, or only a run of the graph tells them.

    Example:
      >>> table = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, -1)
      >>> table.insert(tf.constant([5], tf.int64), tf.constant([7], tf.int64))
      >>> int(table.size())
      1
    """

    _op = "MutableDenseHashTableV2"

    def __init__(
        self, key_dtype, value_dtype, default_value, empty_key, deleted_key,
        initial_num_buckets=None, name="MutableDenseHashTable", checkpoint=True,
    ):  # fmt: skip
        keys = [_scalar_key(key, key_dtype) for key in (empty_key, deleted_key)]
        if keys[0] == keys[1]:
            raise InvalidArgumentError("Empty and deleted keys cannot be equal")
        n = 4 if initial_num_buckets is None else initial_num_buckets
        if n < 4 or n & (n - 1):
            raise InvalidArgumentError(
                f"Number of buckets must be at least 4 and a power of 2, got: {n}"
            )
        self._barred = tuple(zip(keys, ("empty_key", "deleted_key"), strict=True))
        super().__init__(key_dtype, value_dtype, default_value, None, name, checkpoint)

    erase = MutableHashTable.remove
    insert_or_assign = MutableHashTable.insert


def _scalar_key(key, dtype):
    """A key as `Contents` has keys."""
    value = _native.known_value(_native.convert(key, as_dtype(dtype)))
    if value is None or value.ndim:
        raise NotImplementedError(
            "DenseHashTable: keys must be scalars, and empty_key and deleted_key known while the "
            f"graph is built; got {key!r}"
        )
    return rows_of(value)[0]


def as_int64(keys):
    """Integer keys as a table has them."""
    return api.cast(keys, int64) if keys.dtype.is_integer else keys
