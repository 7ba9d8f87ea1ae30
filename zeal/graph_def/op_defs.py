"""What TensorFlow's registry says of an op, `OpDef`, as far as zeal has the op."""

from functools import cache
from importlib import import_module

from zeal import _native, dtypes
from zeal.errors import NotFoundError
from zeal.graph_def import attr_value
from zeal.graph_def.hosted import HOSTED
from zeal.graph_def.hosted_attr import Given
from zeal.messages.graph import DataType, OpDef
from zeal.ops.host_op import HOST_OPS

RULE = "_gradient_op_type"  # the attribute that names another gradient than the op's own

# Ops of graphs alone: outputs, attributes and their defaults ("type" has none).
_OF_GRAPHS = {
    "Const": ([], [("output", "dtype")], {"value": "tensor", "dtype": "type"}),
    "Placeholder": ([], [("output", "dtype")], {"dtype": "type", "shape": "shape"}),
    "IdentityN": ([("input", "T")], [("output", "T")], {"T": "list(type)"}),
}

# Attributes of TensorFlow's ops that zeal's lack, with the one value that zeal's behave by.
FURTHER = {
    "Equal": {"incompatible_shape_error": True},
    "NotEqual": {"incompatible_shape_error": True},
    "Gather": {"validate_indices": True},
    "VarHandleOp": {"container": b""},
}

# Types that TensorFlow has defaults of besides those that values are cast to: by attribute, and
# of ops that differ.
_TYPES = {"Tlen": "int64", "Tlabels": "int64", "Tseed": "int64", "R": "float64"}
TYPES_OF = {
    ("Where", "T"): "bool", ("Multinomial", "output_dtype"): "int64",
    ("RandomPoissonV2", "dtype"): "int64", ("Complex", "T"): "float32",
    ("LeakyRelu", "T"): "float32", ("LeakyReluGrad", "T"): "float32",
    **{(op, "T"): "complex64" for op in ("Angle", "ComplexAbs", "Conj", "Imag", "Real")},
    **{(f"StatelessRandom{kind}", "T"): "int32" for kind in ("Normal", "Uniform")},
    ("StatelessTruncatedNormal", "T"): "int32", ("BroadcastGradientArgs", "T"): "int32",
    ("InvertPermutation", "T"): "int32",
}

# Ops of zeal's own that TensorFlow has under another name, and the order of their inputs there.
WRITTEN_AS = {
    "FlowMul": ("MulNoNan", (1, 0)), "FlowDiv": ("Xdivy", (0, 1)),
    "AddVariants": ("AddN", (0, 1)), "ZerosLikeVariant": ("ZerosLike", (0,)),
    "TensorListClearItem": ("TensorListSetItem", (0, 1)),  # to zeros
}
# Lists of zeal's that are so many inputs of their own in TensorFlow.
_STEPS = "i cs f o ci co h cs_grad h_grad"
SPELT_OUT = {op: _STEPS.split() for op in ("BlockLSTMGrad", "BlockLSTMGradV2")}
OWN_NAME = "_zeal_op"  # the attribute that keeps zeal's name; TensorFlow ignores it


