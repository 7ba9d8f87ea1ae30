"""tf.feature_column, as in TensorFlow 1.15: values, names, layers, errors."""

import contextlib
import json
from pathlib import Path

import column_programs
import numpy as np
import pytest

import zeal as tf
from zeal.feature_columns.layers import LinearModel

fc = tf.feature_column
CAPTURED = json.loads((Path(__file__).parent / "columns.json").read_text())
NAMES = CAPTURED.pop("names")


@pytest.fixture
def vocabulary(tmp_path):
    path = tmp_path / "words"
    path.write_text("a\nb\nc\n")
    return str(path)


def set_linear(variables, session=None):
    for variable in variables:
        if variable.name.startswith("linear_model"):
            shape = variable.shape.as_list()
            variable.load(np.linspace(-1, 1, np.prod(shape)).reshape(shape), session)


def check(values):
    assert values.keys() == CAPTURED.keys()
    for name, value in values.items():
        np.testing.assert_allclose(value, CAPTURED[name], rtol=2e-6, atol=1e-6, err_msg=name)


def test_in_graphs(vocabulary):
    with tf.Graph().as_default(), tf.Session() as session:
        made = column_programs.tensors(tf, vocabulary)
        variables = tf.global_variables()
        linear = [v.name for v in variables if v.name.startswith("linear_model")]
        assert linear + [v.name for v in variables][:3] == NAMES
        session.run([tf.global_variables_initializer(), tf.tables_initializer()])
        set_linear(variables, session)
        check(session.run(made))


def test_eagerly(vocabulary):
    made = column_programs.tensors(tf, vocabulary)
    made["linear"] = CAPTURED["linear"]  # its variables are new, and zero
    check(made)


def all_columns(vocabulary):
    dense, categories = column_programs.columns(tf, vocabulary)
    del categories["hash"]  # of the same name as another
    shown = [fc.indicator_column(c) for c in categories.values()]
    embedded = [fc.embedding_column(c, 2) for c in categories.values()]
    return [*dense.values(), *shown, *embedded]


def test_a_layer_eagerly_and_traced(vocabulary):
    columns, batch = all_columns(vocabulary), column_programs.features(tf)
    layer = tf.keras.layers.DenseFeatures(columns)
    with tf.GradientTape() as tape:
        found = layer(batch)
        loss = tf.reduce_sum(found * found)
    gradients = tape.gradient(loss, layer.trainable_variables)
    assert len(gradients) == 11 and None not in gradients
    np.testing.assert_array_equal(tf.function(layer)(batch), found)
    assert layer.compute_output_shape([3, None]) == (3, found.shape[1])
    names = sorted(v.name for v in layer.variables)
    assert names[0] == "dense_features/ids_weighted_by_weights_embedding/embedding_weights:0"
    columns = [c for c in columns if not c.name.startswith("num")]  # a lambda has no name
    config = json.loads(json.dumps(tf.keras.layers.DenseFeatures(columns).get_config()))
    again = tf.keras.layers.DenseFeatures.from_config(config)
    names = [column.name for column in again._feature_columns]
    assert names == sorted(column.name for column in columns)


