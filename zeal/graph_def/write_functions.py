"""The library of a GraphDef: bodies of calls, conditions and loops as functions, `FunctionDef`."""

import re
from hashlib import sha1

from zeal import _native
from zeal.graph_def import attr_value
from zeal.graph_def.op_defs import output_names
from zeal.graph_def.records import MARK, Condition, Part, Records, constant, starts
from zeal.messages.graph import FunctionDef, NameAttrList

# What TensorFlow calls the bodies of such an op, in zeal's order.
_ROLES = {
    "If": ("then_branch", "else_branch"),
    "While": ("cond", "body"),
    "StatefulPartitionedCall": ("f",),
    "Case": (),
}
_SIZES = {"Shape", "Size", "Rank"}


class Library:
    """Functions that are written while a graph is.

    Args:
      message: a FunctionDefLibrary.
      write: a function of (operation, NodeDef, Library) that writes a node but for its inputs.
    """

    def __init__(self, message, write):
        self.message, self.write_node = message, write
        self.taken, self.names = set(), {}  # names of functions; by their bodies
        self.declared = {}  # signatures of declared functions, by name

    def write_declared_call(self, op, message):
        """Adds what tells the function that an op calls by its name, and the function."""
        from zeal.graph_def.declared import write_attributes

        function, attributes = op.graph._declared[op.name]
        message.op = function.name
        write_attributes(message.attr, attributes)
        self.add_declared(function)

    def add_declared(self, function):
        """Adds a declared function, once, and that which is its gradient."""
        if function.name in self.taken:
            return
        self.taken.add(function.name)
        message = self.message.function.add()
        self.declared[function.name] = message.signature
        self.write_declared(message, function)
        message.signature.name = function.name
        if function.grad_func:
            self.add_declared(function.grad_func)
            gradient = self.message.gradient.add(function_name=function.name)
            gradient.gradient_func = function.grad_func_name

    def write_declared(self, message, function):
        """Writes a declared function, but for its name."""
        from zeal.graph_def.declared import write_attributes

        graph = function.graph
        body = (graph.inputs, graph.outputs, graph.effects())
        names = function.out_names or [_spelt(t.op.name) for t in graph.outputs]
        _Function(self, message, body, names).write(())
        message.signature.description = function.doc
        message.signature.is_stateful = bool(function.stateful_ops)
        write_attributes(message.attr, function.extra_kwargs)

    def write_call(self, op, message):
        """Adds the attributes of a call, a condition or a loop, and its functions."""
        records = Records(op)
        if records.reads:  # in other programs as they are; zeal finds them anew
            self._write_wires(op, message)
            places = map(records.place, range(records.carried + records.results))
            message.attr["_zeal_places"].list.i.extend(places)
            if not records.plain:
                return
        written = list(self._written(records))
        self._add_types(op, message, records)
        functions = [NameAttrList(name=name) for name in written]
        if op.type == "Case":
            attr_value.write(message.attr["branches"], functions)
        for role, function in zip(_ROLES[op.type], functions, strict=False):
            attr_value.write(message.attr[role], function)

    def _written(self, records):
        """Adds the functions of an op; their names."""
        op, loops = records.op, records.loops
        if loops and records.reads:
            yield self._named(f"{op.name}_cond", records.write_condition)
        elif loops:
            yield self.add(f"{op.name}_cond", records.bodies[0], (), Condition(records))
        roles = _ROLES[op.type][loops:] or [f"branch{i}" for i in range(len(records.parts))]
        kept = range(records.carried, records.carried + records.args) if loops else ()
        for i, role in enumerate(roles):
            body = records.parts[i][0]
            yield self.add(f"{op.name}_{role}", body, kept, Part(records, i))

    def write_function(self, op, attr, calls, message):
        """Adds the function that is an attribute of an op."""
        name = self.add(f"{op.name}_{attr}", calls._bodies()[0])
        attr_value.write(message.attr[attr], NameAttrList(name=name))

    @staticmethod
    def _write_wires(op, message):
        message.attr["_zeal_derivative"].b = True
        derived = op._derived_from()
        if derived is None:
            return
        of, seeds, targets = derived
        message.attr["_zeal_derivative_of"].s = of.name.encode()
        message.attr["_zeal_seeds"].list.i.extend(n for pair in seeds for n in pair)
        message.attr["_zeal_targets"].list.i.extend(n for pair in targets for n in pair)

    @staticmethod
    def _add_types(op, message, records):
        given = [t.dtype for t in op.inputs]
        if records.loops:
            attr_value.write(message.attr["T"], records.types())
            if further := len(records.types()) - len(given):
                message.attr[MARK].i = further
            return
        if op.type == "If":
            attr_value.write(message.attr["Tcond"], given[0])
        attr_value.write(message.attr["Tin"], given[op.type != "StatefulPartitionedCall" :])
        attr_value.write(message.attr["Tout"], records.types())

    def add(self, wanted, body, kept=(), part=None) -> str:
        """Adds a function; the arguments at the places `kept` are results too. Returns its name.

        A body that several ops call is written once: functions that call each other twice would
        double with each level.
        """
        key = (*map(tuple, body), tuple(kept), part and part.key())
        if key not in self.names:
            self.names[key] = self._named(
                wanted, lambda message: _Function(self, message, body, (), part).write(kept)
            )
        return self.names[key]

    def _named(self, wanted, write) -> str:
        message = FunctionDef()
        message.signature.name = re.sub(r"\W", "_", wanted)
        write(message)
        # By what it does: a graph that reads two GraphDefs takes one function of a name.
        digest = sha1(message.SerializeToString(deterministic=True)).hexdigest()[:12]
        name = f"{message.signature.name}_{digest}"
        if name not in self.taken:
            self.taken.add(name)
            message.signature.name = name
            self.message.function.append(message)
        return name


