"""tensorflow.python.framework.combinations: tests that run in graphs, or eagerly."""

import functools

from zeal.graph.graph import Graph, outside_graphs
from zeal.interop.internals import test_combinations
from zeal.interop.internals.test_combinations import NamedObject, combine, times

__all__ = [
    "EagerGraphCombination", "NamedObject", "TFVersionCombination", "combine", "generate", "times",
]  # fmt: skip


class EagerGraphCombination(test_combinations.TestCombination):
    """The argument `mode`: "graph", the default, or "eager"."""

    def context_managers(self, kwargs):
        """The block of the mode."""
        modes = {"eager": outside_graphs, "graph": lambda: Graph().as_default()}
        mode = kwargs.get("mode", "graph")
        if mode not in modes:
            raise ValueError(f"'mode' has to be either 'eager' or 'graph' and not {mode}")
        return [modes[mode]()]

    def parameter_modifiers(self):
        """Tests need not take it."""
        return [test_combinations.OptionalParameter("mode")]


class TFVersionCombination(test_combinations.TestCombination):
    """The argument `tf_api_version`: tests of version 2 are skipped."""

    def should_execute_combination(self, kwargs):
        """Whether the version is 1, or open."""
        if kwargs.get("tf_api_version") == 2:
            return False, "Skipping a TF2 test when TF2 is not enabled."
        return True, None

    def parameter_modifiers(self):
        """Tests need not take it."""
        return [test_combinations.OptionalParameter("tf_api_version")]


generate = functools.partial(
    test_combinations.generate,
    test_combinations=(EagerGraphCombination(), TFVersionCombination()),
)
