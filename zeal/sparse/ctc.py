"""Connectionist temporal classification: tf.nn.ctc_loss and decoders."""

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import int32, int64
from zeal.graph.functional import map_fn
from zeal.ops.array.fill import ones_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import stack
from zeal.ops.array.pad import pad
from zeal.ops.array.unique import unique
from zeal.ops.array.where import sequence_mask, where
from zeal.ops.named import named
from zeal.public import public
from zeal.sparse.dense_forms import sparse_to_dense
from zeal.sparse.sparse_tensor import SparseTensor, is_sparse


def _time_first(inputs, time_major):
    inputs = _native.convert(inputs)
    return inputs if time_major else api.transpose(inputs, [1, 0, 2])


@public("nn.ctc_loss")
def ctc_loss(
    labels, inputs=None, sequence_length=None, preprocess_collapse_repeated=False,
    ctc_merge_repeated=True, ignore_longer_outputs_than_inputs=False, time_major=True, logits=None,
):  # fmt: skip
    """Computes the loss of connectionist temporal classification (Graves et al. 2006).

    Args:
      labels: int32 `tf.SparseTensor` of shape `[batch, longest]`, values in `[0, classes - 1)`;
        no row is empty.
      inputs: tensor of shape `[time, batch, classes]`, logits, of which the last is the blank's.
      sequence_length: int32 tensor of shape `[batch]`, the steps of each example.
      preprocess_collapse_repeated: whether labels that are repeated are merged before.
      ctc_merge_repeated: whether repeated classes of steps are merged; False is a simpler model,
        not that of the paper.
      ignore_longer_outputs_than_inputs: whether examples with more labels than steps have no loss
        in the place of an error.
      time_major: False says that inputs are `[batch, time, classes]`.
      logits: another name of inputs.

    Returns:
      A tensor of shape `[batch]`, negative log probabilities.

    Raises:
      TypeError: labels is no sparse tensor.
      InvalidArgumentError: shapes or lengths do not fit, or a label is out of range.

    Example:
      >>> labels = tf.SparseTensor([[0, 0]], tf.constant([1]), [1, 1])
      >>> print(tf.nn.ctc_loss(labels, tf.zeros([2, 1, 3]), [2]).numpy())
      [1.0986123]
    """
    if not is_sparse(labels):
        raise TypeError("Expected labels (first argument) to be a SparseTensor")
    if logits is not None:
        if inputs is not None:
            raise ValueError("Cannot specify both 'inputs' and 'logits'")
        inputs = logits
    loss, _ = raw.CTCLoss(
        _time_first(inputs, time_major), labels.indices, labels.values, sequence_length,
        preprocess_collapse_repeated=preprocess_collapse_repeated,
        ctc_merge_repeated=ctc_merge_repeated,
        ignore_longer_outputs_than_inputs=ignore_longer_outputs_than_inputs,
    )  # fmt: skip
    return loss


@public("nn.ctc_loss_v2")
@named("ctc_loss_dense", "IdentityN")
def ctc_loss_v2(
    labels, logits, label_length, logit_length, logits_time_major=True, unique=None,
    blank_index=None, name=None,
):  # fmt: skip
    """Computes `tf.nn.ctc_loss` of labels in a matrix, or sparse ones.

    Args:
      labels: integer tensor of shape `[batch, longest]`, or an int32 `tf.SparseTensor`.
      logits: tensor of shape `[time, batch, classes]`.
      label_length: integer tensor of shape `[batch]`, how many labels of each row count.
      logit_length: integer tensor of shape `[batch]`, the steps of each example.
      logits_time_major: False says that logits are `[batch, time, classes]`.
      unique: accepted for compatibility.
      blank_index: the blank's class; counted from the end if negative. 0 by default; sparse labels
        need one.
      name: name of the scope.

    Returns:
      A tensor of shape `[batch]`, negative log probabilities.

    Raises:
      ValueError: labels are sparse and the blank is not given.
      InvalidArgumentError: shapes or lengths do not fit, or a label is out of range.

    Example:
      >>> print(tf.nn.ctc_loss_v2([[1]], tf.zeros([2, 1, 3]), [1], [2]).numpy())
      [1.0986123]
    """
    logits = _time_first(logits, logits_time_major)
    if is_sparse(labels):
        if blank_index is None:
            raise ValueError("blank_index must be given when using SparseTensor labels.")
        rows, lengths = labels.dense_shape[0], labels.indices[:, 0]
        label_length = api.unsorted_segment_sum(
            ones_like(lengths), lengths, api.cast(rows, "int32")
        )
        labels = sparse_to_dense(labels.indices, labels.dense_shape, labels.values)
    labels, label_length, logit_length = (
        api.cast(x, "int32") for x in (labels, label_length, logit_length)
    )
    loss, _ = raw.DenseCTCLoss(
        logits, labels, label_length, logit_length, blank_index=blank_index or 0
    )
    return loss


@public("nn.ctc_greedy_decoder")
def ctc_greedy_decoder(inputs, sequence_length, merge_repeated=True):
    """Takes the most likely class of each step, without the blanks.

    Args:
      inputs: tensor of shape `[time, batch, classes]`, logits, of which the last is the blank's.
      sequence_length: int32 tensor of shape `[batch]`, the steps of each example.
      merge_repeated: whether a class that is repeated without a blank between counts once.

    Returns:
      A pair: a list of one int64 `tf.SparseTensor` of shape `[batch, longest]`, and a tensor of
      shape `[batch, 1]`, the negated sums of the logits of the classes taken.

    Raises:
      InvalidArgumentError: shapes or lengths do not fit.

    Example:
      >>> inputs = tf.one_hot([[1], [1], [2], [0]], 3)
      >>> [decoded], _ = tf.nn.ctc_greedy_decoder(inputs, [4])
      >>> decoded.values.numpy().tolist()
      [1, 0]
    """
    *parts, sums = raw.CTCGreedyDecoder(inputs, sequence_length, merge_repeated=merge_repeated)
    return [SparseTensor(*parts)], sums


