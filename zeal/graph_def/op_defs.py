"""What TensorFlow's registry says of an op, `OpDef`, as far as zeal has the op."""

from functools import cache

from zeal import _native, dtypes
from zeal.graph_def import attr_value
from zeal.graph_def.messages import OpDef

# Ops of graphs alone: outputs, attributes and their defaults ("type" has none).
_OF_GRAPHS = {
    "Const": ([], [("output", "dtype")], {"value": "tensor", "dtype": "type"}),
    "Placeholder": ([], [("output", "dtype")], {"dtype": "type", "shape": "shape"}),
    "IdentityN": ([("input", "T")], [("output", "T")], {"T": "list(type)"}),
}

# Attributes of TensorFlow's ops that zeal's lack, with the one value that zeal's behave by.
_FURTHER = {
    "Equal": {"incompatible_shape_error": True},
    "NotEqual": {"incompatible_shape_error": True},
    "Gather": {"validate_indices": True},
    "VarHandleOp": {"container": b""},
}

# Ops of zeal's own that TensorFlow has under another name, and the order of their inputs there.
WRITTEN_AS = {"FlowMul": ("MulNoNan", (1, 0)), "FlowDiv": ("Xdivy", (0, 1))}


@cache
def op_def(name):
    """The definition of an op.

    Args:
      name: the op's name.

    Returns:
      An OpDef, which must not be changed.

    Raises:
      NotFoundError: zeal has no op of that name.
    """
    return _of_graphs(name) if name in _OF_GRAPHS else _registered(name)


@cache
def own_attrs(name) -> frozenset:
    """The attributes that a node of an op is made with; others follow from its inputs."""
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


def _registered(name):
    info = _native.op_info(name)
    op = OpDef(name=name, summary=info["doc"], is_stateful=info["stateful"] and name != "NoOp")
    for args, into in ((info["inputs"], op.input_arg), (info["outputs"], op.output_arg)):
        for arg in args:
            _add_arg(into, arg, name)
    _add_attrs(op, info)
    _add_types(op, info)
    for attr, value in _FURTHER.get(name, {}).items():
        kind = "bool" if isinstance(value, bool) else "string"
        attr_value.write(op.attr.add(name=attr, type=kind).default_value, value)
    return op


def _is_attr(arg) -> bool:
    """A type that can be one dtype only is no attribute."""
    return bool(arg["type_attr"]) and len(arg["dtypes"]) > 1


def _add_arg(into, arg, op_name):
    added = into.add(name=arg["name"])
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
        if attr not in info["required"] and (kind != "type" or default != "invalid"):
            _write_default(added.default_value, kind, default)


def _write_default(value, kind, default):
    if kind == "type":
        value.type = dtypes.as_dtype(default).as_datatype_enum
    elif kind == "shape":
        value.shape.unknown_rank = True
    else:
        attr_value.write(value, default)


def _add_types(op, info):
    known = {attr.name for attr in op.attr}
    for arg in info["inputs"] + info["outputs"]:
        if arg["list"] and "N" not in known and any(a.number_attr == "N" for a in op.input_arg):
            known.add("N")
            op.attr.add(name="N", type="int", has_minimum=True, minimum=1)
        if _is_attr(arg) and arg["type_attr"] not in known:
            known.add(arg["type_attr"])
            added = op.attr.add(name=arg["type_attr"], type="type")
            for dtype in arg["dtypes"]:
                added.allowed_values.list.type.append(dtypes.as_dtype(dtype).as_datatype_enum)
