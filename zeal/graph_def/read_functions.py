"""Functions of a GraphDef's library: ops that call them, as entries with bodies."""

from zeal.errors import NotFoundError
from zeal.graph_def import raise_branches, raise_loops, replace, tensor_arrays
from zeal.graph_def.append import definition_of
from zeal.graph_def.bodies import MOST_NESTED, Body, Call, Choice, Derived, Loop
from zeal.graph_def.composed import COMPOSED
from zeal.graph_def.declared import from_library
from zeal.graph_def.entries import entries_of, parse
from zeal.graph_def.hosted_datasets import FUNCTIONS
from zeal.graph_def.op_defs import op_def
from zeal.graph_def.sizes_of_calls import written_out

_FEW = 1000  # nodes that are written out with each call
_CALLS = {"PartitionedCall", "StatefulPartitionedCall"}
_CHOICES = {
    "If": ("else_branch", "then_branch"),
    "StatelessIf": ("else_branch", "then_branch"),
    "Case": ("branches",),
}
_LOOPS = {"While", "StatelessWhile"}
# Ops that zeal has others for; all their outputs have one name.
_OF_ONE_NAME = {*COMPOSED, *replace.RENAMED, *replace.GATHERS, "Concat"}
_OF = "_zeal_derivative_of"


class Functions:
    """The functions of a library."""

    def __init__(self, library):
        self.functions = {f.signature.name: f for f in library.function}
        self.library, self.declared = library, {}
        self.with_gradients = {g.function_name for g in library.gradient}
        # Functions that call functions may say much in few bytes: those that would be written out
        # over and over are made once.
        self.sizes = written_out(self.functions, self._callees, MOST_NESTED)
        plain = sum(len(f.node_def) for f in library.function)
        self.most_inside = max(_FEW, 4 * plain)
        self.bodies, self.nodes_left = {}, 1_000_000

    def _callees(self, node) -> list:
        """The names of the functions that a node runs."""
        if node.op in self.functions:
            return [node.op]
        if node.op in FUNCTIONS:
            return [node.attr[attr].func.name for attr in FUNCTIONS[node.op] if attr in node.attr]
        if node.op not in _CALLS and node.op not in _CHOICES and node.op not in _LOOPS:
            return []
        values = node.attr.values()
        return [f.name for value in values for f in (value.func, *value.list.func) if f.name]

    def replace(self, entries, depth=0):
        """Replaces ops that call functions by entries with bodies.

        Args:
          entries: Entries by name, which are changed.
          depth: how many bodies they lie in.

        Raises:
          ValueError: a function is missing, or does not fit the call.
        """
        derived = {name: _derived(e, entries) for name, e in entries.items() if _OF in e.attrs}
        for name, entry in list(entries.items()):
            if derived.get(name) is not None:
                entries[name] = derived[name]
            elif entry.op in _CHOICES:
                entries[name] = self._choice(entry, depth)
            elif entry.op in _LOOPS:
                entries[name] = self._loop(entry, depth)
            elif entry.op in _CALLS:
                entries[name] = Call(entry, self._body(entry, self._named(entry, "f")[0], depth))
            elif entry.op in FUNCTIONS:
                entry.functions = {a: self._of_attr(entry, a, depth) for a in FUNCTIONS[entry.op]}
            elif entry.op in self.functions:
                body = self._body(entry, (entry.op, entry.attrs), depth)
                entries[name] = Call(entry, body, self._declared(entry.op))

    # --- kinds ---
    def _choice(self, entry, depth):
        named = [f for attr in _CHOICES[entry.op] for f in self._named(entry, attr)]
        if not named or not entry.inputs:
            raise ValueError(f"Node '{entry.name}': {entry.op} has no branches or no input")
        branches = [self._body(entry, f, depth, entry.inputs[1:]) for f in named]
        if len({len(b.outputs) for b in branches}) > 1:
            raise ValueError(f"Node '{entry.name}': its branches give different numbers of values")
        return Choice.of_functions(entry, branches)

    def _loop(self, entry, depth):
        cond, body = (self._body(entry, self._named(entry, a)[0], depth) for a in ("cond", "body"))
        if len(cond.outputs) != 1 or len(body.outputs) != len(entry.inputs):
            raise ValueError(
                f"Node '{entry.name}': a loop of {len(entry.inputs)} values has a condition that "
                f"gives {len(cond.outputs)} values and a body that gives {len(body.outputs)}"
            )
        return Loop.of_functions(entry, cond, body)

    def _of_attr(self, entry, attr, depth):
        """The body that an attribute names, and the numbers of its arguments' types."""
        [named] = self._named(entry, attr)
        definition = self.functions.get(named[0])
        args = definition.signature.input_arg if definition else ()
        return self._body(entry, named, depth, args), [arg.type for arg in args]

    def _named(self, entry, attr) -> list:
        """Pairs of a function's name and attributes that an attribute says."""
        if "_zeal_derivative" in entry.attrs:
            raise ValueError(
                f"Node '{entry.name}' is part of a second derivative of a {entry.op}, which cannot "
                "be read again: take the gradients after reading"
            )
        value = entry.attrs.get(attr)
        functions = [] if value is None else list(value.list.func) or [value.func]
        if not functions or not functions[0].name:
            raise ValueError(
                f"NodeDef missing attr '{attr}' of {entry.op}; NodeDef: {{{{node {entry.name}}}}}"
            )
        return [(f.name, f.attr) for f in functions]

    def _declared(self, name):
        """The function as one that is declared, with its gradient; None where it has none."""
        if name in self.with_gradients and not self.declared:
            self.declared = {f.name: f for f in from_library(self.library)}
        return self.declared[name] if name in self.with_gradients else None

    # --- bodies ---
    def _body(self, entry, function, depth, inputs=None):
        name, attrs = function
        if name not in self.functions:
            raise ValueError(f"Node '{entry.name}': Function {name} is not defined in the library")
        if depth > MOST_NESTED:
            raise ValueError(
                f"Function {name}: functions call each other more than {MOST_NESTED} deep"
            )
        definition = self.functions[name]
        shared = self.sizes[name] > self.most_inside
        key = name, tuple((k, v.SerializeToString()) for k, v in sorted(attrs.items()))
        if shared and key in self.bodies:
            return self.bodies[key]
        self.nodes_left -= len(definition.node_def) + 1
        if self.nodes_left < 0:
            raise ValueError("the functions of the GraphDef say more than 1,000,000 nodes")
        given = entry.inputs if inputs is None else inputs
        if len(definition.signature.input_arg) != len(given):
            raise ValueError(
                f"Node '{entry.name}': Function {name} takes "
                f"{len(definition.signature.input_arg)} values, but is given {len(given)}"
            )
        body = self._read(definition, attrs, depth)
        if shared:
            body.shared = True
            self.bodies[key] = body
        return body

    def _read(self, definition, attrs, depth):
        nodes = _without_inputs(definition, attrs)
        found = entries_of(nodes)
        args = [arg.name for arg in definition.signature.input_arg]
        source = _Sources(self, definition, found, args)
        for node in definition.node_def:
            for text in node.input:
                if text.startswith("^"):
                    found[node.name].controls.append(source.control(node.name, text[1:]))
                else:
                    found[node.name].inputs.append(source.output(node.name, text))
        outputs = []
        for arg in definition.signature.output_arg:
            if arg.name not in definition.ret:
                raise ValueError(
                    f"Function {definition.signature.name}: Return {arg.name} missing."
                )
            outputs.append(source.output(arg.name, definition.ret[arg.name]))
        effects = [n for n in definition.control_ret.values() if n in found]
        effects += [name for name, e in found.items() if _acts(e) and name not in effects]
        self.replace(found, depth + 1)
        replace.replace_ops(found)
        tensor_arrays.replace(found)
        raise_loops.raise_loops(found)
        raise_branches.raise_branches(found)
        return Body(found, [(name, 0) for name in args], outputs, [], [], effects)


