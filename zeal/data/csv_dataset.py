"""tf.data.experimental.CsvDataset and make_csv_dataset: files of comma separated values."""

import csv
import io
import os
from collections import OrderedDict
from functools import partial

from zeal import _native, gfile
from zeal.data.csv_records import chosen, records
from zeal.data.dataset import Dataset
from zeal.data.functions import applied
from zeal.data.pending import as_tensor, step
from zeal.data.structure import Spec
from zeal.data.text import _path_of, lines, names_dataset
from zeal.dtypes import DType, as_dtype, float32, float64, int32, int64, string
from zeal.errors import InvalidArgumentError
from zeal.public import public
from zeal.records.csv import _check_columns, _check_default, _column
from zeal.records.numbers import number_of
from zeal.tensor_shape import TensorShape


def _records(parts, quotes):
    """Records of lines: one with an open quote goes on in the next line."""
    record = None
    for line in parts:
        record = line if record is None else record + b"\n" + line
        if not quotes or record.count(b'"') % 2 == 0:
            yield record
            record = None
    if record is not None:
        yield record


@public("data.experimental.CsvDataset", "contrib.data.CsvDataset")
class CsvDataset(Dataset):
    """The records of CSV files, a tuple of scalars each.

    Args:
      filenames: a path, a list or tensor of them, or a Dataset of them.
      record_defaults: for each column that is read a dtype, or what an empty field means: a scalar
        or a vector of one, of float32, float64, int32, int64 or string. Of a dtype alone, and of
        an empty vector, the field must not be empty.
      compression_type: None, "", "GZIP" or "ZLIB".
      buffer_size: accepted for compatibility.
      header: whether each file has a line to be skipped.
      field_delim: the character between fields.
      use_quote_delim: whether fields may be in double quotes.
      na_value: a text that means the same as an empty field.
      select_cols: increasing numbers of the columns to read; all by default.

    Raises:
      ValueError: select_cols does not increase, or does not match record_defaults.
      InvalidArgumentError: while iterating: a record has another number of fields, or one that is
        not of its dtype.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as file:
      ...     _ = file.write("x,y\\n1,a\\n2,b\\n")
      ...     file.flush()
      ...     rows = list(tf.data.experimental.CsvDataset(file.name, [tf.int32, [""]], header=True))
      >>> [(x.numpy(), y.numpy()) for x, y in rows]
      [(1, b'a'), (2, b'b')]
    """

    def __init__(
        self, filenames, record_defaults, compression_type=None, buffer_size=None, header=False,
        field_delim=",", use_quote_delim=True, na_value="", select_cols=None,
    ) -> None:  # fmt: skip
        defaults = [_default(d) for d in record_defaults]
        for i, default in enumerate(defaults):
            _check_rank(default)
            _check_default(i, default)
        if select_cols is not None:
            _check_columns(list(select_cols), defaults)
        if buffer_size is not None and buffer_size <= 0:
            raise InvalidArgumentError("buffer_size should be positive")
        how = compression_type, header, field_delim.encode(), use_quote_delim
        columns = None if select_cols is None else list(select_cols)

        def decode(record):
            fields, error = record
            if error is not None:
                raise error
            fields = chosen(fields, columns, len(defaults))
            parts = enumerate(zip(fields, defaults, strict=True))
            return [_field(i, text, default, na_value.encode()) for i, (text, default) in parts]

        def walk(names):
            paths = (os.fsdecode(_path_of(parts).numpy()) for parts in names)
            found = (r for path in paths for r in records(path, *how))
            return applied(decode, found)

        names = names_dataset(filenames)
        node = step(lambda names: _native.dataset_generate([names], walk), [names._node])
        types = [d.dtype for d in defaults]
        scalars = [TensorShape([])] * len(types)
        super().__init__(node, Spec((None,) * len(types), types, scalars))


