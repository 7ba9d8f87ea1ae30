"""`tf.profiler.profile`: parameters, float operations and time of a graph's ops."""

import re
from math import prod

from zeal import errors
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.local_files import write
from zeal.messages.profile import GraphNodeProto, MultiGraphNodeProto
from zeal.profiles.flops import float_operations
from zeal.profiles.options import ProfileOptionBuilder
from zeal.public import public

_ROOT = "_TFProfRoot"
# What options call a number, its field, and what a report calls it.
_COUNTS = {
    "params": ("parameters", "params"),
    "float_ops": ("float_ops", "flops"),
    "micros": ("exec_micros", "us"),
}


@public("profiler.profile")
def profile(graph=None, run_meta=None, op_log=None, cmd="scope", options=None):
    """Counts what the ops of a graph cost.

    Args:
      graph: a Graph; the default one by default.
      run_meta: the `tf.RunMetadata` of a run with a full trace, for times.
      op_log: must be None.
      cmd: "scope": by the names of ops; "op": by their types. "graph" and "code" are not built.
      options: a dict of `tf.profiler.ProfileOptionBuilder`; by default the parameters of trainable
        variables, printed. Bytes, timelines and pprof are not built.

    Returns:
      A GraphNodeProto, for "op" a MultiGraphNodeProto: the root of a tree.

    Raises:
      InvalidArgumentError: an unknown cmd.
      UnimplementedError: something that is not built.

    Example:
      >>> builder = tf.profiler.ProfileOptionBuilder
      >>> with tf.Graph().as_default() as graph:
      ...     y = tf.matmul(tf.ones([2, 3]), tf.get_variable("w", [3, 4], initializer=tf.ones))
      ...     flops = builder(builder.float_operation()).with_empty_output().build()
      ...     told = tf.profiler.profile(graph, options=flops)
      >>> told.total_float_ops, told.children[0].name
      (48, 'MatMul')
    """
    options = ProfileOptionBuilder.trainable_variables_parameter() if options is None else options
    _check(cmd, options, op_log)
    nodes = _nodes(graph or get_default_graph(), run_meta)
    root = _Tree(options).scopes(nodes) if cmd == "scope" else _by_type(nodes, options)
    _write(root, options)
    return root


def _check(cmd, options, op_log):
    if cmd not in ("scope", "op", "graph", "code"):
        raise errors.InvalidArgumentError(f"unknown cmd: {cmd}\n")
    output = options.get("output", "stdout").partition(":")[0]
    beyond = sorted(set(options["select"]) - {*_COUNTS, "occurrence"})
    if cmd in ("graph", "code") or beyond or output not in ("stdout", "file", "none") or op_log:
        raise errors.UnimplementedError(
            "tf.profiler.profile counts parameters, float operations and times, by scope or op, "
            f"to stdout or a file: cmd={cmd!r}, select={options['select']}, output={output!r} and "
            "op_log are not built yet"
        )


class _Node:
    """An op, or a scope, with its own numbers and what lies below it."""

    def __init__(self, name, types=(), shape=None, **numbers):
        self.name, self.types, self.shape, self.numbers = name, types, shape, numbers
        self.below: dict = {}


def _nodes(graph, run_meta):
    trainable = {v.op.name for v in graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)}
    micros = _micros(run_meta)
    nodes = []
    for op in graph.get_operations():
        types = [op.type, *["_trainable_variables"] * (op.name in trainable)]
        shape = _variable_shape(op)
        known = shape is not None and None not in shape
        parameters = prod(shape) if known else 0
        numbers = {"params": parameters, "float_ops": _flops(op), "micros": micros.get(op.name, 0)}
        nodes.append(_Node(op.name, types, shape if known else None, **numbers))
    return nodes


def _variable_shape(op):
    if op.type != "VarHandleOp":
        return None
    told = op.get_attr("shape")
    return None if told.unknown_rank else [None if d.size < 0 else d.size for d in told.dim]


def _flops(op):
    try:
        return float_operations(op) or 0
    except ValueError:  # a shape that only runs tell, which TensorFlow leaves out too
        return 0


def _micros(run_meta):
    found: dict = {}
    for device in run_meta.step_stats.dev_stats if run_meta is not None else ():
        for node in device.node_stats:
            found[node.node_name] = found.get(node.node_name, 0) + node.all_end_rel_micros
    return found


def _matches(regexes, text):
    return any(regex == ".*" or re.fullmatch(regex, text) for regex in regexes)


def _accounted(node, options):
    regexes = options["account_type_regexes"]
    return regexes == [".*"] or any(_matches(regexes, t) for t in node.types)


def _least(node, options):
    return all(node.numbers.get(n, 0) >= options.get(f"min_{n}", 0) for n in _COUNTS)


