"""Making a node of what a message says, with TensorFlow's checks and words."""

import math
from functools import cache

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.eager.registered_gradient import with_registered_gradient
from zeal.errors import NotFoundError, OpError
from zeal.graph.device_names import refined
from zeal.graph.graph import outside_graphs
from zeal.graph_def import attr_value, tensor_proto
from zeal.graph_def.hosted import HOSTED, make_hosted
from zeal.graph_def.op_defs import FURTHER, RULE, op_def, own_attrs, shown, words_of
from zeal.graph_def.shape_proto import sizes_of

_RESOURCE = 20
_FOR_READERS = {"debug_name"}  # attributes of later TensorFlows that change nothing
_REFS = 100  # TensorFlow numbers the reference variant of type n as n + 100


class UnknownOpError(NotFoundError, ValueError):
    """A graph wants an op that is not there."""


def definition_of(entry):
    """The OpDef of an entry's op.

    Raises:
      UnknownOpError: zeal does not have the op.
    """
    try:
        return op_def(entry.op)
    except NotFoundError:
        raise UnknownOpError(
            f"Op type not registered '{entry.op}' in zeal, which node '{entry.name}' wants: it is "
            "not built yet. Cut the graph where it is not needed, with input_map or "
            "tf.graph_util.extract_sub_graph, or write that part in ops that zeal has.",
        ) from None


class Budget:
    """How much memory the constants of one graph may take beyond the message's own bytes.

    A few bytes can say a huge constant, whose elements are one value.
    """

    def __init__(self, most=1 << 31):
        self.left = most

    def take(self, name, dtype, sizes, held):
        """Counts a constant.

        Args:
          name: its node's.
          dtype, sizes: what it is.
          held: bytes of it that the message holds.

        Raises:
          ValueError: it is too much.
        """
        self.left -= max(0, math.prod(sizes) * dtype.size - held)
        if self.left < 0:
            raise ValueError(
                f"Node '{name}': constants of more than 2 GB, which few bytes stand for; the one "
                f"of this node has shape {sizes}. Let tf.fill make them when the graph runs"
            )


def append(graph, entry, name, inputs, budget, functions):
    """Adds a node to a graph.

    Args:
      graph: the graph, which is in force.
      entry: the Entry.
      name: the node's name there, whole and not taken.
      inputs: tensors of the graph.
      budget: for constants.
      functions: by attribute, a function and its arguments' dtypes.

    Raises:
      ValueError: op, attributes and inputs do not fit.
      UnknownOpError: zeal does not have the op.
    """
    definition = definition_of(entry)
    attrs = _checked_attrs(entry, definition, name)
    _check_inputs(definition, attrs, name, inputs)
    rule = entry.attrs.get(RULE)
    with outside_python_errors(name):
        if rule is None:
            op = _make(graph, entry, attrs, name, inputs, budget, functions)
        else:
            rule = rule.s.decode()
            op = _make_ruled(graph, entry, attrs, name, inputs, budget, functions, rule)
    _keep_further(graph, entry, op)
    return op


class outside_python_errors:
    """Errors of the `with` block become ValueErrors that name a node."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, (OpError, TypeError, ValueError, OverflowError)):
            raise ValueError(f"{error}; NodeDef: {{{{node {self.name}}}}}") from error


def _make(graph, entry, attrs, name, inputs, budget, functions):
    if entry.op == "Const":
        return graph._constant(_value(entry, attrs, budget), f"{name}/").op
    if entry.op == "Placeholder":
        sizes = sizes_of(attrs["shape"].shape) if "shape" in attrs else None
        return graph._placeholder(as_dtype(attrs["dtype"].type), sizes, f"{name}/").op
    if entry.op in HOSTED:
        read = {key: attr_value.read(value) for key, value in attrs.items()}
        return make_hosted(entry.op, {**read, **functions}, inputs, f"{name}/")
    own = {key: _python(value) for key, value in attrs.items() if key in own_attrs(entry.op)}
    return graph._append(entry.op, inputs, own, name)


def _make_ruled(graph, entry, attrs, name, inputs, budget, functions, rule):
    """The same of a node whose gradient is another one than its op's."""
    if entry.op == "IdentityN":
        return with_registered_gradient(rule, inputs, name)[0].op
    with graph.gradient_override_map({entry.op: rule}):
        return _make(graph, entry, attrs, name, inputs, budget, functions)


def _value(entry, attrs, budget):
    proto = attrs["value"].tensor
    if proto.dtype == _RESOURCE:
        raise ValueError("a handle, or a Python function that it stands for, cannot be read")
    dtype, sizes = tensor_proto.described(proto)
    if dtype.as_datatype_enum != attrs["dtype"].type:
        raise ValueError(f"dtype is {words_of([attrs['dtype'].type])}, but value is a {dtype.name}")
    budget.take(entry.name, dtype, sizes, proto.ByteSize())
    with outside_graphs():
        return _native.convert(tensor_proto.array_of(proto, dtype, sizes), dtype)


def _python(message):
    """An attribute as the native code takes it."""
    if message.WhichOneof("value") == "shape":
        return sizes_of(message.shape)
    value = attr_value.read(message)
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


