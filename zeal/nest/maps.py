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
        assert_same_structure(structure[0], other, check_types=check_types)
    flat = zip(*[flatten(s, expand) for s in structure], strict=True)
    return pack_sequence_as(structure[0], [func(*leaves) for leaves in flat], expand)


def flatten_up_to(shallow_tree, input_tree, check_types=True, expand_composites=False):
    """Returns the parts of `input_tree` that stand where `shallow_tree` has its leaves.

    Args:
      shallow_tree: a nested structure.
      input_tree: a nested structure at least as deep.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: accepted for compatibility.

    Returns:
      A list of the parts.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: numbers of elements or keys differ.

    Example:
      >>> flatten_up_to([0, 0], [[1, 2], 3])
      [[1, 2], 3]
    """
    assert_shallow_structure(shallow_tree, input_tree, check_types)
    return leaves_up_to(shallow_tree, input_tree)


def map_structure_up_to(shallow_tree, func, *inputs, **kwargs):
    """Applies `func` to the parts of the inputs that stand where `shallow_tree` has its leaves.

    Args:
      shallow_tree: a nested structure.
      func: takes as many arguments as there are inputs.
      *inputs: nested structures at least as deep as shallow_tree.
      **kwargs: `check_types` (True): as for `assert_shallow_structure`; `expand_composites`:
        accepted for compatibility; others go to func.

    Returns:
      The results, in the form of shallow_tree.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: no inputs were given, or numbers of elements or keys differ.

    Example:
      >>> map_structure_up_to([0, 0], len, [[1, 2], "abc"])
      [2, 3]
    """
    if not inputs:
        raise ValueError("Cannot map over no sequences")
    return _map_up_to(shallow_tree, inputs, kwargs, func)


def _map_up_to(shallow_tree, inputs, kwargs, func, *columns):
    """What func gives for the columns and the parts of the inputs, in the form of shallow_tree."""
    check_types = kwargs.pop("check_types", True)
    kwargs.pop("expand_composites", None)
    flat = [flatten_up_to(shallow_tree, tree, check_types) for tree in inputs]
    results = [func(*leaves, **kwargs) for leaves in zip(*columns, *flat, strict=True)]
    return pack_sequence_as(shallow_tree, results)


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
    paths = yield_flat_paths(structure[0])
    return _map_up_to(structure[0], structure, kwargs, func, paths)


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
