"""tf.data.experimental.SqlDataset: the rows of a query to an SQLite database."""

from contextlib import closing

from zeal import _native
from zeal.data.dataset import Dataset
from zeal.data.pending import as_tensor, step
from zeal.data.structure import Spec
from zeal.data.text import text_of
from zeal.dtypes import as_dtype, float64, string
from zeal.errors import InvalidArgumentError, UnknownError
from zeal.nest import flatten
from zeal.public import public
from zeal.tensor_shape import TensorShape

_KINDS = "string int8 int16 int32 int64 uint8 uint16 bool float64".split()


def _cast(dtype):
    """What SQLite makes of a column of that dtype."""
    return {string: "text", float64: "real"}.get(dtype, "integer")


def _value(dtype, found):
    """A column as a tensor; NULL is 0 or an empty string, integers wrap."""
    import numpy as np

    if dtype is string:
        return _native.convert(b"" if found is None else found, string)
    number = np.array(found or 0, np.float64 if dtype is float64 else np.int64)
    return _native.convert(number.astype(dtype.as_numpy_dtype), dtype)


def _rows(source, query, types):
    """The query's rows, lists of tensors."""
    import sqlite3

    try:  # threads take turns at an iterator
        database = sqlite3.connect(source, check_same_thread=False)
    except (sqlite3.Error, ValueError) as error:
        raise InvalidArgumentError(f"Sqlite::Open({source}) failed: {error}") from None
    database.text_factory = bytes
    casts = "select " + ", ".join(f"cast(? as {_cast(dtype)})" for dtype in types)
    try:
        cursor = database.execute(query)
        width = len(cursor.description or ())
        if width != len(types):
            raise InvalidArgumentError(
                f"The number of columns in query ({width}) must match the number of elements in "
                f"output_types ({len(types)})."
            )
        # The database's own casts read bytes in its encoding; these are UTF-8, whatever that is.
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as plain:
            plain.text_factory = bytes
            for row in cursor:
                [found] = plain.execute(casts, row)
                yield [_value(dtype, x) for dtype, x in zip(types, found, strict=True)]
    except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
        raise UnknownError(f"Prepare() failed: {error}: {query}") from None
    finally:
        database.close()


@public("data.experimental.SqlDataset", "contrib.data.SqlDataset")
class SqlDataset(Dataset):
    """The rows that a query to an SQLite database gives, read while iterating.

    Args:
      driver_name: "sqlite".
      data_source_name: the database's file.
      query: the query.
      output_types: a tuple with each column's dtype: string, an integer dtype up to int64 but for
        uint32, bool or float64. NULL becomes 0 or an empty string.

    Raises:
      InvalidArgumentError: another driver or dtype; while iterating: the database cannot be opened,
        or the query has another number of columns.
      UnknownError: while iterating: the query is wrong.

    Example:
      >>> import sqlite3, tempfile
      >>> with tempfile.NamedTemporaryFile() as file:
      ...     with sqlite3.connect(file.name) as database:
      ...         _ = database.execute("create table people (name text, age integer)")
      ...         _ = database.execute("insert into people values ('Ann', 41), ('Ben', 7)")
      ...     query = "select name, age from people order by age"
      ...     types = tf.string, tf.int32
      ...     rows = list(tf.data.experimental.SqlDataset("sqlite", file.name, query, types))
      >>> [(name.numpy(), int(age)) for name, age in rows]
      [(b'Ben', 7), (b'Ann', 41)]
    """

    def __init__(self, driver_name, data_source_name, query, output_types) -> None:
        types = [as_dtype(dtype) for dtype in flatten(output_types)]
        if not {dtype.name for dtype in types} <= set(_KINDS):
            raise InvalidArgumentError(
                f"Each element of `output_types_` must be one of: {', '.join(_KINDS)}"
            )

        def make(driver, source, query):
            if text_of(driver) != "sqlite":
                raise InvalidArgumentError(
                    f"The database type, {text_of(driver)}, is not supported by SqlDataset. "
                    "The set of supported databases is: {'sqlite'}."
                )
            texts = text_of(source), text_of(query)
            return _native.dataset_generate((), lambda: _rows(*texts, types))

        node = step(make, (), [as_tensor(x) for x in (driver_name, data_source_name, query)])
        super().__init__(node, Spec(output_types, types, [TensorShape([])] * len(types)))
