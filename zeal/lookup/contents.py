"""What a table holds: a dict, filled once or changed by ops."""

from zeal import _native
from zeal.errors import FailedPreconditionError, InvalidArgumentError


def rows_of(tensor):
    """A tensor's elements as a flat list of Python values."""
    import numpy as np

    return np.asarray(tensor.numpy(), object if tensor.dtype == "string" else None).ravel().tolist()


def _key(value):
    return tuple(value) if isinstance(value, list) else value


class Contents:
    """Keys and values.

    Args:
      name: the table's, for errors.
      value_shape: the shape of one value.
      ready: whether it can be read before it was filled.
      barred: pairs of what is no key, and the words for it.
    """

    def __init__(self, name, value_shape=(), ready=False, barred=()) -> None:
        self.name, self.shape, self.ready = name, tuple(value_shape), ready
        self._barred, self._once = barred, not ready
        self.values: dict = {}

    def cancel(self) -> None:
        """Called when the session that keeps it closes."""

    def _keys(self, tensor):
        """The keys of a tensor."""
        keys = rows_of(tensor)
        for key, words in self._barred:
            if key in keys:
                raise InvalidArgumentError(f"Using the {words} as a table key is not allowed")
        return keys

    def _check(self):
        if not self.ready:
            raise FailedPreconditionError(
                f"Table not initialized. '{self.name}' is filled by tf.tables_initializer()"
            )

    def fill(self, keys, values) -> None:
        """Fills a table that is filled once; as many pairs may come again, which change nothing.

        Raises:
          InvalidArgumentError: there are not as many keys as values.
          FailedPreconditionError: one has two values, or other pairs come than before.
        """
        if len(keys) != len(values):
            raise InvalidArgumentError(
                f"Keys and values must have the same size {len(keys)} vs {len(values)}")
        if self.ready:
            if len(keys) != len(self.values):
                raise FailedPreconditionError("Table was already initialized with different data.")
            return
        found: dict = {}
        for key, value in zip(keys, values, strict=True):
            if found.setdefault(key, value) != value:
                raise FailedPreconditionError(
                    "HashTable has different value for same key. Key "
                    f"{_shown(key)} has {_shown(found[key])} and trying to add value "
                    f"{_shown(value)}"
                )
        self.values, self.ready = found, True

    def find(self, keys, default, dtype):
        """The value of each key; the default of those that there are not."""
        import numpy as np

        self._check()
        flat = self._keys(keys)
        one = np.asarray(default.numpy(), object if dtype == "string" else dtype.as_numpy_dtype)
        result = np.empty((len(flat), *self.shape), one.dtype)
        for i, key in enumerate(flat):
            result[i] = self.values.get(key, one)
        shape = tuple(keys.shape.as_list())
        return _native.convert(result.reshape((*shape, *self.shape)), dtype)

    def _pairs(self, keys, values):
        """Keys and values of tensors; each row is a copy, which does not keep the others."""
        flat = self._keys(keys)
        rows = values.numpy().reshape(len(flat), *self.shape) if flat else []
        return zip(flat, [r.copy() for r in rows] if self.shape else list(rows), strict=True)

    def insert(self, keys, values) -> None:
        """Adds pairs, or changes them."""
        self.values.update(self._pairs(keys, values))

    def remove(self, keys) -> None:
        """Removes those keys that there are."""
        for key in self._keys(keys):
            self.values.pop(key, None)

    def replace(self, keys, values) -> None:
        """Forgets everything, and takes these pairs; what is filled once is filled."""
        if self._once:
            return self._fill_of(keys, values)
        self.values = dict(self._pairs(keys, values))  # at once: other threads read
        self.ready = True

    def _fill_of(self, keys, values):
        if not keys.shape.num_elements():
            raise InvalidArgumentError("keys and values cannot be empty tensors.")
        self.fill(rows_of(keys), rows_of(values))

    def export(self, key_dtype, value_dtype):
        """All keys and values, as two tensors."""
        import numpy as np

        self._check()
        kinds = [object if d == "string" else d.as_numpy_dtype for d in (key_dtype, value_dtype)]
        pairs = list(self.values.items())  # other threads may change the table meanwhile
        keys, values = np.empty(len(pairs), kinds[0]), np.empty((len(pairs), *self.shape), kinds[1])
        for i, (key, value) in enumerate(pairs):
            keys[i], values[i] = key, value
        return [_native.convert(keys, key_dtype), _native.convert(values, value_dtype)]


def _shown(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else value
