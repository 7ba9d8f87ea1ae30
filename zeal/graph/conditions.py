"""`tf.cond`: Python's own while executing eagerly, a node with bodies in graphs."""

from zeal import _native, nest
from zeal.graph.body import branch_graph, call_bodies, lift, outputs_for
from zeal.graph.graph import get_default_graph
from zeal.graph.one_graph import within
from zeal.graph.parts import flatten_parts, pack_parts
from zeal.ops.array.fill import zeros
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public

Operation = _native.Operation


@public("cond")
def cond(pred, true_fn=None, false_fn=None, strict=False, name=None, fn1=None, fn2=None):
    """Calls one of two functions.

    Args:
      pred: a boolean scalar.
      true_fn: a function without arguments, called where pred is true.
      false_fn: the other one; it must return a structure of the same kind and dtypes.
      strict: whether a list or tuple of one tensor stays one, as it does in traced functions.
      name: name of the op.
      fn1, fn2: old names of true_fn and false_fn.

    Returns:
      What the function returned: a tensor, or a structure of tensors.

    Raises:
      TypeError: pred is a Python bool while a graph is built, a branch is no function, or the
        branches return other structures.
      ValueError: the branches return different numbers or dtypes of values.

    Example:
      >>> x = tf.constant(2.0)
      >>> tf.cond(x < 3.0, lambda: x + 1.0, lambda: x * x).numpy()
      3.0
    """
    true_fn = _renamed(true_fn, fn1, "true_fn", "fn1")
    false_fn = _renamed(false_fn, fn2, "false_fn", "fn2")
    for fn, arg in ((true_fn, "true_fn"), (false_fn, "false_fn")):
        if not callable(fn):
            raise TypeError(f"{arg} must be callable.")
    if isinstance(pred, bool) and not _native.executing_eagerly():
        raise TypeError("pred must not be a Python bool")
    if _native.executing_eagerly() and not getattr(pred, "_symbolic", False):
        return unpacked((true_fn if bool(_native.convert(pred)) else false_fn)(), strict)
    pred = _native.convert(pred, None if hasattr(pred, "dtype") else "bool")
    check_decides(pred, "pred")
    return branches(pred, (true_fn, false_fn), keeps_lists(strict), name or "cond", True)


def check_decides(value, what):
    """A symbolic value that decides: a boolean, and a scalar as far as is known."""
    if value.dtype != "bool":
        raise TypeError(f"{what} must be a boolean scalar, got {value}; compare it with something")
    if value.shape.ndims not in (None, 0):
        rank = value.shape.ndims
        raise ValueError(f"Shape must be rank 0 but is rank {rank} for {what}: {value}")


def _renamed(value, old, name, old_name):
    if old is None:
        return value
    if value is not None:
        raise TypeError(f"cond(): {name} and {old_name} may not be set simultaneously.")
    return old


def keeps_lists(strict):
    """Whether lists of one tensor stay lists: traced functions keep all, as TensorFlow's do."""
    return strict or get_default_graph().building_function


def unpacked(result, strict):
    """What a branch returned; of a list or tuple of one, its item unless `strict`."""
    lone = isinstance(result, (list, tuple)) and len(result) == 1 and not strict
    return result[0] if lone else result


class _Branch:
    """A branch, traced: its graph and what it returned."""

    def __init__(self, fn, name, strict, counted, told):
        self.graph = branch_graph(name)
        counted.begin(self.graph)
        with self.graph.as_default():
            result = unpacked(fn(), strict)
            self.is_none = result is None
            self.give(result, told)
        self.effects = self.graph.effects()
        if isinstance(result, Operation):  # one of a graph around runs there, whatever decides
            own = result.graph is self.graph
            (self.effects if own else self.graph.outer_controls).append(result)
        counted.end_branch(self.graph)

    def give(self, result, told):
        """Makes a result the branch's, in its graph, which is in force."""
        self.result = result
        parts = [] if self.is_none else [_as_value(p, told) for p in flatten_parts(result)]
        self.values = outputs_for(self.graph, parts)

    def leaves(self):
        return [] if self.is_none else nest.flatten(self.result)

    def widen(self, places):
        """Makes indices of slices int64, where another branch has such."""
        leaves = self.leaves()
        with self.graph.as_default():
            for i in places:
                s = leaves[i]
                indices = _native.api.cast(s.indices, "int64")
                leaves[i] = IndexedSlices(s.values, indices, s.dense_shape)
            self.give(nest.pack_sequence_as(self.result, leaves), False)


