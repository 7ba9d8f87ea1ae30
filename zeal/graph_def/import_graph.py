"""`tf.import_graph_def`: a GraphDef's nodes in the default graph."""

from contextlib import contextmanager, nullcontext

from zeal import _native
from zeal.dtypes import resource, variant
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import Operation, get_default_graph
from zeal.graph_def import (
    attr_value,
    defaults,
    entries,
    functional,
    one_of_a_name,
    records,
    ref_variables,
    shape_proto,
    tensor_arrays,
)
from zeal.graph_def.append import Budget, append, outside_python_errors
from zeal.graph_def.bodies import Bodied
from zeal.graph_def.composed import COMPOSED, compose
from zeal.graph_def.no_collection import no_collection
from zeal.graph_def.raise_branches import raise_branches
from zeal.graph_def.raise_loops import raise_loops
from zeal.graph_def.read_functions import Functions
from zeal.graph_def.replace import replace_ops
from zeal.graph_def.variable_def import adopt
from zeal.messages.build import own
from zeal.messages.graph import GraphDef, OpList
from zeal.public import public
from zeal.version import GRAPH_DEF_VERSION, VERSION


@public("import_graph_def", "graph_util.import_graph_def")
@no_collection()
def import_graph_def(
    graph_def,
    input_map=None,
    return_elements=None,
    name=None,
    op_dict=None,
    producer_op_list=None,
):
    """Adds the nodes of a GraphDef to the default graph.

    Variables of TensorFlow's old kind (`VariableV2`) become resource variables, whose "w:0" is a
    handle.

    Args:
      graph_def: a `tf.GraphDef`.
      input_map: tensors that stand for outputs of the GraphDef's nodes, by name ("x:0").
      return_elements: names of what to return, operations ("y") or tensors ("y:0").
      name: a prefix of the names, "import" by default; "" for none.
      op_dict: ignored.
      producer_op_list: an `OpList` of the program that made the GraphDef: attributes that it knows
        beyond zeal's ops, and that have its defaults, are dropped.

    Returns:
      A list of tensors and operations, or None without `return_elements`.

    Raises:
      TypeError: an argument is of the wrong type.
      ValueError: the GraphDef contradicts itself, or has no element of a name; also what TensorFlow
        calls NotFoundError, an op that is not built; or the graph has another function of a name.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.placeholder(tf.float32, name="x")
      ...     y = tf.multiply(x, 2.0, name="y")
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     [y] = tf.import_graph_def(graph.as_graph_def(), {"x:0": 21.0}, ["y:0"])
      ...     print(session.run(y))
      42.0
    """
    graph_def = records.without(own(graph_def, GraphDef, "graph_def"))
    mapped, wanted = _checked_map(input_map), _checked_elements(return_elements)
    _check_version(graph_def.versions)
    nodes = entries.entries_of(graph_def.node, mapped)
    if producer_op_list is not None:
        defaults.drop_unknown(nodes, own(producer_op_list, OpList, "producer_op_list"))
    if executing_eagerly():
        raise RuntimeError("tf.import_graph_def() is not compatible with eager execution.")
    graph = get_default_graph()
    graph._versions = _both(graph.graph_def_versions, graph_def.versions)
    with graph.name_scope("import" if name is None else name) as scope:
        mapped = _converted(mapped, graph, scope)
        one_of_a_name.note(graph, graph_def.library)
        Functions(graph_def.library).replace(nodes)
        made = Import(graph, scope, mapped, wanted).run(nodes)
    return None if return_elements is None else made


# --- arguments ---
def _checked_map(input_map) -> dict:
    input_map = {} if input_map is None else input_map
    if not isinstance(input_map, dict) or not all(isinstance(k, (str, bytes)) for k in input_map):
        raise TypeError("input_map must be a dictionary mapping strings to Tensor objects.")
    return {k.decode() if isinstance(k, bytes) else k: v for k, v in input_map.items()}


