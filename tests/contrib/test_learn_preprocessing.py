"""tf.contrib.learn.preprocessing; values captured from TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

P = tf.contrib.learn.preprocessing
DOCS = ["the Cat sat on the mat", "The cat's XMLFile is a re-run", "a a a the the mat é", ""]


@pytest.mark.parametrize("least, first, size", [
    (0, [[1, 2, 3, 4, 1, 5], [6, 7, 8, 9, 10, 11], [11, 11, 11, 1, 1, 5], [0] * 6], 14),
    (1, [[2, 0, 0, 0, 2, 3], [0, 0, 0, 0, 0, 1], [1, 1, 1, 2, 2, 3], [0] * 6], 4),
])  # fmt: skip
def test_vocabulary_processor(least, first, size, tmp_path):
    words = P.VocabularyProcessor(6, least)
    rows = np.array(list(words.fit_transform(DOCS)))
    assert rows.tolist() == first and rows.dtype == np.int64 and len(words.vocabulary_) == size
    assert list(words.reverse(rows))[2] == "a a a the the mat"
    words.save(str(tmp_path / "v"))
    again = P.VocabularyProcessor.restore(str(tmp_path / "v"))
    assert [r.tolist() for r in again.transform(DOCS)] == first


def test_vocabulary_that_is_trimmed():
    words = P.CategoricalVocabulary()
    for word, count in [("a", 3), ("b", 1), ("c", 5), ("d", 3), (2, 3)]:
        words.add(word, count)
    words.trim(1, 5)
    assert words._mapping == {"<UNK>": 0, 2: 1, "a": 2, "d": 3} and words.reverse(1) == 2
    with pytest.raises(ValueError, match="wasn't initialized with support_reverse"):
        P.CategoricalVocabulary(support_reverse=False).reverse(0)


def test_byte_processor():
    rows = list(P.ByteProcessor(5).transform(["abcdefg", "é", b"xy"]))
    assert rows[1].tolist() == [195, 169, 0, 0, 0] and rows[0].dtype == np.uint8
    assert list(P.ByteProcessor(5).reverse(rows)) == ["abcde", "é", "xy"]


def test_categorical_processor():
    rows = [["0"], [1], [float("nan")], ["C"], ["C"], [1], ["0"], [3]]
    found = [r.tolist() for r in P.CategoricalProcessor(1).fit_transform(rows)]
    assert found == [[2], [1], [0], [3], [3], [1], [2], [0]]
    shared = P.CategoricalProcessor(share=True)
    found = [r.tolist() for r in shared.fit_transform([["0", "M"], [1, "0"], ["", "M"]])]
    assert found == [[1, 2], [3, 1], [4, 2]] and len(shared.vocabularies_) == 2
