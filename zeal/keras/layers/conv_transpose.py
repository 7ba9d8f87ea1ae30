"""tf.keras.layers: transposed convolutions, which make images and volumes larger."""

from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.conv import Conv
from zeal.keras.layers.window_arguments import length_before, numbers, op_format
from zeal.ops.nn.conv import conv2d_transpose
from zeal.ops.nn.conv_of_rank import conv3d_transpose
from zeal.ops.op_counts import count_behind
from zeal.public import public, publish


class ConvTranspose(Conv):
    """What transposed convolutions of `rank` spatial axes share."""

    output_padding = None

    def __init__(
        self, filters, kernel_size, strides: Any = 1, padding: Any = "valid",
        output_padding=None, data_format=None, *args: Any, **kwargs: Any,
    ) -> None:
        dilation_rate = kwargs.pop("dilation_rate", 1)
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, *args, **kwargs
        )
        if output_padding is not None:
            self.output_padding = numbers(output_padding, self.rank, "output_padding")
            for stride, more in zip(self.strides, self.output_padding, strict=True):
                if more >= stride:
                    raise ValueError(
                        f"Stride {self.strides} must be greater than output padding "
                        f"{self.output_padding}"
                    )

    def _kernel_shape(self, channels):
        return [*self.kernel_size, self.filters, channels]

    def _check_steps(self):
        pass

    def _lengths(self, shape):
        first = 2 if self.data_format == "channels_first" else 1
        more = self.output_padding or (None,) * self.rank
        return [
            length_before(shape[first + i], self.kernel_size[i], self.padding, self.strides[i],
                          more[i], self.dilation_rate[i])
            for i in range(self.rank)
        ]

    _op_count = "conv_transpose/build"

    def _transpose(self, function, inputs):
        known = inputs.shape.as_list()
        sizes = known
        if None in known:
            shape = api.shape(inputs)
            sizes = [shape[i] if n is None else n for i, n in enumerate(known)]
        lengths = self._lengths(sizes)
        first = self.data_format == "channels_first"
        outputs = function(
            inputs, self.kernel,
            [sizes[0], self.filters, *lengths] if first else [sizes[0], *lengths, self.filters],
            self.strides, self.padding.upper(), op_format(self.data_format, self.rank),
            dilations=self.dilation_rate,
        )
        if outputs._symbolic:
            outputs.set_shape(self.compute_output_shape(known))
            count_behind("conv_transpose of a batch" if None in known else "conv_transpose")
        return self._finish(outputs)

    def get_config(self) -> dict:
        return {**super().get_config(), "output_padding": self.output_padding}


@public("keras.layers.Conv2DTranspose")
class Conv2DTranspose(ConvTranspose):
    """A transposed convolution, which makes images larger.

    Args:
      the others: those of `Conv2D`.
      output_padding: rows and columns to add at the end, fewer than strides.

    Inputs: floating, shape `[batch, height, width, channels]`.

    Example:
      >>> layer = tf.keras.layers.Conv2DTranspose(4, 3, strides=2, padding="same")
      >>> layer(tf.zeros([1, 8, 8, 2])).shape.as_list()
      [1, 16, 16, 4]
    """

    def __init__(
        self, filters, kernel_size, strides=(1, 1), padding: Any = "valid", output_padding=None,
        data_format=None, dilation_rate=(1, 1), activation=None, use_bias=True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, output_padding, data_format, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, dilation_rate=dilation_rate,
            **kwargs,
        )

    def call(self, inputs) -> Tensor:
        """`activation(conv2d_transpose(inputs, kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 4.

        Returns:
          A tensor of rank 4.
        """
        return self._transpose(conv2d_transpose, inputs)


@public("keras.layers.Conv3DTranspose")
class Conv3DTranspose(ConvTranspose):
    """A transposed convolution, which makes volumes larger.

    Args:
      the others: those of `Conv3D`.
      output_padding: planes, rows and columns to add at the end, fewer than strides.

    Inputs: floating, shape `[batch, depth, height, width, channels]`.

    Example:
      >>> layer = tf.keras.layers.Conv3DTranspose(4, 3, strides=2, padding="same")
      >>> layer(tf.zeros([1, 2, 4, 4, 2])).shape.as_list()
      [1, 4, 8, 8, 4]
    """

    rank = 3

    def __init__(
        self, filters, kernel_size, strides=(1, 1, 1), padding: Any = "valid",
        output_padding=None, data_format=None, activation=None, use_bias=True,
        kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None,
        kernel_constraint=None, bias_constraint=None, **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, output_padding, data_format, activation,
            use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, **kwargs,
        )

    def call(self, inputs) -> Tensor:
        """`activation(conv3d_transpose(inputs, kernel) + bias)`.

        Args:
          inputs: floating tensor of rank 5.

        Returns:
          A tensor of rank 5.
        """
        return self._transpose(conv3d_transpose, inputs)

    def get_config(self) -> dict:
        config = super().get_config()
        del config["dilation_rate"]  # which this layer does not have
        return config


for _rank in ("2D", "3D"):
    publish(__name__, f"Conv{_rank}Transpose", f"keras.layers.Convolution{_rank}Transpose")
