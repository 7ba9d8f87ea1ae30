"""Layers that `dynamic=True` says cannot stand in a graph."""

from zeal.eager.context import executing_eagerly

PYTHON_CONTROL_FLOW = (
    "You are attempting to use Python control flow in a layer that was not declared to be dynamic. "
    'Pass `dynamic=True` to the class constructor.\nEncountered error:\n"""\n{}\n"""'
)
NO_SHAPE = (
    "We could not automatically infer the static shape of the layer's output. Please implement the "
    "`compute_output_shape` method on your layer ({})."
)
_ONLY_EAGER = (
    "Your model contains layers that can only be successfully run in eager execution (layers "
    "constructed with `dynamic=True`). "
)


def runs_eagerly(told, dynamic) -> bool:
    """Whether a model runs eagerly, as far as TensorFlow is concerned.

    Args:
      told: the `run_eagerly` of `compile`, True, False or None.
      dynamic: whether a layer of the model is dynamic.

    Raises:
      ValueError: it shall run eagerly and cannot, or must and shall not.
    """
    eager = executing_eagerly()
    if told is True and not eager:
        raise ValueError("You can only set `run_eagerly=True` if eager execution is enabled.")
    if dynamic and not eager:
        raise ValueError(
            f"{_ONLY_EAGER}You must enable eager execution with `tf.enable_eager_execution()`."
        )
    if dynamic and told is False:
        raise ValueError(f"{_ONLY_EAGER}You cannot set `run_eagerly=False`.")
    return dynamic or bool(told)
