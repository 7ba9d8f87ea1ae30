"""Ops that run Python functions when their graph runs, and objects that sessions keep."""

from zeal import _native
from zeal.graph.placeholder import sizes


def host_call(op, function, inputs=(), outputs=(), name=None):
    """An op whose kernel is a Python function.

    Args:
      op: TensorFlow's name of the op.
      function: takes a list of tensors with values, returns a list of values. It must hold nothing
        of the graph, which it would keep from dying.
      inputs: tensors, handles among them.
      outputs: a pair of dtype and shape for each value.
      name: name of the op.

    Returns:
      A list of tensors; the Operation where there are no outputs.
    """
    pairs = [(dtype, sizes(shape)) for dtype, shape in outputs]
    return _native.host_call(op, False, function, pairs, list(inputs), name)


def kept_object(op, make, inputs=(), name=None):
    """An op that makes an object, of which each session keeps one of its own.

    Args:
      op: TensorFlow's name of the op.
      make: takes a list of tensors, returns the object; its method `cancel()` is called when the
        session closes.
      inputs: tensors.
      name: name of the op.

    Returns:
      A tensor of dtype resource, which `object_of` takes when the graph runs.
    """
    from zeal.dtypes import resource

    return _native.host_call(op, True, make, [(resource, [])], list(inputs), name)[0]


object_of = _native.held_object