class _Tree:
    """Ops by the parts of their names."""

    def __init__(self, options):
        self.options = options

    def scopes(self, nodes):
        """The root's message."""
        root = _Node(_ROOT)
        for node in nodes:
            at, parts = root, node.name.split("/")
            for i, part in enumerate(parts):
                at = at.below.setdefault(part, _Node("/".join(parts[: i + 1])))
            at.types, at.shape, at.numbers = node.types, node.shape, node.numbers
        self._count(root)
        starts = self._starts(root, self.options["start_name_regexes"])
        return self._message(root, self._shown(starts, 2))

    def _count(self, node):
        """Notes what an accounted node and those below it have, shown or not."""
        below = [self._count(child) for child in node.below.values()]
        node.kept = any(n["definition_count"] for n in below) or _accounted(node, self.options)
        node.all = {key: sum(n[key] for n in below) for key in (*_COUNTS, "definition_count")}
        if node.name != _ROOT and node.kept:
            for key in _COUNTS:
                node.all[key] += node.numbers.get(key, 0)
            node.all["definition_count"] += 1
        return node.all

    def _starts(self, node, regexes):
        """The nodes below that match first."""
        found = []
        for child in node.below.values():
            found += [child] if _matches(regexes, child.name) else self._starts(child, regexes)
        return found

    def _shown(self, nodes, depth):
        found = []
        for node in nodes:
            if not node.kept or depth > self.options["max_depth"]:
                continue
            trimmed = _matches(self.options["trim_name_regexes"], node.name)
            below = [] if trimmed else self._shown(node.below.values(), depth + 1)
            found += [self._message(node, below)] if self._wanted(node) else below
        order = self.options["order_by"]
        if order in _COUNTS:
            return sorted(found, key=lambda m: (-getattr(m, f"total_{_COUNTS[order][0]}"), m.name))
        return sorted(found, key=lambda m: m.name)

    def _wanted(self, node):
        named = _matches(self.options["show_name_regexes"], node.name)
        hidden = _matches(self.options["hide_name_regexes"], node.name)
        return named and not hidden and _least(node, self.options)

    def _message(self, node, below):
        message = _own(node, below)
        if not self.options["account_displayed_op_only"]:
            for number, (field, _) in _COUNTS.items():
                setattr(message, f"total_{field}", node.all[number])
            message.total_definition_count = node.all["definition_count"]
        return message


def _counted(kind, node, below):
    """A node's message of a kind, with the totals of those below it that are shown."""
    message = kind(name=node.name, children=below)
    for number, (field, _) in _COUNTS.items():
        own = node.numbers.get(number, 0)
        setattr(message, field, own)
        setattr(message, f"total_{field}", own + sum(getattr(m, f"total_{field}") for m in below))
    return message


def _own(node, below):
    message = _counted(GraphNodeProto, node, below)
    message.total_definition_count = 1 + sum(m.total_definition_count for m in below)
    if node.shape is not None:
        dims = message.shapes.add().dim
        for n in node.shape:
            dims.add(size=n)
    return message


def _by_type(nodes, options):
    """A chain of op types, each with the totals of those below it."""
    below: list = []
    for whole, members in [*reversed(_kinds(nodes, options)), (_Node(_ROOT), [])]:
        message = _counted(MultiGraphNodeProto, whole, below)
        message.graph_nodes.extend(_own(m, []) for m in members)
        below = [message]
    return below[0]


def _kinds(nodes, options):
    """Pairs of an op type and its nodes, in the order that is asked for."""
    groups: dict = {}
    for node in nodes:
        if _accounted(node, options):
            groups.setdefault(node.types[0], []).append(node)
    kinds = []
    for kind, members in groups.items():
        numbers = {n: sum(m.numbers[n] for m in members) for n in _COUNTS}
        whole = _Node(kind, [kind], **numbers)
        enough = len(members) >= options["min_occurrence"] and _least(whole, options)
        if enough and _matches(options["show_name_regexes"], kind):
            kinds.append((whole, members))
    order = options["order_by"]
    return sorted(kinds, key=lambda k: (
        -k[0].numbers.get(order, 0), -len(k[1]) * (order == "occurrence"), k[0].name,
    ))  # fmt: skip


def _write(root, options):
    kind, _, rest = options.get("output", "stdout").partition(":outfile=")
    if kind == "none":
        return
    selected = [name for name in options["select"] if name in _COUNTS]
    lines = ["node name | " + " | ".join(f"# {_COUNTS[name][0]}" for name in selected)]
    _lines(root, selected, "", lines)
    text = "\n".join(["==================Model Analysis Report======================", *lines, ""])
    if kind == "stdout":
        print(text)
        return
    write(rest, "wb", text.encode())


def _lines(message, selected, indent, lines):
    told = []
    if getattr(message, "shapes", ()):
        told.append("x".join(str(d.size) for d in message.shapes[0].dim) or "()")
    for name in selected:
        field, unit = _COUNTS[name]
        own, total = getattr(message, field), getattr(message, f"total_{field}")
        told.append(f"{_short(own) if own else '--'}/{_short(total)} {unit}")
    lines.append(f"{indent}{message.name} ({', '.join(told)})")
    for child in message.children:
        _lines(child, selected, f"{indent}  ", lines)


def _short(number):
    for size, letter in ((10**9, "b"), (10**6, "m"), (10**3, "k")):
        if number >= size:
            return f"{number / size:.2f}{letter}"
    return str(number)
