"""`tf.while_loop`: Python's own while executing eagerly, a node with bodies in graphs."""

import itertools

from zeal import _native, nest
from zeal.dtypes import as_dtype
from zeal.graph.body import branch_graph, call_bodies, outputs_for
from zeal.graph.conditions import check_decides
from zeal.graph.graph import get_default_graph
from zeal.graph.one_graph import within
from zeal.graph.parts import flatten_parts, is_plain_list, pack_parts
from zeal.graph.placeholder import sizes
from zeal.graph.tensor_array import TensorArray
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape
from zeal.type_spec import TypeSpec, type_spec_from_value

api = _native.api


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
      shape_invariants: their shapes where these change from step to step, in the same structure,
        for a sparse tensor that of its `dense_shape`; TypeSpecs tell them as well. How many values
        a sparse or ragged tensor has may change.
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
    with within(nest.flatten(loop_vars)):
        loop = _Loop(cond, body, loop_vars, shape_invariants, maximum_iterations, name or "while")
        return _loop_result(loop.run(back_prop), return_same_structure)


def _no_gradients(inputs, outputs, dys):
    return [None] * len(inputs)


def _loop_result(values, same_structure):
    """A loop's variables; where they are one tensor, without the list around it."""
    if same_structure or not isinstance(values, (list, tuple)) or len(flatten_parts(values)) != 1:
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


ShapeChanges.__name__ = ShapeChanges.__qualname__ = "ValueError"  # what programs are told
ShapeChanges.__module__ = "builtins"


class _Loop:
    """A loop in a graph: its condition and its body, traced."""

    def __init__(self, cond, body, loop_vars, shape_invariants, maximum_iterations, name):
        self.cond, self.body, self.name = cond, body, name
        self.graph = get_default_graph()
        with self.graph.name_scope(name) as self.scope:
            self.limit = _limit(maximum_iterations)
            self.vars = nest.map_structure(_as_tensor, loop_vars)
            self.start = [_native.convert(t) for t in flatten_parts(self.vars)]
        self.shapes = self._shapes(shape_invariants)
        self.declared = shape_invariants is not None

    def _shapes(self, invariants):
        if invariants is None:
            return [s for leaf in nest.flatten(self.vars) for s in _own_shapes(leaf)]
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

    def run(self, back_prop):
        """Makes the node; returns the loop variables behind it."""
        graph = self.graph
        with graph.name_scope(self.scope):
            counted = _CountedLoop(graph, len(self.start) + (self.limit is not None))
            test, body = self._trace_condition(counted), self._trace_body(counted)
            args, (in_test, in_body) = _native.captures_of([test.graph, body.graph])
            carried = len(test.inputs)
            bodies = [
                _native.Body(part.graph, [*part.inputs, *stand_ins], part.outputs, part.effects)
                for part, stand_ins in ((test, in_test), (body, in_body))
            ]
            calls = _native.loop(self.scope[:-1], *bodies, carried, graph.building_function)
            if not back_prop:
                calls._set_gradient(_no_gradients)
            start = [constant(0), *self.start] if self.limit is not None else self.start
            _, values = call_bodies(calls, [test.graph, body.graph], [*start, *args], "Exit")
            counted.end()
        results = pack_parts(self.result, values[carried - len(self.start) : carried])
        return self.container(results) if self.container else results

    def _enter(self, name, counted):
        """A graph with a placeholder for each loop variable, behind a counter if limited."""
        graph = branch_graph(f"{self.name}_{name}")
        graph.lifts = None
        counted.begin(graph)
        with graph.as_default():
            inputs = [
                graph._placeholder(t.dtype, sizes(shape), f"{name}_var")
                for t, shape in zip(self.start, self.shapes, strict=True)
            ]
            limited = self.limit is not None
            counter = [graph._placeholder(as_dtype("int32"), [], "steps")] if limited else []
        return graph, counter, inputs

    def _called(self, fn, inputs):
        values = pack_parts(self.vars, inputs)
        return fn(*values) if is_plain_list(values) else fn(values)

    def _trace_condition(self, counted):
        graph, counter, inputs = self._enter("cond", counted)
        with graph.as_default():
            holds = _native.convert(self._called(self.cond, inputs))
            check_decides(holds, "what cond returns")
            if counter:
                holds = api.logical_and(counter[0] < self.limit, holds)
            outputs = outputs_for(graph, [holds])
        counted.end_part(graph, 1)
        return _Traced(graph, counter + inputs, outputs)

    def _trace_body(self, counted):
        graph, counter, inputs = self._enter("body", counted)
        with graph.as_default():
            result = self._packed_like_vars(self._called(self.body, inputs))
            outputs = outputs_for(graph, flatten_parts(result), [t.dtype for t in self.start])
            self.result = result  # whose arrays know the shape of what was written
            self._check(inputs, outputs)
            if counter:
                outputs = [counter[0] + 1, *outputs]
        counted.end_part(graph, 0)
        return _Traced(graph, counter + inputs, outputs)

    def _packed_like_vars(self, result):
        self.container = None  # of what is returned: that of the body's values
        if isinstance(self.vars, (list, tuple)) and not hasattr(self.vars, "_fields"):
            self.container = tuple if type(result) is tuple else list
            if not isinstance(result, (list, tuple)) or hasattr(result, "_fields"):
                result = [result]
            result = type(self.vars)(result)  # as it came in
        nest.assert_same_structure(self.vars, result, False, expand_composites=True)
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


