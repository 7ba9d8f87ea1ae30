"""Ops that run Python functions when their graph runs, and objects that sessions keep."""

from zeal import _native
from zeal.dtypes import resource, variant
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import sizes


def host_call(op, function, inputs=(), outputs=(), name=None, attrs=None):
    """An op whose kernel is a Python function.

    Args:
      op: TensorFlow's name of the op.
      function: takes a list of tensors with values, returns a list of values. It must hold nothing
        of the graph, which it would keep from dying.
      inputs: tensors, handles among them.
      outputs: a pair of dtype and shape for each value.
      name: name of the op.
      attrs: the attributes that tell another process all about the op, by TensorFlow's names; None
        where they cannot. `zeal/graph_def/hosted.py` declares and reads the op then.

    Returns:
      A list of tensors; the Operation where there are no outputs.
    """
    pairs = [(dtype, sizes(shape)) for dtype, shape in outputs]
    made = _native.host_call(op, _VALUES, function, pairs, list(inputs), name)
    if attrs is not None and made is not None:
        _note(made[0] if pairs else made, attrs)
    return made


def _note(made, attrs):
    if isinstance(made, _native.Tensor):
        if not made._symbolic:
            return
        made = made.op
    made.graph._host_attrs[made.name] = attrs


def kept_object(op, make, inputs=(), name=None, attrs=None):
    """An op that makes an object, of which each session keeps one of its own.

    Args:
      op: TensorFlow's name of the op.
      make: takes a list of tensors, returns the object; its method `cancel()` is called when the
        session closes.
      inputs: tensors.
      name: name of the op.
      attrs: as for `host_call`.

    Returns:
      A tensor of dtype resource, which `object_of` takes when the graph runs.
    """
    return _made(_KEPT, op, make, resource, inputs, name, attrs)


def shared_object(op, make, shared_name, name, attrs=None):
    """The handle of an object that is made anew, unless the graph has one of its shared name.

    Args:
      op: the type of the op that makes it.
      make: takes the op's name, returns what a session keeps.
      shared_name: handles of one op and name in a graph are one; None or "" for one of its own.
      name: name of the op, by default `op`.
      attrs: as for `host_call`.
    """
    graph = get_default_graph()
    shared = graph.__dict__.setdefault("_shared_objects", {})
    handle = shared.get((op, shared_name))
    if handle is None:
        name = name or op
        known_as = name[:-1] if name.endswith("/") else graph.unique_name(name, False)
        handle = kept_object(op, lambda _: make(known_as), name=name, attrs=attrs)
    if shared_name:
        shared[op, shared_name] = handle
    return handle


def made_object(op, make, inputs, name, attrs):
    """An op that makes an object anew whenever it runs, and runs where somebody reads it.

    Returns:
      A tensor of dtype variant, which `object_of` takes.
    """
    return _made(_MADE, op, make, variant, inputs, name, attrs)


def _made(kind, op, make, dtype, inputs, name, attrs):
    made = _native.host_call(op, kind, make, [(dtype, [])], list(inputs), name)[0]
    if attrs is not None:
        _note(made, attrs)
    return made


_VALUES, _KEPT, _MADE = range(3)  # as native code has them


object_of = _native.held_object