# --- attributes ---
def _checked_attrs(entry, definition, name) -> dict:
    """The op's own attributes, given or by default."""
    known = _attrs_of(entry.op)
    for attr in entry.attrs:
        if attr not in known and not attr.startswith("_") and attr not in _FOR_READERS:
            raise ValueError(
                f"NodeDef mentions attr '{attr}' not in {shown(definition)}; NodeDef: {{{{node "
                f"{name}}}}}. (Check whether your GraphDef-interpreting binary is up to date with "
                "your GraphDef-generating binary.)."
            )
    attrs = {}
    for attr_name, attr in known.items():
        value = entry.attrs.get(attr_name)
        if value is not None:
            _check_attr(attr, value, definition, name)
        elif not attr.HasField("default_value"):
            raise ValueError(
                f"NodeDef missing attr '{attr_name}' from {shown(definition)}; NodeDef: {{{{node "
                f"{name}}}}}"
            )
        elif attr.type == "type" and attr_name not in own_attrs(entry.op):
            continue  # the input tells
        attrs[attr_name] = attr.default_value if value is None else value
    return attrs


@cache
def _attrs_of(op) -> dict:
    """Their definitions by name."""
    return {attr.name: attr for attr in op_def(op).attr}


def _check_attr(attr, value, definition, name):
    kind = attr_value.kind_of(value)
    problem = None
    if kind == "none" or (kind == "list" and not attr.type.startswith("list")):
        problem = f"AttrValue missing value with expected type '{attr.type}'"
    elif kind != attr.type and not (kind == "list" and attr.type.startswith("list")):
        problem = f"AttrValue had value with type '{kind}' when '{attr.type}' expected"
    elif attr.type == "type":
        problem = _bad_type(attr, value.type)
    elif attr.has_minimum and attr.type == "int" and value.i < attr.minimum:
        problem = (
            f"Value for attr '{attr.name}' of {value.i} must be at least minimum {attr.minimum}"
        )
    if problem:
        raise ValueError(
            f"{problem} \t for attr '{attr.name}' \t; NodeDef: {{{{node {name}}}}}; "
            f"{shown(definition)}"
        )


def _bad_type(attr, number):
    if not number:
        return "AttrValue has invalid DataType"
    if number not in _KNOWN_TYPES:
        return f"AttrValue has invalid DataType enum: {number}"
    allowed = attr.allowed_values.list.type
    if allowed and number not in allowed:
        return (
            f"Value for attr '{attr.name}' of {words_of([number])} is not in the list of allowed "
            f"values: {words_of(allowed)}"
        )
    return None


_KNOWN_TYPES = {*range(1, 24), *range(1 + _REFS, 24 + _REFS)}


# --- inputs ---
def _check_inputs(definition, attrs, name, inputs):
    expected = _expected(definition, attrs, inputs)
    if len(expected) != len(inputs):
        raise ValueError(
            f"NodeDef expected inputs '{words_of(filter(None, expected))}' do not match "
            f"{len(inputs)} inputs specified; {shown(definition)}; NodeDef: {{{{node {name}}}}}"
        )
    for i, (want, tensor) in enumerate(zip(expected, inputs, strict=True)):
        have = tensor.dtype.as_datatype_enum
        if want and want % _REFS != have:
            raise ValueError(
                f"Input {i} of node {name} was passed {words_of([have])} from {tensor.name} "
                f"incompatible with expected {words_of([want])}."
            )


def _expected(definition, attrs, inputs):
    """The numbers of the inputs' dtypes, 0 for one that the input itself tells."""
    expected: list = []
    for one, type_attr, type_list_attr, number_attr in _args_of(definition.name):
        if type_list_attr:
            expected += attrs[type_list_attr].list.type
            continue
        one = one or (attrs[type_attr].type if type_attr in attrs else 0)
        expected += [one] * (min(attrs[number_attr].i, len(inputs) + 1) if number_attr else 1)
    return expected


@cache
def _args_of(op) -> list:
    args = op_def(op).input_arg
    return [(a.type, a.type_attr, a.type_list_attr, a.number_attr) for a in args]


# --- what zeal does not read ---
def _keep_further(graph, entry, op):
    """Notes attributes that zeal's nodes lack, for when the graph is written again."""
    if entry.device:
        op._set_device(refined(op._device, entry.device))
        graph._places_ops = True
    if entry.op in HOSTED or all(name in _read_by(entry.op) for name in entry.attrs):
        return
    read = {*op._attrs(), "value", "_output_shapes"}
    further = {name: value for name, value in entry.attrs.items() if name not in read}
    comparing = further.get("incompatible_shape_error")
    if comparing is not None and not comparing.b:
        raise ValueError(
            f"Node '{entry.name}': {entry.op} with incompatible_shape_error=False, which gives "
            "False for shapes that do not fit, is not built yet"
        )
    if further:
        graph._further_attrs[op.name] = further


@cache
def _read_by(op) -> frozenset:
    """The attributes that nodes have, whatever they are made of."""
    return frozenset({*_attrs_of(op), "_output_shapes"} - FURTHER.get(op, {}).keys())
