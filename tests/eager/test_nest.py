"""Nested structures: flattening, packing, mapping and the errors of structures that differ."""

import collections

import pytest

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
