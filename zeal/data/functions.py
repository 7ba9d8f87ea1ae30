"""Dataset.map, filter, reduce: functions of elements, and what they may return."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from zeal import _native, errors
from zeal.data.arguments import calls_at_once, check_calls
from zeal.data.parallel_map import unordered
from zeal.data.pending import as_tensor, dataset_op, step
from zeal.data.structure import Spec, alike, outline, plain
from zeal.data.trial import Trial, tried
from zeal.dtypes import bool as bool_

if TYPE_CHECKING:
    from zeal.data.dataset import Dataset


def returned(value, method):
    """The spec and the tensors of what a function returned; of a list, one part for each entry."""
    return part_of(tuple(value) if type(value) is list else value, method)


def part_of(value, method):
    """The same of a part of what it returned, where a list is one tensor."""
    try:
        return Spec.of(value, exact=not _native.executing_eagerly())
    except (TypeError, ValueError) as e:
        raise TypeError(
            f"Unsupported return value from function passed to Dataset.{method}(): {value}. {e}"
        ) from None


def applied(function, values):
    """What a function makes of values: after one that is an error there are those that follow.

    Raises:
      RuntimeError: it raises StopIteration, which would look like the end.
    """

    def call(value):
        try:
            return function(value)
        except StopIteration as error:
            raise RuntimeError(f"{function!r} raised StopIteration") from error

    return map(call, values)


def keeps_count(function):
    """`function`, for which the end of something else is an error, not the end of the dataset."""

    def call(*args):
        try:
            return function(*args)
        except (errors.OutOfRangeError, StopIteration) as error:
            raise errors.InvalidArgumentError(
                f"Function invocation produced OutOfRangeError: {error}"
            ) from error

    return call


def truth(value):
    """What a predicate returned, as something whose truth can be asked."""
    if type(value) is bool:
        return value
    result, leaves = returned(value, "filter")
    if isinstance(result.template, (tuple, dict)) or leaves[0].dtype is not bool_ or leaves[0].ndim:
        raise ValueError(
            "`predicate` return type must be convertible to a scalar boolean tensor. Was "
            f"{plain(result.types_like())} of shape {plain(result.shapes_like())}."
        )
    return leaves[0]


def check_state(state, result):
    if outline(state.template) != outline(result.template):
        raise TypeError(
            "The element classes for the new state must match the initial state. Expected "
            f"{outline(state.template)}; got {outline(result.template)}."
        )
    if state.types != result.types:
        raise TypeError(
            "The element types for the new state must match the initial state. Expected "
            f"{plain(state.types_like())}; got {plain(result.types_like())}."
        )


def check_alike(known, result):
    """TensorFlow's functions are traced once, so that all their elements have one structure."""
    if not alike(known.template, result.template):
        raise errors.InvalidArgumentError(
            f"an element {outline(result.template)} where those before were "
            f"{outline(known.template)}: a mapped function must return the same structure for "
            "every element"
        )


_map = dataset_op("MapDataset")(lambda node, function: _native.dataset_map(node, function))


@dataset_op("ParallelMapDataset", "sloppy")
def _in_parallel(node, function, calls, sloppy=False):
    calls = calls_at_once(calls)
    return unordered(calls, node, function) if sloppy else _map(node, function)


@dataset_op("FilterDataset")
def _filtered(node, function):
    return _native.dataset_filter(node, lambda tensors: bool(function(tensors)[0]))


