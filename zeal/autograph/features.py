"""Options of a conversion."""

import enum
from typing import NamedTuple

from zeal.public import public


@public("autograph.experimental.Feature", "contrib.autograph.Feature")
class Feature(enum.Enum):
    """Parts of the conversion that are off unless asked for.

    Attributes:
      ALL: all of them.
      ASSERT_STATEMENTS: `assert` over symbolic values becomes `tf.Assert`.
      AUTO_CONTROL_DEPS: accepted; ops with effects run in the order of the program anyway.
      BUILTIN_FUNCTIONS: `print` of symbolic values becomes `tf.print`.
      EQUALITY_OPERATORS: `==` and `!=` compare the elements of tensors, and `a < b < c` is
        `a < b and b < c`.
      LISTS: `append`, `pop` and subscripts work on `tf.TensorArray`.
      NAME_SCOPES: accepted without effect.

    Example:
      >>> tf.autograph.experimental.Feature.LISTS.value
      'LISTS'
    """

    ALL = "ALL"
    AUTO_CONTROL_DEPS = "AUTO_CONTROL_DEPS"
    ASSERT_STATEMENTS = "ASSERT_STATEMENTS"
    BUILTIN_FUNCTIONS = "BUILTIN_FUNCTIONS"
    EQUALITY_OPERATORS = "EQUALITY_OPERATORS"
    LISTS = "LISTS"
    NAME_SCOPES = "NAME_SCOPES"

    @classmethod
    def all(cls):
        """All members, as a tuple.

        Example:
          >>> len(tf.autograph.experimental.Feature.all())
          7
        """
        return tuple(cls)

    @classmethod
    def all_but(cls, exclude):
        """All members but some, without ALL.

        Args:
          exclude: a Feature, or a list, tuple or set of them.

        Example:
          >>> Feature = tf.autograph.experimental.Feature
          >>> Feature.LISTS in Feature.all_but(Feature.LISTS)
          False
        """
        left = exclude if isinstance(exclude, (list, tuple, set)) else (exclude,)
        return tuple(set(cls) - set(left) - {cls.ALL})


class Options(NamedTuple):
    """How code is converted; conversions are kept by code and options.

    Args:
      recursive: whether functions that converted code calls are converted too.
      features: a frozenset of Features, without ALL.
    """

    recursive: bool = True
    features: frozenset = frozenset()


def options(recursive, features):
    """Options from what the public functions take: None, a Feature, or a collection of them."""
    if features is None:
        features = ()
    chosen = {features} if isinstance(features, Feature) else set(features)
    if wrong := [f for f in chosen if not isinstance(f, Feature)]:
        raise TypeError(f"expected tf.autograph.experimental.Feature values, got {wrong[0]!r}")
    if Feature.ALL in chosen:
        chosen = set(Feature)
    return Options(bool(recursive), frozenset(chosen - {Feature.ALL}))
