"""Random Fourier features: inputs mapped so that products of them approximate a kernel."""

import math
from typing import Any

from zeal import _native
from zeal._native import api
from zeal.dtypes import float32
from zeal.keras import initializers
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.ops.random.distributions import random_uniform
from zeal.state.initializers import Constant, Initializer, RandomNormal, RandomUniform
from zeal.tensor_shape import TensorShape, as_shape

_KERNELS = ("gaussian", "laplacian")


class RandomFourierFeatures(Layer):
    """`cos(inputs @ kernel / scale + bias)` with a random kernel that is not trained.

    The product of two rows of outputs, times 2 / output_dim, approximates a kernel of the inputs'
    rows (A. Rahimi and B. Recht, Random Features for Large-Scale Kernel Machines).

    Args:
      output_dim: how many features.
      kernel_initializer: "gaussian", "laplacian", or an initializer of the kernel.
      scale: what the kernel is divided by; by default `sqrt(inputs / 2)` of the Gaussian one, else
        1.
      trainable: whether scale is trained.
      name, **kwargs: those of `Layer`.

    Raises:
      ValueError: output_dim or scale is not positive, or the kernel is unknown.
    """

    def __init__(
        self, output_dim, kernel_initializer="gaussian", scale=None, trainable=False, name=None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        if output_dim <= 0:
            raise ValueError(
                f"`output_dim` should be a positive integer. Given: {output_dim}."
            )
        if isinstance(kernel_initializer, str) and kernel_initializer.lower() not in _KERNELS:
            raise ValueError(
                f"Unsupported kernel type: '{kernel_initializer}'. Supported kernel types: "
                f"{list(_KERNELS)}."
            )
        if scale is not None and scale <= 0.0:
            raise ValueError(
                f"When provided, `scale` should be a positive float. Given: {scale}."
            )
        super().__init__(trainable=trainable, name=name, **kwargs)
        self.output_dim, self.kernel_initializer, self.scale = output_dim, kernel_initializer, scale

    def build(self, input_shape) -> None:
        """Makes kernel, bias and scale.

        Raises:
          ValueError: it is another.
        """
        shape = as_shape(input_shape)
        if shape.ndims != 2:
            raise ValueError(
                f"The rank of the input tensor should be 2. Got {shape.ndims} instead."
            )
        size = shape.as_list()[1]
        if size is None:
            raise ValueError(
                "The last dimension of the inputs to `RandomFourierFeatures` should be defined. "
                "Found `None`."
            )
        self.input_spec = InputSpec(ndim=2, axes={1: size})
        self.unscaled_kernel = self._weight(
            "unscaled_random_features", [size, self.output_dim], self._initializer(), False
        )
        self.bias = self._weight(
            "random_features_bias", [self.output_dim], RandomUniform(0.0, 2.0 * math.pi), False
        )
        if self.scale is None:
            gaussian = self._kernel_name() == "gaussian"
            self.scale = math.sqrt(size / 2.0) if gaussian else 1.0
        self.kernel_scale = self._weight(
            "random_features_scale", [1], Constant(self.scale), True, "NonNeg"
        )
        self.built = True

    def _weight(self, name, shape, initializer, trainable, constraint=None):
        return self.add_weight(
            name, shape, dtype=float32, initializer=initializer, trainable=trainable,
            constraint=constraint,
        )  # fmt: skip

    def _kernel_name(self):
        given = self.kernel_initializer
        return given.lower() if isinstance(given, str) else None

    def _initializer(self):
        found = {"gaussian": RandomNormal(stddev=1.0), "laplacian": _cauchy}
        return found.get(self._kernel_name(), self.kernel_initializer)

    def call(self, inputs) -> Any:
        """The features.

        Returns:
          A tensor `[batch, output_dim]` of float32.
        """
        inputs = api.cast(_native.convert(inputs), float32)
        return api.cos(api.matmul(inputs, self.unscaled_kernel / self.kernel_scale) + self.bias)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape with `output_dim` as last axis.

        Raises:
          ValueError: it has other axes, or the last one is unknown.
        """
        shape = as_shape(input_shape).with_rank(2).as_list()
        if shape[1] is None:
            raise ValueError(
                f"The innermost dimension of input shape must be defined. Given: {input_shape}"
            )
        return as_shape([shape[0], self.output_dim])

    def get_config(self) -> dict:
        kernel = self.kernel_initializer
        kernel = initializers.serialize(kernel) if isinstance(kernel, Initializer) else kernel
        return {
            **super().get_config(), "output_dim": self.output_dim, "kernel_initializer": kernel,
            "scale": self.scale,
        }  # fmt: skip


def _cauchy(shape, dtype=None, **kwargs):
    """Numbers of the Cauchy distribution."""
    share = random_uniform(shape, dtype=float32)
    return api.tan(math.pi * (share - 0.5))