class Functions:
    """Methods of Dataset."""

    _parallel_calls = None  # of a map, if several elements may be at work
    _again = None  # makes the node of a map anew, with other attributes

    def _in_any_order(self):
        """The native node where the order is open; the very one but for a map in parallel."""
        if self._parallel_calls is None:
            return self._node
        return self._again(sloppy=True)

    def _call(self, function, tensors):
        element = self._outline.pack(tensors)
        if not _native.executing_eagerly():  # it is traced
            from zeal.autograph.api import convert

            function = convert(function)
        return function(*element) if type(element) is tuple else function(element)

    def map(self, map_func: Callable[..., Any], num_parallel_calls=None) -> "Dataset":
        """Applies a function to each element, in order.

        Random ops in it repeat with each iteration over the dataset, as in TensorFlow, where the
        function is traced: each starts its numbers anew, and goes on from element to element.

        Args:
          map_func: takes an element (a tuple's parts as arguments of their own) and returns a
            tensor or a tuple, list or dict of tensors. Lists inside become one tensor each.
          num_parallel_calls: how many elements may be at work at the same time, -1 for as many as
            there are processors, where `with_options` directly behind says that their order is
            open (`experimental_deterministic = False`); otherwise it is one after the other.

        Returns:
          A Dataset of what the function returns.

        Raises:
          ValueError: map_func cannot be called.
          InvalidArgumentError: num_parallel_calls is not positive; or, while iterating: elements
            differ in structure.
          TypeError: while iterating: it returns something that is no tensor.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(3).map(lambda x: x * x)]
          [0, 1, 4]
        """
        if not callable(map_func):
            raise ValueError(f"Argument must be callable: map_func is {map_func!r}")
        check_calls(num_parallel_calls)
        calls = () if num_parallel_calls is None else (num_parallel_calls,)
        make = _in_parallel if calls else _map
        made = self._passing_options(self._mapped(map_func, make, calls))
        if num_parallel_calls not in (None, 1):
            made._parallel_calls = num_parallel_calls
        return made

    def _mapped(self, map_func, make, values=()):
        """What `make(node, function of tensors, *values)` makes, with elements of map_func's."""
        def run(tensors):
            return returned(self._call(map_func, tensors), "map")

        if not _native.executing_eagerly():
            trace = self._trace(run)
            again = partial(step, make, [self._node], values, trace)
            made = self._of(again(), trace.told, self)
            made._again = again
            return made
        seen = []

        def call(tensors):
            result, leaves = run(tensors)
            if not seen:
                seen.append(result)
            check_alike(seen[0], result)
            return leaves

        again = partial(make, self._node, call, *values)
        made = self._of(again(), ((self,), Trial(lambda spec: self._try(spec, run), seen)))
        made._again = again
        return made

    def _trace(self, run):
        """`run(tensors)`, which returns anything and tensors, traced for elements."""
        from zeal.data.traced import Trace

        return Trace(run, self._spec.types, self._spec.shapes)

    def _try(self, spec, run):
        return tried(spec, lambda tensors: run(tensors)[0], self._first)

    def _first(self):
        """The tensors of the first element, or None."""
        return next(self._raw(), None)

    def filter(self, predicate: Callable[..., Any]) -> "Dataset":
        """The elements for which `predicate(element)` is true.

        Args:
          predicate: takes an element (a tuple's parts as arguments of their own) and returns a bool
            scalar.

        Returns:
          A Dataset.

        Raises:
          ValueError: while iterating: predicate returns something else.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).filter(lambda x: x > 2)]
          [3, 4]
        """
        if not callable(predicate):
            raise ValueError(f"Argument must be callable: predicate is {predicate!r}")

        def run(tensors):
            return truth(self._call(predicate, tensors))

        if not _native.executing_eagerly():
            trace = self._trace(lambda tensors: (None, [as_tensor(run(tensors))]))
            return self._derive(step(_filtered, [self._node], trace=trace))
        return self._derive(_native.dataset_filter(self._node, run))

    def map_with_legacy_function(self, map_func, num_parallel_calls=None) -> "Dataset":
        """The same as `map`.

        Args:
          map_func, num_parallel_calls: as for `map`.

        Returns:
          A Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(3).map_with_legacy_function(lambda x: x + 1)]
          [1, 2, 3]
        """
        return self.map(map_func, num_parallel_calls)

    def filter_with_legacy_function(self, predicate) -> "Dataset":
        """The same as `filter`.

        Args:
          predicate: as for `filter`.

        Returns:
          A Dataset.

        Example:
          >>> dataset = tf.data.Dataset.range(5)
          >>> [int(i) for i in dataset.filter_with_legacy_function(lambda x: x > 2)]
          [3, 4]
        """
        return self.filter(predicate)

    def reduce(self, initial_state, reduce_func: Callable[..., Any]) -> Any:
        """Combines all elements: `state = reduce_func(state, element)` for one after the other.

        Args:
          initial_state: a tensor, or a tuple or dict of tensors.
          reduce_func: takes the state and an element, and returns a state of the same structure
            and dtypes.

        Returns:
          The last state.

        Raises:
          TypeError: reduce_func returns another structure or other dtypes.

        Example:
          >>> int(tf.data.Dataset.range(5).reduce(tf.constant(0, tf.int64), lambda a, x: a + x))
          10
        """
        state, leaves = Spec.of(initial_state)
        if not _native.executing_eagerly():
            from zeal.data.single import reduced

            return reduced(self, state, leaves, reduce_func)
        streams = _native.FunctionStreams()
        for tensors in self._raw():
            value = streams(reduce_func, state.pack(leaves), self._outline.pack(tensors))
            result, leaves = returned(value, "reduce")
            check_state(state, result)
        return state.pack(leaves)

    def _reduce_while(self, start, test, reduce_func):
        """`reduce` in a graph, up to the first element at which `test(*state)` is false.

        Args:
          start: a tuple of tensors.
          test: a function of the state's tensors, or None.
          reduce_func: a function of the state and an element.

        Returns:
          The last state.
        """
        if test is None:
            return self.reduce(start, reduce_func)
        from zeal.data.experimental import scan, take_while
        from zeal.graph.conditions import cond

        def guarded(state, element):
            goes_on = as_tensor(test(*state))
            state = cond(goes_on, lambda: reduce_func(state, element), lambda: state, strict=True)
            return state, (goes_on, *state)

        steps = self.apply(scan(start, guarded)).apply(take_while(lambda goes_on, *_: goes_on))
        return steps.reduce(start, lambda _, step: step[1:])
