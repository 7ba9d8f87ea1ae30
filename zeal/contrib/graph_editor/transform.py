"""tf.contrib.graph_editor: copies of parts of graphs, within a graph or into another.

Handlers get `info`, which says what is copied and where to.
"""

from zeal import _native
from zeal.contrib.graph_editor import util
from zeal.contrib.graph_editor.select import get_walks_intersection_ops
from zeal.contrib.graph_editor.subgraph import SubGraphView, make_view
from zeal.graph.keys import GraphKeys
from zeal.graph.session import reads_of
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.transform")


@public("contrib.graph_editor.replace_t_with_placeholder_handler")
def replace_t_with_placeholder_handler(info, t):
    """A placeholder in a tensor's place."""
    with info.graph_.as_default():
        return util.make_placeholder_from_tensor(t, scope=info.scope_)


@public("contrib.graph_editor.keep_t_if_possible_handler")
def keep_t_if_possible_handler(info, t):
    """The tensor itself, within one graph; else a placeholder."""
    same = info.graph is info.graph_
    return t if same else replace_t_with_placeholder_handler(info, t)


@public("contrib.graph_editor.assign_renamed_collections_handler")
def assign_renamed_collections_handler(info, elem, elem_):
    """Puts a copy into the collections of what it is a copy of."""
    known = {v for k, v in vars(GraphKeys).items() if not k.startswith("_")}
    for name, elements in info.collections.items():
        if any(elem is e for e in elements):
            name = name if name in known else info.new_name(name)
            info.graph_.add_to_collection(name, elem_)


@public("contrib.graph_editor.transform_op_if_inside_handler")
def transform_op_if_inside_handler(info, op, keep_if_possible=True):
    """The copy of an op."""
    if op in info.ops:
        return info.transformed_ops[op]
    return op if keep_if_possible and info.graph is info.graph_ else None


@public("contrib.graph_editor.copy_op_handler")
def copy_op_handler(info, op, new_inputs, copy_shape=False, nodedef_fn=None):
    """Copies an op."""
    if isinstance(new_inputs, bool):
        raise TypeError("the `new_inputs` argument must be an iterable.")
    if nodedef_fn is not None:
        raise NotImplementedError("copy_op_handler with a nodedef_fn is not built")
    name = info.graph_.unique_name(info.new_name(op.name))
    made = info.graph_._copy(op, new_inputs, name)
    if copy_shape:
        for t, t_ in zip(op.outputs, made.outputs, strict=True):
            t_.set_shape(t.shape)
    return made, made.outputs


class _Info:
    """What a transformation is about, for handlers: `graph_` and `scope_` are the copy's."""

    def __init__(self, sgv, graph_, scope_, scope):
        self.sgv, self.ops, self.graph, self.scope = sgv, set(sgv.ops), sgv.graph, scope
        self.graph_, self.scope_ = graph_, scope_
        self.sgv_inputs_set = set(sgv.inputs)
        self.transformed_ops, self.transformed_ts = {}, {}
        graph = self.graph
        self.collections = {k: graph.get_collection(k) for k in graph.get_all_collection_keys()}

    def new_name(self, name):
        """The name of a copy."""
        if not name.startswith(self.scope):
            raise ValueError(f"{name} does not belong to source scope: {self.scope}.")
        return self.scope_ + name.removeprefix(self.scope)


@public("contrib.graph_editor.TransformerInfo")
class TransformerInfo:
    """What became of ops and tensors.

    Args:
      info: what the `Transformer` tells its handlers.
    """

    def __init__(self, info):
        self._info = info
        self._transformed_ops, self._transformed_ts = info.transformed_ops, info.transformed_ts

    def _found(self, elements, is_back, missing_fn):
        def found(element):
            if not isinstance(element, _native.Operation | _native.Tensor):
                raise TypeError(f"Expected a tf.Tensor or a tf.Operation, got a {type(element)}")
            is_op = isinstance(element, _native.Operation)
            known = self._transformed_ops if is_op else self._transformed_ts
            known = {v: k for k, v in known.items()} if is_back else known
            return known[element] if element in known else missing_fn and missing_fn(element)

        return util.map_tree(found, elements)

    def transformed(self, original, missing_fn=None):
        """The copies of ops and tensors."""
        return self._found(original, False, missing_fn)

    def original(self, transformed, missing_fn=None):
        """What ops and tensors are copies of."""
        return self._found(transformed, True, missing_fn)

    def __str__(self):
        pairs = self._transformed_ops.items()
        lines = [f"  {op.name} => {op_.name}" for op, op_ in pairs]
        head = f"graph[{id(self._info.graph)}] => graph[{id(self._info.graph_)}]"
        return "\n".join(["Transform result info:", f"  {head}", "Operations mapping:", *lines, ""])


def _inputs_first(ops):
    """Ops in an order in which they can be made."""
    ops, order = dict.fromkeys(sorted(ops, key=lambda op: op._id)), {}
    for op in ops:
        todo = [op]
        while todo:
            waits = [t.op for t in todo[-1].inputs if t.op in ops and t.op not in order]
            if waits:
                todo += waits
            else:
                order[todo.pop()] = None
    return list(order)


