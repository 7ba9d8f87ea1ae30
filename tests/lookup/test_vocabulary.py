"""tf.contrib.lookup: words and their places, by older names."""

import pytest

import zeal as tf


def test_older_names():
    lookup = tf.contrib.lookup
    words, numbers = tf.constant(["b", "z"]), tf.constant([1, 7], tf.int64)
    assert lookup.string_to_index(words, ["a", "b"]).numpy().tolist() == [1, -1]
    assert lookup.index_to_string(numbers, ["a", "b"]).numpy().tolist() == [b"b", b"UNK"]
    table = lookup.string_to_index_table_from_tensor(["a", "b"], default_value=5)
    assert table.lookup(words).numpy().tolist() == [1, 5]
    with pytest.raises(ValueError, match="requires string"):
        lookup.string_to_index_table_from_tensor([1, 2])


def test_words_of_another_dtype():
    for words, dtype in [([], tf.string), ([1.0], tf.string)]:
        with pytest.raises(ValueError, match="Expected <dtype: 'string'>, got <dtype: 'float32'>"):
            tf.contrib.lookup.index_table_from_tensor(words, dtype=dtype)
