"""`tf.parse_example`'s ops in graphs, by what GraphDefs say of them."""

import re

from zeal import _native
from zeal.dtypes import as_dtype, string
from zeal.graph.graph import outside_graphs
from zeal.graph.host_call import host_call
from zeal.ops.array.fill import zeros
from zeal.records.plans import FIXED, PADDED, SPARSE, Wanted


class _Kernel:
    """Parses messages; tensors go and come in TensorFlow's order.

    Args:
      sparse, dense: lists of Wanted.
      single: whether there is one message.
    """

    def __init__(self, sparse, dense, single):
        self.plan = _native.example_plan([part.native() for part in (*sparse, *dense)])
        self.sparse, self.single = len(sparse), single
        self.required = [part.form == FIXED for part in dense]

    def __call__(self, tensors):
        names = None if self.single else tensors[1]
        given = tensors[len(tensors) - len(self.required) :]
        defaults = [None] * self.sparse + list(map(_default, given, self.required))
        found = _native.parse_examples(self.plan, tensors[0], names, self.single, defaults)
        end = 3 * self.sparse
        return [*found[0:end:3], *found[1:end:3], *found[2:end:3], *found[end:]]


def _default(given, may_be_required):
    """None where there is none: TensorFlow's has no element then."""
    return None if may_be_required and not given.shape.num_elements() else given


# --- of a program ---
def parse(op, plan, serialized, names, size):
    """Adds the op that parses messages to the graph in force.

    Args:
      op: "ParseExample", or "ParseSingleExample", which knows no names.
      plan: the Plan.
      serialized: a tensor of strings.
      names: names of the messages for errors, or None.
      size: how many messages there are, or None.

    Returns:
      A list of tensors in the order of the plan.
    """
    sparse = [part for part in plan.parts if part.form == SPARSE]
    dense = [part for part in plan.parts if part.form != SPARSE]
    defaults = [_default_of(part) for part in dense]
    keys = [[part.native()[0] for part in parts] for parts in (sparse, dense)]
    attrs = {
        "sparse_types": [part.dtype for part in sparse],
        "Tdense": [part.dtype for part in dense],
        "dense_shapes": [part.outputs([])[0][1] for part in dense],
    }
    if op == "ParseSingleExample":
        inputs = [serialized, *defaults]
        attrs |= {"num_sparse": len(sparse), "sparse_keys": keys[0], "dense_keys": keys[1]}
    else:
        inputs = [serialized, _names(names, op), *_key_inputs(keys, op), *defaults]
        attrs |= {"Nsparse": len(sparse), "Ndense": len(dense)}
    found = iter(_add(op, sparse, dense, inputs, attrs, size, op))
    columns = [[next(found) for _ in sparse] for _ in range(3)]
    triples, rest = iter(zip(*columns, strict=True)), found
    return [
        tensor
        for part in plan.parts
        for tensor in (next(triples) if part.form == SPARSE else [next(rest)])
    ]


def _names(names, op):
    if names is not None:
        return _native.convert(names, string)
    return _zeros([0], string, f"{op}/names")


def _key_inputs(keys, op):
    return [
        _constant(key, f"{op}/{kind}_keys_{i}")
        for kind, several in zip(("sparse", "dense"), keys, strict=True)
        for i, key in enumerate(several)
    ]


def _default_of(part):
    """What TensorFlow's op takes: no element where there is none, a filler for padded rows."""
    if part.default is None:
        return _zeros([] if part.form == PADDED else [0], part.dtype, "Const")
    if part.default._symbolic:
        return part.default
    _native.current_graph()._count_more(2)  # TensorFlow reshapes it
    return _constant(part.default, re.sub(r"[^A-Za-z0-9_.\-/]", "_", f"key_{part.key}"))


def _zeros(sizes, dtype, name):
    with outside_graphs():
        value = zeros(sizes, dtype)
    return _constant(value, name)


def _constant(value, name):
    return _native.current_graph()._constant(value, name)


def _add(op, sparse, dense, inputs, attrs, size, name):
    single = op == "ParseSingleExample"
    lead = [] if single else [size]
    columns = zip(*(part.outputs(lead) for part in sparse), strict=True)
    outputs = [pair for column in columns for pair in column]
    outputs += [part.outputs(lead)[0] for part in dense]
    return host_call(op, _Kernel(sparse, dense, single), inputs, outputs, name, attrs)


# --- of a GraphDef ---
def make(op, attrs, inputs, name):
    """Adds the op that a GraphDef has.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Returns:
      The Operation, or what it gives.

    Raises:
      ValueError: attributes and inputs contradict each other, or the run tells keys.
    """
    sparse_keys, dense_keys = _keys(op, attrs, inputs)
    types, dtypes, shapes = (attrs[k] for k in ("sparse_types", "Tdense", "dense_shapes"))
    if len(sparse_keys) != len(types) or not len(dense_keys) == len(dtypes) == len(shapes):
        raise ValueError(
            f"{op} of {len(sparse_keys)} sparse and {len(dense_keys)} dense keys has "
            f"{len(types)} sparse_types, {len(dtypes)} Tdense and {len(shapes)} dense_shapes"
        )
    sparse = [Wanted(k, SPARSE, as_dtype(t)) for k, t in zip(sparse_keys, types, strict=True)]
    rows = zip(dense_keys, dtypes, shapes, strict=True)
    dense = [_dense(key, as_dtype(dtype), shape) for key, dtype, shape in rows]
    size = inputs[0].shape.as_list()[0] if inputs[0].shape.ndims == 1 else None
    return _add(op, sparse, dense, inputs, attrs, size, name)


def _keys(op, attrs, inputs):
    if op == "ParseSingleExample":
        if attrs["num_sparse"] != len(attrs["sparse_keys"]):
            raise ValueError("num_sparse is not the number of sparse_keys")
        return attrs["sparse_keys"], attrs["dense_keys"]
    end = 2 + attrs["Nsparse"]
    return [_key(x) for x in inputs[2:end]], [_key(x) for x in inputs[end : end + attrs["Ndense"]]]


def _key(tensor):
    value = _native.known_value(tensor) if tensor.op.type == "Const" else None
    if value is None or value.shape.ndims:
        raise ValueError(f"a key of ParseExample, {tensor.name}, is no constant scalar")
    return value.numpy()


def _dense(key, dtype, proto):
    from zeal.graph_def import shape_proto  # protobuf

    sizes = shape_proto.sizes_of(proto)
    padded = bool(sizes) and sizes[0] is None
    if sizes is None or None in sizes[padded:]:
        raise ValueError(f"dense_shapes of ParseExample: that of {key!r} has open sizes")
    return Wanted(key, PADDED if padded else FIXED, dtype, sizes[padded:])