def _checked_elements(return_elements) -> list:
    elements = [] if return_elements is None else list(return_elements)
    if not all(isinstance(e, (str, bytes)) for e in elements):
        raise TypeError("return_elements must be a list of strings.")
    elements = [e.decode() if isinstance(e, bytes) else e for e in elements]
    for element in elements:
        if ":" in element and not element.partition(":")[2].isdigit():
            raise ValueError(f"Cannot convert {element!r} to a tensor name.")
    return elements


def _check_version(versions):
    if versions.producer < 0:
        raise ValueError(
            f"GraphDef producer version {versions.producer} below min producer 0 supported by "
            f"TensorFlow {VERSION}.  Please regenerate your graph."
        )
    if versions.min_consumer > GRAPH_DEF_VERSION:
        raise ValueError(
            f"GraphDef min consumer version {versions.min_consumer} above current version "
            f"{GRAPH_DEF_VERSION} for TensorFlow {VERSION}.  Please upgrade TensorFlow."
        )
    if GRAPH_DEF_VERSION in versions.bad_consumers:
        raise ValueError(
            f"GraphDef disallows consumer version {GRAPH_DEF_VERSION}.  Please upgrade TensorFlow: "
            "this version is likely buggy."
        )


def _both(own, versions):
    """What who reads a graph must know, once a GraphDef of some versions is part of it."""
    own.producer = min(own.producer, versions.producer)
    own.min_consumer = max(own.min_consumer, versions.min_consumer)
    own.bad_consumers[:] = sorted({*own.bad_consumers, *versions.bad_consumers})
    return own


def _converted(mapped, graph, scope) -> dict:
    """The map with tensors (operations for "^name") of the graph as values."""
    if all(isinstance(v, (_native.Tensor, _native.Variable, Operation)) for v in mapped.values()):
        values = mapped
    elif not scope:
        raise ValueError(
            "tf.import_graph_def() requires a non-empty `name` if `input_map` contains non-Tensor "
            "values. Try calling tf.convert_to_tensor() on `input_map` values before calling "
            "tf.import_graph_def()."
        )
    else:
        with graph.name_scope("_inputs"):
            values = {key: _native.convert(value) for key, value in mapped.items()}
    return {key: _standing_in(key, value, graph) for key, value in values.items()}


def _standing_in(key, value, graph):
    if key.startswith("^"):
        return getattr(value, "op", value)
    if isinstance(value, Operation):
        raise TypeError(f"Can't convert Operation '{value.name}' to Tensor")
    value = _native.convert(value)
    if not value._symbolic:
        return graph._constant(value, "Const")
    if value.graph is not graph:
        raise ValueError(
            f"node '{value.op.name}' in input_map does not exist in graph (input_map entry: {key}->"
            f"{value.name})"
        )
    return value


