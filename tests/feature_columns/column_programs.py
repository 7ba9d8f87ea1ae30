"""Columns over one batch of features, for TensorFlow 1.15 and for zeal."""

import numpy as np


def features(tf):
    """A batch of three, dense and sparse."""
    arrays = {
        "num": np.array([[0.1, 0.2], [-3, 5], [0.25, 1.5]], "f"),
        "one": np.array([0.0, 1.0, -1.0], "f"),
        "int": np.array([[1, -1], [2, 3], [7, 7]]),
        "int2": np.array([[3], [9], [4]]),
        "int3": np.array([[3, -1], [9, 1], [4, 2]]),
        "ids": np.array([[0, 1], [2, 2], [3, -1]]),
        "weights": np.array([[1.0, 2.0], [0.5, 1.5], [3.0, 0.0]], "f"),
    }
    made = {key: tf.constant(value) for key, value in arrays.items()}
    for key in ("word", "word2", "word3"):
        texts = tf.constant(["a", "z", "b"])
        made[key] = tf.SparseTensor([[0, 0], [0, 1], [2, 0]], texts, [3, 2])
    return made


def columns(tf, vocabulary):
    """By name: dense columns, and those of categories."""
    fc = tf.feature_column
    one = fc.bucketized_column(fc.numeric_column("one"), [0, 1])
    number = fc.numeric_column("num", shape=(2,), normalizer_fn=lambda x: x * 2)
    identity = fc.categorical_column_with_identity("int3", 6, default_value=0)
    dense = {"number": number}
    return dense, {
        "ranges": fc.bucketized_column(number, [-1, 0.5, 3.0]), "one": one,
        "hash": fc.categorical_column_with_hash_bucket("word", 7),
        "integers": fc.categorical_column_with_hash_bucket("int", 5, dtype=tf.int64),
        "list": fc.categorical_column_with_vocabulary_list("word", ["a", "b", "d"]),
        "more": fc.categorical_column_with_vocabulary_list("word2", ["a", "b"], num_oov_buckets=2),
        "file": fc.categorical_column_with_vocabulary_file("word3", vocabulary, num_oov_buckets=1),
        "default": fc.categorical_column_with_vocabulary_list("int2", [3, 5, 9], default_value=1),
        "identity": identity,
        "weighted": fc.weighted_categorical_column(
            fc.categorical_column_with_identity("ids", 4), "weights"),
        "crossed": fc.crossed_column(["word2", "word3"], 11),
        "crossed_ids": fc.crossed_column([identity, one], 13, hash_key=5),
    }  # fmt: skip


def rows(shape, dtype=None, partition_info=None):
    """An initializer: 0, 1, 2, ..."""
    return np.arange(np.prod([int(n) for n in shape]), dtype="f").reshape([int(n) for n in shape])


def tensors(tf, vocabulary):
    """By name: what input_layer and linear_model give."""
    fc, batch = tf.feature_column, features(tf)
    dense, categories = columns(tf, vocabulary)
    made = {name: fc.input_layer(batch, [column]) for name, column in dense.items()}
    for name, column in categories.items():
        made[f"{name} indicator"] = fc.input_layer(batch, [fc.indicator_column(column)])
        for combiner in ("mean", "sum", "sqrtn"):
            embedding = fc.embedding_column(column, 2, combiner, initializer=rows)
            made[f"{name} {combiner}"] = fc.input_layer(batch, [embedding])
    model = [dense["number"], categories["hash"], categories["weighted"], categories["crossed"],
             fc.embedding_column(categories["default"], 2, initializer=rows)]  # fmt: skip
    made["linear"] = fc.linear_model(batch, model, units=2)
    return made
