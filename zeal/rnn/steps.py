"""One step of a cell over a batch of sequences, of which some may have ended."""

from zeal import nest
from zeal._native import api
from zeal.dtypes import as_dtype
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.graph.tensor_array import TensorArray
from zeal.keras.layers.layer import Layer
from zeal.ops.array.where import where
from zeal.rnn.cell import RNNCell


class Step:
    """Calls a cell.

    Args:
      cell: the cell, one of `tf.nn.rnn_cell` or of Keras.
      lengths: how long each sequence is, or None: then all go on.
      zero_output: what the outputs of those are that have ended.
    """

    def __init__(self, cell, lengths, zero_output):
        self.cell, self.lengths, self.zero_output = cell, lengths, zero_output
        # Cells of Keras take and return lists of states.
        self.takes_list = (
            isinstance(cell, Layer) and not isinstance(cell, RNNCell)
            and not hasattr(cell, "zero_state")
        )  # fmt: skip

    def __call__(self, time, inputs, state):
        """Output and new state; of sequences that have ended zeros, and the state they had."""
        output, new_state = self._called(inputs, state)
        if self.lengths is None:
            return output, new_state
        nest.assert_same_structure(self.zero_output, output)
        nest.assert_same_structure(state, new_state)
        ended = time >= self.lengths
        return keep_ended(ended, self.zero_output, output), keep_ended(ended, state, new_state)

    def _called(self, inputs, state):
        if not self.takes_list or nest.is_nested(state):
            return self.cell(inputs, state)
        output, new_state = self.cell(inputs, [state])
        return output, new_state[0] if nest.is_nested(new_state) else new_state


def keep_ended(ended, before, after):
    """Structures whose rows are those of `before` where sequences have ended, else of `after`."""
    return nest.map_structure(lambda old, new: _kept_part(ended, old, new), before, after)


def _kept_part(ended, before, after):
    if isinstance(before, TensorArray) or before.shape.ndims == 0:
        return after
    kept = where(ended, before, after)
    if kept._symbolic:
        kept.set_shape(before.shape)
    return kept


def first_state(cell, initial_state, batch_size, dtype):
    """The state before the first step.

    Raises:
      ValueError: there is none, and no dtype to make one of.
    """
    if initial_state is not None:
        return initial_state
    if not dtype:
        raise ValueError("If there is no initial_state, you must give a dtype.")
    if getattr(cell, "get_initial_state", None) is not None:
        return cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=dtype)
    return cell.zero_state(batch_size, dtype)


def dtype_of(dtype, state):
    """The dtype of outputs: the one given, or the state's.

    Raises:
      ValueError: the state has several, or no tensors.
    """
    if dtype is not None:
        return as_dtype(dtype)
    dtypes = {part.dtype for part in nest.flatten(state)}
    if not dtypes:
        raise ValueError("Unable to infer dtype from empty state.")
    if len(dtypes) > 1:
        raise ValueError(
            "State has tensors of different inferred_dtypes. Unable to infer a single "
            "representative dtype."
        )
    return dtypes.pop()


def checked_lengths(sequence_length, batch_size):
    """Lengths of sequences as an int32 vector, of as many as there are.

    Raises:
      ValueError: they are no vector; InvalidArgumentError: they are too many or too few.
    """
    lengths = api.cast(sequence_length, "int32")
    if lengths.shape.ndims not in (None, 1):
        raise ValueError(
            "sequence_length must be a vector of length batch_size, but saw shape: "
            f"{lengths.shape}"
        )
    fits = api.equal(api.size(lengths), batch_size)
    text = "Expected shape for Tensor sequence_length is "
    check = Assert(fits, [text, batch_size, " but saw shape: ", api.shape(lengths)])
    return after([check], lengths, "CheckSeqLen")
