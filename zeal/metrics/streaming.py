"""What the functions of tf.metrics share: variables, collections, and the text on arguments."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from zeal._native import Variable, api
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.ops.array.fill import zeros
from zeal.public import publish

F = TypeVar("F", bound=Callable[..., Any])

_ARGUMENTS = {
    "labels": "what the predictions should be; a tensor of their shape, where an axis of size 1 at "
    "the end may be missing or added.",
    "predictions": "a tensor.",
    "values": "a tensor of numbers.",
    "weights": "a scalar, or a tensor of the rank of the values whose axes have length 1 or theirs;"
    " None for 1.",
    "thresholds": "a list of numbers in [0, 1]; predictions above one are positive there.",
    "num_classes": "how many classes there are, a Python int or a scalar.",
    "k": "how many of the largest predictions count.",
    "class_id": "the class that alone counts, or None for all.",
    "predictions_idx": "int64 tensor (..., k) of the classes that are predicted.",
    "num_thresholds": "how many thresholds to use, evenly from 0 to 1.",
    "metrics_collections": "keys of the graph to list the value under.",
    "updates_collections": "keys of the graph to list update_op under.",
    "name": "the scope of ops and variables.",
}  # fmt: skip
_RETURNS = """A pair (value, update_op): update_op adds the batch to the metric's local variables
      and is the value after that; value reads them."""
_RAISES = """RuntimeError: while executing eagerly, where the metrics of `tf.keras.metrics` and
        `tf.contrib.eager.metrics` do this.
      ValueError: shapes do not fit, `weights can not be broadcast to values` among them."""


def streaming(
    name: str, example: str, gives: str, space="metrics", **arguments: str
) -> Callable[[F], F]:
    """Publishes a function as `tf.metrics.<name>`, refused eagerly, and documents its arguments.

    Args:
      name: its name there.
      space: the namespace, where it is another one.
      example: a call of it, as text.
      gives: what update_op prints there.
      **arguments: texts on arguments that are its own, or that mean something else there.

    Returns:
      The decorator; the function's own docstring is the first paragraph.
    """

    def decorate(function):
        @functools.wraps(function)
        def in_graphs(*args, **kwargs):
            if executing_eagerly():
                raise RuntimeError(
                    f"tf.{space}.{name} is not supported when eager execution is enabled."
                )
            return function(*args, **kwargs)

        in_graphs.__doc__ = _documentation(function, _ARGUMENTS | arguments, example, gives)
        publish(function.__module__, function.__qualname__, f"{space}.{name}")
        return in_graphs

    return decorate


def _documentation(function, texts, example, gives):
    args = "\n".join(f"      {p}: {texts[p]}" for p in inspect.signature(function).parameters)
    return f"""{function.__doc__}

    Args:
{args}

    Returns:
      {_RETURNS}

    Raises:
      {_RAISES}

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     value, update_op = {example}
      ...     session.run(tf.local_variables_initializer())
      ...     print(session.run(update_op))
      {gives}
    """


def metric_variable(shape, dtype, name, open_size=False) -> Variable:
    """A variable of zeros, listed under LOCAL_VARIABLES and METRIC_VARIABLES.

    Args:
      shape: list of lengths, or a tensor of them whose value is known.
      dtype: its type.
      name: its name in the scope in force.
      open_size: whether values of other shapes may take its place.
    """
    return Variable(
        lambda: zeros(shape, dtype), trainable=False, name=name, validate_shape=not open_size,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
    )  # fmt: skip


def collected(value, update_op, metrics_collections, updates_collections):
    """The pair of both, each listed under its collections."""
    graph = get_default_graph()
    if metrics_collections:
        graph.add_to_collections(metrics_collections, value)
    if updates_collections:
        graph.add_to_collections(updates_collections, update_op)
    return value, update_op


def ratio(numerator, denominator, name):
    """The quotient, 0 where the denominator is not above 0."""
    return api.div_no_nan(numerator, api.maximum(denominator, 0), name=name)
