"""Conditions and loops: Python's own while executing eagerly, nodes with bodies in graphs."""

import itertools

from zeal import _native, nest
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError
from zeal.graph.body import branch_graph, call_bodies, outputs_for
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import sizes
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.constant import constant
from zeal.ops.array.join import stack
from zeal.ops.array.where import where
from zeal.ops.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape

api, Operation = _native.api, _native.Operation


# --- structures of values ---
def _flatten(structure):
    """The tensors of a structure: of slices and arrays their parts."""
    return [part for leaf in nest.flatten(structure) for part in _parts(leaf)]


def _parts(leaf):
    if isinstance(leaf, TensorArray):
        return [leaf.flow]
    if isinstance(leaf, CompositeTensor):
        return leaf._to_components()
    return [leaf]


def _pack(structure, parts):
    parts = iter(parts)
    leaves = [_joined(leaf, parts) for leaf in nest.flatten(structure)]
    return nest.pack_sequence_as(structure, leaves) if nest.is_nested(structure) else leaves[0]


def _joined(leaf, parts):
    if isinstance(leaf, TensorArray):
        return leaf._with_flow(next(parts))
    if isinstance(leaf, CompositeTensor):
        return leaf._from_components([next(parts) for _ in leaf._to_components()])
    return next(parts)


