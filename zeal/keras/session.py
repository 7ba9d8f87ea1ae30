"""The session in which Keras runs what a graph's models compute."""

from contextlib import nullcontext
from typing import Any

from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.state.initialization import report_uninitialized_variables


class _Current:
    session: Any = None  # where no other session is in force
    initializes = True  # whether variables get their first values without being asked to


@public("keras.backend.manual_variable_initialization")
def manual_variable_initialization(value) -> None:
    """Says who gives the variables of graphs their first values.

    Args:
      value: True: the program does, by `tf.global_variables_initializer()`. False, as it is in
        the beginning: Keras does when it needs them.

    Example:
      >>> tf.keras.backend.manual_variable_initialization(False)
    """
    _Current.initializes = not value


@public("keras.backend.get_session")
def get_session(op_input_list=()) -> Any:
    """The session in force, or one of Keras for the graph in force; its variables have values.

    Args:
      op_input_list: tensors, whose graph counts rather than the one in force.

    Returns:
      A Session.

    Raises:
      RuntimeError: while executing eagerly.

    Example:
      >>> with tf.Graph().as_default():
      ...     dense = tf.keras.layers.Dense(1, kernel_initializer="ones")
      ...     y = dense(tf.constant([[2.0, 3.0]]))
      ...     print(tf.keras.backend.get_session().run(y))
      [[5.]]
    """
    if executing_eagerly():
        raise RuntimeError("get_session is for graphs: values of eager programs are there at once")
    from zeal.graph.session import Session, get_default_session  # it loads NumPy

    session = get_default_session()
    if session is None:
        graph = next((x.graph for x in op_input_list), None)
        session = session_at_hand(graph)
        if session is None:
            session = _Current.session = Session(graph=graph)
    if _Current.initializes:
        _initialize(session)
    return session


@public("keras.backend.set_session")
def set_session(session) -> None:
    """Makes a session the one that Keras uses.

    Args:
      session: a Session.

    Example:
      >>> tf.keras.backend.set_session(None)
    """
    _Current.session = session


def session_at_hand(graph=None) -> Any:
    """Keras's session of a graph, or of the one in force, if it has one by now."""
    session = _Current.session
    graph = get_default_graph() if graph is None else graph
    return session if session is not None and session.graph is graph else None


def in_session() -> Any:
    """A block in which a graph has a session in force; eagerly one that does nothing."""
    return nullcontext() if executing_eagerly() else get_session().as_default()


def _initialize(session):
    """Gives first values to the variables that have none."""
    graph = session.graph
    known = session.__dict__.setdefault("_keras_initialized", set())
    new = [v for name, v in list(graph._variables.items()) if name not in known]
    if not new:
        return
    known.update(v.op.name for v in new)
    with graph.as_default():
        missing = {name.decode() for name in session.run(report_uninitialized_variables(new))}
    session.run([v.initializer for v in new if v.op.name in missing])
