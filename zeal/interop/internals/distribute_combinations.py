"""tensorflow.python.distribute.combinations: tests that are given strategies."""

import functools

from zeal.interop.internals import combinations, test_combinations
from zeal.interop.internals.combinations import NamedObject, combine, times

__all__ = ["NamedDistribution", "NamedObject", "combine", "generate", "times"]


class NamedDistribution(NamedObject):
    """What makes a strategy, with a name; a test is given the strategy.

    Args:
      name: the name.
      distribution_fn: makes the strategy.
      required_gpus, required_tpu: what the strategy needs; tests of those are skipped.
    """

    def __init__(self, name, distribution_fn, required_gpus=None, required_tpu=False):
        super().__init__(name, distribution_fn)
        self.required_gpus, self.required_tpu = required_gpus, required_tpu

    @property
    def strategy(self):
        """A new strategy."""
        return self._obj()


class _Strategies(test_combinations.ParameterModifier):
    def modified_arguments(self, kwargs, requested_parameters):
        return {k: v.strategy for k, v in kwargs.items() if isinstance(v, NamedDistribution)}


class _OfMachines(test_combinations.TestCombination):
    """Strategies, and the arguments `required_gpus` and `required_tpu`."""

    def should_execute_combination(self, kwargs):
        given = [v for v in kwargs.values() if isinstance(v, NamedDistribution)]
        if kwargs.get("required_tpu") or any(d.required_tpu for d in given):
            return False, "Test requires a TPU, but it's not available."
        needed = max([kwargs.get("required_gpus") or 0, *(d.required_gpus or 0 for d in given)])
        return not needed, f"Only 0 of {needed} required GPUs are available." if needed else None

    def parameter_modifiers(self):
        optional = map(test_combinations.OptionalParameter, ("required_gpus", "required_tpu"))
        return [_Strategies(), *optional]


generate = functools.partial(
    test_combinations.generate,
    test_combinations=(
        combinations.EagerGraphCombination(), combinations.TFVersionCombination(), _OfMachines(),
    ),
)  # fmt: skip
