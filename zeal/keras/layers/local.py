"""tf.keras.layers.LocallyConnected1D and LocallyConnected2D: windows with kernels of their own."""

import itertools
import math
from typing import Any

from zeal._native import Tensor, api
from zeal.keras.layers.conv import Conv
from zeal.keras.layers.input_spec import InputSpec
from zeal.ops.array.join import stack
from zeal.public import public
from zeal.tensor_shape import as_shape


class LocallyConnected(Conv):
    """What these layers of `rank` spatial axes share."""

    def __init__(
        self, filters, kernel_size, strides=1, padding: Any = "valid", data_format=None,
        activation=None, use_bias=True, kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros", kernel_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, kernel_constraint=None, bias_constraint=None, implementation=1,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint, **kwargs,
        )
        if self.padding != "valid" and implementation == 1:
            raise ValueError(
                f"Invalid border mode for {type(self).__name__} (only \"valid\" is supported if "
                f"implementation is 1): {padding}"
            )
        if implementation not in (1, 2, 3):
            raise ValueError(f"Unrecognized implementation mode: {implementation}.")
        self.implementation = implementation

    # --- variables ---
    def build(self, input_shape) -> None:
        """Makes kernels and biases for the places of input_shape.

        Raises:
          ValueError: another length is unknown.
        """
        shape = as_shape(input_shape).as_list()
        if None in shape[1:]:
            raise ValueError(
                "The spatial dimensions of the inputs to  a "
                f"{type(self).__name__} layer should be fully-defined, but layer received the "
                f"inputs shape {shape}"
            )
        first = self.data_format == "channels_first"
        self._sizes, channels = (shape[2:], shape[1]) if first else (shape[1:-1], shape[-1])
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis(): channels})
        self.__dict__["_out"] = self._lengths(shape)
        self.kernel = self.add_weight(
            "kernel", self._kernels(channels), initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self.bias = None if not self.use_bias else self.add_weight(
            "bias", [*self._out, self.filters], initializer=self.bias_initializer,
            regularizer=self.bias_regularizer, constraint=self.bias_constraint,
        )  # fmt: skip
        self.built = True

    def _kernels(self, channels):
        """The kernel's shape: one for each place; as a matrix, with zeros or without them."""
        if self.implementation == 1:
            window = math.prod(self.kernel_size) * channels
            return [math.prod(self._out), window, self.filters]
        if self.implementation == 2:
            return [*self._whole(self._sizes, channels), *self._whole(self._out, self.filters)]
        self.__dict__["_places"] = self._indices(channels)
        return [len(self._places)]

    def _whole(self, sizes, channels):
        first = self.data_format == "channels_first"
        return [channels, *sizes] if first else [*sizes, channels]

    # --- what is connected ---
    def _connected(self):
        """Pairs of an output's place and that of an input in its window."""
        return itertools.product(*(
            [(o, i) for o in range(count) for i in self._window(o, axis)]
            for axis, count in enumerate(self._out)
        ))  # fmt: skip

    def _window(self, place, axis):
        size, length = self.kernel_size[axis], self._sizes[axis]
        start = place * self.strides[axis] - (size // 2 if self.padding == "same" else 0)
        return range(max(0, start), min(length, start + size))

    def _mask(self):
        """1 where an input and an output are connected, of the kernel's rank."""
        import numpy as np

        mask = np.zeros([*self._sizes, *self._out], self._dtype)
        for pairs in self._connected():
            mask[tuple(i for _, i in pairs) + tuple(o for o, _ in pairs)] = 1
        return mask.reshape(self._whole(self._sizes, 1) + self._whole(self._out, 1))

    def _indices(self, channels):
        """Rows (output, input) of the matrix's entries, as the kernel holds them."""
        import numpy as np

        outputs = np.arange(math.prod(self._out) * self.filters)
        inputs = np.arange(math.prod(self._sizes) * channels)
        outputs = outputs.reshape(self._whole(self._out, self.filters))
        inputs = inputs.reshape(self._whole(self._sizes, channels))
        axis = 0 if self.data_format == "channels_first" else self.rank
        outputs, inputs = (np.moveaxis(x, axis, -1) for x in (outputs, inputs))
        rows = [
            pair
            for pairs in self._connected()
            for pair in itertools.product(
                outputs[tuple(o for o, _ in pairs)].tolist(),
                inputs[tuple(i for _, i in pairs)].tolist(),
            )
        ]
        return np.array(sorted(rows), np.int32)

    # --- calling ---
    def call(self, inputs) -> Tensor:
        """`activation(products of windows with their kernels + bias)`.

        Args:
          inputs: floating tensor of rank 3 or 4.

        Returns:
          A tensor of that rank.
        """
        outputs = self._windows(inputs) if self.implementation == 1 else self._product(inputs)
        if self.bias is not None:
            outputs = outputs + self._aligned()
        return outputs if self._activate is None else self._activate(outputs)

    def _aligned(self):
        """The bias; with channels first, its entries in their order under another shape."""
        if self.data_format == "channels_last":
            return self.bias
        return api.reshape(self.bias, self._whole(self._out, self.filters))

    def _windows(self, inputs):
        first = self.data_format == "channels_first"
        if first:
            inputs = api.transpose(inputs, [0, *range(2, self.rank + 2), 1])
        parts = [inputs[self._slices(offset)] for offset in self._offsets()]
        windows = stack(parts, -1 if first else -2)
        places, window, _ = self.kernel.shape.as_list()
        windows = api.transpose(api.reshape(windows, [-1, places, window]), [1, 0, 2])
        outputs = api.transpose(api.matmul(windows, self.kernel), [1, 0, 2])
        outputs = api.reshape(outputs, [-1, *self._out, self.filters])
        if not first:
            return outputs
        return api.transpose(outputs, [0, self.rank + 1, *range(1, self.rank + 1)])

    def _offsets(self):
        return itertools.product(*map(range, self.kernel_size))

    def _slices(self, offset):
        """What of the inputs lies at that offset in the windows."""
        parts = zip(offset, self._out, self.strides, strict=True)
        return (slice(None), *(slice(i, i + (n - 1) * s + 1, s) for i, n, s in parts))

    def _product(self, inputs):
        rows = math.prod(self._sizes) * inputs.shape.as_list()[self._channel_axis()]
        columns = math.prod(self._out) * self.filters
        flat = api.reshape(inputs, [-1, rows])
        if self.implementation == 2:
            if "_connections" not in self.__dict__:
                self.__dict__["_connections"] = self._mask()
            matrix = api.reshape(self.kernel * self._connections, [rows, columns])
            outputs = api.matmul(flat, matrix)
        else:
            matrix = api.scatter_nd(self._places, self.kernel, [columns, rows])
            outputs = api.matmul(flat, matrix, transpose_b=True)
        return api.reshape(outputs, [-1, *self._whole(self._out, self.filters)])

    def get_config(self) -> dict:
        config = super().get_config() | {"implementation": self.implementation}
        del config["dilation_rate"]
        return config


@public("keras.layers.LocallyConnected1D")
class LocallyConnected1D(LocallyConnected):
    """A convolution of sequences whose every window has a kernel and bias of its own.

    Args:
      filters: number of the output's channels.
      kernel_size: length of the window.
      strides: its step.
      padding: "valid"; with implementation 2 or 3 also "same".
      data_format: "channels_last" (default) or "channels_first".
      the others: those of `tf.keras.layers.Conv1D`.
      implementation: how the kernel is kept: 1 as a matrix per window; 2 as one matrix of all
        inputs and outputs; 3 as the entries of that matrix that are connected.

    Inputs: floating, shape `[batch, length, channels]`, all but the batch known.

    Raises:
      ValueError: arguments do not fit.

    Example:
      >>> layer = tf.keras.layers.LocallyConnected1D(4, 3)
      >>> layer(tf.zeros([1, 8, 2])).shape.as_list(), layer.kernel.shape.as_list()
      ([1, 6, 4], [6, 6, 4])
    """

    rank = 1


@public("keras.layers.LocallyConnected2D")
class LocallyConnected2D(LocallyConnected):
    """A convolution of images whose every window has a kernel and bias of its own.

    Args:
      filters: number of the output's channels.
      kernel_size: height and width of the window, or one number for both.
      strides: its steps, likewise.
      padding, data_format, implementation: those of `tf.keras.layers.LocallyConnected1D`.
      the others: those of `tf.keras.layers.Conv2D`.

    Inputs: floating, shape `[batch, height, width, channels]`, all but the batch known.

    Example:
      >>> layer = tf.keras.layers.LocallyConnected2D(4, 3, 2)
      >>> layer(tf.zeros([1, 5, 7, 2])).shape.as_list(), layer.kernel.shape.as_list()
      ([1, 2, 3, 4], [6, 18, 4])
    """

    rank = 2
