"""Ops of graphs whose kernels are Python code and that GraphDefs tell all about.

`host_call(..., attrs=...)` makes them; other ops of `host_call` are not written.
"""

from importlib import import_module

from zeal.dtypes import float32, uint8
from zeal.graph_def.hosted_attr import Given
from zeal.graph_def.hosted_datasets import DATASETS, WHOLE
from zeal.graph_def.hosted_iterators import ITERATORS
from zeal.graph_def.hosted_queues import ACCUMULATORS, QUEUES

_COUNT, _TYPES = Given("int"), Given("list(type)")
_SHAPES, _TEXTS = Given("list(shape)"), Given("list(string)")
_TABLE = {"container": "", "shared_name": "", "use_node_name_sharing": False}
_TABLE |= {"key_dtype": None, "value_dtype": None}
_PAIRS = {"table_handle": "resource", "keys": "Tin", "values": "Tout"}

def _parsed(count) -> dict:
    """What parsers of examples give."""
    several = f"{count}*int64"
    outputs = {"sparse_indices": several, "sparse_values": "sparse_types"}
    return outputs | {"sparse_shapes": several, "dense_values": "Tdense"}


# Inputs and outputs with their dtypes, which may be attributes ("N*string" for N of them);
# attributes with defaults, None for a dtype that must be given.
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
    "ParseExample": (
        {
            "serialized": "string",
            "names": "string",
            "sparse_keys": "Nsparse*string",
            "dense_keys": "Ndense*string",
            "dense_defaults": "Tdense",
        },
        _parsed("Nsparse"),
        {
            "Nsparse": _COUNT,
            "Ndense": _COUNT,
            "sparse_types": _TYPES,
            "Tdense": _TYPES,
            "dense_shapes": _SHAPES,
        },
    ),
    "ParseSingleExample": (
        {"serialized": "string", "dense_defaults": "Tdense"},
        _parsed("num_sparse"),
        {
            "num_sparse": _COUNT,
            "sparse_keys": _TEXTS,
            "dense_keys": _TEXTS,
            "sparse_types": _TYPES,
            "Tdense": _TYPES,
            "dense_shapes": _SHAPES,
        },
    ),
    "DecodeCSV": (
        {"records": "string", "record_defaults": "OUT_TYPE"},
        {"output": "OUT_TYPE"},
        {
            "OUT_TYPE": _TYPES,
            "field_delim": ",",
            "use_quote_delim": True,
            "na_value": "",
            "select_cols": Given("list(int)", []),
        },
    ),
    "SparseCross": (
        {
            "indices": "N*int64",
            "values": "sparse_types",
            "shapes": "N*int64",
            "dense_inputs": "dense_types",
        },
        {"output_indices": "int64", "output_values": "out_type", "output_shape": "int64"},
        {
            "N": _COUNT,
            "hashed_output": Given("bool"),
            "num_buckets": _COUNT,
            "hash_key": _COUNT,
            "sparse_types": _TYPES,
            "dense_types": _TYPES,
            "out_type": None,
            "internal_type": None,
        },
    ),
    "ReadFile": ({"filename": "string"}, {"contents": "string"}, {}),
    "DecodeRaw": (
        {"bytes": "string"},
        {"output": "out_type"},
        {"out_type": None, "little_endian": True},
    ),
    "StringToNumber": ({"string_tensor": "string"}, {"output": "out_type"}, {"out_type": float32}),
    "DecodePng": ({"contents": "string"}, {"image": "dtype"}, {"channels": 0, "dtype": uint8}),
    "DecodeJpeg": (
        {"contents": "string"},
        {"image": "uint8"},
        {
            "channels": 0,
            "ratio": 1,
            "fancy_upscaling": True,
            "try_recover_truncated": False,
            "acceptable_fraction": 1.0,
            "dct_method": "",
        },
    ),
}

# Modules with a function of (op, attrs, inputs, name) that makes an op.
_MAKERS = {
    "ParseExample": "zeal.records.example_ops",
    "ParseSingleExample": "zeal.records.example_ops",
    "DecodeCSV": "zeal.records.csv",
    "SparseCross": "zeal.sparse.crossing",
}
HOSTED |= QUEUES | ACCUMULATORS | ITERATORS | DATASETS | WHOLE
_MAKERS |= dict.fromkeys(QUEUES, "zeal.queues.read")
_MAKERS |= dict.fromkeys(ACCUMULATORS, "zeal.queues.accumulators")
_MAKERS |= dict.fromkeys(ITERATORS, "zeal.data.graph_iterator")
_MAKERS |= dict.fromkeys(DATASETS, "zeal.data.read")
_MAKERS |= dict.fromkeys(WHOLE, "zeal.data.single")
# Those that a public function with arguments of their names makes; `zeal.lookup.ops` makes others.
_FUNCTIONS = {
    "ReadFile": ("zeal.records.files", "read_file"),
    "DecodeRaw": ("zeal.records.raw", "decode_raw"),
    "StringToNumber": ("zeal.records.numbers", "string_to_number"),
    "DecodePng": ("zeal.images.decoding", "decode_png"),
    "DecodeJpeg": ("zeal.images.decoding", "decode_jpeg"),
}


def make_hosted(op, attrs, inputs, name):
    """Adds such an op to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.
    """
    if op in _FUNCTIONS:
        module, function = _FUNCTIONS[op]
        attrs = {k: v.decode() if isinstance(v, bytes) else v for k, v in attrs.items()}
        made = getattr(import_module(module), function)(*inputs, name=name, **attrs)
    elif op in _MAKERS:
        made = import_module(_MAKERS[op]).make(op, attrs, inputs, name)
    else:
        made = import_module("zeal.lookup.ops").OPS[op](attrs, inputs, name)
    made = made[0] if isinstance(made, list) else made
    return getattr(made, "op", made)