def test_a_model_over_a_dataset():
    random = np.random.RandomState(0)
    data = {"age": random.rand(64).astype("f"), "kind": np.array(["a", "b", "?"] * 22)[:64]}
    labels = (data["age"] > 0.5).astype("f")
    age = fc.numeric_column("age")
    kind = fc.categorical_column_with_vocabulary_list("kind", ["a", "b"])
    columns = [age, fc.bucketized_column(age, [0.25, 0.5, 0.75]), fc.indicator_column(kind),
               fc.embedding_column(kind, 3)]  # fmt: skip
    model = tf.keras.Sequential(
        [tf.keras.layers.DenseFeatures(columns), tf.keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(tf.keras.optimizers.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
    dataset = tf.data.Dataset.from_tensor_slices((data, labels)).batch(16)
    model.fit(dataset, epochs=10, verbose=0)
    assert model.evaluate(dataset, verbose=0)[1] > 0.95
    assert model.predict(dataset).shape == (64, 1)


def test_an_indicator_shows_no_category_beyond_its_vocabulary():
    words = fc.categorical_column_with_vocabulary_list("x", ["a", "b"], default_value=7)
    layer = tf.keras.layers.DenseFeatures([fc.indicator_column(words)])
    found = layer({"x": tf.constant([["b"], ["other"]])}).numpy()
    np.testing.assert_array_equal(found, [[0, 1], [0, 0]])


def test_sequences():
    ids = fc.sequence_categorical_column_with_identity("a", 4)
    columns = [fc.indicator_column(ids), fc.sequence_numeric_column("b", 2, default_value=-7.0)]
    features = {
        "a": tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant([1, 3, 0], tf.int64), [3, 2]),
        "b": tf.SparseTensor(
            [[0, 0], [0, 1], [0, 2], [0, 3], [2, 0], [2, 1]],
            tf.constant([1.0, 2, 3, 4, 5, 6]), [3, 4],
        ),
    }  # fmt: skip
    steps, lengths = tf.keras.experimental.SequenceFeatures(columns)(features)
    assert lengths.numpy().tolist() == [2, 0, 1]
    assert steps.numpy().tolist() == [
        [[0, 1, 0, 0, 1, 2], [0, 0, 0, 1, 3, 4]],
        [[0, 0, 0, 0, -7, -7], [0, 0, 0, 0, -7, -7]],
        [[1, 0, 0, 0, 5, 6], [0, 0, 0, 0, -7, -7]],
    ]
    with pytest.raises(ValueError, match="must not be of type SequenceCategoricalColumn"):
        fc.input_layer(features, [fc.indicator_column(ids)])


def test_sequences_side_by_side():
    contrib = tf.contrib.feature_column
    words = contrib.sequence_categorical_column_with_identity("words", 3)
    columns = [
        contrib.sequence_numeric_column("heat"),
        fc.embedding_column(words, 2, initializer=column_programs.rows),
    ]
    features = {
        "heat": tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2]),
        "words": tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [2, 0, 1], [2, 2]),
    }
    with tf.Graph().as_default(), tf.Session() as session:
        steps, lengths = contrib.sequence_input_layer(features, columns)
        [rows] = tf.trainable_variables()
        assert rows.name == "sequence_input_layer/words_embedding/embedding_weights:0"
        session.run(rows.initializer)
        r, found, n = session.run([rows, steps, lengths])
    assert n.tolist() == [2, 1] and found[:, :, 0].tolist() == [[1, 2], [3, 0]]
    assert np.array_equal(found[:, :, 1:], [[r[2], r[0]], [r[1], [0, 0]]])


def test_sums_of_columns_that_share_their_rows():
    words = [fc.categorical_column_with_identity(key, 3) for key in ("x", "y")]
    features = {"x": [[2], [0]], "y": [[1], [2]]}
    with tf.Graph().as_default(), tf.Session() as session:
        columns = fc.shared_embedding_columns(words, 2, initializer=column_programs.rows)
        made = {}
        total = fc.linear_model(features, columns, cols_to_vars=made)
        assert [v.name for v in tf.global_variables()] == [  # TensorFlow's
            "linear_model/x_y_shared_embedding/weights:0",
            "linear_model/x_y_shared_embedding/embedding_weights:0",
            "linear_model/x_y_shared_embedding_1/weights:0", "linear_model/bias_weights:0",
        ]  # fmt: skip
        assert [len(made[c]) for c in columns] == [2, 1]
        first, rows, second, _ = tf.global_variables()
        session.run(tf.global_variables_initializer())
        session.run([first.assign([[1.0], [2.0]]), second.assign([[10.0], [20.0]])])
        r = session.run(rows)
        want = r[[2, 0]] @ [[1.0], [2.0]] + r[[1, 2]] @ [[10.0], [20.0]]
        assert np.allclose(session.run(total), want)


