"""Columns by older names: what programs derive from, parents, configurations, linear models.

Words and configurations were captured from TensorFlow 1.15.
"""

import pytest

import zeal as tf
from zeal.interop import internal

old, new, sequences, serialization = (
    internal.module_for(f"tensorflow.python.feature_column.{name}")
    for name in ("feature_column", "feature_column_v2", "sequence_feature_column", "serialization")
)
fc = tf.feature_column


class Doubled(old._DenseColumn):
    """A column as programs derive it."""

    name = "doubled"
    _variable_shape = tf.TensorShape([1])
    _parse_example_spec = {"x": tf.FixedLenFeature([1], tf.float32)}  # noqa: RUF012

    def _transform_feature(self, inputs):
        return 2 * inputs.get("x")

    def _get_dense_tensor(self, inputs, weight_collections=None, trainable=None):
        return inputs.get(self)


class Words(old._CategoricalColumn):
    """A column of categories as programs derive it."""

    name = "words"
    _num_buckets = 3
    _parse_example_spec = {"w": tf.VarLenFeature(tf.int64)}  # noqa: RUF012

    def _transform_feature(self, inputs):
        return inputs.get("w")

    def _get_sparse_tensors(self, inputs, weight_collections=None, trainable=None):
        return old._CategoricalColumn.IdWeightPair(inputs.get(self), None)


def test_columns_of_programs():
    features = {"x": [[1.0], [3.0]], "w": tf.SparseTensor([[0, 0]], [2], [2, 1])}
    columns = [Doubled(), fc.numeric_column("x")]
    assert fc.input_layer(features, columns).numpy().tolist() == [[2.0, 1.0], [6.0, 3.0]]
    assert sorted(fc.make_parse_example_spec([Doubled(), Words()])) == ["w", "x"]
    variables = {}
    fc.linear_model(features, [Words(), Doubled()], cols_to_vars=variables)
    assert sorted(v[0].shape.as_list() for v in variables.values()) == [[1], [1, 1], [3, 1]]

    class Empty(old._FeatureColumn):
        name = "empty"

        def _transform_feature(self, inputs):
            pass

    with pytest.raises(ValueError, match="empty is not supported"):
        old._LazyBuilder({}).get(Empty())
    with pytest.raises(NotImplementedError, match="Empty.parse_example_spec"):
        Empty().parse_example_spec  # noqa: B018


def test_methods_by_older_names():
    builder = old._LazyBuilder({"x": [[1.0]], "w": [[1]]})
    number, word = old._numeric_column("x"), old._categorical_column_with_identity("w", 3)
    assert number._get_dense_tensor(builder).numpy().tolist() == [[1.0]]
    assert word._get_sparse_tensors(builder).id_tensor.values.numpy().tolist() == [1]
    embedded = fc.embedding_column(word, 2)
    assert embedded._get_dense_tensor(builder).shape.as_list() == [1, 2]
    listed = fc.categorical_column_with_vocabulary_list("w", [4, 1])
    pair = listed.get_sparse_tensors(builder, None)
    assert pair.id_tensor.values.numpy().tolist() == [1]
    assert list(old._transform_features({"x": [[1.0]]}, [number])) == [number]


def test_parents_and_configurations():
    number, word = fc.numeric_column("a"), fc.categorical_column_with_identity("b", 3)
    weighted, crossed = fc.weighted_categorical_column(word, "w"), fc.crossed_column(["q", word], 5)
    assert (number.parents, crossed.parents) == (["a"], ["q", word])
    assert weighted.parents == [word, "w"] and fc.embedding_column(word, 2).parents == [word]
    own = {"key": "b", "number_buckets": 3, "default_value": None}
    whole = {"class_name": "IdentityCategoricalColumn", "config": own}
    assert word._get_config() == own and type(word)._from_config(own) == word
    assert crossed._get_config() == {
        "keys": ("q", whole), "hash_bucket_size": 5, "hash_key": None,
    }  # fmt: skip
    config = serialization.serialize_feature_column(crossed)
    known = {"b": word}
    again = serialization.deserialize_feature_column(config, columns_by_name=known)
    assert again == crossed and again.keys[1] is word and known["b_X_q"] is again
    for call, words in (
        (lambda: serialization.serialize_feature_column(3), "Instance: 3 is not a FeatureColumn"),
        (lambda: serialization.deserialize_feature_column({}), "Improper config format: {}"),
        (lambda: serialization.deserialize_feature_column({"class_name": "Foo", "config": {}}),
         "Unknown feature_column_v2: Foo"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            call()


def test_features_of_a_rank_that_only_a_run_tells():
    with tf.Graph().as_default(), tf.Session() as session:
        dense, sparse = tf.placeholder(tf.float32), tf.sparse_placeholder(tf.int64)
        shown = fc.indicator_column(fc.categorical_column_with_identity("s", 2))
        made = fc.input_layer({"d": dense, "s": sparse}, [fc.numeric_column("d"), shown])
        value = tf.SparseTensorValue([[0], [1]], [1, 0], [2])
        found = session.run(made, {dense: [3.0, 4.0], sparse: value})
        assert found.tolist() == [[3.0, 0.0, 1.0], [4.0, 1.0, 0.0]]
        with pytest.raises(tf.errors.InvalidArgumentError, match="cannot have rank 0"):
            session.run(made, {dense: 3.0, sparse: value})


def test_models_and_layers_that_share_variables():
    features, number = {"x": tf.constant([[2.0]])}, fc.numeric_column("x")
    model = old._LinearModel([number], name="linear_model")
    with tf.Graph().as_default(), tf.Session() as session:
        outputs = [model({"x": tf.constant([[2.0]])}) for _ in range(2)]
        names = [v.op.name for v in tf.global_variables()]
        assert sorted(names) == ["linear_model/bias_weights", "linear_model/x/weights"]
        assert sorted(map(len, model.cols_to_vars().values())) == [1, 1]
        session.run(tf.global_variables_initializer())
        assert [o.tolist() for o in session.run(outputs)] == [[[0.0]], [[0.0]]]
    layer = old.InputLayer([fc.embedding_column(fc.categorical_column_with_identity("w", 2), 3)])
    first, second = layer({"w": [[1]]}), layer({"w": [[1]]})
    assert first.numpy().tolist() == second.numpy().tolist() and len(layer.variables) == 1
    linear = new._LinearModelLayer([number], 2, "mean", name="linear")
    again = type(linear).from_config(linear.get_config())
    assert (again._units, again._sparse_combiner, again.name) == (2, "mean", "linear")
    assert again(features).shape.as_list() == [1, 2]


def test_contexts_of_sequences():
    steps, context = tf.zeros([2, 3, 1]), tf.constant([[1.0, 2.0], [3.0, 4.0]])
    found = sequences.concatenate_context_input(context, steps)
    assert found.numpy()[:, 2].tolist() == [[0.0, 1.0, 2.0], [0.0, 3.0, 4.0]]
    with pytest.raises(ValueError, match="sequence_input must have rank 3, got 2"):
        sequences.concatenate_context_input(context, context)
    with pytest.raises(TypeError, match="context_input must have dtype float32, got int32"):
        sequences.concatenate_context_input(tf.cast(context, tf.int32), steps)