def _check_rank(default):
    if default.shape.ndims is not None and default.shape.ndims > 1:
        if _native.executing_eagerly():
            raise InvalidArgumentError("Each record default should be at most rank 1.")
        raise ValueError(f"Shape must be at most rank 1 but is rank {default.shape.ndims}")


def _field(i, text, default, missing):
    """A field as a scalar."""
    if text in (b"", missing) and not default.shape.num_elements():
        raise InvalidArgumentError(f"Field {i} is required but missing in record!")
    return _column(i, [text], default, missing, ())


def _default(given):
    """What an empty field means, as a vector of at most one."""
    if isinstance(given, (DType, type)):
        return as_tensor([], as_dtype(given))
    known = _native.known_value(given) if isinstance(given, _native.Tensor) else None
    return as_tensor(given) if known is None else known


# --- columns by their names ---
def _files(file_pattern, shuffle):
    patterns = file_pattern if isinstance(file_pattern, list) else [file_pattern]
    if not patterns:
        raise ValueError("File pattern is empty.")
    found = [name for pattern in patterns for name in gfile.Glob(pattern)]
    if not found:
        raise ValueError(f"No files match {file_pattern}.")
    return found if shuffle else sorted(found)


def _rows(path, compression_type, delimiter, quotes):
    """The rows of a file, lists of str."""
    texts = _records(lines(path, compression_type), quotes)
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    for text in texts:
        file = io.StringIO(text.decode("utf-8", "replace"), newline="")
        yield next(csv.reader(file, delimiter=delimiter, quoting=quoting), [])


def _names_of(files, rows_of):
    """Names of columns, from the first line of files."""
    headers = [next(rows_of(path), None) for path in files]
    if None in headers:
        raise ValueError(
            f"Received StopIteration when reading the header line of {files[0]}.  Empty file?")
    if any(header != headers[0] for header in headers):
        raise ValueError("Files have different column names in the header row.")
    return headers[0]


_KINDS = (int32, int64, float32, float64)


def _kind(text, na_value, before):
    """The least dtype that a column can have which holds this text."""
    if text in ("", na_value):
        return before
    kinds = [*_KINDS, string]
    first = 0 if before is None else kinds.index(before)
    for dtype in kinds[first:]:
        if dtype == string or _holds(dtype, text):
            return dtype
    return string


def _holds(dtype, text):
    value = number_of(text.encode(), dtype)
    return value is not None and (dtype != float32 or abs(value) in (0, float("inf"))
                                  or 1.2e-38 <= abs(value) <= 3.4e38)  # fmt: skip


def _defaults_of(files, rows_of, count, columns, na_value, header, most):
    """What empty fields mean, of dtypes that the first rows tell."""
    kinds: list = [None] * len(columns)
    seen = 0
    for path in files:
        rows = rows_of(path)
        if header:
            next(rows, None)
        for row in rows:
            if most is not None and seen >= most:
                break
            seen += 1
            if len(row) != count:
                raise ValueError(
                    "Problem inferring types: CSV row has different number of fields than expected."
                )
            kinds = [_kind(row[c], na_value, k) for c, k in zip(columns, kinds, strict=True)]
    return [as_tensor([""] if k in (None, string) else [0], k or string) for k in kinds]


def _places(select_columns, names):
    """The numbers of columns that names or numbers choose, in order."""
    found = []
    for column in select_columns:
        place = names.index(column) if isinstance(column, str) and column in names else column
        if isinstance(place, str) or not 0 <= place < len(names):
            raise ValueError(f"Value '{column}' specified in `select_columns` is not a valid index "
                             "or column name.")  # fmt: skip
        found.append(place)
    if len(set(found)) != len(found):
        raise ValueError("`select_columns` contains duplicate columns")
    return sorted(found)