def test_variables_that_are_shared():
    with tf.Graph().as_default(), tf.Session() as session:
        words = [fc.categorical_column_with_identity(key, 5) for key in ("x", "y")]
        columns = fc.shared_embedding_columns(words, 2, initializer=column_programs.rows)
        features = {"x": tf.constant([[1]]), "y": tf.constant([[3]])}
        both = fc.input_layer(features, columns)
        [rows] = tf.global_variables()
        assert rows.name == "input_layer/x_y_shared_embedding/embedding_weights:0"
        session.run(rows.initializer)
        assert session.run(both).tolist() == [[2.0, 3.0, 6.0, 7.0]]
    with pytest.raises(RuntimeError, match="not supported when eager execution"):
        fc.shared_embedding_columns(words, 2)


def test_first_values_of_a_checkpoint(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        rows = tf.get_variable("rows", initializer=np.arange(6, dtype="f").reshape(3, 2))
        session.run(rows.initializer)
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    with tf.Graph().as_default(), tf.Session() as session:
        word = fc.categorical_column_with_identity("x", 3)
        column = fc.embedding_column(word, 2, ckpt_to_load_from=path, tensor_name_in_ckpt="rows")
        made = fc.input_layer({"x": tf.constant([[2]])}, [column])
        session.run(tf.global_variables_initializer())
        assert session.run(made).tolist() == [[4.0, 5.0]]


def test_what_parses_examples(vocabulary):
    spec = fc.make_parse_example_spec(all_columns(vocabulary))
    assert spec["num"] == tf.FixedLenFeature((2,), tf.float32)
    assert spec["word"] == tf.VarLenFeature(tf.string)
    assert spec["int"] == spec["ids"] == tf.VarLenFeature(tf.int64)
    assert spec["weights"] == tf.VarLenFeature(tf.float32)
    with pytest.raises(ValueError, match="contain different parse_spec for key x"):
        fc.make_parse_example_spec(
            [fc.numeric_column("x"), fc.categorical_column_with_identity("x", 3)]
        )


WRONG = [
    (lambda: fc.numeric_column(3), ValueError, "key must be a string"),
    (lambda: fc.numeric_column("a", shape=[0]), ValueError, "must be greater than 0"),
    (lambda: fc.numeric_column("a", shape=["b"]), TypeError, "must be integer"),
    (lambda: fc.numeric_column("a", dtype=tf.string), ValueError, "convertible to float"),
    (lambda: fc.numeric_column("a", default_value="x"), TypeError, "compatible with dtype"),
    (lambda: fc.numeric_column("a", 2, [1]), ValueError, "must be equal to given shape"),
    (lambda: fc.numeric_column("a", normalizer_fn=3), TypeError, "must be a callable"),
    (lambda: fc.bucketized_column(NUMBER, []), ValueError, "must not be empty"),
    (lambda: fc.bucketized_column(NUMBER, [2, 1]), ValueError, "must be a sorted list"),
    (lambda: fc.bucketized_column("a", [1]), ValueError, "generated with numeric_column"),
    (lambda: fc.categorical_column_with_hash_bucket("a", 0), ValueError, "at least 1"),
    (lambda: fc.categorical_column_with_hash_bucket("a", 2, tf.float32), ValueError,
     "must be string or integer"),
    (lambda: fc.categorical_column_with_vocabulary_list("a", []), ValueError, "non-empty"),
    (lambda: fc.categorical_column_with_vocabulary_list("a", ["a", "a"]), ValueError,
     "Duplicate keys"),
    (lambda: fc.categorical_column_with_vocabulary_file("a", "/none"), ValueError,
     "does not exist"),
    (lambda: fc.categorical_column_with_identity("a", 3, 3), ValueError, "not in range"),
    (lambda: fc.crossed_column(["a"], 3), ValueError, "length > 1"),
    (lambda: fc.crossed_column(["a", HASHED], 3), ValueError, "not supported for crossing"),
    (lambda: fc.embedding_column(HASHED, 0), ValueError, "Invalid dimension 0"),
    (lambda: fc.weighted_categorical_column(HASHED, "w", tf.string), ValueError,
     "not convertible to float"),
    (lambda: fc.input_layer({"a": [1.0]}, []), ValueError, "must not be empty"),
    (lambda: fc.input_layer({"a": [1.0]}, [HASHED]), ValueError, "You can wrap a categorical"),
    (lambda: fc.input_layer({"b": [1.0]}, [NUMBER]), ValueError,
     "Feature a is not in features dictionary"),
    (lambda: fc.input_layer({"a": 1.0}, [NUMBER]), ValueError, "cannot have rank 0"),
    (lambda: fc.input_layer({"a": [1.0]}, [NUMBER, NUMBER]), ValueError, "Duplicate feature"),
    (lambda: fc.input_layer({"a": [1.0], "b": [1.0, 2.0]}, [NUMBER, fc.numeric_column("b")]),
     ValueError, "Batch size .* must be same"),
    (lambda: fc.input_layer({"h": [1.0]}, [fc.indicator_column(HASHED)]), ValueError,
     "must be string or integer"),
    (lambda: fc.input_layer({"i": [3]}, [fc.indicator_column(
        fc.categorical_column_with_identity("i", 3))]), tf.errors.InvalidArgumentError,
     "exceeds number of buckets"),
    (lambda: tf.keras.layers.DenseFeatures([NUMBER])([1.0]), ValueError, "expected a dictionary"),
]  # fmt: skip
NUMBER, HASHED = fc.numeric_column("a"), fc.categorical_column_with_hash_bucket("h", 2)


@pytest.mark.parametrize("case", range(len(WRONG)))
def test_wrong_calls(case):
    call, kind, words = WRONG[case]
    with pytest.raises(kind, match=words):
        call()


def test_variables_in_parts_are_told_by_their_parts():
    column = tf.feature_column.numeric_column("x", [4])
    with tf.Graph().as_default():
        variables = {}
        parts = tf.fixed_size_partitioner(2)
        with tf.variable_scope("model", partitioner=parts):
            tf.feature_column.linear_model({"x": tf.ones([2, 4])}, [column], cols_to_vars=variables)
        assert [v.shape.as_list() for v in variables[column]] == [[2, 1], [2, 1]]
        assert all(isinstance(v, tf.Variable) for v in variables["bias"])


def _ids(*keys):
    return {k: tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [0, 1, 0], [2, 2]) for k in keys}


