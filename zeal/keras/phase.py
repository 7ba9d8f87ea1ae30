"""The learning phase: whether layers train that are not told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zeal._native import Tensor
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph, home_graph
from zeal.graph.placeholder import placeholder_with_default
from zeal.public import public
from zeal.state.scope import name_scope

_NAME = "keras_learning_phase"


class _Eager:
    phase: Any = None  # of eager programs and of functions that they trace


@public("keras.backend.learning_phase")
def learning_phase() -> Any:
    """Whether layers train that are not told so: 1, 0, or in graphs a tensor that runs may be fed.

    Returns:
      What `set_learning_phase` set; else 0, and in graphs a boolean scalar, False by default.

    Example:
      >>> tf.keras.backend.learning_phase()
      0
    """
    graph = home_graph()
    if graph is None:
        return _Eager.phase or 0
    phase = graph.__dict__.get("_learning_phase")
    if phase is None:
        with graph.as_default(), name_scope(None):
            phase = placeholder_with_default(False, [], _NAME)
        graph.__dict__["_learning_phase"] = phase
    return phase


def phase_in_force() -> Any:
    """The phase that was set, or that a graph has by now; None where nobody asked for one."""
    graph = home_graph()
    return _Eager.phase if graph is None else graph.__dict__.get("_learning_phase")


def phase_that_is_set() -> "int | None":
    """The phase that the program set for the graph in force, if any."""
    graph = home_graph()
    phase = None if graph is None else graph.__dict__.get("_learning_phase")
    return None if isinstance(phase, Tensor) else phase


def in_phase(layer, phase) -> Any:
    """A layer that is called as in the phase in which a graph's model was made of it, if any."""
    if phase is None:
        return layer

    def call(inputs, *args, **kwargs):
        with learning_phase_scope(phase):
            return layer(inputs, *args, **{"training": bool(phase), **kwargs})

    return call


@public("keras.backend.set_learning_phase")
def set_learning_phase(value) -> None:
    """Sets the learning phase, of the graph in force or of eager programs.

    Args:
      value: 1 to train, else 0.

    Raises:
      ValueError: it is neither.

    Example:
      >>> tf.keras.backend.set_learning_phase(1)
      >>> tf.keras.backend.learning_phase()
      1
      >>> tf.keras.backend.clear_session()
    """
    if value not in (0, 1):
        raise ValueError("Expected learning phase to be 0 or 1.")
    graph = home_graph()
    if graph is None:
        _Eager.phase = value
    else:
        graph.__dict__["_learning_phase"] = value


@public("keras.backend.learning_phase_scope")
@contextmanager
def learning_phase_scope(value) -> Iterator[None]:
    """A block in which the learning phase is another.

    Args:
      value: 1 to train, else 0.

    Raises:
      ValueError: it is neither.

    Example:
      >>> with tf.keras.backend.learning_phase_scope(1):
      ...     tf.keras.backend.learning_phase()
      1
      >>> tf.keras.backend.learning_phase()
      0
    """
    graph = home_graph()
    before = phase_in_force()
    set_learning_phase(value)
    try:
        yield
    finally:
        if graph is None:
            _Eager.phase = before
        elif before is None:
            graph.__dict__.pop("_learning_phase", None)
        else:
            graph.__dict__["_learning_phase"] = before


def forget() -> None:
    """Forgets the phase that was set, eagerly and in the graph in force."""
    _Eager.phase = None
    if not executing_eagerly():
        get_default_graph().__dict__.pop("_learning_phase", None)


def training_or_phase(training) -> Any:
    """Whether a layer trains: what it is told, else the phase; True, False or a boolean tensor."""
    training = learning_phase() if training is None else training
    return training if isinstance(training, Tensor) else bool(training)
