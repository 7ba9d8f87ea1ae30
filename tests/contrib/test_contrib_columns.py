"""Columns of contrib's layers: what networks and linear models get of them; values are TF's."""

import numpy as np
import pytest

import zeal as tf

layers = tf.contrib.layers


def words(name="word", keys=("a", "b", "c")):
    return layers.sparse_column_with_keys(name, keys)


def run(*fetches):
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        return session.run(fetches)


def test_inputs_stand_beside_each_other_in_order_of_keys():
    age = layers.real_valued_column("age", normalizer=lambda x: x / 10)
    columns = [layers.one_hot_column(words()), layers.bucketized_column(age, [2, 4]), age]
    with tf.Graph().as_default():
        batch = {"age": tf.constant([[30.0], [40.0]]), "word": tf.constant([["b"], ["?"]])}
        parts = {}
        (found,) = run(layers.input_from_feature_columns(batch, columns, cols_to_outs=parts))
    np.testing.assert_allclose(found, [[0, 1, 0, 0, 1, 0, 3], [0, 0, 1, 0, 0, 0, 4]])
    assert set(parts) == set(columns)


@pytest.mark.parametrize("joint", [False, True])
def test_a_linear_model_adds_the_weights_of_categories(joint):
    with tf.Graph().as_default():
        batch = {"word": tf.SparseTensor([[0, 0], [0, 1], [1, 0]], ["a", "c", "b"], [2, 2])}
        model = (
            layers.joint_weighted_sum_from_feature_columns
            if joint else layers.weighted_sum_from_feature_columns
        )  # fmt: skip
        column = words()
        total, variables, bias = model(batch, [column], 1)
        weights = variables[0] if joint else variables[column][0]
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.tables_initializer()])
            session.run([weights.assign([[1.0], [2.0], [4.0]]), bias.assign([8.0])])
            np.testing.assert_allclose(session.run(total), [[13], [10]])
    scope = "joint_weighted_sum_from_feature_columns/linear_weights"
    assert weights.name == (
        f"{scope}/weights:0" if joint else "weighted_sum_from_feature_columns/word/weights:0"
    )


def test_weights_and_integers_as_texts():
    digit = layers.sparse_column_with_integerized_feature("digit", 4)
    weighted = layers.weighted_sparse_column(digit, "weight", tf.int32)
    with tf.Graph().as_default():
        batch = {
            "digit": tf.SparseTensor([[0, 0], [0, 1]], [6, 3], [2, 2]),
            "weight": tf.SparseTensor([[0, 0], [0, 1]], [5, 7], [2, 2]),
        }
        columns = [layers.one_hot_column(weighted)]
        (found,) = run(layers.input_from_feature_columns(batch, columns))
    np.testing.assert_allclose(found, [[0, 0, 5, 7], [0, 0, 0, 0]])


def test_crossed_columns_hash_as_tensorflow_does():
    pair = [layers.sparse_column_with_hash_bucket(k, 10) for k in ("x", "y")]
    with tf.Graph().as_default():
        batch = {k: tf.SparseTensor([[0, 0]], [k], [1, 1]) for k in "xy"}
        old, new = (
            layers.transform_features(batch, [layers.crossed_column(pair, 1000, hash_key=key)])
            for key in (None, 0xDECAFCAFFE)
        )
        old, new = run(*(next(iter(made.values())).values for made in (old, new)))
    assert (old.tolist(), new.tolist()) == ([703], [624])


def test_embeddings_may_share_their_variable():
    columns = [words(k) for k in ("first", "second")]
    shared = layers.shared_embedding_columns(columns, 2, initializer=tf.ones_initializer())
    with tf.Graph().as_default():
        batch = {k: tf.constant([["a"]]) for k in ("first", "second")}
        layers.input_from_feature_columns(batch, shared)
        names = [v.name for v in tf.global_variables()]
    assert names == [
        "input_from_feature_columns/first_shared_embedding/first_second_shared_embedding:0"
    ]


def test_sequences_keep_their_steps():
    column = layers.embedding_column(words(), 3, initializer=tf.ones_initializer())
    with tf.Graph().as_default():
        batch = {"word": tf.SparseTensor([[0, 0, 0], [1, 1, 0]], ["a", "b"], [2, 2, 1])}
        (found,) = run(layers.sequence_input_from_feature_columns(batch, [column]))
    np.testing.assert_allclose(found[..., 0], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="not currently supported for sequence data"):
        layers.sequence_input_from_feature_columns(batch, [words()])


def test_the_newer_functions_take_them_eagerly_and_in_graphs():
    age = layers.real_valued_column("age")
    columns = [layers.bucketized_column(age, [2]), layers.one_hot_column(words())]
    batch = {"age": [[3.0]], "word": [["c"]]}
    eager = tf.feature_column.input_layer(batch, columns)
    with tf.Graph().as_default():
        (graph,) = run(tf.feature_column.input_layer(batch, columns))
    np.testing.assert_array_equal(eager.numpy(), graph)
    np.testing.assert_array_equal(graph, [[0, 1, 0, 0, 1]])


def test_messages_are_parsed_by_the_columns_features():
    price = layers.real_valued_column("price", 2, default_value=[1.0, 2.0])
    found = layers.parse_feature_columns_from_examples([b""], [price])
    np.testing.assert_array_equal(found[price].numpy(), [[1, 2]])
    assert layers.infer_real_valued_columns(tf.ones([3, 4, 2]))[0].dimension == 8


def test_scattered_embeddings_find_the_same_numbers_for_the_same_word():
    column = layers.scattered_embedding_column("word", 20, 3, 7)
    with tf.Graph().as_default():
        batch = {"word": tf.SparseTensor([[0, 0], [1, 0]], ["x", "x"], [2, 1])}
        (found,) = run(layers.input_from_feature_columns(batch, [column]))
    np.testing.assert_array_equal(found[0], found[1])


@pytest.mark.parametrize(
    "make, error, words_of_it",
    [
        (lambda: layers.real_valued_column("x", 0), ValueError, "greater than 0"),
        (lambda: layers.real_valued_column("x", default_value="a"), TypeError, "compatible"),
        (lambda: layers.bucketized_column("x", [1]), TypeError, "_RealValuedColumn"),
        (lambda: layers.sparse_column_with_hash_bucket("x", 0), ValueError, "at least 1"),
        (lambda: layers.crossed_column([words()], 10), ValueError, "at least 2 elements"),
        (lambda: layers.embedding_column(words(), 2, initializer=1), ValueError, "callable"),
        (lambda: layers.check_feature_columns([words(), words()]), ValueError, "Duplicate"),
    ],
)
def test_wrong_columns_say_what_is_wrong(make, error, words_of_it):
    with pytest.raises(error, match=words_of_it):
        make()
