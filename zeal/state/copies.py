"""How TensorFlow keeps copies of a variable together: names that tf.Variable accepts."""

import enum

__all__ = ["VariableAggregation", "VariableSynchronization"]


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