# --- conditions ---
@public("cond")
def cond(pred, true_fn=None, false_fn=None, strict=False, name=None, fn1=None, fn2=None):
    """Calls one of two functions.

    Args:
      pred: a boolean scalar.
      true_fn: a function without arguments, called where pred is true.
      false_fn: the other one; it must return a structure of the same kind and dtypes.
      strict: whether a list or tuple of one tensor stays one.
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
        return _unpacked((true_fn if bool(_native.convert(pred)) else false_fn)(), strict)
    pred = _native.convert(pred, None if hasattr(pred, "dtype") else "bool")
    _check_decides(pred, "pred")
    return _branches(pred, (true_fn, false_fn), strict, name or "cond", True)


def _check_decides(value, what):
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


def _unpacked(result, strict):
    lone = _is_plain_list(result) and len(result) == 1 and not strict
    return result[0] if lone else result


def _is_plain_list(value):
    return isinstance(value, (list, tuple)) and not hasattr(value, "_fields")


class _Branch:
    """A branch, traced: its graph and what it returned."""

    def __init__(self, fn, name, strict):
        self.graph = branch_graph(name)
        with self.graph.as_default():
            result = _unpacked(fn(), strict)
            self.is_op = isinstance(result, Operation) or result is None
            self.result = result
            self.values = [] if self.is_op else outputs_for(self.graph, _flatten(result))
        self.effects = self.graph.effects()
        if isinstance(result, Operation):
            self.effects.append(result)


def _check_alike(branches, what):
    first = branches[0]
    for other in branches[1:]:
        if first.is_op and other.is_op:
            continue
        if first.result is None or other.result is None:
            which = 0 if first.result is None else branches.index(other)
            raise ValueError(f"{_name_of_branch(which, what)} must have a return value.")
        if first.is_op or other.is_op:
            raise ValueError(
                f"Outputs of {what} must have the same type, got {first.result} and {other.result}"
            )
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


def _branches(index, functions, strict, name, is_if):
    graph = get_default_graph()
    what = "true_fn and false_fn" if is_if else "the branches"
    with graph.name_scope(name) as scope:
        ends = ("true", "false") if is_if else [f"branch{i}" for i in range(len(functions))]
        branches = [
            _Branch(fn, f"{name}_{end}", strict) for fn, end in zip(functions, ends, strict=True)
        ]
        _check_alike(branches, what)
        args, stand_ins = _native.captures_of([b.graph for b in branches])
        bodies = [
            _native.Body(b.graph, inputs, b.values, b.effects)
            for b, inputs in zip(branches, stand_ins, strict=True)
        ]
        calls = _native.branches(scope[:-1], bodies, is_if)
        op, values = call_bodies(calls, [b.graph for b in branches], [index, *args], "Merge")
    if branches[0].is_op:
        return op
    return _pack(branches[0].result, values)


@public("case")
def case(pred_fn_pairs, default=None, exclusive=False, strict=False, name="case"):
    """Calls the function of the first predicate that is true.

    Args:
      pred_fn_pairs: a list of pairs (boolean scalar, function), or a dict of them.
      default: a function, called where none is true.
      exclusive: whether more than one true predicate is an error.
      strict: as in `tf.cond`.
      name: name of the ops.

    Returns:
      What the function returned.

    Raises:
      TypeError: pred_fn_pairs is no list or dict of pairs, a predicate no boolean tensor, or a
        function cannot be called.
      InvalidArgumentError: none is true and there is no default, or several are and `exclusive`.

    Example:
      >>> x = tf.constant(2)
      >>> tf.case([(x < 1, lambda: x), (x < 3, lambda: x * 10)], default=lambda: -x).numpy()
      20
    """
    pairs = _checked_pairs(pred_fn_pairs, exclusive)
    if default is not None and not callable(default):
        raise TypeError("default must be callable.")
    if _native.executing_eagerly() and not any(getattr(p, "_symbolic", False) for p, _ in pairs):
        return _case_now(pairs, default, exclusive, strict)
    if not pairs:
        return default()
    return _case_in_graph(pairs, default, exclusive, strict, name)


def _checked_pairs(pairs, exclusive):
    if not isinstance(pairs, (list, tuple, dict)):
        raise TypeError("fns must be a list, tuple, or dict")
    if isinstance(pairs, dict):
        pairs = list(pairs.items())
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError("Each entry in pred_fn_pairs must be a 2-tuple")
        pred, fn = pair
        if isinstance(pred, _native.Tensor):
            if pred.dtype != "bool":
                raise TypeError(f"pred must be Tensor of type bool: {pred}")
        elif not isinstance(pred, bool) and not hasattr(pred, "dtype"):
            raise TypeError(f"pred must be a Tensor, got: {pred!r}")
        if not callable(fn):
            raise TypeError(f"fn for pred {pred} must be callable.")
    return pairs


def _case_now(pairs, default, exclusive, strict):
    true = [fn for pred, fn in pairs if bool(pred)]
    if exclusive and len(true) > 1:
        raise InvalidArgumentError(
            f"Input error: exclusive=True, but {len(true)} of the predicates of tf.case are true"
        )
    if true:
        return _unpacked(true[0](), strict)
    if default is None:
        raise InvalidArgumentError(
            "None of the conditions of tf.case evaluated as True, and there is no default"
        )
    return _unpacked(default(), strict)


def _case_in_graph(pairs, default, exclusive, strict, name):
    from zeal.effects.check import Assert

    graph = get_default_graph()
    with graph.name_scope(name):
        preds = stack([_native.convert(p) for p, _ in pairs])
        waits = []
        if exclusive:
            trues = api.reduce_sum(api.cast(preds, "int32"))
            waits.append(Assert(trues < 2, ["Input error: exclusive=True", preds]))
        if default is None:
            text = "None of the conditions evaluated as True"
            waits.append(Assert(api.reduce_any(preds), [text, preds]))
        with graph.control_dependencies([w for w in waits if w is not None]):
            # Past all predicates stands one that is true: the default's place.
            all_preds = api.concat([preds, [True]], 0)
            index = api.argmax(api.cast(all_preds, "int32"), output_type="int32")
        functions = [fn for _, fn in pairs] + ([default] if default else [])
        return _branches(index, functions, strict, "cond", False)


@public("switch_case")
def switch_case(branch_index, branch_fns, default=None, name=None):
    """Calls the function at an index.

    Args:
      branch_index: an int32 scalar.
      branch_fns: a list of functions, a dict of them by integers, or a list of pairs
        (integer, function).
      default: called for an index that no function has; by default the last function is.
      name: name of the op.

    Returns:
      What the function returned.

    Raises:
      TypeError: branch_fns is of another kind, or an entry cannot be called.
      ValueError: the keys are not 0 to n-1.

    Example:
      >>> tf.switch_case(tf.constant(1), [lambda: tf.constant(5), lambda: tf.constant(7)]).numpy()
      7
    """
    functions = _indexed_functions(branch_fns)
    default = default or functions[-1]
    index = _native.convert(branch_index, "int32" if not hasattr(branch_index, "dtype") else None)
    if not index.dtype.is_integer:
        raise TypeError(f"branch_index must an integer Tensor, got {index.dtype!r}")
    if not index._symbolic and _native.executing_eagerly():
        i = int(index)
        return (functions[i] if 0 <= i < len(functions) else default)()
    n = len(functions)
    inside = api.logical_and(index >= 0, index < n)
    place = where(inside, api.cast(index, "int32"), n)
    return _branches(place, [*functions, default], False, name or "switch_case", False)


def _indexed_functions(branch_fns):
    if not isinstance(branch_fns, (list, tuple, dict)):
        raise TypeError("branch_fns must be a list, tuple, or dict")
    if isinstance(branch_fns, dict):
        branch_fns = list(branch_fns.items())
    if not branch_fns:
        raise ValueError("Must provide at least one item in branch_fns")
    if all(isinstance(f, tuple) for f in branch_fns):
        branch_fns = sorted(branch_fns, key=lambda pair: pair[0])
        if [k for k, _ in branch_fns] != list(range(len(branch_fns))):
            keys = ",".join(str(k) for k, _ in branch_fns)
            raise ValueError(
                f"branch indices (keys) must form contiguous range of [0 to {len(branch_fns)}) "
                f"but found {{{keys}}}"
            )
        branch_fns = [f for _, f in branch_fns]
    for fn in branch_fns:
        if not callable(fn):
            raise TypeError(f"fn for index {branch_fns.index(fn)} must be callable.")
    return list(branch_fns)


# --- loops ---
@public("while_loop")
def while_loop(
    cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, back_prop=True,
    swap_memory=False, name=None, maximum_iterations=None, return_same_structure=False,
):  # fmt: skip
    """Repeats a function as long as a condition holds.

    Args:
      cond: a function of the loop variables that returns a boolean scalar.
      body: a function of them that returns their next values, in the same structure.
      loop_vars: a list of tensors, arrays, or structures of them.
      shape_invariants: their shapes where these change from step to step, in the same structure.
      parallel_iterations, swap_memory: accepted for compatibility.
      back_prop: whether gradients flow through the loop.
      name: name of the op.
      maximum_iterations: at most so many steps.
      return_same_structure: whether a single loop variable is returned in its list.

    Returns:
      The loop variables behind the last step.

    Raises:
      TypeError: cond or body cannot be called, or cond returns no boolean.
      ValueError: there are no loop variables, body returns another number of them, or a shape
        that changes was not declared.

    Example:
      >>> i, total = tf.while_loop(lambda i, s: i < 5, lambda i, s: (i + 1, s + i), [0, 0])
      >>> int(total)
      10
    """
    if not callable(cond):
        raise TypeError("cond must be callable.")
    if not callable(body):
        raise TypeError("body must be callable.")
    if parallel_iterations < 1:
        raise TypeError("parallel_iterations must be a positive integer.")
    if not loop_vars:
        raise ValueError("No loop variables provided")
    if _native.executing_eagerly() and not any(
        getattr(x, "_symbolic", False) for x in nest.flatten(loop_vars)
    ):
        return _loop_now(cond, body, loop_vars, maximum_iterations, return_same_structure)
    loop = _Loop(cond, body, loop_vars, shape_invariants, maximum_iterations, name or "while")
    results = loop.run()
    if not back_prop:
        results = nest.map_structure(_stopped, results)
    return _loop_result(results, return_same_structure)


def _stopped(value):
    if isinstance(value, TensorArray):
        return value._with_flow(api.stop_gradient(value.flow))
    return api.stop_gradient(value)


def _loop_result(values, same_structure):
    """A loop's variables; where they are one tensor, without the list around it."""
    if same_structure or not isinstance(values, (list, tuple)) or len(_flatten(values)) != 1:
        return values
    return values[0]


