"""tensorflow.python.keras.layers.kernelized: random Fourier features."""

from zeal.keras.layers.random_features import RandomFourierFeatures

__all__ = ["RandomFourierFeatures"]
