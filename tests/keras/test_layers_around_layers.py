"""TimeDistributed and Bidirectional: masks, constants, configurations; and what layers want."""

import numpy as np
import pytest

import zeal as tf
from zeal.graph.graph import outside_graphs

L = tf.keras.layers
TENTH, FIFTH = map(tf.keras.initializers.Constant, (0.1, 0.2))


def recurrent():
    return L.SimpleRNN(2, kernel_initializer=TENTH, recurrent_initializer=FIFTH)


def test_time_distributed_gives_the_masks_that_its_layer_makes(mode):
    model = tf.keras.Sequential(
        [L.TimeDistributed(L.Masking(), input_shape=(None, 4)), recurrent()]
    )
    x = np.zeros((2, 3, 4), "f")
    x[0, 0], x[0, 1, 2], x[1, 2] = 1, 2, 3
    want = [[0.33812999725341797] * 2, [0.8336547017097473] * 2]
    np.testing.assert_allclose(model.predict(x), want, rtol=1e-6)


def test_time_distributed_hands_its_layer_the_mask_of_each_step(mode):
    embedding = L.Embedding(
        5, 2, mask_zero=True, embeddings_initializer=tf.keras.initializers.Constant(0.5)
    )
    ids = L.Input((2, 3))
    rows = L.TimeDistributed(embedding)(ids)
    found = L.TimeDistributed(recurrent())(rows)
    assert rows._keras_mask.shape.as_list() == [None, 2, 3]
    assert found._keras_mask.shape.as_list() == [None, 2]
    got = tf.keras.Model(ids, found).predict(
        np.array([[[1, 2, 0], [0, 0, 0]], [[3, 0, 1], [1, 1, 1]]], "f")
    )
    want = [[0.1389622092, 0.0], [0.1389622092, 0.15434151887893677]]
    np.testing.assert_allclose(got, np.repeat(np.array(want)[..., None], 2, -1), rtol=1e-6)


def test_time_distributed_of_a_known_batch_passes_its_mask_on():
    layer = L.TimeDistributed(L.Masking())
    assert getattr(layer(tf.zeros([2, 3, 4])), "_keras_mask", None) is None
    assert layer.compute_mask(tf.zeros([2, 3, 4]), tf.ones([2, 3], tf.bool)).shape == [2, 3]


class Cell(L.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, shapes):
        self.kernel = self.add_weight("k", [2, self.units], initializer=TENTH)
        self.of_constants = self.add_weight("c", [3, self.units], initializer=TENTH)
        self.built = True

    def call(self, inputs, states, constants):
        constant = tf.matmul(constants[0], self.of_constants)
        output = tf.tanh(tf.matmul(inputs, self.kernel) + 0.5 * states[0] + constant)
        return output, [output]

    def get_config(self):
        return {"units": self.units, "name": self.name}


def test_bidirectional_with_constants(mode):
    x, c = L.Input((3, 2)), L.Input((3,))
    data = [np.arange(6.0).reshape(1, 3, 2) / 10, np.array([[0.1, 0.2, 0.3]])]
    with tf.keras.utils.custom_object_scope({"Cell": Cell}):
        layer = L.Bidirectional(L.RNN(Cell(2)))
        model = tf.keras.Model([x, c], layer(x, constants=c))
        config = layer.get_config()
        assert config["num_constants"] == 1
        again = tf.keras.Model([x, c], L.Bidirectional.from_config(config)([x, c]))
        models = [model, tf.keras.Model.from_config(model.get_config()), again]
    for each in models:
        want = [[0.21839316189289093] * 2 + [0.15980784595012665] * 2]
        np.testing.assert_allclose(each.predict(data), want, rtol=1e-6)


def test_a_backward_layer_of_the_program_keeps_its_name_in_the_configuration():
    given = L.LSTM(2, go_backwards=True, name="mine")
    layer = L.Bidirectional(L.LSTM(2), backward_layer=given)
    assert layer.get_config()["backward_layer"]["config"]["name"] == "mine"
    assert L.Bidirectional.from_config(layer.get_config()).backward_layer.name == "backward_mine"


def test_specs_and_what_does_not_fit():
    with pytest.raises(ValueError, match="Axis 4 is greater than the maximum allowed value: 3"):
        L.InputSpec(shape=[1, None, 2, 3], axes={4: 5})
    with pytest.raises(TypeError, match="The keys in axes must be integers"):
        L.InputSpec(max_ndim=3, axes={"a": 5})
    with tf.Graph().as_default():
        inner = L.TimeDistributed(L.Dense(1))
        inner(tf.zeros([2, 3, 4]))
        words = r"Input 0 is incompatible with layer .*: expected shape=\[None, None, 4\]"
        with pytest.raises(ValueError, match=words):
            inner(tf.zeros([2, 3, 5]))


def test_nodes_name_their_layer_and_masks_are_those_of_each_input(mode):
    x = L.Input((3,))
    layer = L.Add()
    layer([x, x])
    assert layer.input_mask == [None, None] and layer.output_mask is None
    assert layer._inbound_nodes[0].outbound_layer is layer


def test_batch_norm_takes_floats_of_another_width(mode):
    layer = L.BatchNormalization()
    layer(tf.ones([4, 3]))
    for training in (False, True):
        assert layer(tf.ones([4, 3], tf.float64), training=training).dtype == tf.float64
    old = {"class_name": "BatchNormalizationV1", "config": {}}
    assert type(L.deserialize(old)) is L.BatchNormalization


def test_eager_code_amid_a_graph_has_eager_phases_and_weights():
    with tf.Graph().as_default(), outside_graphs():
        layer = L.BatchNormalization()
        assert layer(tf.ones([2, 3])).numpy().shape == (2, 3)
        assert layer(tf.ones([2, 3]), training=True).numpy().max() == 0.0


def test_a_plain_model_has_the_weights_that_it_was_given():
    model = tf.keras.Model()
    model.v = tf.Variable(1.0)
    assert model.trainable_weights == [model.v]


def test_weights_of_losses_that_do_not_fit(mode):
    with pytest.raises(ValueError, match="weights can not be broadcast to values. Mismatch at dim"):
        tf.keras.losses.MeanSquaredError()(
            tf.ones([2, 3, 1]), tf.zeros([2, 3, 1]), sample_weight=tf.ones([2, 2])
        )


def test_a_wrapper_builds_what_it_wraps():
    class Doubled(tf.keras.layers.Wrapper):
        def build(self, input_shape):
            self.layer.build(input_shape)
            super().build()

        def call(self, inputs):
            return 2.0 * self.layer(inputs)

    layer = Doubled(tf.keras.layers.Dense(1, kernel_initializer="ones"))
    assert layer(tf.ones([1, 3])).numpy() == 6.0
    plain = tf.keras.layers.Wrapper(tf.keras.layers.Dense(2))
    plain.build([None, 3])
    assert plain.built and plain.layer.kernel.shape == [3, 2]


def test_integers_reach_a_time_distributed_layer_as_floats():  # a figure of TensorFlow 1.15
    model = tf.keras.Sequential([
        L.Masking(0), L.TimeDistributed(L.Dense(1, kernel_initializer="ones")),
    ])  # fmt: skip
    model.compile("sgd", "mse")
    x, y = np.array([[[1], [1]], [[0], [0]]]), np.full([2, 2, 1], 3.0)
    assert model.train_on_batch(x, y) == 2.0
