"""tf.keras.layers.Dense."""

from typing import Any

from zeal._native import Tensor, composites
from zeal.dtypes import as_dtype
from zeal.keras import activations, constraints, initializers, regularizers
from zeal.keras.float_dtype import floatx
from zeal.keras.layers.input_spec import InputSpec
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.ops.op_counts import count_parts
from zeal.public import public
from zeal.sparse.products import sparse_tensor_dense_matmul
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.tensor_shape import TensorShape, as_shape


@public("keras.layers.Dense")
class Dense(Layer):
    """A linear function of the last axis: `activation(inputs @ kernel + bias)`.

    Args:
      units: length of the output's last axis.
      activation: name or function; none by default.
      use_bias: whether there is a bias.
      kernel_initializer, bias_initializer: names, objects or functions of (shape, dtype).
      kernel_regularizer, bias_regularizer: functions of the variables, names or configurations
        of `tf.keras.regularizers`; their values are the layer's `losses`.
      activity_regularizer: the same of the output, per example.
      kernel_constraint, bias_constraint: functions that project values after an update.
      **kwargs: those of `Layer`.

    Inputs: floating, shape `[..., n]`, at least two axes. Output: shape `[..., units]`.

    Example:
      >>> tf.keras.layers.Dense(3)(tf.zeros([2, 4])).shape
      TensorShape([Dimension(2), Dimension(3)])
    """

    supports_masking = True
    # Also of subclasses that do not call `__init__`.
    kernel_regularizer = bias_regularizer = kernel_constraint = bias_constraint = None

    _plain = False  # built, and `call` is this class's

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.units = int(units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)
        self._activate = None if self.activation is activations.linear else self.activation

    def build(self, input_shape) -> None:
        """Makes kernel and bias for the last axis of input_shape.

        Raises:
          TypeError: the layer's dtype is neither floating nor complex.
          ValueError: the last axis is unknown.
        """
        dtype = as_dtype(self._dtype or floatx())
        if not (dtype.is_floating or dtype.is_complex):
            raise TypeError(f"Unable to build `Dense` layer with non-floating point dtype {dtype}")
        inputs = input_size(input_shape)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})
        self.kernel = self.add_weight(
            "kernel", [inputs, self.units], initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", [self.units], initializer=self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )
        else:
            self.bias = None
        self.built = True

    def __call__(self, inputs, *args: Any, **kwargs: Any) -> Tensor:
        # One frame instead of three for the common call of a built layer.
        if self._plain and type(inputs) is Tensor and not args and not kwargs and inputs._bare:
            outputs = composites.dense(inputs, self.kernel, self.bias)
            return outputs if self._activate is None else self._activate(outputs)
        outputs = super().__call__(inputs, *args, **kwargs)
        self._plain = self._ready and type(self).call is Dense.call
        return outputs

    def call(self, inputs) -> Tensor:
        """`activation(inputs @ kernel + bias)`.

        Args:
          inputs: floating tensor of shape `[..., n]`; a sparse one of two axes.

        Returns:
          A tensor of shape `[..., units]`.
        """
        try:
            outputs = composites.dense(inputs, self.kernel, self.bias)
        except (TypeError, ValueError):  # asked here alone: most calls are of tensors
            if not isinstance(inputs, SparseTensor):
                raise
            outputs = sparse_tensor_dense_matmul(inputs, self.kernel)
            outputs = outputs if self.bias is None else outputs + self.bias
        if outputs._symbolic and (outputs.shape.ndims or 2) != 2:
            sizes = outputs.shape.as_list()
            unknown = sizes.count(None)
            count_parts("dense of more axes", unknown and 4 * unknown + 3 * len(sizes))
        return outputs if self._activate is None else self._activate(outputs)

    def compute_output_shape(self, input_shape) -> TensorShape:
        """The input's shape with `units` as last axis.

        Raises:
          ValueError: there are fewer axes, or the last one is unknown.
        """
        shape = as_shape(input_shape).with_rank_at_least(2)
        if shape.as_list()[-1] is None:
            raise ValueError(
                "The innermost dimension of input_shape must be defined, but saw: "
                f"{input_shape}"
            )
        return shape[:-1].concatenate([self.units])

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(
            self, "units activation use_bias kernel_initializer bias_initializer "
            "kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
            "bias_constraint",
        )  # fmt: skip


def input_size(shape) -> int:
    """The length of an input's last axis.

    Args:
      shape: the input's shape, of known rank.

    Raises:
      ValueError: it is unknown.
    """
    size = as_shape(shape).as_list()[-1]
    if size is None:
        raise ValueError(
            "The last dimension of the inputs to `Dense` should be defined. Found `None`."
        )
    return size
