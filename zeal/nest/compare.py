"""Whether two structures have the same form, or one is the upper part of the other."""

from collections import abc

from zeal.nest.composite_tensor import CompositeTensor
from zeal.nest.walk import (
    SURE_LEAVES,
    children,
    flatten,
    is_namedtuple,
    is_nested,
    pack_sequence_as,
    pairs,
    sorted_keys,
    walked,
)

_MISMATCHING_TYPES = (
    "The two structures don't have the same sequence type. Input structure has type {}, while "
    "shallow structure has type {}."
)


def _same_type(a, b):
    if type(a) is type(b):
        return True
    if isinstance(a, abc.Mapping) and isinstance(b, abc.Mapping):
        return True
    if is_namedtuple(a) and is_namedtuple(b):
        return type(a).__name__ == type(b).__name__ and type(a)._fields == type(b)._fields
    return isinstance(a, list) and isinstance(b, list)


def _is_spec(value):
    return hasattr(type(value), "_component_specs")


def _value_with_spec(a, b):
    """Whether one is a composite tensor, and the other the spec of such."""
    pair = (a, b) if isinstance(a, CompositeTensor) else (b, a)
    return isinstance(pair[0], CompositeTensor) and _is_spec(pair[1])


def _compare_specs(a, b):
    """Raises an error if either is a composite tensor and the other none that agrees with it."""
    if not isinstance(a, CompositeTensor) and not isinstance(b, CompositeTensor):
        return
    one, other = (x._type_spec if isinstance(x, CompositeTensor) else x for x in (a, b))
    if not _is_spec(one) or not _is_spec(other):
        raise TypeError(_MISMATCHING_TYPES.format(type(b), type(a)))
    try:
        one.most_specific_compatible_type(other)
    except (TypeError, ValueError) as e:
        raise ValueError(
            f"Incompatible CompositeTensor TypeSpecs: {one} vs. {other} -- {e}"
        ) from None


def _described(value):
    return f"type={type(value).__name__} str={value}"


class _Dot:
    """A leaf in the outline of a structure."""

    def __repr__(self):
        return "."


def _outline(structure):
    # Composite tensors stay leaves here: they cannot be made of dots.
    return str(pack_sequence_as(structure, [_Dot() for _ in flatten(structure)]))


def _surely_same(a, b):
    """Whether both are leaves, or lists, tuples, dicts of such: loops ask about these each step."""
    kind = type(a)
    if kind in SURE_LEAVES:
        return type(b) in SURE_LEAVES
    if kind is not type(b) or not isinstance(a, (tuple, list, dict)) or len(a) != len(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(type(k) is str and _surely_same(a[k], b[k]) for k in a)
    return all(map(_surely_same, a, b))


def _compare(a, b, check_types, is_seq):
    if is_seq is not is_nested and _value_with_spec(a, b):
        return _compare_specs(a, b)
    nested = is_seq(a)
    if nested != is_seq(b):
        one, other = (a, b) if nested else (b, a)
        raise ValueError(
            f'Substructure "{_described(one)}" is a sequence, while substructure '
            f'"{_described(other)}" is not'
        )
    if not nested:
        return
    if check_types and not _same_type(a, b):
        raise TypeError(
            "The two structures don't have the same sequence type. First structure "
            f"{_described(a)} has type {type(a).__name__}, while second structure "
            f"{_described(b)} has type {type(b).__name__}"
        )
    keyed = isinstance(a, abc.Mapping) and isinstance(b, abc.Mapping)
    if check_types and keyed and set(a) != set(b):
        raise ValueError(
            "The two dictionaries don't have the same set of keys. First structure has keys "
            f"{_described(sorted_keys(a))}, while second structure has keys "
            f"{_described(sorted_keys(b))}"
        )
    _compare_specs(a, b)
    x, y = children(a), children(b)
    for p, q in zip(x, y, strict=False):
        _compare(p, q, check_types, is_seq)
    if len(x) != len(y):
        raise ValueError(
            "The two structures don't have the same number of elements. First structure: "
            f"{_described(a)}. Second structure: {_described(b)}"
        )


def assert_same_structure(nest1, nest2, check_types=True, expand_composites=False):
    """Checks that two values have the same nested form.

    Args:
      nest1: a nested structure.
      nest2: another.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: whether tensors of several parts are walked into.

    Raises:
      ValueError: the forms or the numbers of elements differ.
      TypeError: the types of two corresponding structures differ.

    Example:
      >>> assert_same_structure([1, (2,)], ["a", ("b",)])
    """
    if _surely_same(nest1, nest2):
        return
    try:
        _compare(nest1, nest2, check_types, walked(expand_composites))
    except (ValueError, TypeError) as e:
        raise type(e)(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {_described(nest1)}\n\nSecond structure: {_described(nest2)}\n\n"
            f"More specifically: {e}\nEntire first structure:\n{_outline(nest1)}\n"
            f"Entire second structure:\n{_outline(nest2)}"
        ) from None


def assert_shallow_structure(
    shallow_tree, input_tree, check_types=True, expand_composites=False, check_subtrees_length=True
):
    """Checks that `shallow_tree` is the upper part of `input_tree`.

    Args:
      shallow_tree: a nested structure, or a leaf, which fits everything.
      input_tree: a nested structure at least as deep.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: whether tensors of several parts are walked into.
      check_subtrees_length: whether numbers of elements must agree; else `input_tree` may have
        more than `shallow_tree` names.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: numbers of elements or keys differ.

    Example:
      >>> assert_shallow_structure([0, 0], [[1, 2], 3])
    """
    is_seq = walked(expand_composites)
    if not is_seq(shallow_tree):
        return
    if not is_seq(input_tree):
        raise TypeError(
            "If shallow structure is a sequence, input must also be a sequence. "
            f"Input has type: {type(input_tree)}."
        )
    if check_types and not _same_type(shallow_tree, input_tree):
        raise TypeError(_MISMATCHING_TYPES.format(type(input_tree), type(shallow_tree)))
    _compare_specs(shallow_tree, input_tree)
    _compare_lengths(len(children(shallow_tree)), len(children(input_tree)), check_subtrees_length)
    if isinstance(shallow_tree, abc.Mapping):
        missing = [key for key in shallow_tree if key not in input_tree]
        if missing:
            raise ValueError(
                "The shallow_tree's keys are not a subset of the input_tree's keys. The "
                f"shallow_tree has the following keys that are not in the input_tree: {missing}."
            )
    for s, d in pairs(shallow_tree, input_tree):
        assert_shallow_structure(s, d, check_types, expand_composites, check_subtrees_length)


def _compare_lengths(shallow, deep, check):
    lengths = f"Input structure has length {deep}, while shallow structure has length {shallow}."
    if check and deep != shallow:
        raise ValueError(f"The two structures don't have the same sequence length. {lengths}")
    if deep < shallow:
        raise ValueError(f"The input_tree has fewer elements than the shallow_tree. {lengths}")
