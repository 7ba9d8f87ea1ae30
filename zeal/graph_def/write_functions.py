"""The library of a GraphDef: bodies of calls, conditions and loops as functions, `FunctionDef`."""

import re
from hashlib import sha1

from zeal.graph_def import attr_value
from zeal.graph_def.op_defs import output_names
from zeal.messages.graph import FunctionDef, NameAttrList

# What TensorFlow calls the bodies of such an op, in zeal's order.
_ROLES = {
    "If": ("then_branch", "else_branch"),
    "While": ("cond", "body"),
    "StatefulPartitionedCall": ("f",),
    "Case": (),
}


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
        _Function(self, message, "", body, names).write(())
        message.signature.description = function.doc
        message.signature.is_stateful = bool(function.stateful_ops)
        write_attributes(message.attr, function.extra_kwargs)

    def write_call(self, op, message):
        """Adds the attributes of a call, a condition or a loop, and its functions."""
        bodies, carried, given = op._bodies()
        if bodies is None:  # what derivatives pass on has no form in messages: they are found anew
            self._write_wires(op, message)
            return
        is_loop = op.type == "While"
        kept = range(carried, len(op.inputs)) if is_loop else ()
        written = [
            self.add(f"{op.name}_{role}", body, kept if role == "body" else ())
            for role, body in zip(_roles(op, bodies), bodies, strict=True)
        ]
        self._add_types(op, message, given)
        functions = [NameAttrList(name=name) for name in written]
        if op.type == "Case":
            attr_value.write(message.attr["branches"], functions)
        for role, function in zip(_ROLES[op.type], functions, strict=False):
            attr_value.write(message.attr[role], function)

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
    def _add_types(op, message, count):
        given = [t.dtype for t in op.inputs]
        if op.type == "While":
            attr_value.write(message.attr["T"], given)
            return
        if op.type == "If":
            attr_value.write(message.attr["Tcond"], given[0])
        attr_value.write(message.attr["Tin"], given[op.type != "StatefulPartitionedCall" :])
        attr_value.write(message.attr["Tout"], [t.dtype for t in op.outputs[:count]])

    def add(self, wanted, body, kept=()) -> str:
        """Adds a function; the arguments at the places `kept` are results too. Returns its name.

        A body that several ops call is written once: functions that call each other twice would
        double with each level.
        """
        key = (*map(tuple, body), tuple(kept))
        if key in self.names:
            return self.names[key]
        message = FunctionDef()
        _Function(self, message, re.sub(r"\W", "_", wanted), body).write(kept)
        # By what it does: a graph that reads two GraphDefs takes one function of a name.
        digest = sha1(message.SerializeToString(deterministic=True)).hexdigest()[:12]
        name = self.names[key] = f"{message.signature.name}_{digest}"
        if name not in self.taken:
            self.taken.add(name)
            message.signature.name = name
            self.message.function.append(message)
        return name


def _roles(op, bodies):
    return _ROLES[op.type] or [f"branch{i}" for i in range(len(bodies))]


class _Function:
    """One function.

    Args:
      library: the Library.
      message: the FunctionDef.
      name: its name.
      body: inputs and outputs, tensors, and the operations that run though nobody reads them.
      result_names: of a declared function, names of the results, whose arguments have their own.
    """

    def __init__(self, library, message, name, body, result_names=None):
        self.library, self.message, self.result_names = library, message, result_names
        message.signature.name = name
        self.inputs, self.outputs, self.effects = body
        self.ops = self._needed()
        self.args = {}  # by tensor

    def _needed(self) -> list:
        """The operations that the body runs, sources first."""
        given = {t.op for t in self.inputs}
        seen, todo = set(), [t.op for t in self.outputs] + list(self.effects)
        while todo:
            op = todo.pop()
            if op not in seen and op not in given:
                seen.add(op)
                todo += [t.op for t in _read(op)] + list(op.control_inputs)
        return sorted(seen, key=lambda op: op._id)

    def write(self, kept):
        signature = self.message.signature
        self._write_args({op.name for op in self.ops})
        inside = set(self.ops)
        for op in self.ops:
            node = self.message.node_def.add()
            self.library.write_node(op, node, self.library)
            node.input[:] = [self._source(t) for t in _read(op)]
            node.input.extend(
                f"^{before.name}" for before in op.control_inputs if before in inside
            )
        results = [*self.outputs, *(self.inputs[i] for i in kept)]
        names = self.result_names or [f"result_{i}" for i in range(len(results))]
        for name, tensor in zip(_unlike(names, self.args.values()), results, strict=True):
            signature.output_arg.add(name=name, type=tensor.dtype.as_datatype_enum)
            self.message.ret[name] = self._source(tensor)
        for i, op in enumerate(self.effects):
            signature.control_output.append(f"effect_{i}")
            self.message.control_ret[f"effect_{i}"] = op.name
        signature.is_stateful = bool(self.effects)

    def _write_args(self, taken):
        for i, tensor in enumerate(self.inputs):
            base = _spelt(tensor.op.name)
            name = base if self.result_names else f"arg_{base}"
            while name in taken:
                name = f"{name}_{i}"
            taken.add(name)
            self.args[tensor] = name
            self.message.signature.input_arg.add(name=name, type=tensor.dtype.as_datatype_enum)

    def _source(self, tensor) -> str:
        if tensor in self.args:
            return self.args[tensor]
        op, index = tensor.op, tensor.value_index
        if op.name in op.graph._declared:  # the names are those of the function that is called
            function, _ = op.graph._declared[op.name]
            results = self.library.declared[function.name].output_arg
            if index < len(results):  # behind them: what the call keeps for its gradient
                return f"{op.name}:{results[index].name}:0"
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