@public("nn.ctc_beam_search_decoder")
def ctc_beam_search_decoder(
    inputs, sequence_length, beam_width=100, top_paths=1, merge_repeated=True
):
    """Searches the most likely label sequences along a beam (Graves 2012).

    Args:
      inputs: tensor of shape `[time, batch, classes]`, logits, of which the last is the blank's.
      sequence_length: int32 tensor of shape `[batch]`, the steps of each example.
      beam_width: number of prefixes that are kept at each step.
      top_paths: number of sequences to return, at most `beam_width`.
      merge_repeated: whether labels that are repeated in a result are merged.

    Returns:
      A pair: a list of `top_paths` int64 `tf.SparseTensor`s of shape `[batch, longest]`, and a
      tensor of shape `[batch, top_paths]`, log probabilities.

    Raises:
      InvalidArgumentError: shapes or lengths do not fit, or there are not so many sequences.

    Example:
      >>> inputs = 5.0 * tf.one_hot([[1], [1], [2], [0]], 3)
      >>> [decoded], _ = tf.nn.ctc_beam_search_decoder(inputs, [4], beam_width=4)
      >>> decoded.values.numpy().tolist()
      [1, 0]
    """
    at, labels, shapes, log_probabilities = raw.CTCBeamSearch(
        inputs, sequence_length, beam_width=beam_width, top_paths=top_paths,
        merge_repeated=merge_repeated,
    )  # fmt: skip
    paths = []
    for i in range(top_paths):
        own = api.reshape(where(api.equal(at[:, 0], i)), [-1])
        paths.append(
            SparseTensor(api.gather(at, own)[:, 1:], api.gather(labels, own), shapes[i])
        )
    return paths, log_probabilities


@public("nn.ctc_beam_search_decoder_v2")
def ctc_beam_search_decoder_v2(inputs, sequence_length, beam_width=100, top_paths=1):
    """Computes `tf.nn.ctc_beam_search_decoder` without merging labels of results.

    Args:
      all: those of `tf.nn.ctc_beam_search_decoder`.

    Returns:
      What `tf.nn.ctc_beam_search_decoder` returns.

    Example:
      >>> inputs = 5.0 * tf.one_hot([[1], [1], [2], [0]], 3)
      >>> [decoded], _ = tf.nn.ctc_beam_search_decoder_v2(inputs, [4], beam_width=4)
      >>> decoded.values.numpy().tolist()
      [1, 0]
    """
    return ctc_beam_search_decoder(inputs, sequence_length, beam_width, top_paths, False)


@public("nn.collapse_repeated")
@named("collapse_repeated_labels")
def collapse_repeated(labels, seq_length, name=None):
    """Merges labels that are repeated.

    Args:
      labels: tensor of shape `[batch, longest]`.
      seq_length: integers of shape `[batch]`, how many labels of each row count.
      name: name of the scope.

    Returns:
      A pair: the labels, moved to the left and followed by zeros, as many columns as the longest
      row has; and the new lengths, as seq_length is.

    Example:
      >>> found, lengths = tf.nn.collapse_repeated([[1, 1, 2, 2, 1]], [4])
      >>> found.numpy().tolist(), lengths.numpy().tolist()
      ([[1, 2]], [2])
    """
    labels, lengths = _native.convert(labels), _native.convert(seq_length)
    first = ones_like(labels[:, :1], "bool")
    kept = api.concat([first, api.not_equal(labels[:, 1:], labels[:, :-1])], 1)
    kept = api.logical_and(kept, sequence_mask(lengths, api.shape(labels)[1]))
    kept_lengths = api.reduce_sum(api.cast(kept, lengths.dtype), 1)
    longest = api.reduce_max(kept_lengths)
    places = where(sequence_mask(kept_lengths, longest))
    shape = stack([api.shape(labels, out_type="int64")[0], api.cast(longest, "int64")])
    return api.scatter_nd(places, gather_nd(labels, where(kept)), shape), kept_lengths


@public("nn.ctc_unique_labels")
@named("ctc_unique_labels")
def ctc_unique_labels(labels, name=None):
    """Finds the different labels of each row.

    Args:
      labels: int32 tensor of shape `[batch, longest]`.
      name: name of the scope.

    Returns:
      A pair of tensors of that shape: each row's labels once, int64 and followed by zeros, and
      where each label stands among them, int32.

    Example:
      >>> found, places = tf.nn.ctc_unique_labels([[3, 4, 4, 3]])
      >>> found.numpy().tolist(), places.numpy().tolist()
      ([[3, 4, 0, 0]], [[0, 1, 1, 0]])
    """
    labels = _native.convert(labels)

    def row(x):
        found = unique(x)
        added = api.reshape(api.shape(x)[0] - api.shape(found.y)[0], [1, 1])
        row = pad(found.y, pad(added, [[0, 0], [1, 0]]))
        return [api.cast(row, "int64"), found.idx]

    return map_fn(row, labels, dtype=[int64, int32])
