"""Datasets of graphs as functions without arguments, for which their ops are copied."""

from zeal import _native
from zeal.data.pending import KERNELS, as_tensor, handle_of, step, tell_elements
from zeal.data.traced import Trace
from zeal.dtypes import string
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import object_of


def factory_of(dataset):
    """Calls that give the handle of what an op of constants makes.

    Args:
      dataset: a Dataset, whose node may be concrete.

    Raises:
      ValueError: it depends on a placeholder, or on state.
      UnimplementedError: it depends on what a condition, a loop or a call gives.
    """
    node, spec, options = handle_of(dataset._node), dataset._spec, dataset.options()

    def make(_):
        return None, [rewritten(_Copies().of(node), spec, options)]

    return Trace(make, (), (), "make_dataset").calls


def rewritten(node, spec, options):
    """A node behind the ops by which TensorFlow asks for its rewrites of pipelines."""
    how = options.experimental_optimization
    steps = []
    if how.apply_default_optimizations is not False:
        steps.append(("OptimizeDataset", [as_tensor(_REWRITES, string)]))
    if how.autotune is not False:
        steps.append(("ModelDataset", []))
    for op, values in steps:
        node = step(KERNELS[op], [node], values)
        tell_elements(node, spec)
    return node


_REWRITES = ["map_and_batch_fusion", "noop_elimination", "shuffle_and_repeat_fusion"]


def made_by(factory):
    """The native node that such calls give."""
    return object_of(factory([])[1][0])


class _Copies:
    """What stands for tensors of a graph in the one in force."""

    def __init__(self):
        self.known = {}

    def of(self, tensor):
        """The tensor's copy, and those of what it is made of."""
        waiting = [tensor]
        while waiting:
            last = waiting[-1]
            missing = [] if last in self.known or not last._symbolic else self._missing(last.op)
            waiting += missing
            if not missing:
                waiting.pop()
                self._copy(last)
        known = self.known.get(tensor)
        return get_default_graph()._constant(tensor, "dataset") if known is None else known

    def _missing(self, op) -> list:
        _refuse_state(op)
        return [t for t in op.inputs if t not in self.known]

    def _copy(self, tensor):
        if tensor in self.known or not tensor._symbolic:
            return
        op, graph = tensor.op, get_default_graph()
        inputs = [self.known[t] for t in op.inputs]
        if op.type == "Const":
            made = graph._constant(_native.known_value(tensor), op.name).op
        else:
            made = _native.copied(op, inputs)
        if op.name in op.graph._host_attrs:
            graph._host_attrs[made.name] = op.graph._host_attrs[op.name]
        self.known.update(zip(op.outputs, made.outputs, strict=True))


# What counts as a function of constants; those of sparse tensors run in Python.
_OF_VALUES = frozenset(("Const", "PackSparse", "PackSparseRows", "UnpackSparse"))


def _refuse_state(op):
    """Raises where an op is no function of constants: nobody feeds or initialises in time."""
    if op.type == "Placeholder":
        raise ValueError(
            f"Cannot capture a placeholder (name:{op.name}, type:{op.type}) by value."
        )
    is_dataset = [t.dtype.name for t in op.outputs] == ["variant"]
    is_known = op.type in _OF_VALUES or is_dataset or op._bodies() is not None  # copies say no
    if not is_known and _native.is_stateful(op):
        raise ValueError(
            "Failed to create a one-shot iterator for a dataset. "
            "`Dataset.make_one_shot_iterator()` does not support datasets that capture "
            "stateful objects, such as a `Variable` or `LookupTable`. In these cases, use "
            "`Dataset.make_initializable_iterator()`. (Original error: Cannot capture a "
            f"stateful node (name:{op.name}, type:{op.type}) by value.)"
        )
