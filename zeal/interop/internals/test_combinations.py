"""tensorflow.python.framework.test_combinations: tests that run for combinations of arguments."""

import contextlib
import functools
import inspect
import itertools
import types
import unittest
from collections import OrderedDict

__all__ = [
    "NamedObject", "OptionalParameter", "ParameterModifier", "TestCombination", "combine",
    "generate", "times",
]  # fmt: skip


class NamedObject:
    """An object with a name for the tests that are given it."""

    def __init__(self, name, obj):
        self._name, self._obj = name, obj

    def __getattr__(self, name):
        return getattr(self._obj, name)

    def __call__(self, *args, **kwargs):
        return self._obj(*args, **kwargs)

    def __repr__(self):
        return self._name


class TestCombination:
    """What a combination means for the test that is given it."""

    __test__ = False

    def should_execute_combination(self, kwargs):
        """Whether the test runs, and why not."""
        return True, None

    def parameter_modifiers(self):
        """A list of ParameterModifiers."""
        return []

    def context_managers(self, kwargs):
        """A list of blocks around the test."""
        return []


class ParameterModifier:
    """Changes arguments on their way to the test; two of one kind and name are the same."""

    DO_NOT_PASS_TO_THE_TEST = object()

    def __init__(self, parameter_name=None):
        self._parameter_name = parameter_name

    def modified_arguments(self, kwargs, requested_parameters):
        """A dict of new values; DO_NOT_PASS_TO_THE_TEST takes an argument away."""
        return {}

    def __eq__(self, other):
        return type(self) is type(other) and self._parameter_name == other._parameter_name

    def __hash__(self):
        return hash((type(self), self._parameter_name))


class OptionalParameter(ParameterModifier):
    """An argument that only tests with such a parameter are given."""

    def modified_arguments(self, kwargs, requested_parameters):
        """See `ParameterModifier.modified_arguments`."""
        if self._parameter_name in requested_parameters:
            return {}
        return {self._parameter_name: self.DO_NOT_PASS_TO_THE_TEST}


def combine(**kwargs):
    """A list of all combinations of the values, OrderedDicts; one that is no list is the only."""
    names = sorted(kwargs)
    lists = [v if isinstance(v, list) else [v] for v in (kwargs[name] for name in names)]
    return [OrderedDict(zip(names, values, strict=True)) for values in itertools.product(*lists)]


def times(*combined):
    """A list of each combination with each of the others.

    Raises:
      ValueError: two have an argument of one name.
    """
    found = []
    for parts in itertools.product(*combined):
        joined = OrderedDict(item for part in parts for item in part.items())
        if len(joined) < sum(map(len, parts)):
            keys = " vs ".join(str(list(part)) for part in parts)
            raise ValueError(f"Keys need to not overlap: {keys}")
        found.append(joined)
    return found


def generate(combinations, test_combinations=()):
    """Decorates a test, or a class of `parameterized.TestCase`: it runs for each combination.

    Args:
      combinations: a list that `combine` and `times` made; lists may be added.
      test_combinations: TestCombinations, which say what arguments mean.
    """
    from absl.testing import parameterized

    named = [OrderedDict(c, testcase_name=f"_test{_words(c)}") for c in combinations]

    def decorate(method):
        test = _adapted(method, test_combinations)
        return parameterized.named_parameters(*named)(test)

    def apply(target):
        if not isinstance(target, type):
            return decorate(target)
        return class_with_tests(target, decorate, lambda v: isinstance(v, types.FunctionType))

    return apply


def class_with_tests(cls, decorate, decorated=callable):
    """A class like it, made anew so that its metaclass sees the parameters of its tests.

    Args:
      cls: a class of tests.
      decorate: makes a test with parameters of a test.
      decorated: whether this is done to an attribute with a test's name.
    """
    content = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
    for name, value in content.items():
        if decorated(value) and name.startswith(unittest.TestLoader.testMethodPrefix):
            content[name] = decorate(value)
    return type(cls)(cls.__name__, cls.__bases__, content)


def _words(combination) -> str:
    """A name for a combination, of letters and digits."""
    pairs = ((key, _name(value, i)) for i, (key, value) in enumerate(combination.items()))
    return "".join(
        f"_{''.join(filter(str.isalnum, k))}_{''.join(filter(str.isalnum, v))}" for k, v in pairs
    )


def _name(value, number) -> str:
    """What stands for a value: its own name, or where it has none a number."""
    if isinstance(value, (str, NamedObject)):
        return str(value)
    name = getattr(value, "__name__", None) or str(value)
    return str(number) if " object at " in name or "<" in name else name


def _adapted(method, test_combinations):
    """The test, which skips, changes arguments and enters blocks as the combinations say."""
    wanted = inspect.getfullargspec(method).args

    @functools.wraps(method)
    def test(self, **given):
        answers = [c.should_execute_combination(dict(given)) for c in test_combinations]
        reasons = [f" - {reason}" for runs, reason in answers if not runs]
        if reasons:
            self.skipTest("\n".join(reasons))
        passed = _passed(given, wanted, test_combinations)
        _check_names(set(wanted) - {"self"}, set(passed))
        with contextlib.ExitStack() as stack:
            for combination in test_combinations:
                for block in combination.context_managers(dict(given)):
                    stack.enter_context(block)
            method(self, **passed)

    return test


def _passed(given, wanted, test_combinations):
    passed = dict(given)
    for modifier in {m for c in test_combinations for m in c.parameter_modifiers()}:
        passed.update(modifier.modified_arguments(dict(given), wanted))
    left_out = ParameterModifier.DO_NOT_PASS_TO_THE_TEST
    return {name: value for name, value in passed.items() if value is not left_out}


def _check_names(wanted, passed):
    if wanted - passed:
        raise ValueError(
            f"The test requires parameters whose arguments were not passed: {wanted - passed} ."
        )
    if passed - wanted:
        names = passed - wanted
        raise ValueError(f"The test does not take parameters that were passed : {names} .")
