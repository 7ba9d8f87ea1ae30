"""`tf.train.QueueRunner` as a message, `QueueRunnerDef`, and the reverse."""

from importlib import import_module

from zeal import errors
from zeal.graph.graph import get_default_graph
from zeal.graph_def.scoped_names import within, without
from zeal.messages.build import own
from zeal.messages.graph import QueueRunnerDef


def to_proto(runner, export_scope=None):
    """A QueueRunner as a message; None where its queue lies outside the scope."""
    if without(runner.queue.name, export_scope) is None:
        return None
    return QueueRunnerDef(
        queue_name=without(runner.queue.name, export_scope),
        enqueue_op_name=[without(op.name, export_scope) for op in runner.enqueue_ops],
        close_op_name=without(runner.close_op.name, export_scope),
        cancel_op_name=without(runner.cancel_op.name, export_scope),
        queue_closed_exception_types=[
            errors.error_code_from_exception_type(t) for t in runner.queue_closed_exception_types
        ],
    )


def parts_of(message, import_scope=None):
    """What a QueueRunner is made of.

    Args:
      message: a QueueRunnerDef.
      import_scope: a scope to put before names, or None.

    Returns:
      The op that makes the queue, the ops that fill it, those that close it and end what waits, and
      a tuple of exceptions.

    Raises:
      KeyError, ValueError: the graph has no op of a name.
    """
    message = own(message, QueueRunnerDef, "queue_runner_def")

    def named(name):
        return get_default_graph().as_graph_element(within(name, import_scope))

    types = [errors.exception_type_from_error_code(c) for c in message.queue_closed_exception_types]
    return (
        named(message.queue_name),
        [named(name) for name in message.enqueue_op_name],
        named(message.close_op_name),
        named(message.cancel_op_name),
        tuple(types) or (errors.OutOfRangeError,),
    )


def from_proto(message, import_scope=None):
    """The QueueRunner of a message."""
    module = import_module("zeal.train.queue_runner")
    return module.QueueRunner(queue_runner_def=message, import_scope=import_scope)