@public("data.experimental.make_csv_dataset", "contrib.data.make_csv_dataset")
def make_csv_dataset(
    file_pattern, batch_size, column_names=None, column_defaults=None, label_name=None,
    select_columns=None, field_delim=",", use_quote_delim=True, na_value="", header=True,
    num_epochs=None, shuffle=True, shuffle_buffer_size=10000, shuffle_seed=None,
    prefetch_buffer_size=1, num_parallel_reads=1, sloppy=False, num_rows_for_inference=100,
    compression_type=None, ignore_errors=False,
):  # fmt: skip
    """Batches of the records of CSV files, dicts by the columns' names.

    Args:
      file_pattern: a path with wildcards, or a list of them.
      batch_size: how many records a batch has.
      column_names: names of all columns; those of the files' first lines by default.
      column_defaults: as record_defaults of `tf.data.experimental.CsvDataset`; by default what
        the first rows tell, and 0 or "".
      label_name: a column that stands beside the dict: elements are then pairs.
      select_columns: names or numbers of the columns to read.
      field_delim, use_quote_delim, na_value, header: as for `tf.data.experimental.CsvDataset`.
      num_epochs: how often the files are read; without an end by default.
      shuffle, shuffle_buffer_size, shuffle_seed: whether and how records are mixed.
      prefetch_buffer_size: how many batches are made ahead.
      num_parallel_reads: from how many files records are taken in turns.
      sloppy: accepted for compatibility.
      num_rows_for_inference: how many rows tell the dtypes; all if None.
      compression_type: None, "" or "GZIP".
      ignore_errors: whether records that cannot be read are passed over; True is not built.

    Returns:
      A Dataset.

    Raises:
      ValueError: no file matches, or names, columns and defaults do not fit.

    Example:
      >>> import tempfile
      >>> with tempfile.NamedTemporaryFile("w") as file:
      ...     _ = file.write("x,y\\n1,0.5\\n2,1.5\\n")
      ...     file.flush()
      ...     batches = tf.data.experimental.make_csv_dataset(
      ...         file.name, 2, label_name="y", num_epochs=1, shuffle=False)
      ...     features, labels = next(iter(batches))
      >>> features["x"].numpy().tolist(), labels.numpy().tolist()
      ([1, 2], [0.5, 1.5])
    """
    if ignore_errors:
        raise NotImplementedError("make_csv_dataset(ignore_errors=True) is not built in zeal")
    files = _files(file_pattern, shuffle)
    rows_of = partial(_rows, compression_type=compression_type, delimiter=field_delim,
                      quotes=use_quote_delim)  # fmt: skip
    if column_names is None:
        if not header:
            raise ValueError("Cannot infer column names without a header line.")
        column_names = _names_of(files, rows_of)
    if len(set(column_names)) != len(column_names):
        raise ValueError("Cannot have duplicate column names.")
    columns = list(range(len(column_names)))
    if select_columns is not None:
        columns = _places(select_columns, list(column_names))
    if column_defaults is None:
        column_defaults = _defaults_of(
            files, rows_of, len(column_names), columns, na_value, header, num_rows_for_inference)
    if len(column_defaults) != len(columns):
        raise ValueError(
            "If specified, column_defaults and select_columns must have same length.")
    names = [column_names[c] for c in columns]
    if label_name is not None and label_name not in names:
        raise ValueError("`label_name` provided must be one of the columns.")

    def one_file(name):
        return CsvDataset(
            name, column_defaults, compression_type, None, header, field_delim, use_quote_delim,
            na_value, None if select_columns is None else columns,
        )  # fmt: skip

    paths = Dataset.from_tensor_slices(files)
    cycle = max(num_parallel_reads, 1)
    dataset = paths.interleave(one_file, cycle) if cycle > 1 else paths.flat_map(one_file)
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size, shuffle_seed)
    dataset = dataset.repeat(num_epochs).batch(batch_size, drop_remainder=num_epochs is None)
    return dataset.map(partial(_by_name, names, label_name)).prefetch(prefetch_buffer_size)


def _by_name(names, label_name, *columns):
    features = OrderedDict(zip(names, columns, strict=True))
    if label_name is None:
        return features
    label = features.pop(label_name)
    return features, label