class _Function:
    """One function.

    Args:
      library: the Library.
      message: the FunctionDef.
      body: inputs and outputs, tensors, and the operations that run though nobody reads them.
      result_names: of a declared function, names of the results, whose arguments have their own.
      part: of an op with records, these.
    """

    def __init__(self, library, message, body, result_names=(), part=None):
        self.library, self.message, self.result_names = library, message, result_names
        self.inputs, self.outputs, self.effects = body
        self.part = part
        self.ops = self._needed()
        self.args = {}  # by tensor

    def _needed(self) -> list:
        """The operations that the body runs, sources first."""
        given = {t.op for t in self.inputs}
        results = (*self.outputs, *(self.part.saved if self.part else ()))
        seen, todo = set(), [t.op for t in results] + list(self.effects)
        while todo:
            op = todo.pop()
            if op not in seen and op not in given:
                seen.add(op)
                if self._known(op) is None:
                    todo += [t.op for t in _read(op)]
                    todo += () if self._derives() else op.control_inputs
        return sorted(seen, key=lambda op: op._id)

    def _derives(self) -> bool:
        """Whether nodes that it does not need, those of the step before, lie in its graph."""
        return bool(self.part and self.part.records.reads)

    def _known(self, op):
        """The value of a size that a derivative need not read."""
        if self._derives() and op.type in _SIZES:
            return _native.known_value(op.outputs[0])
        return None

    def write(self, kept):
        signature = self.message.signature
        self._write_args({op.name for op in self.ops})
        add, inside = self.message.node_def.add, set(self.ops)
        for op in self.ops:
            if (value := self._known(op)) is not None:
                constant(add, op.name, value)
                continue
            further = starts(op, add, self._source, "{}:{}:0".format)
            node = add()
            self.library.write_node(op, node, self.library)
            node.input[:] = [self._source(t) for t in _read(op)] + further
            node.input.extend(
                f"^{before.name}" for before in op.control_inputs if before in inside
            )
        tensors = [*self.outputs, *(self.inputs[i] for i in kept)]
        names = self.result_names or [f"result_{i}" for i in range(len(tensors))]
        results = [(n, t.dtype, self._source(t)) for n, t in zip(names, tensors, strict=True)]
        if self.part:
            results = self.part.pack(add, self._source, results)
        names = _unlike([name for name, *_ in results], self.args.values())
        for name, (_, dtype, source) in zip(names, results, strict=True):
            signature.output_arg.add(name=name, type=dtype.as_datatype_enum)
            self.message.ret[name] = source
        for i, op in enumerate(self.effects):
            signature.control_output.append(f"effect_{i}")
            self.message.control_ret[f"effect_{i}"] = op.name
        signature.is_stateful = bool(self.effects)

    def _write_args(self, taken):
        fields = self.part.places if self.part else ()
        plain = len(self.inputs) - len(fields)
        for place, tensor in zip(fields, self.inputs[plain:], strict=True):
            self.args[tensor] = f"zeal_get:components:{place}"
        for i, tensor in enumerate(self.inputs[:plain]):
            base = _spelt(tensor.op.name)
            name = base if self.result_names else f"arg_{base}"
            while name in taken:
                name = f"{name}_{i}"
            taken.add(name)
            self.args[tensor] = name
            self.message.signature.input_arg.add(name=name, type=tensor.dtype.as_datatype_enum)
        if self.part:
            self.part.unpack(self.message.node_def.add, self.message.signature)

    def _source(self, tensor) -> str:
        if tensor in self.args:
            return self.args[tensor]
        op, index = tensor.op, tensor.value_index
        if op.name in op.graph._declared:  # the names are those of the function that is called
            function, _ = op.graph._declared[op.name]
            results = self.library.declared[function.name].output_arg
            if index < len(results):  # behind them: what the call keeps for its gradient
                return f"{op.name}:{results[index].name}:0"
        if op._bodies() is not None:
            return f"{op.name}:output:{Records(op).place(index)}"
        if self._known(op) is not None:
            return f"{op.name}:output:0"
        return f"{op.name}:{output_names(op)[index]}"


def _spelt(name) -> str:
    """A name as one of an argument."""
    return re.sub(r"[^a-z0-9_]", "_", name.lower()).strip("_") or "arg"


def _unlike(names, taken) -> list:
    """Names with numbers where they were taken."""
    taken, found = set(taken), []
    for base in names:
        name, number = base, 0
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        found.append(name)
    return found


def _read(op):
    """The tensors that the written node reads, in TensorFlow's order."""
    from zeal.graph_def.export import written_as

    return [op.inputs[i] for i in written_as(op)[1]]
