"""tf.GradientTape: what its native type leaves to Python."""

from contextlib import contextmanager

from zeal import _native
from zeal.public import publish


@contextmanager
def stop_recording(self):
    """Stops recording inside the `with` block.

    Raises:
      RuntimeError: the tape is not recording.

    Example:
      >>> x = tf.constant(3.0)
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     with tape.stop_recording():
      ...         scale = x * x
      ...     y = scale * x
      >>> tape.gradient(y, x).numpy()
      9.0
    """
    self._pause()
    try:
        yield
    finally:
        self._resume()


def jacobian(
    self,
    target,
    sources,
    unconnected_gradients="none",
    parallel_iterations=None,
    experimental_use_pfor=True,
):
    """Computes the Jacobian of a tensor: the gradient of each of its elements.

    Args:
      target: a tensor.
      sources: a tensor, a variable or a nested structure of them.
      unconnected_gradients: as for `gradient`.
      parallel_iterations: accepted for compatibility.
      experimental_use_pfor: False wants a persistent tape, as TensorFlow does; the result is
        the same.

    Returns:
      For each source, in the structure of `sources`, a tensor of shape
      `target.shape + source.shape`, or None.

    Raises:
      RuntimeError: the tape is not persistent, and was used before or needs to be.

    Example:
      >>> x = tf.constant([1.0, 2.0])
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = x * x
      >>> tape.jacobian(y, x).numpy().tolist()
      [[2.0, 0.0], [0.0, 4.0]]
    """
    from zeal.eager.jacobian import check_repeatable, jacobian

    check_repeatable(self, experimental_use_pfor, "jacobian")
    return jacobian(self, target, sources, unconnected_gradients)


def batch_jacobian(
    self,
    target,
    source,
    unconnected_gradients="none",
    parallel_iterations=None,
    experimental_use_pfor=True,
):
    """Computes the Jacobians of a batch: of target[i] by source[i], for each i.

    Args:
      target: a tensor of shape `[b, y1, ...]`; row i depends only on `source[i]`.
      source: a tensor of shape `[b, x1, ...]`.
      the others: as for `jacobian`.

    Returns:
      A tensor of shape `[b, y1, ..., x1, ...]`, or None.

    Raises:
      ValueError: the batch sizes differ.
      RuntimeError: the tape is not persistent, and was used before or needs to be.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
      >>> with tf.GradientTape() as tape:
      ...     tape.watch(x)
      ...     y = x * x
      >>> tape.batch_jacobian(y, x).numpy().tolist()
      [[[2.0, 0.0], [0.0, 4.0]], [[6.0, 0.0], [0.0, 8.0]]]
    """
    from zeal.eager.jacobian import batch_jacobian, check_repeatable

    check_repeatable(self, experimental_use_pfor, "batch jacobian")
    return batch_jacobian(self, target, source, unconnected_gradients)


_native.extend_tape(
    {f.__name__: f for f in (stop_recording, jacobian, batch_jacobian)} | {"__module__": "zeal"}
)


# --- hooks of the native code ---
def _flatten(structure):
    from zeal.nest import flatten

    return flatten(structure)


def _pack(structure, leaves):
    from zeal.nest import pack_sequence_as

    return pack_sequence_as(structure, leaves)


_WARNINGS = {
    "watched": "The dtype of the watched tensor must be floating (e.g. tf.float32), got %r",
    "target": "The dtype of the target tensor must be floating (e.g. tf.float32) when calling "
    "GradientTape.gradient, got %r",
    "source": "The dtype of the source tensor must be floating (e.g. tf.float32) when calling "
    "GradientTape.gradient, got %r",
}
_MOST_WARNINGS = 5  # of each kind
_warned = dict.fromkeys(_WARNINGS, 0)


def _warn_dtype(role, dtype):
    import logging

    _warned[role] += 1
    if _warned[role] <= _MOST_WARNINGS:
        logging.getLogger("tensorflow").warning(_WARNINGS[role], dtype)


_native.set_hook("flatten", _flatten)
_native.set_hook("pack", _pack)
_native.set_hook("warn_dtype", _warn_dtype)

publish("zeal._native", "GradientTape", "GradientTape", "contrib.eager.GradientTape")
