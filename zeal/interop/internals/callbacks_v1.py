"""tensorflow.python.keras.callbacks_v1: the callback for TensorBoard that `tf.keras` has."""

from zeal.keras.callbacks.tensorboard import TensorBoard

__all__ = ["TensorBoard"]
