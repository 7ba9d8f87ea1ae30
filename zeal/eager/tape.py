"""tf.GradientTape."""

from contextlib import contextmanager

from zeal import _native

__all__ = ["GradientTape"]


class GradientTape(_native.GradientTape):
    """Records operations for automatic differentiation.

    Args:
      persistent: whether `gradient` may be called more than once.
      watch_accessed_variables: whether trainable variables are watched when read.

    Example:
      >>> x = tf.constant(3.0)
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = x * x
      >>> tape.gradient(y, x).numpy()
      6.0
    """

    @contextmanager
    def stop_recording(self):
        """Stops recording inside the `with` block."""
        self._pause()
        try:
            yield
        finally:
            self._resume()


def _flatten(structure):
    from zeal.nest import flatten

    return flatten(structure)


def _pack(structure, leaves):
    from zeal.nest import pack_sequence_as

    return pack_sequence_as(structure, leaves)


def _indexed_slices(values, indices, dense_shape):
    from zeal.ops.indexed_slices import IndexedSlices

    return IndexedSlices(values, indices, dense_shape)


_native.set_hook("flatten", _flatten)
_native.set_hook("pack", _pack)
_native.set_hook("indexed_slices", _indexed_slices)
