"""Texts and sequences as arrays, against values of TensorFlow 1.15."""

import json
import random

import numpy as np
import pytest

import zeal as tf

sequence, text = tf.keras.preprocessing.sequence, tf.keras.preprocessing.text
TEXTS = ["The cat sat on the mat.", "The dog, the CAT!", "on and on"]


def test_pad_sequences():
    given = [[1, 2, 3], [4], []]
    assert sequence.pad_sequences(given).tolist() == [[1, 2, 3], [0, 0, 4], [0, 0, 0]]
    got = sequence.pad_sequences(given, 2, "float32", "post", "post", -1.0)
    assert got.tolist() == [[1, 2], [4, -1], [-1, -1]] and got.dtype == np.float32
    with pytest.raises(ValueError, match='Padding type "middle" not understood'):
        sequence.pad_sequences(given, padding="middle")
    with pytest.raises(ValueError, match="must be a list of iterables"):
        sequence.pad_sequences([1, 2])


def _results():
    plain = text.Tokenizer()
    plain.fit_on_texts(TEXTS)
    few = text.Tokenizer(num_words=4, oov_token="<?>")
    few.fit_on_texts(TEXTS)
    letters = text.Tokenizer(char_level=True)
    letters.fit_on_texts(["abba"])
    return [
        plain.word_index, plain.texts_to_sequences(TEXTS + ["a new cat"]),
        few.texts_to_sequences(["the new dog on"]), few.sequences_to_texts([[1, 2, 3, 9]]),
        letters.texts_to_sequences(["bac"]),
        [plain.texts_to_matrix(TEXTS, m).round(4).tolist()
         for m in ("binary", "count", "freq", "tfidf")],
        text.hashing_trick("the cat", 50, "md5"), dict(plain.word_docs),
    ]  # fmt: skip


WANT = [{'the': 1, 'on': 2, 'cat': 3, 'sat': 4, 'mat': 5, 'dog': 6, 'and': 7},
 [[1, 3, 4, 2, 1, 5], [1, 6, 1, 3], [2, 7, 2], [3]], [[2, 1, 1, 3]], ['<?> the on <?>'],
 [[2, 1]],
 [[[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0],
   [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]],
  [[0.0, 2.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 2.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0],
   [0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 1.0]],
  [[0.0, 0.3333, 0.1667, 0.1667, 0.1667, 0.1667, 0.0, 0.0],
   [0.0, 0.5, 0.0, 0.25, 0.0, 0.0, 0.25, 0.0], [0.0, 0.0, 0.6667, 0.0, 0.0, 0.0, 0.0, 0.3333]],
  [[0.0, 1.1736, 0.6931, 0.6931, 0.9163, 0.9163, 0.0, 0.0],
   [0.0, 1.1736, 0.0, 0.6931, 0.0, 0.0, 0.9163, 0.0],
   [0.0, 0.0, 1.1736, 0.0, 0.0, 0.0, 0.0, 0.9163]]],
 [43, 32], {'on': 2, 'cat': 2, 'sat': 1, 'mat': 1, 'the': 2, 'dog': 1, 'and': 1}]


def test_tokenizer():
    assert _results() == WANT


def test_windows_of_time_series():
    """Values are Keras's."""
    make = tf.keras.preprocessing.sequence.TimeseriesGenerator
    data = np.arange(20).reshape(10, 2)
    batches = make(data, np.arange(10) * 10, 4, sampling_rate=2, stride=3, batch_size=1)
    assert len(batches) == 2
    assert batches[1][0].tolist() == [[[6, 7], [10, 11]]] and batches[1][1].tolist() == [70]
    turned = make(data, np.arange(10), 3, start_index=2, end_index=6, reverse=True)
    assert turned[0][0][0].tolist() == [[8, 9], [6, 7], [4, 5]] and turned[0][1].tolist() == [5, 6]
    assert len(make(data, data, 3, shuffle=True, batch_size=5)[0][0]) == 5
    config = json.loads(turned.to_json())["config"]
    assert json.loads(config["targets"]) == list(range(10)) and config["start_index"] == 5
    with pytest.raises(ValueError, match="have to be of same length"):
        make(data, data[1:], 2)
    with pytest.raises(ValueError, match=r"`start_index\+length=10 > end_index=9` is disallowed"):
        make(data, data, 10)


PAIRS = {
    "plain": (
        [[2, 1], [2, 4], [3, 2], [3, 4], [3, 8], [3, 4], [4, 5], [2, 1], [1, 2], [1, 2], [2, 3],
         [4, 3]],
        [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1],
    ),
    "probabilities": [0.09968283, 0.09968283, 0.46627369],
}  # fmt: skip


def test_pairs_of_words():
    """Values are Keras's for the same seeds."""
    grams = tf.keras.preprocessing.sequence.skipgrams
    assert grams([1, 0, 2, 3], 4, 1, 0, False) == ([[2, 3], [3, 2]], [1, 1])
    random.seed(3)
    got = grams([1, 2, 3, 4], 9, 1, seed=7)
    assert got == PAIRS["plain"]
    table = tf.keras.preprocessing.sequence.make_sampling_table(9, 0.01)
    assert grams([4, 5, 6, 7], 9, 2, sampling_table=table * 0) == ([], [])
    pairs, labels = grams([1, 2], 3, 1, 0.5, False, True, table * 0 + 1)
    assert pairs[:2] == [[1, 2], [2, 1]] and labels == [[0, 1], [0, 1], [1, 0]]
    np.testing.assert_allclose(table[[0, 1, 8]], PAIRS["probabilities"], rtol=1e-6)
