"""Functions of the corresponding leaves, or larger parts, of several structures."""

from zeal.nest.compare import assert_same_structure, assert_shallow_structure
from zeal.nest.paths import yield_flat_paths
from zeal.nest.walk import SURE_LEAVES, flatten, leaves_up_to, pack_sequence_as


def map_structure(func, *structure, **kwargs):
    """Applies `func` to the corresponding leaves of structures of the same form.

    Args:
      func: takes as many arguments as there are structures.
      *structure: nested structures of the same form.
      **kwargs: `check_types` (True): as for `assert_same_structure`;
        `expand_composites`: as for `flatten`.

    Returns:
      The results, in the form of the first structure.

    Raises:
      TypeError: `func` is not callable, or types differ.
      ValueError: no structure was given, or forms differ.

    Example:
      >>> map_structure(lambda a, b: a + b, [1, (2,)], [10, (20,)])
      [11, (22,)]
    """
    check_types, expand = kwargs.pop("check_types", True), kwargs.pop("expand_composites", False)
    if kwargs:
        raise ValueError(
            "Only valid keyword arguments are `check_types` and `expand_composites`, "
            f"not: `{'`, `'.join(kwargs)}`"
        )
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    if len(structure) == 1 and type(structure[0]) in SURE_LEAVES:
        return func(structure[0])
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types, expand)
    flat = zip(*[flatten(s, expand) for s in structure], strict=True)
    return pack_sequence_as(structure[0], [func(*leaves) for leaves in flat], expand)


def flatten_up_to(
    shallow_tree, input_tree, check_types=True, expand_composites=False, check_subtrees_length=True
):
    """Returns the parts of `input_tree` that stand where `shallow_tree` has its leaves.

    Args:
      shallow_tree: a nested structure.
      input_tree: a nested structure at least as deep.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: whether tensors of several parts are walked into.
      check_subtrees_length: whether numbers of elements must agree too.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: numbers of elements or keys differ.

    Example:
      >>> flatten_up_to([0, 0], [[1, 2], 3])
      [[1, 2], 3]
    """
    assert_shallow_structure(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return leaves_up_to(shallow_tree, input_tree, expand_composites)


def flatten_with_tuple_paths_up_to(
    shallow_tree, input_tree, check_types=True, expand_composites=False, check_subtrees_length=True
):
    """Returns (path, part) pairs of what `flatten_up_to` gives.

    Args:
      all: as for `flatten_up_to`.

    Returns:
      A list of pairs; paths are tuples.

    Example:
      >>> flatten_with_tuple_paths_up_to({"a": 0}, {"a": [1, 2]})
      [(('a',), [1, 2])]
    """
    parts = flatten_up_to(
        shallow_tree, input_tree, check_types, expand_composites, check_subtrees_length
    )
    return list(zip(yield_flat_paths(shallow_tree, expand_composites), parts, strict=True))


def map_structure_up_to(shallow_tree, func, *inputs, **kwargs):
    """Applies `func` to the parts of the inputs that stand where `shallow_tree` has its leaves.

    Args:
      shallow_tree: a nested structure.
      func: takes as many arguments as there are inputs.
      *inputs: nested structures at least as deep as shallow_tree.
      **kwargs: `check_types` (True), `expand_composites` (False) and `check_subtrees_length`
        (True): as for `assert_shallow_structure`; others go to func.

    Returns:
      The results, in the form of shallow_tree.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: no inputs were given, or numbers of elements or keys differ.

    Example:
      >>> map_structure_up_to([0, 0], len, [[1, 2], "abc"])
      [2, 3]
    """
    return map_structure_with_tuple_paths_up_to(
        shallow_tree, lambda path, *parts, **more: func(*parts, **more), *inputs, **kwargs
    )


def map_structure_with_tuple_paths_up_to(shallow_tree, func, *inputs, **kwargs):
    """Like `map_structure_up_to`; `func` gets the part's path, a tuple, as its first argument.

    Args:
      shallow_tree: a nested structure.
      func: takes a path and as many arguments as there are inputs.
      *inputs: nested structures at least as deep as shallow_tree.
      **kwargs: those of `map_structure_up_to`.

    Returns:
      The results, in the form of shallow_tree.

    Example:
      >>> map_structure_with_tuple_paths_up_to({"a": 0}, lambda p, x: (p, x), {"a": [1, 2]})
      {'a': (('a',), [1, 2])}
    """
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    expand = kwargs.pop("expand_composites", False)
    how = kwargs.pop("check_types", True), expand, kwargs.pop("check_subtrees_length", True)
    flat = [flatten_up_to(shallow_tree, tree, *how) for tree in inputs]
    rows = zip(yield_flat_paths(shallow_tree, expand), *flat, strict=True)
    return pack_sequence_as(shallow_tree, [func(*row, **kwargs) for row in rows], expand)


def map_structure_with_tuple_paths(func, *structure, **kwargs):
    """Like `map_structure`; `func` gets the leaf's path, a tuple, as its first argument.

    Args:
      func: takes a path and as many leaves as there are structures.
      *structure: nested structures; the others are at least as deep as the first.
      **kwargs: those of `map_structure_up_to`.

    Returns:
      The results, in the form of the first structure.

    Raises:
      TypeError: types differ.
      ValueError: no structure was given, or forms differ.

    Example:
      >>> map_structure_with_tuple_paths(lambda path, x: (path, x * 10), {"a": 1})
      {'a': (('a',), 10)}
    """
    if not structure:
        raise ValueError("Must provide at least one structure")
    return map_structure_with_tuple_paths_up_to(structure[0], func, *structure, **kwargs)


def map_structure_with_paths(func, *structure, **kwargs):
    """Like `map_structure`; `func` gets the leaf's path, joined by "/", as its first argument.

    Args:
      func: takes a path, a string, and as many leaves as there are structures.
      *structure: nested structures; the others are at least as deep as the first.
      **kwargs: those of `map_structure_up_to`.

    Returns:
      The results, in the form of the first structure.

    Raises:
      TypeError: types differ.
      ValueError: no structure was given, or forms differ.

    Example:
      >>> map_structure_with_paths(lambda path, x: f"{path}={x}", {"a": [1, 2]})
      {'a': ['a/0=1', 'a/1=2']}
    """
    return map_structure_with_tuple_paths(
        lambda path, *leaves, **more: func("/".join(map(str, path)), *leaves, **more),
        *structure, **kwargs,
    )