# Ops whose kernels are Python code, which graphs of others use: the modules that bring them.
_HOST_OPS = {  # module: its ops
    "zeal.checkpoint.file_ops": "SaveV2 RestoreV2 MergeV2Checkpoints ShardedFilename Save "
    "SaveSlices ShardedFilespec",
    "zeal.checkpoint.later_ops": "StaticRegexFullMatch DisableCopyOnRead",
    "zeal.checkpoint.remapping": "GenerateVocabRemapping LoadAndRemapMatrix",
    "zeal.contrib.factorization.centers": "KmeansPlusPlusInitialization",
    "zeal.effects.check_in_graphs": "Assert",
    "zeal.effects.print_text": "Print PrintV2 StringFormat Timestamp",
    "zeal.estimators.tree_ops": "BoostedTreesLogitsAndLeaves BoostedTreesBucketizeRows",
    "zeal.images.combined_boxes": "CombinedNonMaxSuppression",
    "zeal.sparse.arithmetic": "SparseAdd SparseAddGrad SparseSparseMaximum SparseSparseMinimum",
    "zeal.sparse.dense_forms": "SparseToDense",
    "zeal.sparse.merging": "SparseFillEmptyRows",
    "zeal.sparse.reductions": "SparseReduceSumSparse SparseReduceMaxSparse",
    "zeal.sparse.reordering": "SparseReorder",
    "zeal.sparse.shapes": "SparseReshape",
    "zeal.summary.images": "ImageSummary",
    "zeal.summary.ops": "TensorSummaryV2",
    "zeal.summary.sounds": "AudioSummaryV2",
    "zeal.records.wav": "DecodeWav EncodeWav",
    "zeal.ops.signal.spectrogram": "AudioSpectrogram Mfcc",
    "zeal.contrib.image.matching": "BipartiteMatch ImageConnectedComponents",
    "zeal.seq2seq.beams": "GatherTree",
    "zeal.sparse.edit_distance": "EditDistance",
    "zeal.ops.array.bits": "CompareAndBitpack PopulationCount",
    "zeal.ops.array.nth_element": "NthElement",
    "zeal.sparse.sets": "DenseToDenseSetOperation DenseToSparseSetOperation "
    "SparseToSparseSetOperation SetSize",
    "zeal.ops.array.search": "ListDiff LowerBound UpperBound",
    "zeal.ops.math.cumulative": "CumulativeLogsumexp",
    "zeal.ops.math.next_after": "ApproximateEqual NextAfter",
    "zeal.ops.math.histogram": "Bincount",
    "zeal.ops.math.segments": "SegmentMax SegmentMin SegmentProd "
    "UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd",
    "zeal.texts.formatting": "AsString",
    "zeal.texts.joining": "ReduceJoin UnsortedSegmentJoin",
    "zeal.texts.parts": "StringLength StringLower StringStrip StringUpper Substr",
    "zeal.texts.patterns": "RegexFullMatch RegexReplace",
    "zeal.texts.splitting": "StringSplit StringSplitV2",
    "zeal.texts.unicode": "UnicodeDecodeWithOffsets UnicodeEncode UnicodeScript",
    "zeal.images.boxes": "NonMaxSuppressionV3 NonMaxSuppressionV5 NonMaxSuppressionWithOverlaps "
    "DrawBoundingBoxesV2",
    "zeal.ops.linalg.cholesky": "CholeskyGrad",
    "zeal.ops.linalg.cross": "Cross",
    "zeal.ops.linalg.eigen": "SelfAdjointEigV2",
    "zeal.ops.linalg.least_squares": "MatrixSolveLs",
    "zeal.ops.linalg.matrix_functions": "MatrixExponential MatrixLogarithm MatrixSquareRoot",
    "zeal.ops.linalg.qr": "Qr",
    "zeal.ops.linalg.svd": "Svd",
    "zeal.ops.linalg.tridiagonal": "TridiagonalMatMul TridiagonalSolve",
    "zeal.ops.nn.in_top_k": "InTopKV2",
    "zeal.ops.quantization.fake_quant": "FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient "
    "FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsGradient "
    "FakeQuantWithMinMaxVarsPerChannel FakeQuantWithMinMaxVarsPerChannelGradient",
    "zeal.ops.signal.fft": "FFT IFFT FFT2D IFFT2D FFT3D IFFT3D "
    "RFFT IRFFT RFFT2D IRFFT2D RFFT3D IRFFT3D",
}
PYTHON_OPS = {op: module for module, ops in _HOST_OPS.items() for op in ops.split()}


def python_op(name):
    """The op of a name that a module of Python code brings, as a function; None if none does."""
    if name not in PYTHON_OPS:
        return None
    import_module(PYTHON_OPS[name])
    return HOST_OPS.get(name)


