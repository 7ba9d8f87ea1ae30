"""tensorflow.python.ops.weights_broadcast_ops: weights in the shape of what they weigh."""

from zeal.eager.control import no_op
from zeal.losses import broadcast
from zeal.metrics import weights as implementation
from zeal.ops.array.constant import convert_to_tensor
from zeal.state.scope import name_scope

__all__ = ["assert_broadcastable", "broadcast_weights"]


def assert_broadcastable(weights, values):
    """An op that raises unless weights fit values; see `zeal.losses.broadcast`."""
    with name_scope("assert_broadcastable"):
        check = broadcast.assert_broadcastable(*map(convert_to_tensor, (weights, values)))
        return no_op("static_checks") if check is None else check


def broadcast_weights(weights, values):
    """Weights in the shape of values."""
    values = convert_to_tensor(values)
    return implementation.broadcast_weights(convert_to_tensor(weights, values.dtype), values)
