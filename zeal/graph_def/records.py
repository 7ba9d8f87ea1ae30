"""What derivatives read of calls, conditions and loops, as TensorFlow's nodes: a record of one run
is an optional of all that it saves, those of a loop's steps are a list of such."""

from zeal.dtypes import int32, resource, variant
from zeal.graph_def import attr_value, shape_proto, tensor_proto
from zeal.tensor_shape import TensorShape

MARK = "_zeal_record"  # of nodes that are there for records alone, and of loops that pass a list
NAME = "zeal_record"  # of an argument or a result


class Records:
    """The records of a call, condition or loop.

    Args:
      op: the operation.
    """

    def __init__(self, op):
        bodies, self.carried, given = op._bodies()
        self.op, self.results = op, given - self.carried
        self.parts, self.args, lists, emits, self.zeros = op._records()
        self.loops = op.type == "While"
        self.reads = bool(lists)
        self.saves = bool(op.outputs[-1].consumers()) if len(op.outputs) > given else False
        self.plain = lists < 2 and not emits  # else a derivative of a derivative
        self.bodies = [part[0] for part in self.parts] if bodies is None else bodies

    def place(self, index) -> int:
        """Which output of the written node an output is."""
        behind = self.loops and self.plain and index >= self.carried
        return index + len(self.op.inputs) - self.carried if behind else index

    def outputs(self) -> list:
        """Tensors like the outputs of the written node: loops give all that they take."""
        outputs, behind = self.op.outputs, self.carried + self.results
        passed = self.op.inputs[self.carried :] if self.loops else []
        saved = outputs[-1:] if self.saves and self.plain else []
        return [*outputs[: self.carried], *passed, *outputs[self.carried : behind], *saved]

    def types(self) -> list:
        """Types of a loop's variables, or of what calls and conditions give."""
        return [t.dtype for t in self.outputs()]

    def write_condition(self, function):
        """Writes that of a derivative's loop: records are left."""
        args = [f"zeal_{i}" for i in range(len(self.types()))]
        for name, dtype in zip(args, self.types(), strict=True):
            function.signature.input_arg.add(name=name, type=dtype.as_datatype_enum)
        add = function.node_def.add
        constant(add, "none", 0)
        node(add, "left", "TensorListLength", [args[self.carried + self.args]])
        node(add, "more", "Greater", ["left:length:0", "none:output:0"], T=int32)
        function.signature.output_arg.add(name="goes_on", type=10)
        function.ret["goes_on"] = "more:z:0"

    def read_types(self, part) -> list:
        """Types of what the record that a part reads holds."""
        source = self.op.inputs[-1].op._records()[0]
        return [t.dtype for t in source[part][1]] or [int32]

    def starts(self, add, source, port) -> list:
        """Adds the nodes that a loop's sums and its list begin with.

        Args:
          add: a function that gives a new NodeDef.
          source: one that spells what a tensor is for those that read it.
          port: the same of an output, by names.

        Returns:
          What the loop reads besides its inputs.
        """
        if not (self.loops and self.plain):
            return []
        name, found = self.op.name, []
        for i, like in enumerate(self.zeros):
            x, dtype = source(self.op.inputs[like]), self.op.outputs[self.carried + i].dtype
            if self.op.inputs[like].dtype == resource:
                read = f"{name}/read_{i}"
                node(add, read, "ReadVariableOp", [x], dtype=dtype)
                x = port(read, "value")
            node(add, f"{name}/zeros_{i}", "ZerosLike", [x], T=dtype)
            found.append(port(f"{name}/zeros_{i}", "y"))
        if self.saves:
            constant(add, f"{name}/shape", -1)
            at = port(f"{name}/shape", "output")
            types = {"element_dtype": variant, "shape_type": int32}
            node(add, f"{name}/list", "EmptyTensorList", [at, at], **types)
            found.append(port(f"{name}/list", "handle"))
        return found


def starts(op, add, source, port) -> list:
    """`Records.starts`; of an op that clears a place of a list, zeros like what it had."""
    item = _cleared(op)
    if item is not None:
        zeros = add(name=f"{op.name}/zeros", op="ZerosLike", input=[source(item)])
        attr_value.write(zeros.attr["T"], item.dtype)
        return [port(zeros.name, "y")]
    return Records(op).starts(add, source, port) if op.type == "While" else []


def further_attrs(op) -> dict:
    """Attributes of the written op that zeal's own has not."""
    if op.type == "AddVariants":
        return {"N": 2, "T": variant}
    if op.type == "ZerosLikeVariant":
        return {"T": variant}
    item = _cleared(op)
    if op.type == "TensorListReserve" and op.get_attr("element_dtype") == variant:
        sets = [r for r in op.outputs[0].consumers() if r.type == "TensorListSetItem"]
        item = sets[0].inputs[2] if sets else None  # of what a derivative writes
    return {} if item is None else {"element_dtype": item.dtype}


