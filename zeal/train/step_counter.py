"""The global step: one int64 variable per graph, or eager program, that counts training steps."""

from contextlib import contextmanager

from zeal._native import Tensor, Variable
from zeal.dtypes import int64
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import beside_process_graph, home_graph, outside_graphs
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.variable import get_variable


@public("train.get_global_step", "contrib.framework.get_global_step",
        "contrib.slim.get_global_step")
def get_global_step(graph=None) -> Variable | None:
    """The global step variable, or None if the program has not made one.

    Args:
      graph: the graph whose step it is. None is the default one, in a traced function that around
        it, and while executing eagerly the program's own.

    Returns:
      An integer variable, or None.

    Raises:
      TypeError: what the graph has in its place is no integer scalar.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.get_global_step() is step
      True
    """
    graph = graph or home_graph()
    if graph is None:  # eagerly, and in functions that eager code traces
        return beside_process_graph.get(GraphKeys.GLOBAL_STEP)
    known = graph.get_collection(GraphKeys.GLOBAL_STEP) or named_global_step(graph)
    if len(known) > 1:
        from zeal import logging

        logging.error("Multiple tensors in global_step collection.")
    if len(known) != 1:
        return None
    assert_global_step(known[0])
    return known[0]


def named_global_step(graph) -> list:
    """The variable, or else the tensor, that a program named so itself, in a list."""
    variables = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
    op = graph._find("global_step")
    tensors = list(op.outputs[:1]) if op else []
    return [v for v in variables if v.name == "global_step:0"] or tensors


@public("train.create_global_step", "contrib.framework.create_global_step",
        "contrib.slim.create_global_step")
def create_global_step(graph=None) -> Variable:
    """Makes the global step variable.

    Args:
      graph: the graph to make it in; the default one if None.

    Returns:
      An int64 variable named "global_step:0" (behind the variable scope in force), zero.

    Raises:
      ValueError: it exists.

    Example:
      >>> step = tf.train.get_or_create_global_step()
      >>> tf.train.create_global_step()
      Traceback (most recent call last):
          ...
      ValueError: "global_step" already exists.
    """
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    graph = graph or home_graph()
    with _outside_scopes(graph):
        step = get_variable(
            GraphKeys.GLOBAL_STEP, [], int64, Zeros(), trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )
    if graph is None:
        beside_process_graph[GraphKeys.GLOBAL_STEP] = step
    return step


@contextmanager
def _outside_scopes(graph):
    """Puts a graph in force, outside its name scopes; None is eager code."""
    if graph is None:
        with outside_graphs():
            yield
        return
    with graph.as_default(), graph.name_scope(None):
        yield


@public("train.get_or_create_global_step", "contrib.framework.get_or_create_global_step",
        "contrib.slim.get_or_create_global_step")
def get_or_create_global_step(graph=None) -> Variable:
    """The global step variable, made at the first call.

    Args:
      graph: the graph whose step it is; the default one if None.

    Returns:
      An int64 variable named "global_step:0".

    Example:
      >>> tf.train.get_or_create_global_step().name
      'global_step:0'
    """
    known = get_global_step(graph)
    return create_global_step(graph) if known is None else known


@public("train.assert_global_step", "contrib.framework.assert_global_step",
        "contrib.slim.assert_global_step")
def assert_global_step(global_step_tensor) -> None:
    """Checks that a value can count steps: an integer scalar.

    Args:
      global_step_tensor: a variable or a tensor.

    Raises:
      TypeError: it is none, or of another dtype or rank.

    Example:
      >>> tf.train.assert_global_step(tf.Variable(0))
    """
    step = global_step_tensor
    if not isinstance(step, (Variable, Tensor)):
        raise TypeError(f'Existing "global_step" must be a Variable or Tensor: {step}.')
    if not step.dtype.is_integer:
        raise TypeError(f'Existing "global_step" does not have integer type: {step.dtype}')
    if step.shape.ndims not in (0, None):
        raise TypeError(f'Existing "global_step" is not scalar: {step.shape}')


@public("contrib.framework.assert_or_get_global_step", "contrib.slim.assert_or_get_global_step")
def assert_or_get_global_step(graph=None, global_step_tensor=None):
    """A global step that is given, checked, or else the graph's.

    Args:
      graph: the graph whose step it is; the default one if None.
      global_step_tensor: the step, or None.

    Returns:
      A variable or tensor; None where there is none.

    Raises:
      TypeError: the step that is given is no integer scalar.
    """
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor


@public("train.global_step")
def global_step(sess, global_step_tensor) -> int:
    """The value of a global step in a session.

    Args:
      sess: a `tf.Session`; not read while executing eagerly.
      global_step_tensor: the variable.

    Returns:
      An int.

    Raises:
      FailedPreconditionError: the variable is not initialized.

    Example:
      >>> tf.train.global_step(None, tf.Variable(3))
      3
    """
    if executing_eagerly():
        return int(global_step_tensor.numpy())
    return int(sess.run(global_step_tensor).item())  # one number, whatever its rank
