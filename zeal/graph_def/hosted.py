"""Ops of graphs whose kernels are Python code and that GraphDefs tell all about: tables.

`host_call(..., attrs=...)` makes them; other ops of `host_call` are not written.
"""

from importlib import import_module

_TABLE = {"container": "", "shared_name": "", "use_node_name_sharing": False}
_TABLE |= {"key_dtype": None, "value_dtype": None}
_PAIRS = {"table_handle": "resource", "keys": "Tin", "values": "Tout"}

# Inputs and outputs with their dtypes, which may be attributes; attributes with defaults, None
# for a dtype that must be given.
HOSTED: "dict[str, tuple[dict, dict, dict]]" = {
    "HashTableV2": ({}, {"table_handle": "resource"}, _TABLE),
    "MutableHashTableV2": ({}, {"table_handle": "resource"}, _TABLE),
    "LookupTableSizeV2": ({"table_handle": "resource"}, {"size": "int64"}, {}),
    "LookupTableFindV2": (
        {"table_handle": "resource", "keys": "Tin", "default_value": "Tout"},
        {"values": "Tout"},
        {"Tin": None, "Tout": None},
    ),
    "LookupTableExportV2": (
        {"table_handle": "resource"},
        {"keys": "Tkeys", "values": "Tvalues"},
        {"Tkeys": None, "Tvalues": None},
    ),
    "LookupTableInsertV2": (_PAIRS, {}, {"Tin": None, "Tout": None}),
    "LookupTableImportV2": (_PAIRS, {}, {"Tin": None, "Tout": None}),
    "LookupTableRemoveV2": (
        {"table_handle": "resource", "keys": "Tin"},
        {},
        {"Tin": None},
    ),
    "InitializeTableV2": (
        {"table_handle": "resource", "keys": "Tkey", "values": "Tval"},
        {},
        {"Tkey": None, "Tval": None},
    ),
    "InitializeTableFromTextFileV2": (
        {"table_handle": "resource", "filename": "string"},
        {},
        {"key_index": 0, "value_index": 0, "vocab_size": -1, "delimiter": "\t"},
    ),
}


def make_hosted(op, attrs, inputs, name):
    """Adds such an op to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Returns:
      The Operation.
    """
    made = import_module("zeal.lookup.ops").OPS[op](attrs, inputs, name)
    return getattr(made, "op", made)