def _derived(entry, entries):
    """The entry of a derivative; None for that of another derivative, which passes records on."""
    of = entries.get(entry.attrs[_OF].s.decode(errors="replace"))
    numbers = [list(entry.attrs[a].list.i) if a in entry.attrs else [] for a in _WIRES]
    if of is None or "_zeal_derivative" in of.attrs or any(len(n) % 2 or not n for n in numbers):
        return None
    seeds, targets = (list(zip(n[::2], n[1::2], strict=True)) for n in numbers)
    reads = [at for _, at in seeds], [place for place, _ in targets]
    if not (_all_below(len(entry.inputs), reads[0]) and _all_below(len(of.inputs), reads[1])):
        return None
    if any(output < 0 for output, _ in seeds):
        return None
    made = Derived(entry, of, seeds, [(place, bool(sparse)) for place, sparse in targets])
    if "_zeal_places" in entry.attrs:  # loops give what they take too
        places = entry.attrs["_zeal_places"].list.i
        end = len(places) + len(entry.inputs)
        if len(places) != made.num_outputs or not _all_below(end, places):
            return None
        made.results = [0] * (max(places) + 1)
        for i, place in enumerate(places):
            made.results[place] = i
        made.num_outputs = len(made.results)
    return made


def _all_below(end, numbers):
    return all(0 <= n < end for n in numbers)


