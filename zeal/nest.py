"""tf.contrib.framework.nest: structures nested of lists, tuples, dicts and attrs classes.

Dicts are walked in the order of their sorted keys; strings, arrays and tensors are leaves.
"""

from collections import abc, defaultdict

from zeal.public import public, publish, publish_module

publish_module(__name__)

_LEAVES = (str, bytes, bytearray, memoryview)


def _is_namedtuple(value):
    return isinstance(value, tuple) and hasattr(type(value), "_fields")


def _is_attrs(value):
    return hasattr(type(value), "__attrs_attrs__")


@public("nest.is_sequence")
def is_nested(seq):
    """Returns whether `seq` is a structure that `flatten` walks into.

    Args:
      seq: any value.

    Returns:
      True for lists, tuples, dicts and attrs objects, False for strings, arrays and tensors.

    Example:
      >>> is_nested([1]), is_nested({"a": 1}), is_nested("ab"), is_nested(tf.constant([1]))
      (True, True, False, False)
    """
    kind = type(seq)
    if kind is list or kind is tuple or kind is dict:
        return True
    if isinstance(seq, _LEAVES):
        return False
    return isinstance(seq, (abc.Sequence, abc.Mapping, abc.MappingView)) or _is_attrs(seq)


is_sequence = is_nested


def _sorted_keys(mapping):
    try:
        return sorted(mapping)
    except TypeError:
        raise TypeError("nest only supports dicts with sortable keys.") from None


def _items(structure):
    """Pairs of key and child, in walking order; the key of a sequence's child is its index."""
    if isinstance(structure, abc.Mapping):
        return [(k, structure[k]) for k in _sorted_keys(structure)]
    if _is_attrs(structure):
        names = [a.name for a in type(structure).__attrs_attrs__]
        return [(n, getattr(structure, n)) for n in names]
    if _is_namedtuple(structure):
        return list(zip(structure._fields, structure, strict=True))
    return list(enumerate(structure))


def _children(structure):
    if isinstance(structure, (list, tuple)):
        return structure
    return [child for _, child in _items(structure)]


def _rebuild(structure, children):
    """A structure like `structure` with other children, given in walking order."""
    kind = type(structure)
    if kind is list:
        return list(children)
    if kind is tuple:
        return tuple(children)
    if isinstance(structure, abc.Mapping):
        by_key = dict(zip(_sorted_keys(structure), children, strict=True))
        pairs = [(k, by_key[k]) for k in structure]  # keeps the order of insertion
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, pairs)
        return kind(pairs)
    if isinstance(structure, (abc.MappingView, range)):
        return list(children)
    return kind(*children) if _is_namedtuple(structure) or _is_attrs(structure) else kind(children)


def _walk(structure, out):
    for child in _children(structure):
        if is_nested(child):
            _walk(child, out)
        else:
            out.append(child)


def flatten(structure, expand_composites=False):
    """Returns the leaves of a nested structure as a list.

    Args:
      structure: a nested structure, or a single leaf.
      expand_composites: whether an `IndexedSlices` is replaced by its tensors.

    Returns:
      A list of leaves; `[structure]` for a leaf.

    Raises:
      TypeError: a dict has keys that cannot be sorted.

    Example:
      >>> flatten({"b": (1, 2), "a": [3]})
      [3, 1, 2]
    """
    if not is_nested(structure):
        leaves = [structure]
    else:
        leaves = []
        _walk(structure, leaves)
    if expand_composites:
        return [t for leaf in leaves for t in _components(leaf)]
    return leaves


def _components(leaf):
    if not hasattr(leaf, "_to_components"):
        return [leaf]
    return leaf._to_components()


def _pack(structure, leaves, expand_composites):
    if is_nested(structure):
        children = [_pack(c, leaves, expand_composites) for c in _children(structure)]
        return _rebuild(structure, children)
    if expand_composites and hasattr(structure, "_to_components"):
        return structure._from_components([next(leaves) for _ in structure._to_components()])
    return next(leaves)


