"""The global step: one integer variable, of the program or of each graph, that counts steps."""

from zeal import logging
from zeal._native import Operation, Tensor, Variable, convert, executing_eagerly
from zeal.dtypes import int64
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.variable import get_variable, make_variable

_step = None  # while executing eagerly


@public("train.get_global_step", "contrib.framework.get_global_step")
def get_global_step(graph=None) -> "Variable | Tensor | None":
    """The global step variable, or None if the program has not made one.

    Args:
      graph: a Graph; by default the one in force.

    Returns:
      An integer variable (or tensor named "global_step:0"), or None.

    Raises:
      TypeError: what the graph has is no integer scalar.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.get_global_step() is step
      True
    """
    if graph is None and executing_eagerly():
        return _step
    graph = graph or get_default_graph()
    listed = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(listed) > 1:
        logging.error("Multiple tensors in global_step collection.")
        return None
    found = listed[0] if listed else _named(graph)
    if found is not None:
        assert_global_step(found)
    return found


def _named(graph):
    for variable in graph.get_collection(GraphKeys.GLOBAL_VARIABLES):
        if variable.name == "global_step:0":
            return variable
    op = graph._find("global_step")
    return op.outputs[0] if isinstance(op, Operation) and op.outputs else None


@public("train.create_global_step", "contrib.framework.create_global_step")
def create_global_step(graph=None) -> Variable:
    """Makes the global step variable.

    Args:
      graph: a Graph; by default the one in force.

    Returns:
      An int64 variable named "global_step:0", zero.

    Raises:
      ValueError: it exists.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.create_global_step()
      Traceback (most recent call last):
          ...
      ValueError: "global_step" already exists.
    """
    global _step
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    if graph is None and executing_eagerly():
        _step = make_variable(convert(0, int64), "global_step", trainable=False)
        return _step
    with (graph or get_default_graph()).as_default() as graph, graph.name_scope(None):
        keys = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP]
        return get_variable(
            "global_step", [], int64, Zeros(), trainable=False, collections=keys
        )


@public("train.get_or_create_global_step", "contrib.framework.get_or_create_global_step")
def get_or_create_global_step(graph=None) -> "Variable | Tensor":
    """The global step variable, made at the first call.

    Args:
      graph: a Graph; by default the one in force.

    Returns:
      An int64 variable named "global_step:0".

    Example:
      >>> tf.train.get_or_create_global_step().name
      'global_step:0'
    """
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


@public("train.assert_global_step")
def assert_global_step(global_step_tensor) -> None:
    """Raises unless a variable or tensor can be the global step.

    Args:
      global_step_tensor: a variable or tensor.

    Raises:
      TypeError: it is none, no integer or no scalar.

    Example:
      >>> tf.train.assert_global_step(tf.Variable(1.0, name="global_step"))
      Traceback (most recent call last):
          ...
      TypeError: Existing "global_step" does not have integer type: tf.float32
    """
    if not isinstance(global_step_tensor, (Variable, Tensor)):
        raise TypeError(
            f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.'
        )
    if not global_step_tensor.dtype.is_integer:
        raise TypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype!r}'
        )
    shape = global_step_tensor.shape
    if shape.ndims != 0 and shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {shape}')


@public("train.global_step")
def global_step(sess, global_step_tensor) -> int:
    """The global step's value.

    Args:
      sess: a Session.
      global_step_tensor: the variable or tensor, or the name of a tensor.

    Returns:
      An int.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     step = tf.train.get_or_create_global_step()
      ...     session.run(step.initializer)
      ...     print(tf.train.global_step(session, step))
      0
    """
    if executing_eagerly() and isinstance(global_step_tensor, Variable):
        return int(global_step_tensor.numpy())
    return int(sess.run(global_step_tensor))
