"""Nested structures: flattening, packing, mapping and the errors of structures that differ."""

import collections

import numpy as np
import pytest

import zeal as tf
from zeal import nest

Point = collections.namedtuple("Point", ["x", "y"])


@pytest.mark.parametrize(
    "structure, leaves",
    [
        (3, [3]),
        ([], []),
        ([1, (2, [3])], [1, 2, 3]),
        ({"b": 1, "a": (2, 3)}, [2, 3, 1]),
        (Point(1, [2, 3]), [1, 2, 3]),
        (["ab", b"c", None], ["ab", b"c", None]),
        (collections.OrderedDict([("z", 1), ("a", 2)]), [2, 1]),
    ],
)
def test_flatten_and_pack_are_inverse(structure, leaves):
    assert nest.flatten(structure) == leaves
    packed = nest.pack_sequence_as(structure, leaves)
    assert packed == structure and type(packed) is type(structure)


def test_packed_dict_keeps_its_order_of_insertion():
    packed = nest.pack_sequence_as(collections.OrderedDict([("z", 0), ("a", 0)]), [1, 2])
    assert list(packed.items()) == [("z", 2), ("a", 1)]


def test_defaultdict_survives():
    packed = nest.map_structure(lambda v: v + 1, collections.defaultdict(list, a=1))
    assert packed == {"a": 2} and packed.default_factory is list


def test_pack_counts():
    with pytest.raises(ValueError, match="Structure had 2 elements, but flat_sequence had 3"):
        nest.pack_sequence_as([0, 0], [1, 2, 3])
    with pytest.raises(ValueError, match="Structure is a scalar"):
        nest.pack_sequence_as(0, [1, 2])
    with pytest.raises(TypeError, match="flat_sequence must be a sequence"):
        nest.pack_sequence_as([0], 1)


def test_map_structure():
    assert nest.map_structure(lambda a, b: a + b, {"p": [1, 2]}, {"p": [10, 20]}) == {"p": [11, 22]}
    with pytest.raises(TypeError, match="func must be callable"):
        nest.map_structure(1, [1])
    with pytest.raises(ValueError, match="at least one"):
        nest.map_structure(lambda: 0)
    with pytest.raises(TypeError, match="same sequence type"):
        nest.map_structure(lambda a, b: a, [1], (1,))
    assert nest.map_structure(lambda a, b: a, [1], (1,), check_types=False) == [1]


@pytest.mark.parametrize(
    "a, b, error",
    [
        ([1], [1, 2], ValueError),
        ([1], 1, ValueError),
        ({"a": 1}, {"b": 1}, ValueError),
        ([1, [2]], [1, (2,)], TypeError),
        (Point(1, 2), (1, 2), TypeError),
    ],
)
def test_assert_same_structure(a, b, error):
    with pytest.raises(error, match="don't have the same nested structure"):
        nest.assert_same_structure(a, b)


def test_unsortable_keys():
    with pytest.raises(TypeError, match="sortable"):
        nest.flatten({1: 0, "a": 1})


def test_paths():
    structure = {"a": [10, Point(20, 30)]}
    assert list(nest.yield_flat_paths(structure)) == [("a", 0), ("a", 1, "x"), ("a", 1, "y")]
    assert nest.flatten_with_joined_string_paths(structure)[1] == ("a/1/x", 20)
    named = nest.map_structure_with_paths(lambda path, v: f"{path}={v}", structure)
    assert named == {"a": ["a/0=10", Point("a/1/x=20", "a/1/y=30")]}


def test_dict_items():
    assert nest.flatten_dict_items({(4, 5): (6, 7), 1: 2}) == {4: 6, 5: 7, 1: 2}
    with pytest.raises(ValueError, match="not unique"):
        nest.flatten_dict_items({(4, 5): (6, 7), 4: 1})


def test_shallow_structures():
    assert nest.flatten_up_to([0, 0], [[1, 2], 3]) == [[1, 2], 3]
    assert nest.map_structure_up_to([0, 0], len, [[1, 2], [3]]) == [2, 1]
    with pytest.raises(TypeError, match="must also be a sequence"):
        nest.flatten_up_to([0, [0]], [1, 2])
    with pytest.raises(ValueError, match="sequence length"):
        nest.flatten_up_to([0, 0], [1])


def test_attrs_style_classes():
    class Field:
        def __init__(self, name):
            self.name = name

    class Pair:
        __attrs_attrs__ = (Field("left"), Field("right"))

        def __init__(self, left, right):
            self.left, self.right = left, right

    packed = nest.map_structure(lambda v: v * 2, Pair(1, [2]))
    assert (packed.left, packed.right) == (2, [4])