def op_names() -> list:
    """The names of all ops that there are definitions of, sorted."""
    own = (name for name in vars(_native.raw) if not name.startswith("_"))
    return sorted({*own, *PYTHON_OPS, *_OF_GRAPHS, *HOSTED})


@cache
def op_def(name):
    """The definition of an op.

    Returns:
      An OpDef, which must not be changed.

    Raises:
      NotFoundError: zeal has no op of that name.
    """
    python_op(name)  # now the registry knows it
    if name in HOSTED:
        return _of_hosts(name)
    return _of_graphs(name) if name in _OF_GRAPHS else _registered(name)


@cache
def own_attrs(name) -> frozenset:
    """The attributes that a node of an op is made with; others follow from its inputs."""
    if name in _OF_GRAPHS or name in HOSTED:
        return frozenset()
    return frozenset(attr for attr, _ in _native.op_info(name)["attrs"])


def _of_graphs(name):
    inputs, outputs, attrs = _OF_GRAPHS[name]
    op = OpDef(name=name)
    for args, into in ((inputs, op.input_arg), (outputs, op.output_arg)):
        for arg, type_attr in args:
            key = "type_list_attr" if attrs[type_attr] == "list(type)" else "type_attr"
            into.add(name=arg, **{key: type_attr})
    for attr, kind in attrs.items():
        definition = op.attr.add(name=attr, type=kind)
        if kind == "shape":
            definition.default_value.shape.unknown_rank = True
        elif kind.startswith("list"):
            definition.has_minimum, definition.minimum = True, 1
    return op


def _of_hosts(name):
    inputs, outputs, attrs = HOSTED[name]
    op = OpDef(name=name, is_stateful=True)
    for args, into in ((inputs, op.input_arg), (outputs, op.output_arg)):
        for arg, kind in args.items():
            _add_of_host(into.add(name=arg), kind, attrs)
    for attr, default in attrs.items():
        if default is None:
            op.attr.add(name=attr, type="type")
        elif isinstance(default, Given):
            added = op.attr.add(name=attr, type=default.kind)
            if default.default is not None:
                attr_value.write(added.default_value, default.default)
        else:
            added = op.attr.add(name=attr)
            attr_value.write(added.default_value, default)
            added.type = attr_value.kind_of(added.default_value)
    return op


def _add_of_host(arg, kind, attrs):
    arg.number_attr, _, kind = kind.rpartition("*")
    if kind not in attrs:
        arg.type = dtypes.as_dtype(kind).as_datatype_enum
    elif isinstance(attrs[kind], Given):
        arg.type_list_attr = kind
    else:
        arg.type_attr = kind


def _registered(name):
    info = _native.op_info(name)
    op = OpDef(name=name, summary=info["doc"], is_stateful=info["stateful"] and name != "NoOp")
    for args, into in ((info["inputs"], op.input_arg), (info["outputs"], op.output_arg)):
        for arg in args:
            for single in SPELT_OUT[name] if arg["list"] and name in SPELT_OUT else ():
                _add_arg(into, {**arg, "name": single, "list": False}, name)
            if not (arg["list"] and name in SPELT_OUT):
                _add_arg(into, arg, name)
    _add_attrs(op, info)
    _add_types(op, info)
    for attr, value in FURTHER.get(name, {}).items():
        kind = "bool" if isinstance(value, bool) else "string"
        attr_value.write(op.attr.add(name=attr, type=kind).default_value, value)
    return op


def _is_attr(arg) -> bool:
    """A type that can be one dtype only is no attribute."""
    return bool(arg["type_attr"]) and len(arg["dtypes"]) > 1


