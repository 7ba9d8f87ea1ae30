"""Queues, readers and accumulators in GraphDefs: as `zeal.graph_def.hosted` declares ops."""

from zeal.graph_def.hosted_attr import Given

_TYPES, _SHAPES = Given("list(type)"), Given("list(shape)")
_NAMES = {"container": "", "shared_name": ""}
_KIND = {"component_types": _TYPES, "shapes": Given("list(shape)", []), "capacity": -1, **_NAMES}
_MIXED = {"min_after_dequeue": 0, "seed": 0, "seed2": 0}
_QUEUE, _READER = {"handle": "resource"}, {"reader_handle": "resource"}
_PUT = {**_QUEUE, "components": "Tcomponents"}
_WAIT, _PARTS = {"timeout_ms": -1}, {"components": "component_types"}
_FIXED = {"header_bytes": 0, "record_bytes": Given("int"), "footer_bytes": 0, "hop_bytes": 0}

QUEUES = {
    "FIFOQueueV2": ({}, _QUEUE, _KIND),
    "RandomShuffleQueueV2": ({}, _QUEUE, {**_KIND, **_MIXED}),
    "PaddingFIFOQueueV2": ({}, _QUEUE, _KIND),
    "PriorityQueueV2": (
        {},
        _QUEUE,
        {**_KIND, "component_types": Given("list(type)", []), "shapes": _SHAPES},
    ),
    "QueueEnqueueV2": (_PUT, {}, {"Tcomponents": _TYPES, **_WAIT}),
    "QueueEnqueueManyV2": (_PUT, {}, {"Tcomponents": _TYPES, **_WAIT}),
    "QueueDequeueV2": (_QUEUE, _PARTS, {"component_types": _TYPES, **_WAIT}),
    "QueueDequeueManyV2": (
        {**_QUEUE, "n": "int32"},
        _PARTS,
        {"component_types": _TYPES, **_WAIT},
    ),
    "QueueDequeueUpToV2": (
        {**_QUEUE, "n": "int32"},
        _PARTS,
        {"component_types": _TYPES, **_WAIT},
    ),
    "QueueCloseV2": (_QUEUE, {}, {"cancel_pending_enqueues": False}),
    "QueueSizeV2": (_QUEUE, {"size": "int32"}, {}),
    "QueueIsClosedV2": (_QUEUE, {"is_closed": "bool"}, {}),
    "TextLineReaderV2": ({}, _READER, {"skip_header_lines": 0, **_NAMES}),
    "WholeFileReaderV2": ({}, _READER, _NAMES),
    "IdentityReaderV2": ({}, _READER, _NAMES),
    "TFRecordReaderV2": ({}, _READER, {"compression_type": "", **_NAMES}),
    "FixedLengthRecordReaderV2": ({}, _READER, {**_FIXED, "encoding": "", **_NAMES}),
    "ReaderReadV2": (
        {**_READER, "queue_handle": "resource"},
        {"key": "string", "value": "string"},
        {},
    ),
    "ReaderReadUpToV2": (
        {**_READER, "queue_handle": "resource", "num_records": "int64"},
        {"keys": "string", "values": "string"},
        {},
    ),
    "ReaderNumRecordsProducedV2": (_READER, {"records_produced": "int64"}, {}),
    "ReaderNumWorkUnitsCompletedV2": (_READER, {"units_completed": "int64"}, {}),
    "ReaderResetV2": (_READER, {}, {}),
}

_SUM = {"dtype": None, "shape": Given("shape"), **_NAMES, "reduction_type": "MEAN"}
_STEP = {**_QUEUE, "local_step": "int64"}
_ENOUGH, _OF = {**_QUEUE, "num_required": "int32"}, {"dtype": None}
_DENSE = {
    "ConditionalAccumulator": ({}, _QUEUE, _SUM),
    "AccumulatorApplyGradient": ({**_STEP, "gradient": "dtype"}, {}, _OF),
    "AccumulatorTakeGradient": (_ENOUGH, {"average": "dtype"}, _OF),
    "AccumulatorNumAccumulated": (_QUEUE, {"num_accumulated": "int32"}, {}),
    "AccumulatorSetGlobalStep": ({**_QUEUE, "new_global_step": "int64"}, {}, {}),
}
_ROWS = {"gradient_indices": "int64", "gradient_values": "dtype", "gradient_shape": "int64"}
ACCUMULATORS = {
    **_DENSE,
    **{f"Resource{op}": declared for op, declared in _DENSE.items()},
    "SparseConditionalAccumulator": ({}, _QUEUE, _SUM),
    "SparseAccumulatorApplyGradient": (
        {**_STEP, **_ROWS},
        {},
        {**_OF, "has_known_shape": Given("bool")},
    ),
    "SparseAccumulatorTakeGradient": (
        _ENOUGH,
        {"indices": "int64", "values": "dtype", "shape": "int64"},
        _OF,
    ),
}
