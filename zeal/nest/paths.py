"""The paths of leaves: tuples of keys, field names and indices, or strings of them."""

from collections import abc

from zeal.nest.walk import flatten, is_nested, items, walked


def _paths(structure, is_seq, path=()):
    if not is_seq(structure):
        yield path
        return
    for key, child in items(structure):
        yield from _paths(child, is_seq, (*path, key))


def yield_flat_paths(nest, expand_composites=False):
    """Yields the path of every leaf, a tuple of keys, field names and indices.

    Args:
      nest: a nested structure, or a leaf, whose path is ().
      expand_composites: whether tensors of several parts are walked into.

    Example:
      >>> list(yield_flat_paths({"a": [1, 2], "b": 3}))
      [('a', 0), ('a', 1), ('b',)]
    """
    yield from _paths(nest, walked(expand_composites))


def flatten_with_tuple_paths(structure, expand_composites=False):
    """Returns a list of (path, leaf) pairs, each path a tuple.

    Args:
      structure: a nested structure.
      expand_composites: whether tensors of several parts are walked into.

    Example:
      >>> flatten_with_tuple_paths({"a": [1, 2], "b": 3})
      [(('a', 0), 1), (('a', 1), 2), (('b',), 3)]
    """
    paths = yield_flat_paths(structure, expand_composites)
    return list(zip(paths, flatten(structure, expand_composites), strict=True))


def flatten_with_joined_string_paths(structure, separator="/", expand_composites=False):
    """Returns a list of (path, leaf) pairs, each path a string of keys joined by `separator`.

    Args:
      structure: a nested structure.
      separator: what stands between the keys.
      expand_composites: whether tensors of several parts are walked into.

    Example:
      >>> flatten_with_joined_string_paths({"a": [1, 2], "b": 3})
      [('a/0', 1), ('a/1', 2), ('b', 3)]
    """
    pairs = flatten_with_tuple_paths(structure, expand_composites)
    return [(separator.join(map(str, path)), leaf) for path, leaf in pairs]


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
