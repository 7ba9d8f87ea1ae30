"""Queues and readers of a GraphDef."""

from zeal.dtypes import bool as bool_
from zeal.dtypes import int32
from zeal.errors import InvalidArgumentError
from zeal.graph.host_call import host_call, shared_object
from zeal.queues import readers
from zeal.queues.described import KINDS, components, maker
from zeal.queues.kernels import kernel
from zeal.queues.queue import outputs_of
from zeal.tensor_shape import TensorShape


def make(op, attrs, inputs, name):
    """Adds an op to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Returns:
      The Operation, or what it gives.

    Raises:
      InvalidArgumentError: attributes contradict each other.
    """
    attrs = {key: v.decode() if isinstance(v, bytes) else v for key, v in attrs.items()}
    if op in KINDS:
        return _queue(op, attrs, name)
    if op in readers.KERNELS:
        function, dtypes, many = readers.KERNELS[op]
        shape = TensorShape([None] if many else [])
        return host_call(op, function, inputs, [(t, shape) for t in dtypes], name, attrs)
    if op.startswith("Queue"):
        return host_call(op, kernel(op, attrs), inputs, _outputs(op, attrs, inputs), name, attrs)
    return readers.make_reader(op, attrs, name)


def _queue(op, attrs, name):
    from zeal.graph_def.shape_proto import shape_of

    attrs["shapes"] = [shape_of(proto) for proto in attrs["shapes"]]
    dtypes, shapes = components(op, attrs)
    if shapes is not None and len(shapes) != len(dtypes):
        raise InvalidArgumentError(
            f"a queue of {len(dtypes)} components cannot have {len(shapes)} shapes"
        )
    return shared_object(op, maker(op, attrs), attrs["shared_name"], name, attrs)


_SINGLE = {"QueueSizeV2": int32, "QueueIsClosedV2": bool_}
_BEFORE = {"QueueDequeueManyV2": (None,), "QueueDequeueUpToV2": (None,)}


def _outputs(op, attrs, inputs):
    if op in _SINGLE:
        return [(_SINGLE[op], TensorShape([]))]
    dtypes = attrs.get("component_types")
    if dtypes is None:
        return []
    queue = inputs[0].op
    shapes = None
    if queue.type in KINDS:
        known, shapes = components(queue.type, queue.graph._host_attrs[queue.name])
        if known != dtypes:
            raise InvalidArgumentError(f"{op} wants {dtypes} of a queue of {known}")
    shapes = shapes or [TensorShape(None)] * len(dtypes)
    return outputs_of(dtypes, shapes, _BEFORE.get(op, ()))
