"""tf.decode_csv."""

from functools import partial
from itertools import pairwise

from zeal import _native
from zeal.dtypes import float32, float64, int32, int64, string, word
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call
from zeal.public import public
from zeal.records.numbers import number_of

_DTYPES = (float32, float64, int32, int64, string)
_ENDS = (b"\n", b"\r")


@public("decode_csv", "io.decode_csv")
def decode_csv(
    records, record_defaults, field_delim=",", use_quote_delim=True, name=None, na_value="",
    select_cols=None,
):  # fmt: skip
    """Reads records of comma separated values, a tensor for each column.

    Args:
      records: a string tensor; each string is a record of all columns, without the line's end.
      record_defaults: for each column a scalar or a vector of one: its dtype (float32, float64,
        int32, int64 or string) and what an empty field means. Of an empty vector, the field must
        not be empty.
      field_delim: the character between fields.
      use_quote_delim: whether fields may be in double quotes, which a doubled quote stands for.
      name: name of the op.
      na_value: a text that means the same as an empty field.
      select_cols: increasing numbers of the columns to read; all by default.

    Returns:
      A list of tensors of the shape of records.

    Raises:
      ValueError: select_cols does not increase, or does not match record_defaults.
      InvalidArgumentError: a record has another number of fields, or one that is not of its dtype.

    Example:
      >>> number, text = tf.decode_csv(['1,"a, b"', ",c"], [[7], [""]])
      >>> number.numpy().tolist(), text.numpy().tolist()
      ([1, 7], [b'a, b', b'c'])
    """
    if select_cols is not None:
        _check_columns(list(select_cols), record_defaults)
    records = _native.convert(records, string)
    defaults = [_native.convert(d) for d in record_defaults]
    for i, default in enumerate(defaults):
        _check_default(i, default)
    delimiter = field_delim.encode() if isinstance(field_delim, str) else field_delim
    if not defaults or len(delimiter) != 1:
        raise InvalidArgumentError(
            "field_delim should be only 1 char"
            if defaults
            else "decode_csv: record_defaults is empty"
        )
    missing = na_value.encode() if isinstance(na_value, str) else na_value
    read = partial(_quoted if use_quote_delim else _plain, delimiter=delimiter)
    columns = None if select_cols is None else list(select_cols)
    outputs = [(d.dtype, records.shape) for d in defaults]
    run = partial(_decode, read, missing, columns)
    attrs = {
        "OUT_TYPE": [d.dtype for d in defaults],
        "field_delim": field_delim,
        "use_quote_delim": bool(use_quote_delim),
        "na_value": na_value,
        "select_cols": columns or [],
    }
    return host_call("DecodeCSV", run, [records, *defaults], outputs, name, attrs)


def make(op, attrs, inputs, name):
    """Adds a DecodeCSV that a GraphDef has to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.
    """
    return decode_csv(
        inputs[0],
        inputs[1:],
        attrs["field_delim"],
        attrs["use_quote_delim"],
        name,
        attrs["na_value"],
        attrs["select_cols"] or None,
    )


def _check_columns(columns, defaults):
    if any(b <= a for a, b in pairwise(columns)):
        raise ValueError("select_cols is not strictly increasing.")
    if columns and columns[0] < 0:
        raise ValueError("select_cols contains negative values.")
    if len(columns) != len(defaults):
        raise ValueError("Length of select_cols and record_defaults do not match.")


def _check_default(i, default):
    if default.dtype not in _DTYPES:
        raise InvalidArgumentError(
            f"Value for attr 'OUT_TYPE' of {default.dtype.name} is not in the list of allowed "
            "values: float, double, int32, int64, string"
        )
    count = default.shape.num_elements()
    if count is not None and count > 1:
        raise InvalidArgumentError(
            f"There should only be 1 default per field but field {i} has {count}"
        )


# --- fields ---
def _plain(record, delimiter):
    return record.split(delimiter) if record else []


def _quoted(record, delimiter):
    """The fields of a record, of which some may be in quotes."""
    if b'"' not in record and b"\n" not in record and b"\r" not in record:
        return _plain(record, delimiter)
    fields, at = [], 0
    while at <= len(record):
        if record[at : at + 1] == b'"':
            field, at = _in_quotes(record, at + 1, delimiter)
        else:
            end = record.find(delimiter, at)
            end = len(record) if end < 0 else end
            field, at = record[at:end], end
            if any(c in field for c in (b'"', *_ENDS)):
                raise InvalidArgumentError("Unquoted fields cannot have quotes/CRLFs inside")
        fields.append(field)
        at += 1  # the delimiter
    return fields


def _in_quotes(record, at, delimiter):
    """The field behind a quote, and where its delimiter is."""
    field = b""
    while (end := record.find(b'"', at)) >= 0:
        field += record[at:end]
        follows = record[end + 1 : end + 2]
        if follows in (delimiter, b""):
            return field, end + 1
        if follows != b'"':
            raise InvalidArgumentError("Quote inside a string has to be escaped by another quote")
        field, at = field + b'"', end + 2
    raise InvalidArgumentError("Quoted field has to end with quote followed by delim or end")


# --- columns ---
def _decode(read, missing, columns, inputs):
    import numpy as np

    records, *defaults = inputs
    records = np.asarray(records.numpy(), object)
    rows = []
    for i, record in enumerate(records.ravel()):
        fields = read(record)
        if columns is not None:
            fields = [fields[c] for c in columns if c < len(fields)]
        if len(fields) != len(defaults):
            raise InvalidArgumentError(
                f"Expect {len(defaults)} fields but have {len(fields)} in record {i}"
            )
        rows.append(fields)
    texts = zip(*rows, strict=True) if rows else [()] * len(defaults)
    return [
        _column(i, column, default, missing, records.shape)
        for i, (column, default) in enumerate(zip(texts, defaults, strict=True))
    ]


def _column(i, texts, default, missing, shape):
    import numpy as np

    dtype, fill = default.dtype, np.ravel(default.numpy()).tolist()
    values = []
    for row, text in enumerate(texts):
        if text in (b"", missing):
            if not fill:
                raise InvalidArgumentError(f"Field {i} is required but missing in record {row}!")
            values.append(fill[0])
            continue
        value = text if dtype == string else number_of(text, dtype)
        if value is None:
            raise InvalidArgumentError(
                f"Field {i} in record {row} is not a valid {word(dtype)}: "
                f"{text.decode(errors='replace')}"
            )
        values.append(value)
    if dtype == string:
        array = np.empty(len(values), object)
        array[:] = values
    else:
        array = np.array(values, dtype.as_numpy_dtype)
    return _native.convert(array.reshape(shape), dtype)