def pack_sequence_as(structure, flat_sequence, expand_composites=False):
    """Returns the leaves `flat_sequence` packed into the form of `structure`.

    Args:
      structure: a nested structure, or a leaf.
      flat_sequence: a list of as many leaves as `structure` has.
      expand_composites: whether the leaves are those of `flatten(..., expand_composites=True)`.

    Returns:
      A structure like `structure`.

    Raises:
      TypeError: `flat_sequence` is not a sequence.
      ValueError: the numbers of leaves differ.

    Example:
      >>> pack_sequence_as({"a": 0, "b": (0, 0)}, [1, 2, 3])
      {'a': 1, 'b': (2, 3)}
    """
    if not is_nested(flat_sequence):
        raise TypeError("flat_sequence must be a sequence")
    want = len(flatten(structure, expand_composites))
    if not is_nested(structure) and len(flat_sequence) != want:
        raise ValueError(
            f"Structure is a scalar but len(flat_sequence) == {len(flat_sequence)} > 1"
        )
    if len(flat_sequence) != want:
        raise ValueError(
            f"Could not pack sequence. Structure had {want} elements, but flat_sequence had "
            f"{len(flat_sequence)} elements.  Structure: {structure}, "
            f"flat_sequence: {flat_sequence}."
        )
    return _pack(structure, iter(flat_sequence), expand_composites)


def _same_type(a, b):
    if type(a) is type(b):
        return True
    if isinstance(a, abc.Mapping) and isinstance(b, abc.Mapping):
        return isinstance(a, dict) and isinstance(b, dict)
    if _is_namedtuple(a) and _is_namedtuple(b):
        return type(a).__name__ == type(b).__name__ and type(a)._fields == type(b)._fields
    return isinstance(a, list) and isinstance(b, list)


def _described(value):
    return f"type={type(value).__name__} str={value}"


class _Dot:
    """A leaf in the outline of a structure."""

    def __repr__(self):
        return "."


def _outline(structure):
    return str(pack_sequence_as(structure, [_Dot() for _ in flatten(structure)]))


def _compare(a, b, check_types):
    if is_nested(a) != is_nested(b):
        one, other = (a, b) if is_nested(a) else (b, a)
        raise ValueError(
            f'Substructure "{_described(one)}" is a sequence, while substructure '
            f'"{_described(other)}" is not'
        )
    if not is_nested(a):
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
            f"{_described(_sorted_keys(a))}, while second structure has keys "
            f"{_described(_sorted_keys(b))}"
        )
    x, y = _children(a), _children(b)
    if len(x) != len(y):
        raise ValueError(
            "The two structures don't have the same number of elements. First structure: "
            f"{_described(a)}. Second structure: {_described(b)}"
        )
    for p, q in zip(x, y, strict=True):
        _compare(p, q, check_types)


def assert_same_structure(nest1, nest2, check_types=True, expand_composites=False):
    """Checks that two values have the same nested form.

    Args:
      nest1: a nested structure.
      nest2: another.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: accepted for compatibility.

    Raises:
      ValueError: the forms or the numbers of elements differ.
      TypeError: the types of two corresponding structures differ.

    Example:
      >>> assert_same_structure([1, (2,)], ["a", ("b",)])
    """
    try:
        _compare(nest1, nest2, check_types)
    except (ValueError, TypeError) as e:
        raise type(e)(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {_described(nest1)}\n\nSecond structure: {_described(nest2)}\n\n"
            f"More specifically: {e}\nEntire first structure:\n{_outline(nest1)}\n"
            f"Entire second structure:\n{_outline(nest2)}"
        ) from None


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
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types=check_types)
    flat = zip(*[flatten(s, expand) for s in structure], strict=True)
    return pack_sequence_as(structure[0], [func(*leaves) for leaves in flat], expand)


# --- paths ---
def _leaves_with_paths(structure, path=()):
    if not is_nested(structure):
        yield path, structure
        return
    for key, child in _items(structure):
        yield from _leaves_with_paths(child, (*path, key))


def yield_flat_paths(nest, expand_composites=False):
    """Yields the path of every leaf, a tuple of keys, field names and indices.

    Args:
      nest: a nested structure, or a leaf, whose path is ().
      expand_composites: accepted for compatibility.

    Example:
      >>> list(yield_flat_paths({"a": [1, 2], "b": 3}))
      [('a', 0), ('a', 1), ('b',)]
    """
    for path, _ in _leaves_with_paths(nest):
        yield path


