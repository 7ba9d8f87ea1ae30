"""How TensorFlow keeps copies of a variable together: names that tf.Variable accepts."""

import enum
from typing import NamedTuple

from zeal.public import public


@public("VariableSynchronization")
class VariableSynchronization(enum.Enum):
    """When copies of a variable on several devices are brought together.

    Example:
      >>> tf.Variable(1).synchronization.name
      'AUTO'
    """

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


@public("VariableAggregation")
class VariableAggregation(enum.Enum):
    """How copies of a variable on several devices are brought together.

    Example:
      >>> tf.Variable(1).aggregation.name
      'NONE'
    """

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3
    ONLY_FIRST_TOWER = 3  # noqa: PIE796  the older name


class Copies(NamedTuple):
    """What a variable was declared with."""

    synchronization: VariableSynchronization = VariableSynchronization.AUTO
    aggregation: VariableAggregation = VariableAggregation.NONE


DEFAULT = Copies()


def resolve(synchronization, aggregation, trainable, name) -> tuple[Copies, bool]:
    """The copies of a variable, and whether it is trainable: by default unless copies are local."""
    if synchronization is None and aggregation is None:  # nearly always
        return DEFAULT, trainable is None or bool(trainable)
    copies = Copies(
        _member(VariableSynchronization, "synchronization", synchronization, name),
        _member(VariableAggregation, "aggregation", aggregation, name),
    )
    local = copies.synchronization is VariableSynchronization.ON_READ
    return copies, not local if trainable is None else bool(trainable)


def _member(kind, word, value, name):
    if value is None:
        return kind(0)
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"Invalid variable {word} mode: {value} for variable: {name}") from None


def refuse_trainable_copies(synchronization, trainable):
    """Raises where a variable whose copies are read as one is to be trained."""
    if synchronization is VariableSynchronization.ON_READ and trainable:
        raise ValueError(
            "Synchronization value can be set to VariableSynchronization.ON_READ only for "
            "non-trainable variables. You have specified trainable=True and "
            "synchronization=VariableSynchronization.ON_READ."
        )
