"""Datasets in GraphDefs: as `zeal.graph_def.hosted` declares ops."""

from zeal.graph_def.hosted_attr import Given

_TYPES, _SHAPES, _FUNCTION = Given("list(type)"), Given("list(shape)"), Given("func")
_ELEMENTS = {"output_types": _TYPES, "output_shapes": _SHAPES}
_PARTS = {"Toutput_types": _TYPES, "output_shapes": _SHAPES}
_OF = {"f": _FUNCTION, "Targuments": Given("list(type)"), **_ELEMENTS}
_TEST = {"predicate": _FUNCTION, "Targuments": Given("list(type)"), **_ELEMENTS}
_MAPPED = {**_OF, "use_inter_op_parallelism": True, "preserve_cardinality": False}


def _op(inputs, attrs=_ELEMENTS):
    """An op of inputs "name:dtype", of which "name" alone is a dataset."""
    parts = [text.partition(":") for text in inputs.split()]
    return {name: dtype or "variant" for name, _, dtype in parts}, {"handle": "variant"}, attrs


_FILES = "filenames:string compression_type:string buffer_size:int64"
_SEEDS = "input_dataset buffer_size:int64 seed:int64 seed2:int64"
_CAPTURES = "input_dataset other_arguments:Targuments"
_TURNS = f"{_CAPTURES} cycle_length:int64 block_length:int64"

DATASETS = {
    "TensorDataset": _op("components:Toutput_types", _PARTS),
    "TensorSliceDataset": _op("components:Toutput_types", _PARTS),
    "RangeDataset": _op("start:int64 stop:int64 step:int64"),
    "TextLineDataset": _op(_FILES, {}),
    "TFRecordDataset": _op(_FILES, {}),
    "FixedLengthRecordDatasetV2": _op(
        "filenames:string header_bytes:int64 record_bytes:int64 footer_bytes:int64 "
        "buffer_size:int64 compression_type:string",
        {},
    ),
    "ZipDataset": _op("input_datasets:N*variant", {**_ELEMENTS, "N": Given("int")}),
    "ConcatenateDataset": _op("input_dataset another_dataset"),
    "ShuffleDataset": _op(_SEEDS, {**_ELEMENTS, "reshuffle_each_iteration": True}),
    "ShuffleAndRepeatDataset": _op(f"{_SEEDS} count:int64"),
    "RepeatDataset": _op("input_dataset count:int64"),
    "TakeDataset": _op("input_dataset count:int64"),
    "SkipDataset": _op("input_dataset count:int64"),
    "ShardDataset": _op(
        "input_dataset num_shards:int64 index:int64", {**_ELEMENTS, "require_non_empty": False}
    ),
    "CacheDataset": _op("input_dataset filename:string"),
    "PrefetchDataset": _op(
        "input_dataset buffer_size:int64",
        {**_ELEMENTS, "slack_period": 0, "legacy_autotune": True},
    ),
    "BatchDataset": _op("input_dataset batch_size:int64"),
    "BatchDatasetV2": _op(
        "input_dataset batch_size:int64 drop_remainder:bool", {**_ELEMENTS, "parallel_copy": False}
    ),
    "PaddedBatchDatasetV2": _op(
        "input_dataset batch_size:int64 padded_shapes:N*int64 padding_values:Toutput_types "
        "drop_remainder:bool",
        {**_PARTS, "N": Given("int"), "parallel_copy": False},
    ),
    "WindowDataset": _op(
        "input_dataset size:int64 shift:int64 stride:int64 drop_remainder:bool"
    ),
    "UnbatchDataset": _op("input_dataset"),
    "MapDataset": _op(_CAPTURES, _MAPPED),
    "ParallelMapDataset": _op(
        f"{_CAPTURES} num_parallel_calls:int32", {**_MAPPED, "sloppy": False}
    ),
    "MapAndBatchDataset": _op(
        f"{_CAPTURES} batch_size:int64 num_parallel_calls:int64 drop_remainder:bool",
        {**_OF, "preserve_cardinality": False},
    ),
    "FilterDataset": _op(_CAPTURES, _TEST),
    "TakeWhileDataset": _op(_CAPTURES, _TEST),
    "FlatMapDataset": _op(_CAPTURES, _OF),
    "InterleaveDataset": _op(_TURNS, _OF),
    "ParallelInterleaveDatasetV2": _op(
        f"{_TURNS} num_parallel_calls:int64", {**_OF, "sloppy": False}
    ),
    "ParallelInterleaveDataset": _op(
        f"{_TURNS} sloppy:bool buffer_output_elements:int64 prefetch_input_elements:int64", _OF
    ),
    "OptimizeDataset": _op(
        "input_dataset optimizations:string",
        {**_ELEMENTS, "optimization_configs": Given("list(string)", [])},
    ),
    "ModelDataset": _op("input_dataset", {**_ELEMENTS, "algorithm": 0, "cpu_budget": 0}),
}

OWN = "Dataset"  # the type of ops that TensorFlow lacks, which are written as placeholders

# What graphs compute of whole datasets.
WHOLE = {
    "DatasetToSingleElement": ({"dataset": "variant"}, {"components": "output_types"}, _ELEMENTS),
    "ReduceDataset": (
        {
            "input_dataset": "variant",
            "initial_state": "Tstate",
            "other_arguments": "Targuments",
        },
        {"components": "output_types"},
        {**_OF, "Tstate": _TYPES, "use_inter_op_parallelism": True},
    ),
}

# Attributes that are functions, by op.
FUNCTIONS = {
    op: [attr for attr, default in attrs.items() if default is _FUNCTION]
    for op, (_, _, attrs) in {**DATASETS, **WHOLE}.items()
} | {"OneShotIterator": ["dataset_factory"]}

# Those whose function gives a dataset, of whose elements theirs are.
OPENING = frozenset(op for op in FUNCTIONS if op.startswith("FlatMap") or "Interleave" in op)