def _loop_now(cond, body, loop_vars, maximum_iterations, same_structure):
    structure = list(loop_vars) if isinstance(loop_vars, (list, tuple)) else [loop_vars]
    limit = None if maximum_iterations is None else int(maximum_iterations)
    steps = itertools.count() if limit is None else range(limit)
    loop_vars, bare = structure if not isinstance(loop_vars, tuple) else loop_vars, False
    for _ in steps:
        if not cond(*loop_vars):
            break
        loop_vars = body(*loop_vars)
        if not isinstance(loop_vars, (list, tuple)):
            loop_vars, bare = [loop_vars], not same_structure
        nest.assert_same_structure(structure, list(loop_vars))
    loop_vars = nest.map_structure(_as_tensor, loop_vars)
    return loop_vars[0] if bare else loop_vars  # as the body returned them


def _as_tensor(value):
    return value if isinstance(value, (TensorArray, CompositeTensor)) else _native.convert(value)


class ShapeChanges(ValueError):
    """A loop variable has another shape after a step."""


class _Loop:
    """A loop in a graph: its condition and its body, traced."""

    def __init__(self, cond, body, loop_vars, shape_invariants, maximum_iterations, name):
        self.cond, self.body, self.name = cond, body, name
        self.graph = get_default_graph()
        with self.graph.name_scope(name) as self.scope:
            self.limit = _limit(maximum_iterations)
            self.vars = nest.map_structure(_as_tensor, loop_vars)
            self.start = [_native.convert(t) for t in _flatten(self.vars)]
        self.shapes = self._shapes(shape_invariants)
        self.declared = shape_invariants is not None

    def _shapes(self, invariants):
        if invariants is None:
            return [t.shape for t in self.start]
        nest.assert_same_structure(self.vars, invariants)
        leaves = zip(
            nest.flatten(self.vars), nest.flatten_up_to(self.vars, invariants), strict=True
        )
        shapes = [s for leaf, shape in leaves for s in _part_shapes(leaf, shape)]
        for start, shape in zip(self.start, shapes, strict=True):
            if not covers(shape, start.shape):
                raise ValueError(
                    f"The shape invariant specified for {start.name} is not compatible with the "
                    f"initial shape of the loop variable. It enters the loop with shape "
                    f"{start.shape}, but the specified shape invariant is {shape}."
                )
        return shapes

    def run(self):
        """Makes the node; returns the loop variables behind it."""
        graph = self.graph
        with graph.name_scope(self.scope):
            test, body = self._trace_condition(), self._trace_body()
            args, (in_test, in_body) = _native.captures_of([test.graph, body.graph])
            carried = len(test.inputs)
            bodies = [
                _native.Body(part.graph, [*part.inputs, *stand_ins], part.outputs, part.effects)
                for part, stand_ins in ((test, in_test), (body, in_body))
            ]
            calls = _native.loop(self.scope[:-1], *bodies, carried)
            start = [constant(0), *self.start] if self.limit is not None else self.start
            _, values = call_bodies(calls, [test.graph, body.graph], [*start, *args], "Exit")
        results = _pack(self.result, values[carried - len(self.start) : carried])
        return self.container(results) if self.container else results

    def _enter(self, name):
        """A graph with a placeholder for each loop variable, behind a counter if limited."""
        graph = branch_graph(f"{self.name}_{name}")
        with graph.as_default():
            inputs = [
                graph._placeholder(t.dtype, sizes(shape), f"{name}_var")
                for t, shape in zip(self.start, self.shapes, strict=True)
            ]
            limited = self.limit is not None
            counter = [graph._placeholder(as_dtype("int32"), [], "steps")] if limited else []
        return graph, counter, inputs

    def _called(self, fn, inputs):
        values = _pack(self.vars, inputs)
        return fn(*values) if _is_plain_list(values) else fn(values)

    def _trace_condition(self):
        graph, counter, inputs = self._enter("cond")
        with graph.as_default():
            holds = _native.convert(self._called(self.cond, inputs))
            _check_decides(holds, "what cond returns")
            if counter:
                holds = api.logical_and(counter[0] < self.limit, holds)
            outputs = outputs_for(graph, [holds])
        return _Traced(graph, counter + inputs, outputs)

    def _trace_body(self):
        graph, counter, inputs = self._enter("body")
        with graph.as_default():
            result = self._packed_like_vars(self._called(self.body, inputs))
            outputs = outputs_for(graph, _flatten(result), [t.dtype for t in self.start])
            self.result = result  # whose arrays know the shape of what was written
            self._check(inputs, outputs)
            if counter:
                outputs = [counter[0] + 1, *outputs]
        return _Traced(graph, counter + inputs, outputs)

    def _packed_like_vars(self, result):
        self.container = None  # of what is returned: that of the body's values
        if isinstance(self.vars, (list, tuple)) and not hasattr(self.vars, "_fields"):
            self.container = tuple if type(result) is tuple else list
            if not isinstance(result, (list, tuple)) or hasattr(result, "_fields"):
                result = [result]
            if len(result) != len(self.vars):
                raise ValueError(
                    "The number and types of inputs and outputs of the body of a while loop must "
                    "match: the two structures don't have the same number of elements: "
                    f"{len(self.vars)} loop variables, the body returned {len(result)}"
                )
            result = type(self.vars)(result)  # as it came in
        nest.assert_same_structure(self.vars, result, check_types=False)
        return result

    def _check(self, inputs, outputs):
        for start, before, after in zip(self.start, inputs, outputs, strict=True):
            if before.dtype != after.dtype:
                raise TypeError(
                    f"The dtype of loop variable {before.name} changes from {before.dtype.name} to "
                    f"{after.dtype.name} in one step"
                )
            if not covers(before.shape, after.shape):
                raise ShapeChanges(
                    f"Input tensor '{start.name}' enters the loop with shape {before.shape}, but "
                    f"has shape {after.shape} after one iteration. To allow the shape to vary "
                    "across iterations, use the `shape_invariants` argument of tf.while_loop to "
                    "specify a less-specific shape."
                )


def _limit(maximum_iterations):
    if maximum_iterations is None:
        return None
    limit = _native.convert(maximum_iterations, "int32")
    if limit.shape.ndims not in (None, 0):
        raise ValueError(f"maximum_iterations must be a scalar, saw shape: {limit.shape}")
    return limit


class _Traced:
    def __init__(self, graph, inputs, outputs):
        self.graph, self.inputs, self.outputs = graph, inputs, outputs
        self.effects = graph.effects()


def _part_shapes(leaf, shape):
    if isinstance(leaf, TensorArray):
        return [TensorShape([])]
    if isinstance(leaf, CompositeTensor):
        return [as_shape(None) for _ in leaf._to_components()]
    return [as_shape(shape)]


def covers(before, after):
    """Whether values of shape `after` have shape `before`: the same one, or one that says less."""
    if before.ndims is None:
        return True
    if after.ndims != before.ndims:
        return False
    pairs = zip(before.as_list(), after.as_list(), strict=True)
    return all(b is None or b == a for b, a in pairs)