@public("contrib.graph_editor.Transformer")
class Transformer:
    """Copies parts of graphs. A program may give its attributes, which are functions, other values.

    `transform_op_handler(info, op, new_inputs)` copies an op,
    `transform_external_input_handler(info, t)` says what stands for an input,
    `transform_external_hidden_input_handler` for one that the view does not list,
    `transform_control_input_handler(info, op)` for an op that one waits for, and
    `assign_collections_handler(info, elem, elem_)` sees to collections.
    """

    def __init__(self):
        self.transform_op_handler = copy_op_handler
        self.transform_control_input_handler = transform_op_if_inside_handler
        self.assign_collections_handler = assign_renamed_collections_handler
        self.transform_external_input_handler = replace_t_with_placeholder_handler
        self.transform_external_hidden_input_handler = keep_t_if_possible_handler

    def __call__(self, sgv, dst_graph, dst_scope, src_scope="", reuse_dst_scope=False):
        """Copies.

        Args:
          sgv: a view, or what `make_view` takes.
          dst_graph: the graph for the copy.
          dst_scope: the scope for the copy.
          src_scope: a scope that all the ops are in, which names of copies do without.
          reuse_dst_scope: whether `dst_scope` may be one that there is; else a new one is made.

        Returns:
          A view of the copy, and a `TransformerInfo`.

        Raises:
          ValueError: an op is not in `src_scope`, or stands for its own copy.
        """
        sgv = make_view(sgv)
        scope = util.in_scope(dst_scope)
        if util.check_graph(dst_graph) and scope and not reuse_dst_scope:
            scope = util.in_scope(dst_graph.unique_name(scope[:-1]))
        info = _Info(sgv, dst_graph, scope, util.in_scope(src_scope))
        for op in _inputs_first(sgv.ops):
            self._copy(info, op)
        for op in sgv.ops:
            controls = [self.transform_control_input_handler(info, o) for o in op.control_inputs]
            info.transformed_ops[op]._add_control_inputs([o for o in controls if o is not None])
        return _copied_view(info), TransformerInfo(info)

    def _copy(self, info, op):
        inputs = [self._input(info, t) for t in op.inputs]
        made, outputs = self.transform_op_handler(info, op, inputs)
        if made is op:
            raise ValueError("In-place transformation not allowed.")
        info.transformed_ops[op] = made
        info.transformed_ts.update(zip(op.outputs, outputs))  # noqa: B905
        for elem, elem_ in zip([op, *op.outputs], [made, *outputs]):  # noqa: B905
            self.assign_collections_handler(info, elem, elem_)

    def _input(self, info, t):
        if t in info.transformed_ts:
            return info.transformed_ts[t]
        if t in info.sgv_inputs_set:
            return self.transform_external_input_handler(info, t)
        return self.transform_external_hidden_input_handler(info, t)


def _copied_view(info):
    view = SubGraphView(list(info.transformed_ops.values()))
    became = info.transformed_ts
    inputs = [became[t] for t in info.sgv.inputs if became.get(t) in view.inputs]
    return view.remap(
        inputs, [became[t] for t in info.sgv.outputs if became.get(t) in view.outputs]
    )


@public("contrib.graph_editor.copy")
def copy(sgv, dst_graph=None, dst_scope="", src_scope="", reuse_dst_scope=False):
    """Copies part of a graph; placeholders stand for its inputs.

    Returns:
      A view of the copy, and a `TransformerInfo`.
    """
    sgv = make_view(sgv)
    graph = sgv.graph if dst_graph is None else dst_graph
    return Transformer()(sgv, graph, dst_scope, src_scope, reuse_dst_scope)


@public("contrib.graph_editor.copy_with_input_replacements")
def copy_with_input_replacements(
    sgv, replacement_ts, dst_graph=None, dst_scope="", src_scope="", reuse_dst_scope=False
):
    """Copies part of a graph, which reads other tensors in place of some of its inputs.

    Args:
      sgv: a view, or what `make_view` takes.
      replacement_ts: a dict from inputs of the view to what stands for them.
      dst_graph: the graph for the copy, by default the same.
      dst_scope, src_scope, reuse_dst_scope: see `Transformer`.

    Returns:
      A view of the copy, and a `TransformerInfo`.
    """
    sgv, copier = make_view(sgv), Transformer()

    def replaced(info, t):
        return replacement_ts[t] if t in replacement_ts else keep_t_if_possible_handler(info, t)

    copier.transform_external_input_handler = replaced
    graph = sgv.graph if dst_graph is None else dst_graph
    return copier(sgv, graph, dst_scope, src_scope, reuse_dst_scope)


@public("contrib.graph_editor.graph_replace")
def graph_replace(target_ts, replacement_ts, dst_scope="", src_scope="", reuse_dst_scope=False):
    """What tensors would be if they were made of other ones.

    Args:
      target_ts: a tensor, or a structure of them.
      replacement_ts: a dict from tensors that they are made of to others; a variable's value
        stands for all reads of it.
      dst_scope, src_scope, reuse_dst_scope: see `Transformer`.

    Returns:
      The same structure of new tensors; one that is made of none of those stands for itself.

    Raises:
      ValueError: no target is made of any of those.

    ```
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     x = tf.constant(3.0)
    ...     y = x * x
    ...     session.run(tf.contrib.graph_editor.graph_replace(y, {x: tf.constant(5.0)})).item()
    25.0

    ```
    """
    targets = []
    util.map_tree(targets.append, target_ts)
    graph = util.graph_of(targets, (_native.Tensor,))
    replacement_ts = {r: new for t, new in replacement_ts.items() for r in reads_of(graph, t)}
    controls = util.ControlOutputs(graph)
    ops = get_walks_intersection_ops(list(replacement_ts), targets, control_ios=controls)
    if not ops:
        raise ValueError("Targets and replacements are not connected!")
    scopes = dst_scope, src_scope, reuse_dst_scope
    _, info = copy_with_input_replacements(ops, replacement_ts, None, *scopes)
    return info.transformed(target_ts, lambda t: t)