def flatten_with_tuple_paths(structure, expand_composites=False):
    """Returns a list of (path, leaf) pairs, each path a tuple.

    Args:
      structure: a nested structure.
      expand_composites: accepted for compatibility.

    Example:
      >>> flatten_with_tuple_paths({"a": [1, 2], "b": 3})
      [(('a', 0), 1), (('a', 1), 2), (('b',), 3)]
    """
    return list(_leaves_with_paths(structure))


def flatten_with_joined_string_paths(structure, separator="/", expand_composites=False):
    """Returns a list of (path, leaf) pairs, each path a string of keys joined by `separator`.

    Args:
      structure: a nested structure.
      separator: what stands between the keys.
      expand_composites: accepted for compatibility.

    Example:
      >>> flatten_with_joined_string_paths({"a": [1, 2], "b": 3})
      [('a/0', 1), ('a/1', 2), ('b', 3)]
    """
    return [(separator.join(map(str, p)), leaf) for p, leaf in _leaves_with_paths(structure)]


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


def flatten_dict_items(dictionary):
    """Returns a dict in which nested keys and values of the same form were paired one to one.

    Args:
      dictionary: a dict whose keys may be nested.

    Returns:
      A dict of the same type.

    Raises:
      TypeError: `dictionary` is not a dict.
      ValueError: a key and its value differ in form, or a key appears twice.

    Example:
      >>> dict(flatten_dict_items({("a", "b"): (1, 2), "c": 3}))
      {'a': 1, 'b': 2, 'c': 3}
    """
    if not isinstance(dictionary, abc.Mapping):
        raise TypeError("input must be a dictionary")
    flat = type(dictionary)()
    for key, value in dictionary.items():
        pairs = [(key, value)]
        if is_nested(key):
            keys, values = flatten(key), flatten(value)
            if len(keys) != len(values):
                raise ValueError(
                    f"Could not flatten dictionary. Key had {len(keys)} elements, but value had "
                    f"{len(values)} elements. Key: {keys}, value: {values}."
                )
            pairs = zip(keys, values, strict=True)
        for k, v in pairs:
            if k in flat:
                raise ValueError(f"Could not flatten dictionary: key {k} is not unique.")
            flat[k] = v
    return flat


# --- partial structures ---
def assert_shallow_structure(shallow_tree, input_tree, check_types=True, expand_composites=False):
    """Checks that `shallow_tree` is the upper part of `input_tree`.

    Args:
      shallow_tree: a nested structure, or a leaf, which fits everything.
      input_tree: a nested structure at least as deep.
      check_types: whether the types of lists, tuples and dicts must agree too.
      expand_composites: accepted for compatibility.

    Raises:
      TypeError: a structure meets a leaf, or types differ.
      ValueError: numbers of elements or keys differ.

    Example:
      >>> assert_shallow_structure([0, 0], [[1, 2], 3])
    """
    if not is_nested(shallow_tree):
        return
    if not is_nested(input_tree):
        raise TypeError(
            "If shallow structure is a sequence, input must also be a sequence. "
            f"Input has type: {type(input_tree)}."
        )
    if check_types and not _same_type(shallow_tree, input_tree):
        raise TypeError(
            "The two structures don't have the same sequence type. Input structure has type "
            f"{type(input_tree)}, while shallow structure has type {type(shallow_tree)}."
        )
    shallow, deep = _children(shallow_tree), _children(input_tree)
    if len(shallow) != len(deep):
        raise ValueError(
            "The two structures don't have the same sequence length. Input structure has length "
            f"{len(deep)}, while shallow structure has length {len(shallow)}."
        )
    if isinstance(shallow_tree, abc.Mapping):
        missing = [key for key in shallow_tree if key not in input_tree]
        if missing:
            raise ValueError(
                "The shallow_tree's keys are not a subset of the input_tree's keys. The "
                f"shallow_tree has the following keys that are not in the input_tree: {missing}."
            )
    for s, d in zip(shallow, deep, strict=True):
        assert_shallow_structure(s, d, check_types)


def _walk_up_to(shallow, deep):
    if not is_nested(shallow):
        yield deep
        return
    for s, d in zip(_children(shallow), _children(deep), strict=True):
        yield from _walk_up_to(s, d)


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
    return list(_walk_up_to(shallow_tree, input_tree))


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

publish(__name__, "", "contrib.framework.nest")