def test_layers_share_one_variable_in_each_graph():
    a, b = (fc.categorical_column_with_identity(k, 3) for k in "ab")
    rows = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    with tf.Graph().as_default():
        shared = tf.compat.v2.feature_column.shared_embeddings
        columns = shared([b, a], 2, initializer=lambda shape, dtype, partition_info: rows)
    for _ in range(2):
        with tf.Graph().as_default(), tf.Session() as session:
            layers = [tf.keras.layers.DenseFeatures(columns) for _ in range(2)]
            made = [layer(_ids("a", "b")) for layer in layers]
            assert [v.name for v in tf.trainable_variables()] == ["a_b_shared_embedding:0"]
            session.run(tf.global_variables_initializer())
            expected = np.tile([rows[0], (rows[0] + rows[1]) / 2], 2)
            for value in session.run(made):
                np.testing.assert_array_equal(value, expected)
            with pytest.raises(ValueError, match="not supported in `linear_model` or `input_"):
                fc.input_layer(_ids("a", "b"), columns)
    with pytest.raises(RuntimeError, match="eager execution"):
        shared([b, a], 2)


@pytest.mark.parametrize("eager", [True, False])
def test_variables_of_layers_are_named_by_variable_scopes_alone(eager):
    column = fc.embedding_column(fc.categorical_column_with_identity("a", 3), 2)
    with contextlib.ExitStack() as stack:
        if not eager:
            stack.enter_context(tf.Graph().as_default())
        model = tf.keras.Sequential([tf.keras.layers.DenseFeatures([column], name="f")])
        with tf.name_scope("ns"), tf.variable_scope("vs"):
            model(_ids("a"))
        linear = LinearModel([column, NUMBER], name="linear")
        linear({"a": tf.constant([[1]])})
        names = [v.name for v in model.weights + linear.weights]
    assert names == [
        "vs/f/a_embedding/embedding_weights:0", "linear/a/weights:0",
        "linear/a_embedding/embedding_weights:0", "linear/a_embedding/weights:0",
        "linear/bias_weights:0",
    ]  # fmt: skip
