"""The ops of tables, by what GraphDefs say of them."""

from functools import partial

from zeal.dtypes import int64, word
from zeal.errors import InvalidArgumentError, OpError
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, kept_object, object_of, shared_object
from zeal.lookup.contents import Contents
from zeal.lookup.initializers import pairs_of_file
from zeal.tensor_shape import TensorShape


def call(op, function, contents, inputs, outputs, name, attrs):
    """An op that calls `function(contents, inputs)`.

    Args:
      op: its type.
      function: the kernel; it returns a list of values.
      contents: what holds the pairs, or the handle of what each session keeps.
      inputs, outputs, name, attrs: as for `host_call`.
    """
    if isinstance(contents, Contents):
        return host_call(op, partial(function, contents), inputs, outputs, name)
    return host_call(op, partial(_with, function), [contents, *inputs], outputs, name, attrs)


def _with(function, inputs):
    """Calls a function with what a session keeps of a table."""
    contents = object_of(inputs[0])
    if not isinstance(contents, Contents):
        raise InvalidArgumentError("a handle that names no table was given for one")
    try:
        return function(contents, inputs[1:])
    except (TypeError, ValueError) as error:  # of GraphDefs whose dtypes or sizes do not fit
        if isinstance(error, OpError):
            raise
        raise InvalidArgumentError(f"Table '{contents.name}': {error}") from error


def table(op, attrs, written, name, value_shape=(), barred=()):
    """The handle of a table, of which each session keeps one of its own.

    Args:
      op: the type: HashTableV2 for one that is filled once.
      attrs: its attributes; tables of one `shared_name` are one, and runs refuse other dtypes.
      written: whether its op can be written.
      name: name of the op.
      value_shape: the shape of one value.
      barred: what is no key, with the words for it.
    """
    ready, shared = op != "HashTableV2", attrs["shared_name"]
    dtypes = word(attrs["key_dtype"]), word(attrs["value_dtype"])
    known = get_default_graph().__dict__.setdefault("_shared_tables", {})
    first = known.setdefault((op, shared), dtypes) if shared else dtypes
    if first != dtypes:
        words = f"{'->'.join(dtypes)} with {'-'.join(first)} for table {shared}"
        return kept_object(op, partial(_refuse, words), name=name)

    def make(known_as):
        return Contents(known_as, value_shape, ready, barred)

    return shared_object(op, make, shared, name, attrs if written else None)


def size(contents, name=None):
    """How many pairs there are."""
    outputs = [(int64, TensorShape([]))]
    return call("LookupTableSizeV2", _size, contents, [], outputs, name, {})[0]


def find(contents, keys, default, name=None):
    """The values of keys."""
    attrs = {"Tin": keys.dtype, "Tout": default.dtype}
    outputs = [(default.dtype, keys.shape.concatenate(default.shape))]
    kernel = partial(_find, default.dtype)
    return call("LookupTableFindV2", kernel, contents, [keys, default], outputs, name, attrs)[0]


def export(contents, key_dtype, value_dtype, value_shape, name=None):
    """All keys and values."""
    rows = TensorShape([None])
    outputs = [(key_dtype, rows), (value_dtype, rows.concatenate(value_shape))]
    attrs = {"Tkeys": key_dtype, "Tvalues": value_dtype}
    kernel = partial(_export, key_dtype, value_dtype)
    return call("LookupTableExportV2", kernel, contents, [], outputs, name, attrs)


def change(op, contents, inputs, name=None):
    """Adds pairs, takes keys away, or takes these pairs for all."""
    attrs = dict(zip(("Tin", "Tout"), [x.dtype for x in inputs], strict=False))
    return call(op, _KERNELS[op], contents, inputs, [], name, attrs)


def initialize(contents, keys, values, name=None):
    """Fills a table that is filled once."""
    attrs = {"Tkey": keys.dtype, "Tval": values.dtype}
    return call("InitializeTableV2", _replace, contents, [keys, values], [], name, attrs)


def initialize_from_file(contents, filename, dtypes, attrs, name=None):
    """The same with the lines of a file; `dtypes` are those of keys and values."""
    kernel = partial(_fill, partial(pairs_of_file, dtypes, attrs))
    return call("InitializeTableFromTextFileV2", kernel, contents, [filename], [], name, attrs)


# --- kernels ---
def _refuse(words, _):
    raise InvalidArgumentError(f"Conflicting key/value dtypes {words}")


def _size(contents, inputs):
    import numpy as np

    contents._check()
    return [np.int64(len(contents.values))]


def _find(dtype, contents, inputs):
    return [contents.find(*inputs, dtype)]


def _export(key_dtype, value_dtype, contents, inputs):
    return contents.export(key_dtype, value_dtype)


def _fill(pairs, contents, inputs):
    contents.fill(*pairs(inputs))
    return []


def _insert(contents, inputs):
    contents.insert(*inputs)
    return []


def _remove(contents, inputs):
    contents.remove(*inputs)
    return []


def _replace(contents, inputs):
    contents.replace(*inputs)
    return []


_KERNELS = {
    "LookupTableInsertV2": _insert,
    "LookupTableImportV2": _replace,
    "LookupTableRemoveV2": _remove,
}


# --- from GraphDefs ---
def _table(op, attrs, inputs, name):
    return table(op, attrs, True, name)


def _exported(attrs, inputs, name):
    value_shape = TensorShape([])
    return export(inputs[0], attrs["Tkeys"], attrs["Tvalues"], value_shape, name)[0]


def _from_file(attrs, inputs, name):
    handle, filename = inputs
    if handle.op.type != "HashTableV2":
        raise ValueError(f"{name.rstrip('/')} fills {handle}, which is no table of this graph")
    made = handle.op.graph._host_attrs[handle.op.name]
    dtypes = made["key_dtype"], made["value_dtype"]
    return initialize_from_file(handle, filename, dtypes, attrs, name)


OPS = {
    "HashTableV2": partial(_table, "HashTableV2"),
    "MutableHashTableV2": partial(_table, "MutableHashTableV2"),
    "LookupTableSizeV2": lambda attrs, inputs, name: size(*inputs, name),
    "LookupTableFindV2": lambda attrs, inputs, name: find(*inputs, name),
    "LookupTableExportV2": _exported,
    "InitializeTableV2": lambda attrs, inputs, name: initialize(*inputs, name),
    "InitializeTableFromTextFileV2": _from_file,
    **{
        op: lambda attrs, inputs, name, op=op: change(op, inputs[0], inputs[1:], name)
        for op in _KERNELS
    },
}
