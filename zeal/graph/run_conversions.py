"""What sessions fetch and feed that is made of tensors: composites, and classes of programs."""

from collections.abc import Callable
from operator import itemgetter
from typing import NamedTuple

from zeal.nest.composite_tensor import CompositeTensor


class _Conversion(NamedTuple):
    kind: type
    fetch: Callable
    feed: Callable | None
    feeds_of_parts: Callable | None


_registered: "list[_Conversion]" = []  # the last given first


def register_session_run_conversion_functions(
    tensor_type, fetch_function, feed_function=None, feed_function_for_partial_run=None
):
    """Says how sessions fetch and feed objects of a class.

    Args:
      tensor_type: the class; subclasses count.
      fetch_function: takes an object and returns a list of what is fetched for it, and a function
        that makes its value of the list of their values.
      feed_function: takes an object and what it is fed, and returns (tensor, value) pairs.
      feed_function_for_partial_run: takes an object and returns the list of tensors fed for it.

    Raises:
      ValueError: the class, or one that it derives from, has been registered.
    """
    if any(issubclass(tensor_type, known.kind) for known in _registered):
        raise ValueError(f"{tensor_type} has already been registered so ignore it.")
    found = _Conversion(tensor_type, fetch_function, feed_function, feed_function_for_partial_run)
    _registered.insert(0, found)


def _conversion(value):
    return next((known for known in _registered if isinstance(value, known.kind)), None)


def is_converted(value) -> bool:
    """Whether tensors stand for what is fetched or fed."""
    return isinstance(value, CompositeTensor) or _conversion(value) is not None


def taken_apart(fetches):
    """The elements of the graph that are fetched for a flat list, and a function of their values
    that gives those of the list."""
    split = [_fetched(fetch) for fetch in fetches]

    def joined(values):
        values = iter(values)
        return [join([next(values) for _ in parts]) for parts, join in split]

    return [part for parts, _ in split for part in parts], joined


def _fetched(fetch):
    if isinstance(fetch, CompositeTensor):
        return fetch._to_components(), fetch._of_run
    known = _conversion(fetch)
    return ([fetch], itemgetter(0)) if known is None else known.fetch(fetch)


def feeds_of_parts(feeds):
    """The tensors that stand for what a run in parts will be fed."""
    return [tensor for key in feeds for tensor in _tensors(key)]


def _tensors(key):
    if isinstance(key, CompositeTensor):
        return key._to_components()
    known = _conversion(key)
    if known is None:
        return [key]
    if known.feeds_of_parts is None:
        raise ValueError(f"{type(key)} was registered without feeds for partial runs.")
    return known.feeds_of_parts(key)


def part_feeds(feed_dict):
    """Pairs of tensors and values for a dict of feeds."""
    for key, value in feed_dict.items():
        known = _conversion(key)
        if isinstance(key, CompositeTensor):
            yield from _fed_parts(key, value)
        elif known is None:
            yield key, value
        elif known.feed is None:
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {type(key)} takes no feeds")
        else:
            yield from known.feed(key, value)


def _fed_parts(key, value):
    """Parts that the value leaves out are not fed: they may be constants."""
    values = value._to_components() if hasattr(value, "_to_components") else value
    if not isinstance(values, (tuple, list)):
        raise TypeError(
            f"a {type(key).__name__} is fed its {len(key._to_components())} parts, as a "
            f"{type(key).__name__}Value; got {value!r}"
        )
    return zip(key._to_components(), values, strict=False)
