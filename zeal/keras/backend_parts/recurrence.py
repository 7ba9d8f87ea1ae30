"""tf.keras.backend: a function of a step over the time of its inputs; losses and paths of CTC."""

from types import SimpleNamespace
from typing import Any

from zeal import _native, nest
from zeal._native import Tensor, api
from zeal.keras.backend_parts.state import epsilon
from zeal.keras.layers.recurrent_loop import RecurrentLoop
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.where import sequence_mask, where
from zeal.public import public
from zeal.sparse import ctc
from zeal.sparse.dense_forms import sparse_to_dense
from zeal.sparse.sparse_tensor import SparseTensor


class _Loop(RecurrentLoop):
    """A loop whose step alone tells what an output is like."""

    def _first_output(self):
        row = nest.map_structure(lambda tensor: self._row_at(tensor, 0), self.inputs)
        return nest.map_structure(zeros_like, self.step(row, self.states)[0])


@public("keras.backend.rnn")
def rnn(
    step_function, inputs, initial_states, go_backwards=False, mask=None, constants=None,
    unroll=False, input_length=None, time_major=False, zero_output_for_mask=False,
) -> tuple[Any, Any, list[Any]]:  # fmt: skip
    """Runs a step over the time of inputs; `tf.keras.layers.RNN` does so with a cell.

    Args:
      step_function: a function of what inputs have at a time (samples, ...), and a list of states
        and constants. It returns an output and a list of new states. It is called once more in
        the beginning, with the first input, to see what its output is like.
      inputs: a tensor (samples, time, ...), or a structure of them.
      initial_states: a list of tensors (samples, ...).
      go_backwards: whether time runs backwards.
      mask: a boolean tensor (samples, time), or (samples, time, 1): where it is False, states stay
        as they are, and the output of the time before is repeated.
      constants: a list of what steps are given behind the states.
      unroll: whether the steps stand one after the other in graphs; time must be known then.
      input_length: accepted for compatibility.
      time_major: whether tensors are (time, samples, ...).
      zero_output_for_mask: whether outputs are zeros where the mask is False.

    Returns:
      A triple: the last output, all outputs (samples, time, ...), and a list of the last states.

    Raises:
      ValueError: unroll is set, and time is not known.

    Example:
      >>> step = lambda x, states: (x + states[0], [x + states[0]])
      >>> x = tf.constant([[[1.0], [2.0], [3.0]]])
      >>> last, outputs, states = tf.keras.backend.rnn(step, x, [tf.zeros([1, 1])])
      >>> outputs.numpy().ravel().tolist(), float(states[0])
      ([1.0, 3.0, 6.0], 6.0)
    """
    more = list(constants or ())
    settings = SimpleNamespace(
        return_sequences=True, go_backwards=go_backwards, unroll=unroll, time_major=time_major,
        zero_output_for_mask=zero_output_for_mask,
    )  # fmt: skip

    def step(row, states):
        output, new = step_function(row, [*states, *more])
        return output, list(new)

    inputs = nest.map_structure(_native.convert, inputs)
    states = [_native.convert(state) for state in initial_states]
    outputs, states = _Loop(settings, step, inputs, states, _flat(mask)).run()
    last = nest.map_structure(lambda x: x[-1] if time_major else x[:, -1], outputs)
    return last, outputs, list(states)


def _flat(mask):
    """A mask of two axes."""
    if mask is None or _native.convert(mask).shape.ndims != 3:
        return mask
    return api.squeeze(mask, [-1])


@public("keras.backend.ctc_label_dense_to_sparse")
def ctc_label_dense_to_sparse(labels, label_lengths) -> SparseTensor:
    """The labels of sequences as a sparse tensor.

    Args:
      labels: an integer tensor (samples, longest).
      label_lengths: an integer tensor (samples,): how many labels of each row count.

    Returns:
      A SparseTensor.

    Example:
      >>> labels = tf.keras.backend.ctc_label_dense_to_sparse([[1, 2], [3, 0]], [2, 1])
      >>> labels.values.numpy().tolist()
      [1, 2, 3]
    """
    labels = _native.convert(labels)
    sizes = api.shape(labels)
    places = where(sequence_mask(label_lengths, sizes[1]))
    return SparseTensor(places, gather_nd(labels, places), api.cast(sizes, "int64"))


@public("keras.backend.ctc_batch_cost")
def ctc_batch_cost(y_true, y_pred, input_length, label_length) -> Tensor:
    """The loss of connectionist temporal classification (Graves et al., 2006) of each sample.

    Args:
      y_true: a tensor (samples, longest) of labels.
      y_pred: a tensor (samples, time, classes) of probabilities, of which the last is the blank.
      input_length: a tensor (samples, 1): how many times count.
      label_length: a tensor (samples, 1): how many labels count.

    Returns:
      A tensor (samples, 1).

    Example:
      >>> y = tf.fill([1, 3, 2], 0.5)
      >>> loss = tf.keras.backend.ctc_batch_cost([[0]], y, [[3]], [[1]])
      >>> round(float(loss), 3)  # -log of 6 of 8 paths
      0.288
    """
    lengths = api.cast(api.squeeze(_native.convert(label_length), [-1]), "int32")
    times = api.cast(api.squeeze(_native.convert(input_length), [-1]), "int32")
    labels = ctc_label_dense_to_sparse(y_true, lengths)
    labels = SparseTensor(labels.indices, api.cast(labels.values, "int32"), labels.dense_shape)
    return api.expand_dims(ctc.ctc_loss(labels, _logits(y_pred), times), 1)


def _logits(y_pred):
    """Logarithms of probabilities, time first."""
    return api.log(api.transpose(_native.convert(y_pred), [1, 0, 2]) + epsilon())


@public("keras.backend.ctc_decode")
def ctc_decode(
    y_pred, input_length, greedy=True, beam_width=100, top_paths=1
) -> tuple[list[Tensor], Tensor]:
    """The labels that probabilities of connectionist temporal classification stand for.

    Args:
      y_pred: a tensor (samples, time, classes) of probabilities, of which the last is the blank.
      input_length: a tensor (samples,): how many times count.
      greedy: whether the likeliest class of each time counts, rather than beam search.
      beam_width: how many paths the search follows.
      top_paths: how many paths are returned of each sample by beam search.

    Returns:
      A pair: a list of tensors (samples, longest) of labels, filled up with -1; and a tensor
      (samples, top_paths) of logarithms of probabilities, of a greedy path its negative.

    Example:
      >>> y = tf.constant([[[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]]])
      >>> paths, _ = tf.keras.backend.ctc_decode(y, [3])
      >>> paths[0].numpy().tolist()
      [[0, 0]]
    """
    logits, times = _logits(y_pred), api.cast(_native.convert(input_length), "int32")
    if greedy:
        paths, scores = ctc.ctc_greedy_decoder(logits, times)
    else:
        paths, scores = ctc.ctc_beam_search_decoder(logits, times, beam_width, top_paths)
    return [_dense(path) for path in paths], scores


def _dense(path):
    return sparse_to_dense(path.indices, path.dense_shape, path.values, default_value=-1)
