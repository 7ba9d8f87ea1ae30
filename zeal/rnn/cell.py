"""tf.nn.rnn_cell.RNNCell: what maps an input and a state to an output and a new state."""

from typing import Any

from zeal import _native, nest
from zeal.dtypes import as_dtype
from zeal.layers import Layer
from zeal.ops.array.fill import zeros
from zeal.ops.op_counts import count_behind
from zeal.public import public
from zeal.rnn.sizes import sizes_behind
from zeal.state.partition import PartitionedVariable
from zeal.state.scope import get_variable_scope, name_scope, variable_scope
from zeal.tensor_shape import as_shape

api = _native.api


@public("nn.rnn_cell.RNNCell", "contrib.rnn.RNNCell")
class RNNCell(Layer):
    """Base class of recurrent cells, which are layers with a state.

    A subclass defines `state_size`, `output_size` and `call(inputs, state)`, which returns a pair
    of output and new state. `call` may take its variables from `tf.get_variable`: they live in
    the layer's variable scope, are found again at later calls in a graph, and count among
    the cell's `variables`.

    Args:
      all: those of `tf.layers.Layer`.

    Example:
      >>> class Sum(tf.nn.rnn_cell.RNNCell):
      ...     state_size = output_size = 2
      ...     def call(self, inputs, state):
      ...         return state, state + inputs
      >>> outputs, state = tf.nn.dynamic_rnn(Sum(), tf.ones([1, 3, 2]), dtype=tf.float32)
      >>> outputs.numpy().tolist(), state.numpy().tolist()
      ([[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]], [[3.0, 3.0]])
    """

    _cell_scope = None  # what the cell was first called in

    def __call__(self, inputs, state, scope=None):
        if scope is not None:
            with variable_scope(scope, custom_getter=self._getting) as inner:
                self._set_scope(inner)
                return super().__call__(inputs, state)
        if self._cell_scope is None:
            self.__dict__["_cell_scope"] = get_variable_scope()
        with variable_scope(self._cell_scope, custom_getter=self._getting):
            return super().__call__(inputs, state)

    def _getting(self, getter, *args, **kwargs):
        """A variable that `call` takes from `tf.get_variable` is the cell's own."""
        variable = getter(*args, **kwargs)
        self._zeal_own(variable if isinstance(variable, PartitionedVariable) else [variable])
        return variable

    @property
    def state_size(self) -> Any:
        """Lengths of a state's rows: an int, a TensorShape, or a structure of them."""
        raise NotImplementedError("Abstract method")

    @property
    def output_size(self) -> Any:
        """Lengths of an output's rows: an int, a TensorShape, or a structure of them."""
        raise NotImplementedError("Abstract method")

    def build(self, input_shape) -> None:
        """Makes nothing: cells may make variables in `call`."""

    def get_config(self) -> dict:
        """Name, dtype and whether it is trained, also of cells with arguments of their own."""
        return super().get_config()

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None) -> Any:
        """Zeros for a batch.

        Args:
          inputs: a tensor that has the batch size and the dtype; or both are given.
          batch_size: an integer or a scalar tensor.
          dtype: of the state.

        Returns:
          The same as `zero_state`.

        Raises:
          ValueError: batch size or dtype is missing, or is not that of `inputs`.

        Example:
          >>> cell = tf.nn.rnn_cell.BasicRNNCell(2)
          >>> cell.get_initial_state(batch_size=1, dtype=tf.float32).numpy().tolist()
          [[0.0, 0.0]]
        """
        if inputs is not None:
            batch_size, dtype = _batch_of(_native.convert(inputs), batch_size, dtype)
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return self.zero_state(batch_size, dtype)

    def zero_state(self, batch_size, dtype) -> Any:
        """A state of zeros.

        Args:
          batch_size: an integer or a scalar tensor.
          dtype: of the state.

        Returns:
          A tensor of shape `[batch_size, state_size]`, or a structure of them as `state_size` is.

        Example:
          >>> tf.nn.rnn_cell.BasicLSTMCell(2).zero_state(1, tf.float32).h.numpy().tolist()
          [[0.0, 0.0]]
        """
        with name_scope(type(self).__name__ + "ZeroState"):
            return zeros_of(self.state_size, batch_size, dtype)


def zeros_of(state_size, batch_size, dtype):
    """Zeros of shape `[batch_size, state_size]`, or a structure of them as `state_size` is."""
    open_size = getattr(batch_size, "_symbolic", False)
    counted = "zero state of a batch" if open_size else "zero state"

    def part(size):
        count_behind(counted)
        return zeros(sizes_behind([batch_size], size), dtype)

    return nest.map_structure(part, state_size)


def _batch_of(inputs, batch_size, dtype):
    """Batch size and dtype of a tensor, which must be those given."""
    known = inputs.shape._at(0)
    given = _native.known_value(batch_size) if hasattr(batch_size, "dtype") else batch_size
    if given is not None and int(given) != known:
        raise ValueError(
            "batch size from input tensor is different from the input param. Input tensor batch: "
            f"{known}, batch_size: {batch_size}"
        )
    if dtype is not None and inputs.dtype != as_dtype(dtype):
        raise ValueError(
            "dtype from input tensor is different from the input param. Input tensor dtype: "
            f"{inputs.dtype!r}, dtype: {dtype!r}"
        )
    return api.shape(inputs)[0] if known is None else known, inputs.dtype


@public("contrib.rnn.LayerRNNCell")
class LayerRNNCell(RNNCell):
    """A cell that makes its variables in `build`, as other layers do.

    Args:
      all: those of `tf.layers.Layer`.
    """

    def __call__(self, inputs, state, scope=None, *args: Any, **kwargs: Any):
        if scope is not None:
            self._set_scope(scope)
        return Layer.__call__(self, inputs, state, *args, **kwargs)

    def _check_dtype(self):
        """The variables must be floating or complex."""
        dtype = self._dtype and as_dtype(self._dtype)
        if dtype and not (dtype.is_floating or dtype.is_complex):
            raise ValueError(
                f"RNN cell only supports floating point inputs, but saw dtype: {dtype}"
            )

    def _depth(self, input_shape):
        """The length of an input's rows, which must be known."""
        self._check_dtype()
        depth = as_shape(input_shape).as_list()[-1]
        if depth is None:
            raise ValueError(
                f"Expected inputs.shape[-1] to be known, saw shape: {as_shape(input_shape)}"
            )
        return depth