class _CountedLoop:
    """The number of ops that TensorFlow's graph has meanwhile: a loop is part of it.

    There each loop variable has two ops before the condition, two behind it and two behind the
    body, the condition has one, and each value taken from around the loop has one.
    """

    def __init__(self, graph, num_vars):
        self.graph, self.counts = graph, not graph.building_function
        self.per_part, self.inside = 2 * num_vars, 2 * num_vars
        self.inputs = num_vars

    def begin(self, part):
        self.first = self.graph._op_count + self.inside
        if self.counts:
            part._count_more(self.first - self.inputs)  # placeholders, which are no ops there

    def end_part(self, part, more):
        self.inside += part._op_count - part.ops_outside - self.first + more + self.per_part
        self.around = self.graph._op_count

    def end(self):
        if self.counts:
            self.graph._count_more(self.around + self.inside - self.graph._op_count)


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


def _own_shapes(leaf):
    """The shapes of a variable's tensors; a sparse or ragged one may come to have more values."""
    if getattr(leaf, "_values_vary", False):
        return _shapes_of(leaf._type_spec)
    return [_native.convert(t).shape for t in flatten_parts(leaf)]


def _part_shapes(leaf, shape):
    if isinstance(leaf, TensorArray):
        return [TensorShape([])]
    if isinstance(shape, TypeSpec):
        if type(type_spec_from_value(leaf)) is not type(shape) or leaf.dtype != shape.dtype:
            raise TypeError(f"The shape invariant {shape} is none of a loop variable {leaf}.")
        return _shapes_of(shape) if isinstance(leaf, CompositeTensor) else [shape.shape]
    if not isinstance(leaf, CompositeTensor):
        return [as_shape(shape)]
    if not leaf._values_vary:
        return [as_shape(None) for _ in leaf._to_components()]
    spec = leaf._type_spec
    return _shapes_of(type(spec)(leaf._invariant(as_shape(shape)), *spec._serialize()[1:]))


def _shapes_of(spec):
    return [part.shape for part in spec._component_specs]


def covers(before, after):
    """Whether values of shape `after` have shape `before`: the same one, or one that says less."""
    if before.ndims is None:
        return True
    if after.ndims != before.ndims:
        return False
    pairs = zip(before.as_list(), after.as_list(), strict=True)
    return all(b is None or b == a for b, a in pairs)
