"""Cells of Keras's recurrent layers: what they share, SimpleRNNCell, GRUCell."""

from typing import Any

from zeal import nest
from zeal._native import api, composites
from zeal.dtypes import float32, float64
from zeal.keras import activations, constraints, initializers, regularizers
from zeal.keras.layers.calls import calls
from zeal.keras.layers.dropout_masks import DropoutMasks, masked
from zeal.keras.layers.layer import Layer
from zeal.keras.layers.own_arguments import own_arguments
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split
from zeal.public import public
from zeal.tensor_shape import as_shape

TANH = activations.get("tanh")
SIGMOID, HARD_SIGMOID = activations.get("sigmoid"), activations.hard_sigmoid
WIDE = (float32, float64)


@public("keras.layers.AbstractRNNCell")
class AbstractRNNCell(Layer):
    """Base class of cells: define `call(inputs, states)`, `state_size` and `output_size`.

    Example:
      >>> class Sum(tf.keras.layers.AbstractRNNCell):
      ...     state_size = output_size = 3
      ...     def call(self, inputs, states):
      ...         return inputs + states[0], [inputs + states[0]]
      >>> tf.keras.layers.RNN(Sum())(tf.ones([1, 4, 3])).numpy().tolist()
      [[4.0, 4.0, 4.0]]
    """

    def call(self, inputs, states) -> Any:
        """One step; a subclass defines it.

        Args:
          inputs: a tensor of the step.
          states: a list of states.

        Returns:
          A pair of output and new states.

        Raises:
          NotImplementedError: it does not.
        """
        raise NotImplementedError("Abstract method")

    @property
    def state_size(self) -> Any:
        """The length of the state, or a list of lengths; a subclass defines it."""
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        """The length of the output; a subclass defines it."""
        raise NotImplementedError("Abstract method")

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None) -> Any:
        """Zeros for a batch.

        Args:
          inputs: tensors that tell batch size and dtype, or None.
          batch_size, dtype: these, without inputs.

        Returns:
          States in the structure of `state_size`.
        """
        if inputs is not None:
            batch_size, dtype = api.shape(inputs)[0], inputs.dtype
        return nest.map_structure(
            lambda n: zeros([batch_size, *as_shape(n).as_list()], dtype), self.state_size
        )