_WIRES = ("_zeal_seeds", "_zeal_targets")


def _without_inputs(definition, attrs) -> list:
    """The nodes with the call's attributes in the place of names, but for what they read."""
    nodes = []
    for node in definition.node_def:
        copy = type(node)()
        copy.CopyFrom(node)
        del copy.input[:]
        for value in copy.attr.values():
            if value.WhichOneof("value") == "placeholder":
                if value.placeholder not in attrs:
                    raise ValueError(
                        f"Function {definition.signature.name}: the call gives no value for the "
                        f"attribute {value.placeholder}"
                    )
                value.CopyFrom(attrs[value.placeholder])
        nodes.append(copy)
    return nodes


def _acts(entry) -> bool:
    """Whether an op does something though nobody reads it."""
    try:
        definition = op_def(entry.op)
    except NotFoundError:
        return entry.op.startswith("Stateful")
    return definition.is_stateful and (not definition.output_arg or entry.op in _ACTING)


_ACTING = {"PyFunc", "EagerPyFunc", "Print"}


class _Sources:
    """What texts name in a function: "arg", "node:output:0".

    Args:
      functions: the Functions.
      definition: the FunctionDef.
      entries: its nodes by name.
      args: the names of its arguments.
    """

    def __init__(self, functions, definition, entries, args):
        self.functions, self.definition = functions, definition
        self.entries, self.args = entries, set(args)
        if clash := self.args & set(entries):
            raise ValueError(
                f"Function {definition.signature.name}: {sorted(clash)[0]} names an argument "
                "and a node"
            )

    def control(self, reader, name):
        if name not in self.entries:
            self._unknown(reader, f"^{name}")
        return name

    def output(self, reader, text):
        """The node, or the argument, and its output."""
        name, index = parse(text)
        if name in self.args and not index:
            return (name, 0)
        node, _, arg = name.partition(":")
        if node not in self.entries:
            self._unknown(reader, text)
        return (node, self._offset(self.entries[node], arg) + index)

    def _offset(self, entry, arg) -> int:
        """The place of an output argument's first tensor."""
        offset = 0
        for name, count in self._outputs(entry, arg):
            if name == arg:
                return offset
            offset += count
        self._unknown(entry.name, f"{entry.name}:{arg}")

    def _outputs(self, entry, arg):
        if entry.op in self.functions.functions:
            signature = self.functions.functions[entry.op].signature
            return [(a.name, 1) for a in signature.output_arg]
        if entry.op in _CALLS or entry.op in _CHOICES or entry.op in _LOOPS:
            return [("output", 0)]
        if entry.op in _OF_ONE_NAME:
            return [(arg, 0)]
        return [(a.name, _length(a, entry)) for a in definition_of(entry).output_arg]

    def _unknown(self, reader, text):
        raise ValueError(
            f"Function {self.definition.signature.name}: {reader} reads {text}, which is no "
            "argument and no output of a node"
        )


def _length(arg, entry) -> int:
    if arg.number_attr and arg.number_attr in entry.attrs:
        return max(0, entry.attrs[arg.number_attr].i)
    if arg.type_list_attr and arg.type_list_attr in entry.attrs:
        return len(entry.attrs[arg.type_list_attr].list.type)
    return 1
