"""tf.UnconnectedGradients."""

from enum import Enum

__all__ = ["UnconnectedGradients"]


class UnconnectedGradients(Enum):
    """What the gradient is when the target does not depend on a source.

    NONE: None. ZERO: zeros of the source's shape.
    """

    NONE = "none"
    ZERO = "zero"