def test_mappings_are_alike_and_elements_come_before_numbers():
    class Custom(collections.abc.Mapping):
        def __init__(self, **kw):
            self._kw = kw

        def __getitem__(self, key):
            return self._kw[key]

        def __iter__(self):
            return iter(self._kw)

        def __len__(self):
            return len(self._kw)

    nest.assert_same_structure({"a": 4}, Custom(a=3))
    with pytest.raises(ValueError, match=r'"type=tuple str=\(1, 2\)" is a sequence, while'):
        nest.assert_same_structure(((1, 2), 3), ("spam", "eggs", "ham"))


def sparse(dtype=float, shape=(2, 3)):
    return tf.SparseTensor([[0, 1]], np.ones(1, dtype), shape)


def test_composites_are_walked_into():
    value = {"a": sparse(), "b": 2}
    paths = [("a", "SparseTensor", i) for i in range(3)]
    assert list(nest.yield_flat_paths(value, expand_composites=True)) == [*paths, ("b",)]
    assert list(nest.yield_flat_paths(value)) == [("a",), ("b",)]
    found = nest.flatten_with_joined_string_paths(value, expand_composites=True)
    assert found[1][0] == "a/SparseTensor/1"
    named = nest.map_structure_with_paths(lambda path, x: x, value, expand_composites=True)
    assert isinstance(named["a"], tf.SparseTensor)
    assert nest.is_sequence_or_composite(value["a"]) and not nest.is_nested(value["a"])


@pytest.mark.parametrize(
    "other, error",
    [
        (sparse(int), ValueError),
        (tf.IndexedSlices([1.0], [0]), TypeError),
        (1.0, ValueError),
        ([1.0], TypeError),
    ],
)
def test_composites_that_differ(other, error):
    with pytest.raises(error):
        nest.assert_same_structure(sparse(), other, expand_composites=True)
    with pytest.raises(TypeError if isinstance(other, float) else error):
        nest.assert_shallow_structure(sparse(), other, expand_composites=True)


def test_composites_are_leaves_unless_they_are_expanded():
    nest.assert_same_structure(sparse(), 1.0)
    nest.assert_same_structure([sparse()], [sparse(int)])


def test_a_composite_goes_with_its_spec():
    spec = tf.SparseTensorSpec([2, None], tf.float64)
    nest.assert_same_structure([sparse()], [spec], expand_composites=True)
    nest.assert_same_structure(sparse(), sparse(shape=(5, 3)), expand_composites=True)
    with pytest.raises(ValueError, match="Incompatible CompositeTensor TypeSpecs"):
        nest.assert_same_structure(sparse(), tf.SparseTensorSpec([2, 3], tf.int32), True, True)


def test_parts_by_their_paths():
    deep = {"a": (1, 2), "b": 3, "c": 4}
    assert nest.flatten_with_tuple_paths_up_to({"a": 0}, {"a": [1]}) == [(("a",), [1])]
    with pytest.raises(ValueError, match="sequence length. Input structure has length 3, while"):
        nest.flatten_up_to({"b": 0}, deep)
    assert nest.flatten_up_to({"b": 0}, deep, check_subtrees_length=False) == [3]
    with pytest.raises(ValueError, match="fewer elements than the shallow_tree"):
        nest.flatten_up_to([0, 0], [1], check_subtrees_length=False)
    got = nest.map_structure_with_tuple_paths_up_to(
        {"a": 0, "b": 0}, lambda path, x, k: (*path, x, k), deep, check_subtrees_length=False, k=7
    )
    assert got == {"a": ("a", (1, 2), 7), "b": ("b", 3, 7)}


def test_how_far_to_walk():
    scan = [((1, 2), [3]), (4, (5, [6]))]
    only_tuples = nest.get_traverse_shallow_structure(lambda s: not isinstance(s, list), scan[0])
    assert only_tuples == ((True, True), False)
    first = [1, [2]]
    some = nest.get_traverse_shallow_structure(lambda s: s is not first or [True, False], first)
    assert some == [True, False]
    with pytest.raises(TypeError, match="for non-structure"):
        nest.get_traverse_shallow_structure(lambda s: [True], 1)
    with pytest.raises(TypeError, match="non-bool scalar"):
        nest.get_traverse_shallow_structure(lambda s: 1, [1])
    with pytest.raises(TypeError, match="depth=1"):
        nest.get_traverse_shallow_structure(lambda s: [[True]], [[1]])