def _widen_indices(branches):
    """Slices that branches return at one place get one dtype of indices, as TensorFlow's do."""
    rows = zip(*(b.leaves() for b in branches), strict=False)
    places = [i for i, row in enumerate(rows) if _dtypes_of_indices(row) == {"int32", "int64"}]
    for branch in branches if places else ():
        branch.widen(places)


def _dtypes_of_indices(values):
    if not all(isinstance(v, IndexedSlices) for v in values):
        return set()
    return {v.indices.dtype.name for v in values}


def _as_value(part, told):
    """A part of what a branch returned; of an operation, behind it, what tells of the branch."""
    if not isinstance(part, Operation):
        return part
    with get_default_graph().control_dependencies([part]):
        return _native.api.identity(told)


class _CountedBranches:
    """The number of ops that TensorFlow's graph has meanwhile: its branches are part of it.

    There each has a switch for what decides and two for what follows, a switch for each value
    that a branch takes from around it, and a merge for each result.
    """

    def __init__(self, graph):
        self.graph, self.counts = graph, not graph.building_function
        self.inside = 4

    def begin(self, branch):
        self.first = self.graph._op_count + self.inside
        if self.counts:
            branch._count_more(self.first)

    def end_branch(self, branch):
        self.inside += branch._op_count - branch.ops_outside - self.first
        self.around = self.graph._op_count

    def end(self, num_results):
        if self.counts:
            more = self.around + self.inside + num_results - self.graph._op_count
            self.graph._count_more(more)


def _check_alike(branches, what, allows_none):
    first = branches[0]
    for other in branches[1:]:
        if first.is_none and other.is_none and allows_none:
            continue
        if first.is_none or other.is_none:
            which = 0 if first.is_none else branches.index(other)
            raise ValueError(f"{_name_of_branch(which, what)} must have a return value.")
        try:
            nest.assert_same_structure(first.result, other.result, expand_composites=True)
        except (TypeError, ValueError) as e:
            raise type(e)(f"Incompatible return values of {what}: {e}") from None
        for a, b in zip(first.values, other.values, strict=True):
            if a.dtype != b.dtype:
                raise ValueError(
                    f"Outputs of {what} must have the same type: {a.dtype.name}, {b.dtype.name}"
                )


def _name_of_branch(i, what):
    return what.split(" and ")[i] if " and " in what else f"branch {i}"


def _lifted(made):
    """Makes results of what is wanted of branches, 0 where another is chosen; who wants them."""
    wanted = [(branch, *pair) for branch in made for pair in branch.graph.lifts]
    for branch in made if wanted else ():
        with branch.graph.as_default():
            branch.values += [x if b is branch else _zeros(x) for b, x, _ in wanted]
    return [receive for _, _, receive in wanted]


def _zeros(value):
    shape = value.shape if value.shape.is_fully_defined() else []
    return zeros(shape, value.dtype)


def branches(index, functions, strict, name, is_if, told=None):
    """A node that calls one of several functions.

    Args:
      index: a symbolic boolean where it is an `If`, else an integer.
      functions: without arguments.
      strict: as in `tf.cond`.
      name: of the node.
      is_if: whether there are two, for true and false.
      told: values, one of which a function's operation is: by default, if it is the first.

    Returns:
      What the functions return; the operation where that is None, which is for traced functions
      and where `told` is given.
    """
    what = "true_fn and false_fn" if is_if else "the branches"
    with within([index]), get_default_graph().name_scope(name) as scope:
        graph = get_default_graph()
        ends = ("true", "false") if is_if else [f"branch{i}" for i in range(len(functions))]
        counted = _CountedBranches(graph)
        allows_none = told or graph.building_function
        told = told or [end == ends[0] for end in ends]
        made = [
            _Branch(fn, f"{name}_{end}", strict, counted, value)
            for fn, end, value in zip(functions, ends, told, strict=True)
        ]
        _widen_indices(made)
        _check_alike(made, what, allows_none)
        count, wanted = len(made[0].values), _lifted(made)
        args, stand_ins = _native.captures_of([b.graph for b in made])
        bodies = [
            _native.Body(b.graph, inputs, b.values, b.effects)
            for b, inputs in zip(made, stand_ins, strict=True)
        ]
        calls = _native.branches(scope[:-1], bodies, is_if)
        op, values = call_bodies(calls, [b.graph for b in made], [index, *args], "Merge")
        counted.end(count)
    for value, receive in zip(values[count:], wanted, strict=True):
        lift(value, receive)
    if made[0].is_none:
        return op
    return unpacked(pack_parts(made[0].result, values[:count]), strict)
