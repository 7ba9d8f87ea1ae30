"""Structures of dataset elements: tuples and dicts of tensors. Lists are not structure here."""

from zeal._native import Tensor
from zeal.data import ragged_parts
from zeal.data.held import HeldLeaf, held_handle, held_leaf, is_held
from zeal.data.pending import as_tensor
from zeal.data.ragged_parts import is_ragged
from zeal.data.sparse_parts import PackedLeaf, leaf_of, packed
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError
from zeal.sparse.sparse_tensor import SparseTensorValue, is_sparse
from zeal.tensor_shape import TensorShape, as_shape


def flatten(value) -> list:
    """The leaves of tuples and dicts, dicts in the order of their sorted keys."""
    if type(value) is SparseTensorValue:
        return [value]
    if isinstance(value, tuple):
        return [leaf for v in value for leaf in flatten(v)]
    if isinstance(value, dict):
        return [leaf for k in sorted(value) for leaf in flatten(value[k])]
    return [value]


def flatten_up_to(template, value) -> list:
    """The parts of value at the places of template's leaves.

    Raises:
      TypeError: value has other tuples or dicts there.
    """
    if not isinstance(template, (tuple, dict)):
        return [value]
    if isinstance(template, dict):
        fits = isinstance(value, dict) and value.keys() == template.keys()
        pairs = [(template[k], value[k]) for k in sorted(template)] if fits else ()
    else:
        fits = isinstance(value, tuple) and len(value) == len(template)
        pairs = zip(template, value, strict=True) if fits else ()
    if not fits:
        raise TypeError(f"the structure {outline(template)} is expected, got {value!r}")
    return [leaf for t, v in pairs for leaf in flatten_up_to(t, v)]


def alike(a, b) -> bool:
    """Whether two templates have the same tuples and dicts."""
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(alike(a[k], b[k]) for k in a)
    return not isinstance(b, (tuple, dict))


def outline(template) -> str:
    """A structure with dots for leaves."""
    return str(pack(template, iter(["."] * len(flatten(template))))).replace("'.'", ".")


def _unpacked(place, tensor):
    """What a program is given at a place of the template."""
    if isinstance(place, (PackedLeaf, HeldLeaf)):
        return place.unpacked(tensor)
    return tensor


def pack(template, leaves):
    """A structure like template whose leaves come from the iterator `leaves`."""
    if isinstance(template, tuple) and type(template) is not SparseTensorValue:
        parts = [pack(t, leaves) for t in template]
        named = hasattr(template, "_fields")
        return type(template)(*parts) if named else tuple(parts)
    if isinstance(template, dict):
        parts = {k: pack(template[k], leaves) for k in sorted(template)}
        return type(template)((k, parts[k]) for k in template)
    return next(leaves)


def _tensor(value, rows=False):
    """A leaf of an element as the tensor that it is on its way."""
    if is_sparse(value):
        return packed(value, rows)
    if is_ragged(value):
        return ragged_parts.packed(value, rows)
    return held_handle(value) if is_held(value) else as_tensor(value)


def _is_special(value) -> bool:
    return is_sparse(value) or is_ragged(value) or is_held(value)


def _place(value, exact):
    """What stands for a leaf in a template."""
    if is_sparse(value):
        return leaf_of(value, exact)
    if is_ragged(value):
        return ragged_parts.leaf_of(value)
    return held_leaf(value) if is_held(value) else value


