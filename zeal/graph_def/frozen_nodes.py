"""Nodes and functions of a GraphDef with constants in the place of some variables."""

from zeal.dtypes import as_dtype
from zeal.graph_def import attr_value, tensor_proto
from zeal.graph_def.graph_util import with_nodes

# What hands its first input on, and, of the nodes that call functions, where the types of the
# arguments stand and how many inputs come before these.
_WAYS = ("Identity", "Switch", "Enter", "Exit")
_CALLS = {
    "If": ("Tin", 1),
    "StatelessIf": ("Tin", 1),
    "Case": ("Tin", 1),
    "StatelessCase": ("Tin", 1),
    "While": ("T", 0),
    "StatelessWhile": ("T", 0),
    "PartitionedCall": ("Tin", 0),
    "StatefulPartitionedCall": ("Tin", 0),
}


def frozen(graph_def, values):
    """A GraphDef with values for variables, in branches, loops and functions too.

    Args:
      graph_def: a GraphDef.
      values: a dict from names of its variables to tensors.

    Returns:
      A GraphDef. It has the functions that are still called.
    """
    functions = _Functions(graph_def)
    known = {(name, 0): value.dtype for name, value in values.items()}
    _spread(graph_def.node, known)
    out = with_nodes(graph_def, ())
    for node in graph_def.node:
        value = values.get(node.name)
        out.node.extend(functions.node(node, known) if value is None else [_constant(node, value)])
    called = _called(out.node, functions.made)
    out.library.ClearField("function")
    out.library.function.extend(functions.made[name] for name in functions.made if name in called)
    return out


def _reference(text) -> tuple:
    """The node and the place of an output, in a graph ("a:1") or in a function ("a:output:1")."""
    name, *rest = text.split(":")
    return name, int(rest[-1]) if rest else 0


def _spread(nodes, known):
    """Finds the outputs that are variables handed on. `known` has the dtypes of their values."""
    before = -1
    while len(known) > before:  # nodes come in any order
        before = len(known)
        for node in nodes:
            for i, dtype in _found(node, known).items():
                if node.op in _WAYS and i == 0:
                    known.update({(node.name, 0): dtype, (node.name, 1): dtype})
                elif node.op in ("While", "StatelessWhile"):
                    known[node.name, i] = dtype


def _found(node, known) -> dict:
    found = {i: known.get(_reference(text)) for i, text in enumerate(node.input)}
    return {i: dtype for i, dtype in found.items() if dtype is not None}


class _Functions:
    """The functions of a GraphDef, and copies of them that take values for variables."""

    def __init__(self, graph_def):
        self.made = {f.signature.name: f for f in graph_def.library.function}
        self._copies = {}

    def node(self, node, known, end="") -> list:
        """The nodes in the place of one. `end`: what follows a node's name to say its output."""
        found = _found(node, known)
        if found and node.op in _CALLS:
            return [self._call(node, found)]
        if 0 not in found:
            return [node]
        if node.op == "ReadVariableOp":
            return [_identity(node)]
        if node.op == "ResourceGather":
            return _gather(node, end)
        if node.op == "VariableShape":
            node.op = "Shape"
        if node.op == "Shape" or node.op in _WAYS:
            attr_value.write(node.attr["T"], found[0])
        return [node]

    def _call(self, node, found):
        key, before = _CALLS[node.op]
        given = {i - before: dtype for i, dtype in found.items()}
        _set_types(node.attr[key].list.type, given)
        for key in sorted(node.attr):
            for called in functions_of(node.attr[key]):
                called.name = self._copy(called.name, given)
        return node

    def _copy(self, name, given) -> str:
        """The name of a copy of a function, some of whose arguments are values."""
        key = (name, tuple(sorted((i, dtype.as_datatype_enum) for i, dtype in given.items())))
        if key not in self._copies:
            self._copies[key] = f"{name}_frozen_{len(self._copies)}"
            copy = type(self.made[name])()
            copy.CopyFrom(self.made[name])
            copy.signature.name = self._copies[key]
            self.made[copy.signature.name] = copy
            self._freeze(copy, given)
        return self._copies[key]

    def _freeze(self, function, given):
        arguments = function.signature.input_arg
        known = {(arguments[i].name, 0): dtype for i, dtype in given.items()}
        for i, dtype in given.items():
            arguments[i].type = dtype.as_datatype_enum
        _spread(function.node_def, known)
        reads = {n.name for n in function.node_def if n.op == "ReadVariableOp" and _found(n, known)}
        end = ":output:0"
        nodes = [made for node in function.node_def for made in self.node(node, known, end)]
        for node in nodes:
            node.input[:] = [_renamed(text, reads) for text in node.input]
        for out in function.signature.output_arg:
            function.ret[out.name] = _renamed(function.ret[out.name], reads)
            dtype = known.get(_reference(function.ret[out.name]))
            if dtype is not None:
                out.type = dtype.as_datatype_enum
        nodes = [_copied(node) for node in nodes]
        function.ClearField("node_def")
        function.node_def.extend(nodes)


def functions_of(attr):
    """The functions that an attribute of a node names, as messages."""
    return [attr.func] if attr.HasField("func") else attr.list.func


def _set_types(types, given):
    for i, dtype in given.items():
        types[i] = dtype.as_datatype_enum


def _copied(node):
    """A node that lives on when the list that holds it is emptied."""
    out = type(node)()
    out.CopyFrom(node)
    return out


def _renamed(text, reads) -> str:
    """What a function calls an output: that of a read is "value", of an `Identity` "output"."""
    name, *rest = text.split(":")
    return f"{name}:output:0" if rest and name in reads else text


def _called(nodes, functions) -> set:
    """The names of the functions that nodes call, and of those that these call."""
    called, waiting = set(), list(nodes)
    while waiting:
        for attr in waiting.pop().attr.values():
            for f in functions_of(attr):
                if f.name in functions and f.name not in called:
                    called.add(f.name)
                    waiting.extend(functions[f.name].node_def)
    return called


def _constant(node, value):
    out = type(node)(name=node.name, op="Const", device=node.device)
    attr_value.write(out.attr["dtype"], value.dtype)
    attr_value.write(out.attr["value"], tensor_proto.proto_of(value))
    return out


def _identity(node):
    out = type(node)(name=node.name, op="Identity", input=node.input, device=node.device)
    out.attr["T"].CopyFrom(node.attr["dtype"])
    if "_class" in node.attr:
        out.attr["_class"].CopyFrom(node.attr["_class"])
    return out


def _gather(node, end):
    axis = type(node)(name=f"{node.name}/axis", op="Const", device=node.device)
    attr_value.write(axis.attr["dtype"], as_dtype("int32"))
    attr_value.write(axis.attr["value"], tensor_proto.make_tensor_proto(0))
    inputs = [*node.input[:2], axis.name + end, *node.input[2:]]
    out = type(node)(name=node.name, op="GatherV2", input=inputs, device=node.device)
    out.attr["Tparams"].CopyFrom(node.attr["dtype"])
    out.attr["Tindices"].CopyFrom(node.attr["Tindices"])
    attr_value.write(out.attr["Taxis"], as_dtype("int32"))
    return [axis, out]
