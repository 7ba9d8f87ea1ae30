"""tensorflow.python.keras.layers.dense_attention: what layers of attention have in common."""

from zeal.keras.layers.attention import BaseDenseAttention

__all__ = ["BaseDenseAttention"]