class KerasCell(DropoutMasks, Layer):
    """What the cells share: `gates` kernels side by side, for inputs and for the state."""

    gates = 1

    def __init__(
        self, units, activation: Any = "tanh", use_bias=True,
        kernel_initializer: Any = "glorot_uniform", recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros", kernel_regularizer=None, recurrent_regularizer=None,
        bias_regularizer=None, kernel_constraint=None, recurrent_constraint=None,
        bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.units, self.use_bias = units, use_bias
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = min(1.0, max(0.0, dropout))
        self.recurrent_dropout = min(1.0, max(0.0, recurrent_dropout))
        self.state_size = self.output_size = units

    def build(self, input_shape) -> None:
        """Makes the kernels and the bias."""
        columns = self.gates * self.units
        self.kernel = self.add_weight(
            "kernel", [as_shape(input_shape).as_list()[-1], columns],
            initializer=self.kernel_initializer, regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )  # fmt: skip
        self.recurrent_kernel = self.add_weight(
            "recurrent_kernel", [self.units, columns], initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer, constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", self._bias_shape(columns), initializer=self._first_bias(),
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip
        self.built = True

    def __setattr__(self, key, value):
        if key in ("dropout", "recurrent_dropout"):
            self.__dict__["_ready"] = False
        super().__setattr__(key, value)

    def _needs_nothing(self, losses):
        """Training is of interest to dropout alone, as long as `call` is one of this module."""
        plain = type(self).call.__module__ == __name__ and losses == calls.losses
        return plain and not (self.dropout or self.recurrent_dropout)

    def _draws(self, training):
        """Whether there is dropout in a step."""
        told = training is not None and training is not False
        return told and bool(self.dropout or self.recurrent_dropout)

    def _bias_shape(self, columns):
        return [columns]

    def _first_bias(self):
        return self.bias_initializer

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None) -> Any:
        """Zeros for a batch.

        Args:
          inputs: a tensor that has the batch size and the dtype; or both are given.
          batch_size: an integer or a scalar tensor.
          dtype: of the state.

        Returns:
          A tensor, or a list of them as `state_size` is.
        """
        if inputs is not None:
            batch_size, dtype = api.shape(inputs)[0], inputs.dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        if not isinstance(self.state_size, list):
            return zeros([batch_size, self.state_size], dtype)
        return [zeros([batch_size, size], dtype) for size in self.state_size]

    def _products(self, values, kernel, masks, parts=None):
        """Values times the kernels, one for each gate, each behind a mask of its own."""
        kernel = kernel if parts is None else kernel[:, parts]
        if masks is None or len(masks) == 1:
            return api.matmul(masked(values, masks), kernel)
        n = self.gates if parts is None else kernel.shape._at(1) // self.units
        kernels = split(kernel, n, 1)
        first = 0 if parts is None else parts.start // self.units
        return api.concat(
            [api.matmul(values * masks[first + i], k) for i, k in enumerate(kernels)], 1
        )

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(
            self, "units use_bias dropout activation recurrent_dropout kernel_initializer "
            "kernel_regularizer kernel_constraint recurrent_initializer recurrent_regularizer "
            "recurrent_constraint bias_initializer bias_regularizer bias_constraint",
        )  # fmt: skip


@public("keras.layers.SimpleRNNCell")
class SimpleRNNCell(KerasCell):
    """The plain cell: `h = activation(inputs @ kernel + h @ recurrent_kernel + bias)`.

    Args:
      all: those of `tf.keras.layers.SimpleRNN`.

    Example:
      >>> cell = tf.keras.layers.SimpleRNNCell(3)
      >>> output, state = cell(tf.ones([2, 4]), [tf.zeros([2, 3])])
      >>> output.shape.as_list(), len(state)
      ([2, 3], 1)
    """

    def call(self, inputs, states, training=None) -> Any:
        state = states[0]
        of_inputs, of_states = self._drawn(inputs, state, training, 1)
        sums = self._products(inputs, self.kernel, of_inputs)
        if self.bias is not None:
            sums = sums + self.bias
        sums = sums + self._products(state, self.recurrent_kernel, of_states)
        output = self.activation(sums)
        return output, [output]


class GatedCell(KerasCell):
    """A cell with gates, which have an activation of their own."""

    def __init__(
        self, units, activation: Any = "tanh", recurrent_activation: Any = "hard_sigmoid",
        *args: Any, implementation=1, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(units, activation, *args, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.implementation = implementation

    def _count(self):
        """Gates have masks of their own, unless one product serves them all."""
        return self.gates if self.implementation == 1 else 1

    def get_config(self) -> dict:
        return super().get_config() | own_arguments(self, "recurrent_activation implementation")


@public("keras.layers.GRUCell")
class GRUCell(GatedCell):
    """The gated recurrent unit (http://arxiv.org/abs/1406.1078).

    Args:
      units, activation, recurrent_activation, use_bias, implementation, reset_after,
        **kwargs: those of `tf.keras.layers.GRU`.

    Example:
      >>> cell = tf.keras.layers.GRUCell(3)
      >>> cell(tf.ones([2, 4]), [tf.zeros([2, 3])])[0].shape.as_list()
      [2, 3]
    """

    gates = 3

    def __init__(self, *args: Any, reset_after=False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reset_after = reset_after

    def _in_one_op(self, inputs, state, training):
        """The states of all steps, or of the one that inputs of rank 2 are, by one op; or None.

        The op knows two kinds of gates, and no dropout.
        """
        gate = self.recurrent_activation
        if gate is not HARD_SIGMOID and gate is not SIGMOID:
            return None
        if self.activation is not TANH or inputs.dtype not in WIDE:
            return None
        if training is not None and self._draws(training):
            return None
        after = self.reset_after
        bias = inner = self.bias
        if after or bias is None:
            bias, inner = self._biases(state)
        kernel, recurrent, hard = self.kernel, self.recurrent_kernel, gate is HARD_SIGMOID
        return composites.grucell(inputs, state, kernel, recurrent, bias, inner, hard, after)

    def _biases(self, state):
        """That of inputs and that of states: zeros, or the two of reset_after."""
        if self.bias is None:
            return (zeros([3 * self.units], state.dtype),) * 2
        return self.bias[0], self.bias[1]

    def _bias_shape(self, columns):
        return [2, columns] if self.reset_after else [columns]

    def call(self, inputs, states, training=None) -> Any:
        h = states[0]
        output = self._in_one_op(inputs, h, training)
        if output is not None:
            return output, [output]
        of_inputs, of_states = self._drawn(inputs, h, training, self._count())
        if of_states is not None and len(of_states) == 1:
            h, of_states = h * of_states[0], None
        x = self._products(inputs, self.kernel, of_inputs)
        bias = [None, None] if self.bias is None else (
            [self.bias[0], self.bias[1]] if self.reset_after else [self.bias, None]
        )
        x = x if bias[0] is None else x + bias[0]
        output = self._step(x, h, of_states, bias[1])
        return output, [output]

    def _step(self, x, h, masks, recurrent_bias):
        gates, n = slice(0, 2 * self.units), slice(2 * self.units, 3 * self.units)
        x_z, x_r, x_h = split(x, 3, 1)
        if self.reset_after:
            inner = self._products(h, self.recurrent_kernel, masks)
            inner = inner if recurrent_bias is None else inner + recurrent_bias
            h_z, h_r, h_h = split(inner, 3, 1)
        else:
            h_z, h_r = split(self._products(h, self.recurrent_kernel, masks, gates), 2, 1)
        z = self.recurrent_activation(x_z + h_z)
        r = self.recurrent_activation(x_r + h_r)
        h_h = r * h_h if self.reset_after else self._products(
            r * h, self.recurrent_kernel, masks, n
        )
        return z * h + (1.0 - z) * self.activation(x_h + h_h)

    def get_config(self) -> dict:
        return {**super().get_config(), "reset_after": self.reset_after}
