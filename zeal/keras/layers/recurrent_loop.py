"""The steps of a recurrent layer, with masks."""

from zeal import nest
from zeal._native import api
from zeal.eager.context import executing_eagerly
from zeal.graph.loops import while_loop
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import zeros, zeros_like
from zeal.ops.array.where import where
from zeal.tensor_shape import as_shape


class RecurrentLoop:
    """Runs `step(inputs, states)` over the time of inputs.

    Args:
      layer: the layer, whose settings count: return_sequences, go_backwards, unroll, time_major,
        zero_output_for_mask.
      step: a function that gives an output and a list of new states.
      inputs: a tensor, or a structure of them.
      states: the first states, a list.
      mask: a boolean tensor of the inputs' first two axes, or None.
    """

    def __init__(self, layer, step, inputs, states, mask):
        self.layer, self.step, self.states = layer, step, states
        self.inputs = nest.map_structure(self._time_first, inputs)
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        self.mask = None if mask is None else api.cast(self._time_first(mask), "bool")
        first = nest.flatten(self.inputs)[0]
        self.time = first.shape._at(0)
        if layer.unroll and self.time is None:
            raise ValueError(
                "Cannot unroll a RNN if the time dimension is undefined. Specify the time "
                "dimension by `input_shape` or `batch_input_shape` of the first layer, or by "
                "`input_length` of an Embedding"
            )
        self.steps = api.shape(first)[0] if self.time is None else self.time

    def _time_first(self, tensor):
        if not self.layer.time_major:
            rank = tensor.shape.ndims
            tensor = api.transpose(tensor, [1, 0, *range(2, rank)])
        return api.reverse(tensor, [0]) if self.layer.go_backwards else tensor

    def run(self):
        """The output, or all of them, and the last states."""
        first = self._first_output()
        arrays = [self._array(part) for part in nest.flatten(first)]
        carry = (constant(0), arrays, first, self.states)
        if self.layer.unroll:
            for _ in range(self.time):
                carry = self._body(*carry)
        else:
            carry = while_loop(lambda time, *_: time < self.steps, self._body, carry)
        _, arrays, output, states = carry
        if self.layer.return_sequences:
            outputs = [self._stacked(array) for array in arrays]
            output = nest.pack_sequence_as(first, outputs)
        return output, states

    def _first_output(self):
        """Zeros of an output's shape.

        In graphs the step is called once more for it, which no run computes; what it makes on
        the way, variables and masks of dropout, belongs to no step then. Eagerly too, where the
        cell does not say what it gives.
        """
        size = getattr(self.layer.cell, "output_size", None)
        if not executing_eagerly() or size is None:
            row = nest.map_structure(lambda tensor: self._row_at(tensor, 0), self.inputs)
            output, _ = self.step(row, self.states)
            return nest.map_structure(zeros_like, output)
        first = nest.flatten(self.inputs)[0]
        return nest.map_structure(
            lambda part: zeros([first.shape._at(1), *as_shape(part).as_list()], first.dtype), size
        )

    @staticmethod
    def _row_at(tensor, time):
        return api.gather(tensor, time)

    def _array(self, part):
        size = self.steps if self.layer.return_sequences else 0
        return TensorArray(part.dtype, size, element_shape=part.shape)

    def _stacked(self, array):
        outputs = array.stack()
        if outputs._symbolic:
            outputs.set_shape([self.time, *array.element_shape.as_list()])
        rank = outputs.shape.ndims
        if self.layer.time_major:
            return outputs
        return api.transpose(outputs, [1, 0, *range(2, rank)])

    def _body(self, time, arrays, before, states):
        row = nest.map_structure(lambda tensor: self._row_at(tensor, time), self.inputs)
        output, new_states = self.step(row, states)
        if output.__class__ is not before.__class__:  # of a list and a tuple, one stays one
            output = nest.pack_sequence_as(before, nest.flatten(output))
        if self.mask is not None:
            goes_on = self._row_at(self.mask, time)
            skipped = (
                nest.map_structure(zeros_like, before)
                if self.layer.zero_output_for_mask else before
            )  # fmt: skip
            output = _chosen(goes_on, output, skipped)
            new_states = _chosen(goes_on, new_states, states)
        if self.layer.return_sequences:
            flat = nest.flatten(output)
            arrays = [array.write(time, x) for array, x in zip(arrays, flat, strict=True)]
        return time + 1, arrays, output, nest.pack_sequence_as(states, nest.flatten(new_states))


def _chosen(goes_on, new, old):
    """Rows of `new` where the mask is True, else of `old`."""
    flat = zip(nest.flatten(new), nest.flatten(old), strict=True)
    return nest.pack_sequence_as(new, [where(goes_on, x, y) for x, y in flat])
