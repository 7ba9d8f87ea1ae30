"""Cells with one tensor as their state: the plain one, and the gated recurrent unit."""

from typing import Any

from zeal._native import api, composites
from zeal.keras import activations, initializers
from zeal.keras.layers.input_spec import InputSpec
from zeal.ops.array.join import split
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.rnn.cell import LayerRNNCell
from zeal.rnn.one_op import fits_one_op, gru_step


class OneStateCell(LayerRNNCell):
    """A cell whose output is its state."""

    def __init__(
        self, num_units, activation=None, reuse=None, name=None, dtype=None, **kwargs: Any
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._check_dtype()
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = activations.get(activation) if activation else api.tanh

    @property
    def state_size(self) -> int:
        return self._num_units

    output_size = state_size

    def get_config(self) -> dict:
        config = super().get_config()
        config.update(
            num_units=self._num_units, activation=activations.serialize(self._activation),
            reuse=self._reuse,
        )  # fmt: skip
        return config


@public("nn.rnn_cell.BasicRNNCell", "contrib.rnn.BasicRNNCell")
class BasicRNNCell(OneStateCell):
    """The plain cell: `output = state = activation([inputs, state] @ kernel + bias)`.

    Args:
      num_units: length of the state's rows.
      activation: a function or its name; tanh by default.
      reuse: whether variables are those of an earlier layer of this name.
      name, dtype, **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.nn.rnn_cell.BasicRNNCell(4, name="rnn")
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), [v.shape.as_list() for v in cell.variables]
      ([2, 4], [[7, 4], [4]])
    """

    def build(self, input_shape) -> None:
        """Makes kernel and bias."""
        units = self._num_units
        self._kernel = self.add_weight("kernel", [self._depth(input_shape) + units, units])
        self._bias = self.add_weight("bias", [units], initializer="zeros")
        self.built = True

    def call(self, inputs, state) -> Any:
        joined = api.concat([inputs, state], 1)
        output = self._activation(composites.dense(joined, self._kernel, self._bias))
        return output, output


@public("nn.rnn_cell.GRUCell", "contrib.rnn.GRUCell")
class GRUCell(OneStateCell):
    """The gated recurrent unit (http://arxiv.org/abs/1406.1078).

    `r, u = sigmoid([inputs, state] @ gates)`, `c = activation([inputs, r * state] @ candidate)`,
    `output = state = u * state + (1 - u) * c`, each product with a bias.

    Args:
      num_units, activation, reuse: as for `tf.nn.rnn_cell.BasicRNNCell`.
      kernel_initializer, bias_initializer: of the kernels, and of the biases: by default 1 for
        the gates and 0 for the candidate.
      name, dtype, **kwargs: those of `tf.layers.Layer`.

    Example:
      >>> cell = tf.nn.rnn_cell.GRUCell(4, name="gru")
      >>> output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
      >>> output.shape.as_list(), cell.variables[0].name
      ([2, 4], 'gru/gates/kernel:0')
    """

    def __init__(
        self, num_units, activation=None, reuse=None, kernel_initializer=None,
        bias_initializer=None, name=None, dtype=None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(num_units, activation, reuse, name, dtype, **kwargs)
        self._kernel_initializer = initializers.get(kernel_initializer)
        self._bias_initializer = initializers.get(bias_initializer)

    def build(self, input_shape) -> None:
        """Makes the kernels and biases of gates and candidate."""
        units = self._num_units
        rows = self._depth(input_shape) + units
        self._gate_kernel, self._gate_bias = self._linear("gates", rows, 2 * units, "ones")
        self._candidate_kernel, self._candidate_bias = self._linear(
            "candidate", rows, units, "zeros"
        )
        self.built = True

    def _linear(self, name, rows, columns, bias):
        kernel = self.add_weight(
            f"{name}/kernel", [rows, columns], initializer=self._kernel_initializer
        )
        initializer = bias if self._bias_initializer is None else self._bias_initializer
        return kernel, self.add_weight(f"{name}/bias", [columns], initializer=initializer)

    def call(self, inputs, state) -> Any:
        if fits_one_op(inputs, self._activation):
            output = gru_step(
                inputs, state, self._gate_kernel, self._gate_bias, self._candidate_kernel,
                self._candidate_bias,
            )  # fmt: skip
            count_behind("gru cell")
            return output, output
        joined = api.concat([inputs, state], 1)
        gates = api.sigmoid(composites.dense(joined, self._gate_kernel, self._gate_bias))
        r, u = split(gates, 2, 1)
        joined = api.concat([inputs, r * state], 1)
        candidate = composites.dense(joined, self._candidate_kernel, self._candidate_bias)
        output = u * state + (1.0 - u) * self._activation(candidate)
        return output, output

    def get_config(self) -> dict:
        config = super().get_config()
        config.update(
            kernel_initializer=initializers.serialize(self._kernel_initializer),
            bias_initializer=initializers.serialize(self._bias_initializer),
        )
        return config
