"""The text on arguments that losses and metrics share."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T", bound=Callable[..., Any])

_ARGUMENTS = {
    "y_true": "what the predictions should be.",
    "y_pred": "a tensor of predictions.",
    "from_logits": "whether y_pred holds logits rather than probabilities.",
    "label_smoothing": "how much of each label is spread over all classes, in [0, 1].",
    "axis": "the axis of classes, or of vectors.",
    "reduction": "one of `tf.keras.losses.Reduction`; AUTO is SUM_OVER_BATCH_SIZE.",
    "name": "its name.",
    "dtype": "of variables and result; float32 by default.",
    "threshold": "predictions above it stand for 1.",
    "thresholds": "a number in [0, 1], or a list of them for one result each; predictions above "
    "one are positive. 0.5 by default.",
    "k": "how many of the largest predictions count.",
    "top_k": "how many of the largest predictions count; None for those above the threshold.",
    "class_id": "the class that alone counts, or None for all.",
    "num_classes": "how many classes there are.",
    "num_thresholds": "how many thresholds to use, evenly from 0 to 1.",
    "delta": "the difference from which the loss is linear.",
    "normalizer": "what errors are divided by; the error counts as 0 where it is 0.",
    "fn": "a function of (y_true, y_pred) and the keywords.",
    "kwargs": "further arguments of the function.",
}  # fmt: skip


def documented(example: str, gives: str, returns: str = "", **arguments: str) -> Callable[[T], T]:
    """Completes a docstring that has the first paragraph: arguments, result and example.

    Args:
      example: lines of Python; the last one is an expression.
      gives: what it prints.
      returns: what the function returns; "" for classes.
      **arguments: texts on arguments that mean something else there.
    """
    texts = _ARGUMENTS | arguments

    def decorate(value):
        parameters = inspect.signature(value).parameters
        if parameters:
            args = "\n".join(f"      {p}: {texts[p]}" for p in parameters)
            value.__doc__ += f"\n\n    Args:\n{args}"
        if returns:
            value.__doc__ += f"\n\n    Returns:\n      {returns}"
        lines = "\n".join(f"      >>> {line}" for line in example.split("\n"))
        value.__doc__ += f"\n\n    Example:\n{lines}\n      {gives}\n    "
        return value

    return decorate
