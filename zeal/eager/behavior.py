"""Switches between the behaviour of TensorFlow 1 and that of TensorFlow 2."""

from zeal import _native, tensor_shape
from zeal.eager.context import enable_eager_execution
from zeal.public import public

_on: set = set()  # names of behaviours of TensorFlow 2 that are in force


@public("disable_eager_execution")
def disable_eager_execution():
    """Goes back to graphs: ops make nodes, in this thread and in those that start from now on.

    Like `tf.enable_eager_execution` it is meant for the start of a program.

    Example:
      >>> tf.disable_eager_execution()
      >>> tf.executing_eagerly()
      False
      >>> tf.enable_eager_execution()
    """
    _native.disable_eager()


@public("enable_tensor_equality")
def enable_tensor_equality():
    """From now on `==` and `!=` compare tensors element by element.

    That holds eagerly and in traced functions; in other graphs they compare the tensors themselves,
    as everywhere before. Tensors still can be keys, by identity (TensorFlow refuses that).

    Example:
      >>> tf.enable_tensor_equality()
      >>> print(tf.constant([1, 2]) == tf.constant([1, 3]))
      tf.Tensor([ True False], shape=(2,), dtype=bool)
      >>> tf.disable_tensor_equality()
    """
    _compare_elements(True)


@public("disable_tensor_equality")
def disable_tensor_equality():
    """From now on `==` and `!=` compare tensors by identity, as at the start.

    Example:
      >>> tf.disable_tensor_equality()
      >>> tf.constant(1.0) == tf.constant(1.0)
      False
    """
    _compare_elements(False)


def _compare_elements(enabled):
    _native.compare_elements(enabled)
    _native.add_tensor_methods({"_USE_EQUALITY": enabled})  # TensorFlow's name, which tests read


@public("enable_v2_tensorshape")
def enable_v2_tensorshape():
    """From now on the axes of a `tf.TensorShape` are ints, and None where they are open.

    Example:
      >>> tf.enable_v2_tensorshape()
      >>> tf.zeros([2, 3]).shape[0]
      2
      >>> tf.disable_v2_tensorshape()
    """
    tensor_shape.set_axes_are_ints(True)


@public("disable_v2_tensorshape")
def disable_v2_tensorshape():
    """From now on the axes of a `tf.TensorShape` are `tf.Dimension`s, as at the start.

    Example:
      >>> tf.disable_v2_tensorshape()
      >>> tf.zeros([2, 3]).shape[0]
      Dimension(2)
    """
    tensor_shape.set_axes_are_ints(False)


@public("enable_control_flow_v2")
def enable_control_flow_v2():
    """Notes that control flow of TensorFlow 2 is wanted: zeal has one kind, which serves both.

    Example:
      >>> tf.enable_control_flow_v2()
      >>> tf.control_flow_v2_enabled()
      True
      >>> tf.disable_control_flow_v2()
    """
    _on.add("control flow")


@public("disable_control_flow_v2")
def disable_control_flow_v2():
    """Notes that control flow of TensorFlow 1 is wanted; see `tf.enable_control_flow_v2`.

    Example:
      >>> tf.disable_control_flow_v2()
    """
    _on.discard("control flow")


@public("control_flow_v2_enabled")
def control_flow_v2_enabled():
    """Whether control flow of TensorFlow 2 was asked for.

    Returns:
      A bool.

    Example:
      >>> tf.control_flow_v2_enabled()
      False
    """
    return "control flow" in _on


@public("enable_v2_behavior")
def enable_v2_behavior():
    """Switches to TensorFlow 2's behaviour: eager execution, equality, shapes of ints.

    Keras's layers compute in floatx unless they are given a dtype, whatever their floating inputs
    are. Call it at the start of a program.

    Example:
      >>> tf.enable_v2_behavior()
      >>> tf.zeros([2]).shape[0]
      2
      >>> tf.disable_v2_behavior()
      >>> tf.enable_eager_execution()
    """
    _on.add("all")
    _native.set_layers_cast(True)
    enable_eager_execution()
    enable_v2_tensorshape()
    enable_tensor_equality()
    enable_control_flow_v2()


@public("disable_v2_behavior")
def disable_v2_behavior():
    """Switches to TensorFlow 1's behaviour: graphs, identity, shapes of `tf.Dimension`s.

    Example:
      >>> tf.disable_v2_behavior()
      >>> tf.executing_eagerly()
      False
      >>> tf.enable_eager_execution()
    """
    _on.discard("all")
    _native.set_layers_cast(False)
    disable_eager_execution()
    disable_v2_tensorshape()
    disable_tensor_equality()
    disable_control_flow_v2()


def is_v2_behavior():
    """Whether `tf.enable_v2_behavior` is in force."""
    return "all" in _on


def has_v2_dtypes():
    """Whether layers have floatx as their dtype, and cast what is given them to it."""
    return not _on.isdisjoint(("all", "dtypes"))


def set_v2_dtypes(on) -> bool:
    """Turns that on or off where `tf.enable_v2_behavior` is not in force; whether it was on."""
    before = "dtypes" in _on
    (_on.add if on else _on.discard)("dtypes")
    _native.set_layers_cast(has_v2_dtypes())
    return before
