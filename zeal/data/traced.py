"""Functions of datasets in graphs: traced once, as TensorFlow does, and run for each element."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from zeal import _native
from zeal.graph.body import FuncGraph, outputs_for
from zeal.graph.placeholder import sizes


@contextmanager
def placeholders(types, shapes, name="dataset_function"):
    """Makes a function's graph the default one; gives it, and stand-ins for its arguments."""
    graph = FuncGraph(name)
    with graph.as_default():
        yield graph, [
            graph._placeholder(dtype, sizes(shape), "element")
            for dtype, shape in zip(types, shapes, strict=True)
        ]


class Trace:
    """A function of tensors as a body of a graph.

    Args:
      function: takes a list of tensors; returns anything, and the tensors that runs shall give.
      types, shapes: of what it takes.
      name: for messages.

    Attributes:
      told: what function returned besides the tensors.
      values: what the function took from outside, symbolic or not.
      calls: the function of a list of tensors, these values last, that runs it; the second of what
        it returns are the results. It holds none of the values.
      bind: makes of `*values` the function of tensors that runs it. It holds none of the values.
    """

    def __init__(self, function: Callable[..., Any], types, shapes, name="dataset_function"):
        with placeholders(types, shapes, name) as (graph, inputs):
            self.told, tensors = function(inputs)
            outputs = outputs_for(graph, tensors)
        captures = graph._captures()
        self.values = [value for value, _ in captures]
        stand_ins = [*inputs, *(stand_in for _, stand_in in captures)]
        body = _native.Body(graph, stand_ins, outputs, graph.effects())
        self.calls = calls = _native.function(name, body)
        self.bind = lambda *values: lambda tensors: calls([*tensors, *values])[1]


def of_attr(name, value, shapes, wanted) -> Trace:
    """The trace of a function that a GraphDef has as an attribute.

    Args:
      name: of the op, for messages.
      value: the function, and its arguments' types.
      shapes: of its arguments.
      wanted: dtypes of what it shall give.

    Raises:
      ValueError: it gives something else.
    """
    function, types = value

    def run(tensors):
        results = function(*tensors)
        given = [t.dtype for t in results]
        if given != list(wanted):
            said = [", ".join(t.name for t in dtypes) or "nothing" for dtypes in (given, wanted)]
            raise ValueError(f"Node '{name}': its function gives {said[0]} in place of {said[1]}")
        return None, results

    return Trace(run, types, shapes)