def _add_arg(into, arg, op_name):
    added = into.add(name=arg["name"])
    if arg["mixed"]:
        added.type_list_attr = arg["mixed"]
        return
    if _is_attr(arg):
        added.type_attr = arg["type_attr"]
    else:
        added.type = dtypes.as_dtype(arg["dtypes"][0]).as_datatype_enum
    if arg["list"]:
        added.number_attr = {"Split": "num_split", "SplitV": "num_split", "Unpack": "num"}.get(
            op_name, "N"
        )


def _add_attrs(op, info):
    for (attr, default), kind in zip(info["attrs"], info["attr_types"], strict=True):
        added = op.attr.add(name=attr, type=kind)
        if kind == "type":
            given = attr not in info["required"] and default != "invalid"
            _set_type(op, added, default if given else None)
        elif kind == "shape" and attr not in info["required"]:
            added.default_value.shape.unknown_rank = True
        elif attr not in info["required"]:
            attr_value.write(added.default_value, default)


def _set_type(op, attr, default=None):
    """A type attribute's default: zeal's, or TensorFlow's where zeal asks the inputs."""
    default = default or TYPES_OF.get((op.name, attr.name)) or _TYPES.get(attr.name)
    if default:
        attr.default_value.type = dtypes.as_dtype(default).as_datatype_enum


def _add_types(op, info):
    known = {attr.name for attr in op.attr}
    for arg in info["inputs"] + info["outputs"]:
        if arg["list"] and "N" not in known and any(a.number_attr == "N" for a in op.input_arg):
            known.add("N")
            op.attr.add(name="N", type="int", has_minimum=True, minimum=1)
        if arg["mixed"] and arg["mixed"] not in known:
            known.add(arg["mixed"])
            op.attr.add(name=arg["mixed"], type="list(type)")
        if _is_attr(arg) and arg["type_attr"] not in known:
            known.add(arg["type_attr"])
            added = op.attr.add(name=arg["type_attr"], type="type")
            _set_type(op, added, arg["preferred"])
            for dtype in arg["dtypes"]:
                added.allowed_values.list.type.append(dtypes.as_dtype(dtype).as_datatype_enum)


def output_names(op) -> list:
    """The outputs of an operation as bodies of functions name them: "output:0".

    Returns:
      A list of str, one for each output.
    """
    try:
        args = list(op_def(WRITTEN_AS.get(op.type, (op.type,))[0]).output_arg)
    except NotFoundError:  # calls and the like: one list
        return [f"output:{i}" for i in range(len(op.outputs))]
    names = []
    for arg in args:
        names += [f"{arg.name}:{i}" for i in range(_count(op, arg, len(args)))]
    return names


def _count(op, arg, args) -> int:
    """How many of an op's outputs belong to one of so many arguments."""
    if not (arg.number_attr or arg.type_list_attr):
        return 1
    hosted = op.graph._host_attrs.get(op.name)
    if hosted is None:  # native ops have one list at most
        return len(op.outputs) - args + 1
    return hosted[arg.number_attr] if arg.number_attr else len(hosted[arg.type_list_attr])


def shown(op) -> str:
    """An OpDef in a line, as TensorFlow's messages show one."""
    args = [", ".join(map(_arg_shown, args)) for args in (op.input_arg, op.output_arg)]
    attrs = "".join(f"; attr={a.name}:{a.type}{_allowed(a)}" for a in op.attr)
    return f"Op<name={op.name}; signature={args[0]} -> {args[1]}{attrs}>"


def _arg_shown(arg) -> str:
    kind = arg.type_attr or arg.type_list_attr or words_of([arg.type])
    return f"{arg.name}:{arg.number_attr}*{kind}" if arg.number_attr else f"{arg.name}:{kind}"


def _allowed(attr) -> str:
    types = [DataType.Name(number) for number in attr.allowed_values.list.type]
    return f",allowed=[{', '.join(types)}]" if types else ""


def words_of(types) -> str:
    """Numbers of dtypes in the words of TensorFlow's messages: "float, int32"."""
    return ", ".join(DataType.Name(number)[3:].lower() for number in types)
