"""tensorflow.python.ops.control_flow_ops: order between ops, as TensorFlow's own code asks it."""

from collections import namedtuple
from functools import partial

from zeal import _native, dtypes, nest
from zeal._native import api
from zeal.eager.control import control_dependencies
from zeal.graph.cases import checked_pairs, checks
from zeal.graph.graph import get_default_graph
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.array.join import stack
from zeal.ops.indexed_slices import IndexedSlices
from zeal.state.scope import name_scope

__all__ = ["merge", "switch", "with_dependencies"]

_Merged = namedtuple("Merge", "output value_index")


def switch(data, pred, dtype=None, name=None):
    """A value on one of two ways: what hangs on the other one does not run.

    Args:
      data: a tensor, or a composite of tensors.
      pred: a boolean scalar.
      dtype: of `data`, where it is no tensor yet.
      name: the ops' scope.

    Returns:
      A pair: the value if `pred` is false, and if it is true. One of them has none in a run.

    Raises:
      RuntimeError: ops run at once.
    """
    graph = _graph("switch")
    with name_scope(name, "Switch", [data, pred]) as scope:
        pred = _native.convert(pred, dtypes.bool, "pred")
        if not isinstance(data, CompositeTensor):
            data = _native.convert(data, dtype, "data")
            return tuple(graph._append("Switch", [data, pred], {}, scope[:-1]).outputs)
        parts = nest.flatten(data, expand_composites=True)
        pairs = [_append(graph, "Switch", [part, pred]) for part in parts]
        return tuple(
            nest.pack_sequence_as(data, way, expand_composites=True)
            for way in zip(*pairs, strict=True)
        )


def merge(inputs, name=None):
    """The one of some values that a run has, as there are behind `switch`.

    Args:
      inputs: tensors of one dtype; or `tf.IndexedSlices`, or sparse tensors.
      name: the ops' scope.

    Returns:
      A named tuple of `output` and its place, `value_index`.

    Raises:
      ValueError: an input is None; RuntimeError: ops run at once.
    """
    if any(x is None for x in inputs):
        raise ValueError(f"At least one of the merge inputs is None: {inputs}")
    graph = _graph("merge")
    with name_scope(name, "Merge", inputs) as scope:
        if not any(isinstance(x, CompositeTensor) for x in inputs):
            inputs = [_native.convert(x) for x in inputs]
            return _Merged(*graph._append("Merge", inputs, {}, scope[:-1]).outputs)
        rows = zip(*(nest.flatten(x, expand_composites=True) for x in inputs), strict=True)
        merged = [_append(graph, "Merge", list(parts)) for parts in rows]
        values = [value for value, _ in merged]
        return _Merged(
            nest.pack_sequence_as(inputs[0], values, expand_composites=True), merged[0][1]
        )


def _graph(what):
    if _native.executing_eagerly():
        raise RuntimeError(f"control_flow_ops.{what} is of graphs alone: use tf.cond, or tf.case")
    return get_default_graph()


def _append(graph, kind, inputs):
    return graph._append(kind, inputs, {}, graph.unique_name(kind)).outputs


def with_dependencies(dependencies, output_tensor, name=None):
    """A value that is ready only once the dependencies have run.

    Args:
      dependencies: a list of operations and tensors, or one of them.
      output_tensor: a tensor or `tf.IndexedSlices`.
      name: the op's name.
    """
    before = dependencies if isinstance(dependencies, (list, tuple)) else [dependencies]
    with (
        name_scope(name, "control_dependency", [*before, output_tensor]) as scope,
        control_dependencies(before),
    ):
        if isinstance(output_tensor, IndexedSlices):
            return output_tensor._with_values(api.identity(output_tensor.values, scope))
        return api.identity(output_tensor, scope)


def _case_helper(
    cond_fn, pred_fn_pairs, default, exclusive, name, allow_python_preds=False, **cond_kwargs
):
    """`tf.case` by another `tf.cond`.

    Args:
      cond_fn: called with a predicate, `true_fn`, `false_fn` and `cond_kwargs`.
      pred_fn_pairs, default, exclusive, name: those of `tf.case`.
      allow_python_preds: whether bools may be predicates.

    Raises:
      TypeError: as `tf.case`.
      InvalidArgumentError: none is true and there is no default, or several are and `exclusive`.
    """
    pairs = checked_pairs(pred_fn_pairs)
    for pred, _ in pairs:
        if isinstance(pred, bool) and not allow_python_preds:
            raise TypeError(f"pred must be a Tensor, got: {pred}")
    preds = stack([False, *(pred for pred, _ in pairs)])
    with name_scope(name, "case", [preds]):
        waits = [wait for wait in checks(preds, exclusive, default) if wait is not None]
        *pairs, last = pairs if default is None else [*pairs, (True, default)]
        found = last[1]
        for pred, fn in reversed(pairs):
            found = partial(cond_fn, pred, true_fn=fn, false_fn=found, **cond_kwargs)
        with control_dependencies(waits):
            return found()