def _cleared(op):
    """What the derivative of a write reads of the place that this op clears then; else None."""
    if op.type != "TensorListClearItem":
        return None
    handle, place = op.inputs
    for reader in handle.consumers():
        if reader.type == "TensorListGetItem" and reader.inputs[1].name == place.name:
            return reader.outputs[0]
    return None


def node(add, name, op, inputs, **attrs):
    """Adds a node of a record."""
    message = add(name=name, op=op, input=inputs)
    for attr, value in attrs.items():
        attr_value.write(message.attr[attr], value)
    message.attr[MARK].b = True


def constant(add, name, value):
    """Adds a whole number."""
    node(add, name, "Const", [], value=tensor_proto.make_tensor_proto(value), dtype=int32)


class Part:
    """One body of such an op, with its records.

    Args:
      records: the Records.
      number: which of its parts.
    """

    def __init__(self, records, number):
        self.records = records
        _, self.saved, self.places = records.parts[number]
        self.types = records.read_types(number) if records.reads else []
        self.saved = self.saved if records.saves else []

    def key(self) -> tuple:
        """What else tells functions of one body apart."""
        r = self.records
        return r.loops, r.saves, tuple(self.saved), tuple(self.types)

    def _add_arguments(self, signature):
        r = self.records
        added = [("zeal_list", variant)] * r.reads
        if r.loops:
            sums = r.op.outputs[r.carried : r.carried + r.results]
            added += [(f"zeal_sum_{i}", t.dtype) for i, t in enumerate(sums)]
            added += [(NAME, variant)] * r.saves
        for name, dtype in added:
            signature.input_arg.add(name=name, type=dtype.as_datatype_enum)

    def unpack(self, add, signature):
        """Adds arguments behind those of the body, and what takes a record apart."""
        self._add_arguments(signature)
        constant(add, "zeal_none", -1)
        if not self.records.reads:
            return
        record = "zeal_list"
        if self.records.loops:
            read = [record, "zeal_none:output:0"]
            node(add, "zeal_pop", "TensorListPopBack", read, element_dtype=variant)
            record = "zeal_pop:tensor:0"
        shapes = [shape_proto.proto_of(TensorShape(None))] * len(self.types)
        attrs = {"output_types": self.types, "output_shapes": shapes}
        node(add, "zeal_get", "OptionalGetValue", [record], **attrs)

    def pack(self, add, source, results) -> list:
        """Adds what makes a record, and sums.

        Args:
          add, source: as for `Records.starts`.
          results: triples: names of the body's results, their types, and what they are.

        Returns:
          The same of the function's.
        """
        r, sums = self.records, []
        if r.loops:
            sums = results[r.carried : r.carried + r.results]
            results = results[: r.carried] + results[r.carried + r.results :]
            if r.reads:
                results.append(("zeal_left", variant, "zeal_pop:output_handle:0"))
        for i, (_, dtype, value) in enumerate(sums):
            node(add, f"zeal_add_{i}", "AddN", [f"zeal_sum_{i}", value], N=2, T=dtype)
            results.append((f"zeal_total_{i}", dtype, f"zeal_add_{i}:sum:0"))
        if r.saves:
            results.append((f"{NAME}_out", variant, self._packed(add, source)))
        return results

    def _packed(self, add, source):
        values = [source(t) for t in self.saved] or ["zeal_none:output:0"]
        types = [t.dtype for t in self.saved] or [int32]
        node(add, "zeal_put", "OptionalFromValue", values, Toutput_types=types)
        if not self.records.loops:
            return "zeal_put:optional:0"
        both = [NAME, "zeal_put:optional:0"]
        node(add, "zeal_push", "TensorListPushBack", both, element_dtype=variant)
        return "zeal_push:output_handle:0"


class Condition(Part):
    """The condition of a loop, which has no records but is given their list."""

    def __init__(self, records):
        self.records, self.saved, self.places, self.types = records, [], [], []

    def key(self) -> tuple:
        return (self.records.saves,)

    def pack(self, add, source, results) -> list:
        return results


def without(message):
    """A GraphDef without the records, which are found anew; it itself where it has none."""
    nodes = [message.node, *(f.node_def for f in message.library.function)]
    if not any(MARK in n.attr for part in nodes for n in part):
        return message
    copy = type(message)()
    copy.CopyFrom(message)
    _drop(copy.node)
    for function in copy.library.function:
        _drop(function.node_def)
        for args in (function.signature.input_arg, function.signature.output_arg):
            _keep(args, lambda a: not a.name.startswith(NAME))
        for name in [n for n in function.ret if n.startswith(NAME)]:
            del function.ret[name]
    return copy


def _drop(nodes):
    _keep(nodes, lambda n: MARK not in n.attr or n.op == "While")
    for n in nodes:
        if MARK in n.attr:
            count = len([i for i in n.input if not i.startswith("^")])
            del n.input[count - n.attr[MARK].i : count]


def _keep(items, wanted):
    kept = [item for item in items if wanted(item)]
    del items[:]
    items.extend(kept)
