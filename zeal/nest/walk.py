"""The one walker over nested structures: leaves out of them, and back into their form."""

from collections import abc, defaultdict
from functools import lru_cache

from zeal import _native
from zeal.nest.composite_tensor import CompositeTensor

_LEAVES = (str, bytes, bytearray, memoryview)
# Of these nobody needs to ask whether they are sequences, which takes Python a microsecond.
SURE_LEAVES = {
    _native.Tensor, _native.Variable, _native.Operation, str, int, float, bool, type(None),
}  # fmt: skip


def sure_leaf(cls):
    """Says, as a decorator, that objects of exactly this class are leaves."""
    SURE_LEAVES.add(cls)
    return cls


def is_namedtuple(value):
    """Whether a value is a tuple whose fields have names."""
    return isinstance(value, tuple) and hasattr(type(value), "_fields")


def _is_attrs(value):
    return hasattr(type(value), "__attrs_attrs__")


def is_nested(seq):
    """Returns whether `seq` is a structure that `flatten` walks into.

    Returns:
      True for lists, tuples, dicts and attrs objects, False for strings, arrays and tensors.

    Example:
      >>> is_nested([1]), is_nested({"a": 1}), is_nested("ab"), is_nested(tf.constant([1]))
      (True, True, False, False)
    """
    if type(seq) in SURE_LEAVES:
        return False
    return isinstance(seq, (tuple, list, dict)) or _is_walked_into(seq.__class__)


@lru_cache(1024)  # abstract classes take a microsecond for their answer
def _is_walked_into(kind):
    if issubclass(kind, _LEAVES):
        return False
    walked = issubclass(kind, (abc.Sequence, abc.Mapping, abc.MappingView))
    return walked or hasattr(kind, "__attrs_attrs__")


def is_sequence_or_composite(seq):
    """Returns whether `flatten` with `expand_composites=True` walks into `seq`.

    Returns:
      True for what `is_nested` says it of, and for `tf.SparseTensor` and its like.
    """
    return is_nested(seq) or isinstance(seq, CompositeTensor)


def walked(expand_composites):
    """The function that says of a value whether it is walked into."""
    return is_sequence_or_composite if expand_composites else is_nested


def sorted_keys(mapping):
    """The keys in walking order."""
    try:
        return sorted(mapping)
    except TypeError:
        raise TypeError("nest only supports dicts with sortable keys.") from None


def items(structure):
    """Pairs of key and child, in walking order; the key of a sequence's child is its index."""
    if isinstance(structure, abc.Mapping):
        return [(k, structure[k]) for k in sorted_keys(structure)]
    if _is_attrs(structure):
        names = [a.name for a in type(structure).__attrs_attrs__]
        return [(n, getattr(structure, n)) for n in names]
    if is_namedtuple(structure):
        return list(zip(structure._fields, structure, strict=True))
    if isinstance(structure, CompositeTensor):
        return [(type(structure).__name__, structure._type_spec._to_components(structure))]
    return list(enumerate(structure))


def children(structure):
    """The children in walking order."""
    if isinstance(structure, (list, tuple)):
        return structure
    if type(structure) is dict:
        return [structure[key] for key in sorted_keys(structure)]
    return [child for _, child in items(structure)]


def rebuild(structure, parts):
    """A structure like `structure` with other children, given in walking order."""
    kind = type(structure)
    if kind is list:
        return list(parts)
    if isinstance(structure, tuple):
        return kind(*parts) if is_namedtuple(structure) else kind(parts)
    if kind is dict or isinstance(structure, abc.Mapping):
        by_key = dict(zip(sorted_keys(structure), parts, strict=True))
        entries = [(k, by_key[k]) for k in structure]  # keeps the order of insertion
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, entries)
        return kind(entries)
    if isinstance(structure, (abc.MappingView, range)):
        return list(parts)
    if isinstance(structure, CompositeTensor):
        return structure._type_spec._from_components(*parts)
    return kind(*parts) if _is_attrs(structure) else kind(parts)


def pairs(shallow, deep):
    """The children of `shallow` beside those of `deep`, which may have more: then by their keys."""
    mine, others = children(shallow), children(deep)
    if len(mine) != len(others):
        others = dict(items(deep))
        others = [others[key] for key, _ in items(shallow)]
    return zip(mine, others, strict=True)


def _walk(shallow, deep, out, is_seq):
    """Appends the parts of `deep` that stand at the leaves of `shallow`."""
    for s, d in pairs(shallow, deep):
        if is_seq(s):
            _walk(s, d, out, is_seq)
        else:
            out.append(d)


def _walk_alone(structure, out):
    """`_walk` of a structure by itself: sessions and layers flatten at every call."""
    for child in children(structure):
        if type(child) in SURE_LEAVES or not is_nested(child):
            out.append(child)
        else:
            _walk_alone(child, out)


def leaves_up_to(shallow, deep, expand_composites=False):
    """The parts of `deep` that stand where `shallow`, which fits its upper part, has its leaves."""
    is_seq = walked(expand_composites)
    if not is_seq(shallow):
        return [deep]
    leaves = []
    _walk(shallow, deep, leaves, is_seq)
    return leaves


def flatten(structure, expand_composites=False):
    """Returns the leaves of a nested structure as a list.

    Args:
      structure: a nested structure, or a single leaf.
      expand_composites: whether a `tf.SparseTensor` and its like are replaced by their tensors.

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
        _walk_alone(structure, leaves := [])
    if expand_composites:
        return [t for leaf in leaves for t in _components(leaf)]
    return leaves


def _components(leaf):
    return leaf._to_components() if isinstance(leaf, CompositeTensor) else [leaf]


def _pack(structure, leaves, expand_composites):
    if is_nested(structure):
        parts = [_pack(c, leaves, expand_composites) for c in children(structure)]
        return rebuild(structure, parts)
    if expand_composites and isinstance(structure, CompositeTensor):
        return structure._from_components([next(leaves) for _ in structure._to_components()])
    return next(leaves)


def pack_sequence_as(structure, flat_sequence, expand_composites=False):
    """Returns the leaves `flat_sequence` packed into the form of `structure`.

    Args:
      structure: a nested structure, or a leaf.
      flat_sequence: a list of as many leaves as `structure` has.
      expand_composites: whether the leaves are those of `flatten(..., expand_composites=True)`.

    Raises:
      TypeError: `flat_sequence` is not a sequence.
      ValueError: the numbers of leaves differ.

    Example:
      >>> pack_sequence_as({"a": 0, "b": (0, 0)}, [1, 2, 3])
      {'a': 1, 'b': (2, 3)}
    """
    if not is_nested(flat_sequence):
        raise TypeError("flat_sequence must be a sequence")
    if type(structure) in SURE_LEAVES and len(flat_sequence) == 1:
        return next(iter(flat_sequence))
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