class Spec:
    """Types, shapes and structure of a dataset's elements.

    Args:
      template: a structure with anything as leaves.
      types: the leaves' DTypes.
      shapes: the leaves' TensorShapes.
    """

    def __init__(self, template, types, shapes):
        self.template, self.types, self.shapes = template, list(types), list(shapes)
        leaves = flatten(template)
        # Whether elements hold datasets, optionals or arrays; and sparse or ragged tensors.
        self.has_datasets = any(isinstance(leaf, HeldLeaf) for leaf in leaves)
        self.has_sparse = any(isinstance(leaf, PackedLeaf) for leaf in leaves)

    @classmethod
    def of(cls, value, exact=True, rows=False) -> "tuple[Spec, list]":
        """The spec of a structure of values, and its leaves as tensors.

        Args:
          value: the structure.
          exact: whether sizes of sparse tensors are what those of all elements are.
          rows: whether rows of sparse tensors shall be elements.
        """
        leaves = flatten(value)
        tensors = [_tensor(x, rows) for x in leaves]
        if any(map(_is_special, leaves)):
            value = pack(value, iter([_place(x, exact) for x in leaves]))
        return cls(value, [t.dtype for t in tensors], [t.shape for t in tensors]), tensors

    def pack(self, tensors: list):
        """Tensors in the elements' structure; datasets where it has such.

        Raises:
          InvalidArgumentError: there are more or fewer than in the structure.
        """
        if len(tensors) != len(self.types):
            raise InvalidArgumentError(
                f"an element of {len(tensors)} tensors where those before had {len(self.types)}: "
                "a dataset's function must return the same structure for every element"
            )
        if not self.has_datasets and not self.has_sparse:
            return pack(self.template, iter(tensors))
        leaves = zip(flatten(self.template), tensors, strict=True)
        return pack(self.template, iter([_unpacked(place, t) for place, t in leaves]))

    def leaves(self, element) -> list:
        """The tensors of an element, which `pack` made."""
        leaves = flatten_up_to(self.template, element)
        return [_tensor(x) if _is_special(x) else x for x in leaves]

    def as_rows(self, tensors: list) -> list:
        """An element's tensors, of sparse and ragged ones those of their rows."""
        pairs = zip(flatten(self.template), tensors, strict=True)
        return [
            _tensor(place.unpacked(t), rows=True)
            if isinstance(place, PackedLeaf) and not t.ndim
            else t
            for place, t in pairs
        ]

    def like(self, leaves):
        """Anything, one for each leaf, in the elements' structure."""
        return pack(self.template, iter(leaves))

    def with_shapes(self, change) -> "Spec":
        """The same with `change(shape)` for every shape.

        Raises:
          TypeError: elements hold datasets.
        """
        if self.has_datasets:
            raise TypeError(
                "Batching of datasets and optionals inside elements is not supported; make "
                "elements of datasets with flat_map"
            )
        template = self.template
        if self.has_sparse:
            leaves = flatten(template)
            changed = [x.with_shape(change) if isinstance(x, PackedLeaf) else x for x in leaves]
            template = pack(template, iter(changed))
        return Spec(template, self.types, [change(s) for s in self.shapes])

    def _shown(self, of_leaf, others):
        """Something for each leaf: of sparse ones `of_leaf(leaf)`, of held ones their specs."""
        from zeal.data.specs import held_spec

        def shown(place, other):
            if isinstance(place, HeldLeaf):
                return held_spec(place)
            return of_leaf(place) if isinstance(place, PackedLeaf) else other

        return self.like(list(map(shown, flatten(self.template), others)))

    def refuse_sparse(self, what):
        """Raises TypeError where elements hold sparse tensors, for what takes none."""
        if self.has_sparse:
            raise TypeError(
                f"{what} of sparse or ragged tensors is not supported: make them dense before"
            )

    def types_like(self):
        """The DTypes in the elements' structure."""
        return self._shown(lambda leaf: leaf.dtype, map(as_dtype, self.types))

    def shapes_like(self):
        """The TensorShapes in the elements' structure."""
        return self._shown(lambda leaf: leaf.shape, map(as_shape, self.shapes))

    def classes_like(self):
        """The classes of an element's parts, in its structure."""
        return self._shown(lambda leaf: leaf.kind, [Tensor] * len(self.types))

    @property
    def how(self):
        """What `dataset_iterator` packs elements with: True, False or a function."""
        if self.has_datasets or self.has_sparse:
            return self.pack
        if not isinstance(self.template, (tuple, dict)):
            return True
        flat = type(self.template) is tuple and not any(
            isinstance(v, (tuple, dict)) for v in self.template
        )
        return False if flat else self.pack

    @staticmethod
    def batched(shape: TensorShape, size: "int | None") -> TensorShape:
        """The shape of a batch of elements of a shape."""
        return TensorShape([size]).concatenate(shape)

    @staticmethod
    def merged(a: "Spec", b: "Spec") -> "Spec":
        """What elements of two datasets have in common.

        Raises:
          TypeError: their types or structures differ.
        """
        same = a.types == b.types and outline(a.template) == outline(b.template)
        if not same:
            raise TypeError(
                "Two datasets to concatenate have different types "
                f"{a.types_like()} and {b.types_like()}"
            )
        shapes = [
            x.most_specific_compatible_shape(y) for x, y in zip(a.shapes, b.shapes, strict=True)
        ]
        return Spec(a.template, a.types, shapes)


def plain(value) -> str:
    """Structures as TensorFlow shows them, strings without quotes."""
    if isinstance(value, tuple):
        inner = ", ".join(plain(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {plain(v)}" for k, v in value.items()) + "}"
    return str(value) if isinstance(value, TensorShape) else repr(value)


def same(spec: Spec) -> Spec:
    """What elements look like where only their order or number changes."""
    return spec
