"""Orders of shuffled datasets against TensorFlow 1.15.5's (golden/shuffle.json)."""

import json
from pathlib import Path

import pytest
from random_scenarios import shuffle_cases

import zeal as tf
from zeal import _native

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "shuffle.json").read_text())


def order(size, buffer, epochs, seed, mode):
    return _native.ShuffleOrder(size, buffer, epochs, *tf.get_seed(seed), mode)


@pytest.fixture(autouse=True)
def unseeded():
    tf.set_random_seed(None)


@pytest.mark.parametrize("case", shuffle_cases(), ids=str)
def test_orders_are_tensorflows(case):
    want = GOLDEN[json.dumps(case)]
    assert order(*case).take(len(want) + 1).numpy().tolist() == want


def test_pieces_make_the_whole():
    whole = order(100, 30, 5, 1, "across").take(500).numpy().tolist()
    pieces, indices = order(100, 30, 5, 1, "across"), []
    for n in (0, 1, 7, 92, 300, 1000):
        indices += pieces.take(n).numpy().tolist()
    assert indices == whole
    assert pieces.take(3).numpy().tolist() == []


def test_for_ever():
    forever = order(10, 10, -1, 1, "reshuffle")
    for _ in range(50):
        assert sorted(forever.take(10).numpy().tolist()) == list(range(10))


def test_no_elements():
    assert order(0, 10, -1, 1, "across").take(5).numpy().tolist() == []


def test_words_choose_as_the_order_does():
    """The buffer, written in Python for elements of any kind."""
    words, elements, got = _native.RandomWords(*tf.get_seed(5)), list(range(10)), []
    start = 0
    while start < len(elements):
        at = start + words.below(len(elements) - start)
        got.append(elements[at])
        elements[at] = elements[start]
        start += 1
    assert got == order(10, 10, 1, 5, "same").take(10).numpy().tolist()


@pytest.mark.parametrize("arguments", [(-1, 1, 1, 0, 1, "same"), (1, 0, 1, 0, 1, "same"),
                                       (1, 1, -2, 0, 1, "same"), (1, 1, 1, 0, 1, "other")])
def test_bad_arguments(arguments):
    with pytest.raises(ValueError, match="ShuffleOrder"):
        _native.ShuffleOrder(*arguments)


def test_bad_counts():
    with pytest.raises(ValueError, match="positive"):
        _native.RandomWords(1, 2).below(0)
    with pytest.raises(ValueError, match="count"):
        order(1, 1, 1, 1, "same").take(-1)
