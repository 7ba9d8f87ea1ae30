"""tf.raw_ops: every op of the registry by its own name, called with keyword arguments."""

import functools
from collections import namedtuple

from zeal import _native
from zeal.public import publish

publish(__name__, "", "raw_ops")


def __getattr__(name: str):
    """The op of a name, as `tf.raw_ops.MatMul`."""
    from zeal.graph_def.op_defs import python_op

    op = getattr(_native.raw, name, None) or python_op(name)
    if op is None:
        raise AttributeError(f"tf.raw_ops.{name}: zeal's registry has no op of that name")
    return with_named_outputs(name, op)


def __dir__():
    from zeal.graph_def.op_defs import PYTHON_OPS

    return sorted({*PYTHON_OPS, *(n for n in vars(_native.raw) if not n.startswith("_"))})


_AXIS = {"axis": "reduction_indices"}
_RENAMED = {
    **dict.fromkeys("All Any EuclideanNorm Max Mean Min Prod Sum".split(), _AXIS),
    "ExpandDims": {"axis": "dim"},
    "Select": {"x": "t", "y": "e"},
    "Split": {"axis": "split_dim"},
    "SplitV": {"axis": "split_dim"},
    "Squeeze": {"axis": "squeeze_dims"},
    "Where": {"condition": "input"},
}
"""Arguments that TensorFlow's API calls otherwise than its registry does."""

_DTYPES = {
    "ListDiff": ("out_idx", "int32", 1),
    "LowerBound": ("out_type", "int32", 0),
    "Lu": ("output_idx_type", "int32", 1),
    "UnicodeDecodeWithOffsets": ("Tsplits", "int64", 0),
    "UpperBound": ("out_type", "int32", 0),
}
"""Arguments that say the dtype of an output, what it is without them, and the output's place."""


@functools.cache  # classes are dear, and programs ask for an op at every call
def with_named_outputs(name: str, op):
    """An op with TensorFlow's arguments; of several outputs, none a list, it gives a namedtuple."""
    call = _with_own_dtypes(name, _with_own_arguments(name, op))
    outputs = _native.op_info(name)["outputs"]
    if len(outputs) < 2 or any(output["list"] for output in outputs):
        return call
    results = namedtuple(name, [output["name"] for output in outputs])
    return functools.wraps(op)(lambda *args, **kwargs: results(*call(*args, **kwargs)))


def _with_own_arguments(name, op):
    from zeal.graph_def.op_defs import FURTHER, TYPES_OF

    renamed, lacking = _RENAMED.get(name, {}), FURTHER.get(name, {})
    required = _native.op_info(name)["required"]
    defaults = {k: TYPES_OF[name, k] for k in required if (name, k) in TYPES_OF}
    if not (renamed or defaults or lacking):
        return op

    @functools.wraps(op)
    def call(*args, **kwargs):
        if not kwargs.get("incompatible_shape_error", True):
            raise NotImplementedError(
                f"tf.raw_ops.{name}: incompatible_shape_error=False, which gives False for shapes "
                "that do not fit, is not built yet"
            )
        given = {renamed.get(k, k): v for k, v in kwargs.items() if k not in lacking}
        return op(*args, **{**defaults, **given})

    return call


def _with_own_dtypes(name, op):
    if name not in _DTYPES:
        return op
    argument, plain, place = _DTYPES[name]

    @functools.wraps(op)
    def call(*args, **kwargs):
        dtype = kwargs.pop(argument, plain)
        found = op(*args, **kwargs)
        if not isinstance(found, (list, tuple)):
            return found if dtype == plain else _native.api.cast(found, dtype)
        return [f if i != place or dtype == plain else _native.api.cast(f, dtype)
                for i, f in enumerate(found)]  # fmt: skip

    return call
