"""tensorflow.python.keras.engine.input_spec: what layers say of their inputs."""

from zeal.tensor_shape import TensorShape

__all__ = ["to_tensor_shape"]


def to_tensor_shape(spec):
    """The shape that an InputSpec leaves, as far as it is known."""
    if spec.shape is not None or spec.ndim is None:
        return TensorShape(spec.shape)
    sizes = [None] * spec.ndim
    for axis, size in spec.axes.items():
        sizes[axis] = size
    return TensorShape(sizes)
