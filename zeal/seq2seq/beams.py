"""Beams of sequences: tf.contrib.seq2seq.tile_batch and gather_tree."""

from zeal import _native, nest
from zeal.errors import InvalidArgumentError
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.gather import gather_nd
from zeal.ops.array.join import stack
from zeal.ops.array.range import range as indices_below
from zeal.ops.array.where import sequence_mask, where
from zeal.ops.host_op import host_op
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.tensor_shape import as_shape

api = _native.api


@public("contrib.seq2seq.tile_batch")
def tile_batch(t, multiplier, name=None):
    """Repeats each example, as a search along beams of that width needs.

    Args:
      t: a tensor of shape `[batch, ...]`, or a structure of them.
      multiplier: an int.
      name: name of the scope.

    Returns:
      Tensors of shape `[batch * multiplier, ...]`.

    Raises:
      ValueError: the rank of a tensor is 0 or unknown.

    Example:
      >>> tf.contrib.seq2seq.tile_batch(tf.constant([1, 2]), 2).numpy().tolist()
      [1, 1, 2, 2]
    """
    with name_scope(name or "tile_batch"):
        return nest.map_structure(lambda x: _repeated(x, multiplier), t)


def _repeated(tensor, count):
    tensor = _native.convert(tensor)
    if not tensor.shape.ndims:
        raise ValueError("t must have statically known rank, which is not 0")
    rows = tensor.shape._at(0)
    tiled = api.tile(api.expand_dims(tensor, 1), [1, count, *[1] * (tensor.shape.ndims - 1)])
    shape = api.shape(tensor)
    tiled = api.reshape(tiled, api.concat([[shape[0] * count], shape[1:]], 0))
    if tiled._symbolic:
        first = as_shape([None if rows is None else rows * count])
        tiled.set_shape(first.concatenate(tensor.shape[1:]))
    return tiled


def _wrong(text):
    return InvalidArgumentError(f"[GatherTree] {text}")


def _infer_tree(shapes, attrs):
    for name, shape, rank in (
        ("step_ids", shapes[0], 3), ("parent_ids", shapes[1], 3),
        ("max_sequence_lengths", shapes[2], 1), ("end_token", shapes[3], 0),
    ):  # fmt: skip
        if shape is not None and len(shape) != rank:
            kind = {3: "a 3-tensor", 1: "a vector", 0: "a scalar"}[rank]
            raise _wrong(f"{name} must be {kind}, saw shape: {list(shape)}")
    first, second = shapes[:2]
    pairs = zip(first or (), second or (), strict=False)
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        raise _wrong(
            f"step_ids.shape must match parent_ids.shape.  but shapes are: {list(first)} and "
            f"{list(second)}"
        )
    return [first if first is not None else second]


def _tree(step_ids, parent_ids, max_sequence_lengths, end_token):
    """Sequences from their ends, by each step's parents."""
    import numpy as np

    steps, batch, width = step_ids.shape
    out = np.full_like(step_ids, end_token)
    if len(max_sequence_lengths) != batch:
        raise _wrong(
            "batch size dimension step_ids.shape[1] and max_seq_lens.shape[0] must match.  but "
            f"shapes are: {list(step_ids.shape)} and {list(max_sequence_lengths.shape)}"
        )
    for b in range(batch):
        places = np.arange(width)
        for t in reversed(range(min(steps, max(0, int(max_sequence_lengths[b]))))):
            lost = (places < 0) | (places >= width)
            if lost.any():
                beam = int(lost.argmax())
                raise _wrong(
                    f"Saw invalid parent id {places[beam]} at (batch, time, beam) == "
                    f"({b}, {t}, {beam})"
                )
            out[t, b], places = step_ids[t, b, places], parent_ids[t, b, places]
    ended = np.cumsum(out == end_token, 0) > 0
    return np.where(ended, np.asarray(end_token, out.dtype), out)


_gather_tree = host_op(
    "GatherTree",
    [("step_ids", "T"), ("parent_ids", "T"), ("max_sequence_lengths", "int32"), ("end_token", "T")],
    [("beams", "T")], types=[("T", ["int32"])], infer=_infer_tree, kernel=_tree,
    doc="Sequences of a search along beams, from each step's tokens and parents.",
)  # fmt: skip


@public("contrib.seq2seq.gather_tree")
def gather_tree(step_ids, parent_ids, max_sequence_lengths, end_token, name=None):
    """Puts the sequences of a search along beams together.

    Args:
      step_ids: int32 tensor of shape `[time, batch, beam]`, the tokens.
      parent_ids: int32 tensor of that shape: which beam of the step before each one continues.
      max_sequence_lengths: int32 vector, the steps that count of each example.
      end_token: int32 scalar, which follows the end of a sequence.
      name: its name in graphs.

    Returns:
      An int32 tensor of shape `[time, batch, beam]`.

    Raises:
      InvalidArgumentError: shapes do not fit, or a parent is no beam.

    Example:
      >>> tf.contrib.seq2seq.gather_tree(
      ...     [[[1, 2]], [[3, 4]]], [[[0, 0]], [[1, 0]]], [2], 9).numpy().tolist()
      [[[2, 1]], [[3, 4]]]
    """
    return _gather_tree(step_ids, parent_ids, max_sequence_lengths, end_token, name=name)


def ordered(values, parent_ids, lengths):
    """What steps made, `[time, batch * beam, ...]`, in the order of the beams at the end."""
    steps, batch, width = (
        api.shape(parent_ids)[i] if n is None else n
        for i, n in enumerate(parent_ids.shape.as_list())
    )
    own = api.tile(api.reshape(indices_below(width), [1, 1, -1]), stack([steps, batch, 1]))
    longest = api.cast(api.reduce_max(lengths, 1), "int32")
    found = gather_tree(own, parent_ids, longest, width + 1)
    counts = api.transpose(sequence_mask(lengths, steps), [2, 0, 1])
    found = where(counts, found, own)
    shape = stack([steps, batch, width])
    at_time = api.reshape(indices_below(steps), [-1, 1, 1]) + zeros_like(found)
    at_row = api.reshape(indices_below(batch), [1, -1, 1]) + zeros_like(found)
    flat = api.reshape(values, api.concat([shape, [-1]], 0))
    return api.reshape(gather_nd(flat, stack([at_time, at_row, found], -1)), api.shape(values))