class Import:
    """One import: the graph's nodes by the names that they have in the GraphDef.

    Args:
      graph: the graph, whose present scope is `scope`.
      scope: the prefix of names, "" or "import/".
      mapped: what stands for outputs ("x:0") and nodes ("^x").
      wanted: names of what to return.
    """

    def __init__(self, graph, scope, mapped, wanted):
        self.graph, self.scope, self.wanted = graph, scope, wanted
        self.outputs, self.before = {}, {}
        for key, value in mapped.items():
            if key.startswith("^"):
                self.before[key[1:]] = value
            else:
                self.outputs[entries.parse(key)] = value
        self.mapped = [*self.outputs, *((name, -1) for name in self.before)]
        self.ops, self.budget, self.shared = {}, Budget(), {}
        self.prefixes, self.places = set(), {}

    def inside(self, graph, outputs):
        """An import of a body.

        Args:
          graph: the body's graph.
          outputs: tensors by what the body calls them: its arguments, and what lies around it.
        """
        scope = graph.get_name_scope()
        inner = Import(graph, f"{scope}/" if scope else "", {}, ())
        inner.outputs, inner.budget, inner.shared = dict(outputs), self.budget, self.shared
        return inner

    def run(self, nodes) -> list:
        """Adds the nodes.

        Args:
          nodes: a dict of Entries by name.
        """
        self.prefixes = {p for op in self.graph.get_operations() for p in _prefixes(op.name)}
        read = {name for e in nodes.values() for name in (*(s for s, _ in e.inputs), *e.controls)}
        self._check_map(lambda name, index: name in nodes or name in read)
        _check_places(nodes)
        replace_ops(nodes)
        tensor_arrays.replace(nodes)
        ref_variables.replace(nodes)
        raise_loops(nodes)
        raise_branches(nodes)
        _drop_places(nodes)
        self.add_all(nodes)
        self._check_map(
            lambda name, i: not i or name not in self.ops or i < len(self.ops[name].outputs)
        )
        for op in self.ops.values():
            if op.type == "ReadVariableOp":
                adopt(self.graph, op)
        return [self._element(text) for text in self.wanted]

    def add_all(self, nodes):
        """Adds entries, sources first.

        Args:
          nodes: a dict of Entries by name.
        """
        for entry in entries.in_order(nodes):
            if isinstance(entry, Bodied):
                self._note(entry, functional.add(self, entry))
            else:
                self._add(entry)
        if self.places:
            self._settle_places()

    def _note(self, entry, outputs):
        op = outputs[0].op
        if entry.shown:  # under its name, as the call itself was
            kind, inputs = ("IdentityN", outputs) if entry.num_outputs else ("NoOp", [])
            with self.graph.control_dependencies([op]):
                op = self.graph._append(kind, inputs, {}, self._name(entry.name))
            outputs = op.outputs
        for i, output in enumerate(outputs):
            self.outputs.setdefault((entry.name, i), output)
        self.ops[entry.name] = op

    def _check_map(self, is_there):
        missing = [
            f"{name}:{index}" if index >= 0 else f"^{name}"
            for name, index in self.mapped
            if not is_there(name, index)
        ]
        if missing:
            raise ValueError(
                f"Attempted to map inputs that were not found in graph_def: [{', '.join(missing)}]"
            )

    def _add(self, entry):
        inputs = [self.output(entry.name, *source) for source in entry.inputs]
        name = self._name(entry.name)
        places = entry.attrs.pop("_class", None)
        if entry.op == "Identity" and inputs and inputs[0].dtype in _HANDLES:
            entry = entry.retyped("IdentityN", entry.inputs, T=attr_value.of([inputs[0].dtype]))
        with self.behind(entry) if entry.controls else _AT_ONCE:
            if entry.op in COMPOSED:
                with outside_python_errors(name):
                    op = compose(entry, inputs, f"{name}/")
            else:
                functions = functional.functions_of(self, entry)
                op = append(self.graph, entry, name, inputs, self.budget, functions)
                if entry.controls:  # what it reads, too
                    op._add_control_inputs([self._before(entry, x) for x in entry.controls])
        self.ops[entry.name] = op
        if places is not None:
            self.places[op] = [place.decode().removeprefix("loc:@") for place in places.list.s]
        self._refine(entry, op)
        for i, output in enumerate(op.outputs):
            self.outputs.setdefault((entry.name, i), output)

    @contextmanager
    def behind(self, entry):
        """Ops of the `with` block wait for what an entry waits for."""
        controls = [self._before(entry, name) for name in entry.controls]
        before = self.graph._set_controls(())
        self.graph._set_controls((*before, *dict.fromkeys(controls)))
        try:
            yield
        finally:
            self.graph._set_controls(before)

    def _before(self, entry, name):
        found = self.before.get(name) or self.ops.get(name)
        if found is None:
            raise ValueError(
                f"Node '{entry.name}' waits for {name}, which lies inside a loop or a cond"
            )
        return found

    def _name(self, wanted) -> str:
        """The node's name in the graph: below the prefix, with a number where that is taken."""
        full = self.scope + wanted
        name = self.graph.unique_name(wanted)  # notes it as taken
        if self.graph._find(full) is None and full not in self.prefixes:
            return full
        while name in self.prefixes:
            name = self.graph.unique_name(wanted)
        return name

    def _settle_places(self):
        """Nodes beside others have the devices of those, whatever they and functions ask for."""
        self.graph._device_blocks.settle(self.graph)
        beside = {
            op: [self.ops[n] for n in names if n in self.ops] for op, names in self.places.items()
        }
        for op, found in beside.items():
            self.graph._colocations.note(op, [other.name for other in found])
            if found != [op]:
                op._set_device("")
        for op, found in beside.items():
            device = next((x.device for x in found if x is not op and x.device), op.device)
            op._set_device(device)

    def _refine(self, entry, op):
        if "_output_shapes" not in entry.attrs:
            return
        shapes = entry.attrs["_output_shapes"].list.shape
        if len(shapes) != len(op.outputs):
            raise ValueError(
                f"Node '{op.name}' has {len(op.outputs)} outputs but the _output_shapes attribute "
                f"specifies shapes for {len(shapes)} outputs"
            )
        for i, (output, shape) in enumerate(zip(op.outputs, shapes, strict=True)):
            try:
                sizes = shape_proto.sizes_of(shape)
                if sizes is not None and output._shape_tuple() != tuple(sizes):
                    output.set_shape(sizes)
            except ValueError as e:
                raise ValueError(
                    f"Node '{op.name}' has an _output_shapes attribute inconsistent with the "
                    f"GraphDef for output #{i}: {e}"
                ) from None

    def output(self, reader, name, index):
        """The tensor that an entry reads.

        Raises:
          ValueError: there is no such output.
        """
        known = self.outputs.get((name, index))
        if known is None and name not in self.ops:
            raise ValueError(
                f"Node '{reader}' reads {name}:{index}, which lies inside a loop or a cond"
            )
        if known is None:
            raise ValueError(
                f"Node '{reader}': Connecting to invalid output {index} of source node {name} "
                f"which has {len(self.ops[name].outputs)} outputs."
            )
        return known

    def _element(self, text):
        name, index = entries.parse(text)
        if (name, index) in self.outputs and ":" in text:
            return self.outputs[name, index]
        if name not in self.ops:
            kind = "tensor" if ":" in text else "node"
            raise ValueError(f"Requested return {kind} '{text}' not found in graph def")
        if ":" not in text:
            return self.ops[name]
        raise ValueError(
            f"Invalid return output {index} of node '{name}', which has "
            f"{len(self.ops[name].outputs)} output(s)"
        )


_AT_ONCE = nullcontext()
_HANDLES = (variant, resource)  # which zeal's Identity does not take


def _check_places(nodes):
    """Nodes that others are asked to run beside must be there."""
    for entry in nodes.values():
        for place in entry.attrs["_class"].list.s if "_class" in entry.attrs else ():
            beside = place.removeprefix(b"loc:@").decode("utf-8", "replace")
            if place.startswith(b"loc:@") and beside not in nodes:
                raise ValueError(
                    f"Node '{entry.name}' expects to be colocated with unknown node '{beside}'"
                )


def _drop_places(nodes):
    """Nodes that lie in bodies now are none to run beside."""
    for entry in nodes.values():
        if "_class" in entry.attrs:
            places = entry.attrs.pop("_class").list.s
            names = [place.decode("utf-8", "replace").removeprefix("loc:@") for place in places]
            there = [place for place, name in zip(places, names, strict=True) if name in nodes]
            if there:
                entry.attrs["_class"] = attr_value.of(there)


def _prefixes(name):
    """The scopes that a name lies in: "a" and "a/b" of "a/b/c"."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name
