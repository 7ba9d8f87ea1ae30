"""Small functions of tf.contrib.framework, decorators of old functions, sequences of columns."""

import numpy as np
import pytest

import zeal as tf

framework = tf.contrib.framework


@pytest.mark.parametrize(("name", "below", "above"), [
    ("a/b:0", "s/a/b:0", "a/b:0"), ("^s/a", "^t/s/a", "^a"), ("loc:@s/a", "loc:@t/s/a", "loc:@a"),
    (b"x/a", "s/x/a", "x/a"),
])  # fmt: skip
def test_names_below_scopes(name, below, above):
    scope = "t" if "t/" in below else "s"
    assert framework.prepend_name_scope(name, scope + "/") == below
    assert framework.strip_name_scope(name, "s") == above
    assert framework.strip_name_scope(name, "") == framework.prepend_name_scope(name, "") == name


def test_sums_and_steps_and_graphs():
    assert framework.reduce_sum_n([[[1.0, 2.0]], 3.0]).numpy() == 6
    with pytest.raises(ValueError, match="No tensors provided."):
        framework.reduce_sum_n([])
    with tf.Graph().as_default() as graph:
        x, y = tf.ones([2, 1]), tf.ones([2])
        assert framework.reduce_sum_n([x, y]).name == "reduce_sum_n:0"
        assert framework.reduce_sum_n([y]).name == "reduce_sum_n_1/ones_1/sum:0"
        assert framework.get_graph_from_inputs([x, 3]) is graph
        with pytest.raises(ValueError, match="is not from the passed-in graph"):
            framework.get_graph_from_inputs([x], tf.Graph())
        pair = framework.remove_squeezable_dimensions(x, y)
        assert [p.shape.as_list() for p in pair] == [[2], [2]]
        step = framework.assert_or_get_global_step
        assert step() is None
        counter = tf.train.create_global_step()
        assert step() is counter is step(global_step_tensor=counter)
        with pytest.raises(TypeError, match="does not have integer type"):
            step(global_step_tensor=y)


def test_old_functions_say_so(caplog):
    @framework.deprecated("2030-01-01", "use g")
    def h(x):
        """Does h.

        Args: x
        """
        return x

    lines = h.__doc__.splitlines()
    assert lines[0] == "Does h. (deprecated)"
    assert lines[2].endswith("It will be removed after 2030-01-01.") and lines[-1] == "Args: x"
    h(1), h(2)
    (text,) = (record.getMessage() for record in caplog.records)
    assert f"h (from {__name__}) is deprecated and will be removed after 2030-01-01.\nIns" in text


def test_old_arguments_say_so(caplog):
    @framework.deprecated_args(None, "no b", "b", ("c", False))
    def k(a, b=None, c=False):
        return a

    @framework.deprecated_arg_values(None, "b off", b=True)
    def m(a, b=None):
        return a

    k(1), k(1, c=False), m(1), m(1, False)
    assert not caplog.records
    k(1, 2), k(1, c=True), m(1, True)
    found = [r.getMessage().partition(" with ")[2].partition(" is ")[0] for r in caplog.records]
    assert found == ["b", "c", "b=True"]
    assert k.__doc__.splitlines()[2].startswith("Warning: SOME ARGUMENTS ARE DEPRECATED: `(b, c)`")
    for make, words in [
        (lambda: framework.deprecated("x", "y"), "Date must be YYYY-MM-DD"),
        (lambda: framework.deprecated(None, ""), "Don't deprecate things without"),
        (lambda: framework.deprecated_args(None, "u"), "Specify which argument is"),
        (lambda: framework.deprecated_args(None, "u", "zz")(k), "not present in the function"),
        (lambda: framework.deprecated_arg_values(None, "u"), "Specify which argument values"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=words):
            make()


def test_columns_of_sequences():
    columns = tf.contrib.feature_column
    heat = columns.sequence_numeric_column("heat")
    ids = columns.sequence_categorical_column_with_identity("id", 3)
    ones = tf.feature_column.embedding_column(ids, 2, initializer=tf.ones_initializer())
    where = [[0, 0], [0, 1], [1, 0]]
    with tf.Graph().as_default(), tf.Session() as session:
        features = {
            "heat": tf.SparseTensor(where, [1.0, 2.0, 3.0], [2, 2]),
            "id": tf.SparseTensor(where, [1, 2, 0], [2, 2]),
        }
        steps, lengths = columns.sequence_input_layer(
            features, [ones, heat], weight_collections=["w"]
        )
        (table,) = tf.global_variables()
        assert table.op.name == "sequence_input_layer/id_embedding/embedding_weights"
        assert len(tf.get_collection("w")) == 1 and steps.shape.as_list() == [2, 2, 3]
        session.run(tf.global_variables_initializer())
        steps, lengths = session.run([steps, lengths])
        wanted = [[[1, 1, 1], [2, 1, 1]], [[3, 1, 1], [0, 0, 0]]]
        np.testing.assert_array_equal(steps, wanted)
        assert lengths.tolist() == [2, 1]
        with pytest.raises(ValueError, match="must be of type _SequenceDenseColumn"):
            columns.sequence_input_layer(features, [tf.feature_column.numeric_column("heat")])


def test_names_that_are_others_too():
    slim, layers = tf.contrib.slim, tf.contrib.layers
    assert slim.initializers.xavier_initializer is layers.xavier_initializer
    assert slim.regularizers.l2_regularizer is layers.l2_regularizer
    assert slim.nn.relu is tf.nn.relu and slim.nest.flatten is tf.nest.flatten
    assert tf.contrib.metrics.set_size is tf.sets.set_size
    names = layers.OPTIMIZER_CLS_NAMES
    assert isinstance(names["Momentum"](learning_rate=0.1), tf.train.MomentumOptimizer)
    assert names["SGD"] is tf.train.GradientDescentOptimizer
