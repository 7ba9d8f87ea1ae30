"""Clipping by norms."""

from collections.abc import Sequence

from zeal import _native
from zeal._native import api, composites
from zeal.ops.indexed_slices import IndexedSlices
from zeal.ops.named import named
from zeal.ops.op_counts import count_parts
from zeal.public import public


@public("clip_by_norm")
@named("clip_by_norm")
def clip_by_norm(t, clip_norm, axes=None, name=None):
    """Scales t so that its L2 norm is at most clip_norm.

    t * clip_norm / norm(t) where norm(t) > clip_norm, else t.

    Args:
      t: tensor or IndexedSlices of floating numbers.
      clip_norm: the greatest norm, a scalar or a tensor that broadcasts to t.
      axes: axes the norm runs over; None for all.
      name: its name in graphs.

    Returns:
      A tensor of t's shape and dtype.

    Raises:
      ValueError: clip_norm does not broadcast to t's shape.

    Example:
      >>> tf.clip_by_norm([3.0, 4.0], 1.0).numpy()
      array([0.6, 0.8], dtype=float32)
    """
    if type(t) is _native.Tensor and clip_norm.__class__ is float:
        return composites.clip_by_norm(t, clip_norm, axes)
    if isinstance(t, IndexedSlices):
        return t._with_values(clip_by_norm(t.values, clip_norm, axes))
    clipped = composites.clip_by_norm(t, clip_norm, axes)
    shape = _native.convert(t).shape
    if not clipped.shape.is_compatible_with(shape):
        raise ValueError(f"Shapes {shape} and {clipped.shape} are not compatible")
    return clipped


@public("clip_by_average_norm")
@named("clip_by_average_norm")
def clip_by_average_norm(t, clip_norm, name=None):
    """Scales t so that its L2 norm divided by its number of elements is at most clip_norm.

    Args:
      t: tensor of floating numbers.
      clip_norm: scalar, the greatest average norm.
      name: its name in graphs.

    Returns:
      A tensor of t's shape and dtype.

    Example:
      >>> tf.clip_by_average_norm([3.0, 4.0], 1.0).numpy()
      array([1.2, 1.6], dtype=float32)
    """
    t = _native.convert(t)
    count = api.cast(api.size(t), t.dtype)
    inverse = api.rsqrt(api.reduce_sum(t * t)) * count
    return t * clip_norm * api.minimum(inverse, 1 / _native.convert(clip_norm, t.dtype))


def _values(tensors):
    return [t.values if isinstance(t, IndexedSlices) else t for t in tensors if t is not None]


def _check_list(t_list):
    if isinstance(t_list, str) or not isinstance(t_list, Sequence):
        raise TypeError("t_list should be a sequence")


@public("global_norm", "linalg.global_norm")
@named("global_norm", "global_norm")
def global_norm(t_list, name=None):
    """The L2 norm of several tensors taken as one vector.

    sqrt(sum(t ** 2 for all elements t))

    Args:
      t_list: list of tensors, IndexedSlices or None (skipped).
      name: its name in graphs.

    Returns:
      A scalar tensor.

    Raises:
      TypeError: t_list is no list.

    Example:
      >>> tf.global_norm([tf.constant([3.0]), None, tf.constant([4.0])]).numpy()
      5.0
    """
    _check_list(t_list)
    values = _values(t_list)
    return composites.global_norm(tuple(values)) if values else _native.convert(0.0)


@public("clip_by_global_norm")
def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    """Scales several tensors together so that their global norm is at most clip_norm.

    t * clip_norm / max(global_norm, clip_norm), for each t. Pascanu et al., 2012.

    Args:
      t_list: list of tensors, IndexedSlices or None (kept).
      clip_norm: positive scalar.
      use_norm: the global norm, if it is known already.
      name: its name in graphs.

    Returns:
      (list of clipped tensors, global norm before clipping); all NaN when the norm is not finite.

    Raises:
      TypeError: t_list is no list.

    Example:
      >>> clipped, norm = tf.clip_by_global_norm([tf.constant([3.0]), tf.constant([4.0])], 1.0)
      >>> [float(round(t.numpy()[0], 3)) for t in clipped], norm.numpy()
      ([0.6000000238418579, 0.800000011920929], 5.0)
    """
    _check_list(t_list)
    norm = global_norm(t_list) if use_norm is None else _native.convert(use_norm)
    values = tuple(_values(t_list))
    scaled = iter(composites.clip_by_global_norm(norm, clip_norm, values) if values else ())
    clipped = [
        t if t is None
        else t._with_values(next(scaled)) if isinstance(t, IndexedSlices) else next(scaled)
        for t in t_list
    ]  # fmt: skip
    count_parts("clip_by_global_norm", len(values))
    return clipped, norm
