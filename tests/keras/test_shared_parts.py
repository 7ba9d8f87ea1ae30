"""Layers that several models share, masks of models, phases that were set: values of TF 1.15.5."""

import numpy as np
import pytest

import zeal as tf

keras, layers, K = tf.keras, tf.keras.layers, tf.keras.backend
pytestmark = pytest.mark.usefixtures("mode_with_session")
X = np.arange(12.0).reshape(4, 3).astype("float32")


def dense(units, **kwargs):
    return layers.Dense(
        units, kernel_regularizer=keras.regularizers.l2(0.1), kernel_initializer="ones", **kwargs
    )


@pytest.mark.parametrize("subclass", [False, True])
def test_a_loss_may_call_layers_and_steps_leave_no_losses_and_updates(subclass):
    features = keras.Sequential([layers.Dense(2, kernel_initializer="ones")])

    def loss(a, b):
        return tf.reduce_mean(tf.square(features(a) - features(b)), -1)

    activity = keras.regularizers.l2(0.01)
    last = layers.Dense(3, kernel_initializer="ones", activity_regularizer=activity)
    inner = [layers.BatchNormalization(), last]

    class Called(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = inner

        def call(self, x):
            return inner[1](inner[0](x))

    model = Called() if subclass else keras.Sequential([keras.Input((3,)), *inner])
    model.compile("sgd", loss)
    found = [model.train_on_batch(X, X), model.test_on_batch(X, X)]
    np.testing.assert_allclose(found, [273.64932, 2409.1052], rtol=1e-5)
    np.testing.assert_allclose(inner[0].get_weights()[2], [0.045, 0.055, 0.065], rtol=1e-5)
    assert len(model.losses) == 1 and len(model.updates) == 2 * (not tf.executing_eagerly())


@pytest.mark.parametrize("functional", [False, True])
def test_outputs_are_set_as_programs_do_after_layers_pop(functional):
    x = keras.Input((3,))
    steps = [dense(4, input_shape=(3,)), dense(2)]
    model = keras.Model(x, steps[1](steps[0](x))) if functional else keras.Sequential(steps)
    model.layers.pop()
    model.outputs = [model.layers[-1].output]
    assert model.predict(X).shape == (4, 2)
    inner = steps[0].output
    if not functional:
        with pytest.raises(NotImplementedError, match="make another model"):
            model.outputs = [inner]
        return
    model.outputs = [inner]
    assert model.predict(X).shape == (4, 4) and len(model.weights) == 4


def test_what_has_no_dependency_is_trained_and_not_saved():
    class Partial(keras.Model):
        def __init__(self):
            super().__init__()
            apart = tf.contrib.checkpoint.NoDependency
            self.saved, self.apart = layers.Dense(1), apart(layers.Dense(2))
            self.listed, self.number = apart([layers.Dense(3)]), apart(tf.Variable(1.0))

        def call(self, x):
            return self.saved(x) + tf.reduce_sum(self.apart(x)) + self.number

    model = Partial()
    model(tf.ones([2, 3]))
    assert model.layers == [model.saved, model.apart]
    assert len(model.trainable_variables) == 5
    assert [edge.name for edge in model._checkpoint_dependencies] == ["saved"]


def test_a_dict_of_the_names_that_fit_gave_is_taken_as_the_list_that_it_took():
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = [layers.Dense(2), layers.Dense(3)]

        def call(self, x):
            return [self.inner[0](x[0]), self.inner[1](x[1])]

    model = Pair()
    model.compile("sgd", "mse")
    targets = [X[:, :2], X]
    model.fit([X, X + 1.0], targets, verbose=0)
    named = {"input_2": X + 1.0, "input_1": X}
    whole = model.evaluate([X, X + 1.0], targets, verbose=0)
    assert model.evaluate(named, targets, verbose=0) == whole


def test_results_have_numpys_types_and_updates_are_operations():
    model = keras.Sequential([layers.BatchNormalization(input_shape=(3,))])
    model.compile("sgd", "mse", ["mae"])
    history = model.fit(X, X, verbose=0).history
    both = [np.float64, np.float32]
    assert [type(v[0]) for v in history.values()] == both
    assert [type(v) for v in model.evaluate(X, X, verbose=0)] == both
    assert {type(v) for v in model.train_on_batch(X, X)} == {np.float32}
    eager = tf.executing_eagerly()
    assert isinstance(model.predict_on_batch(X), tf.Tensor if eager else np.ndarray)
    assert all(isinstance(update, tf.Operation) for update in model.updates)


@pytest.mark.parametrize("activity, count, loss, weight", [
    (None, 6, 1595.0, -3.369), (keras.regularizers.l2(0.1), 14, 1893.8, -4.233),
])  # fmt: skip
def test_losses_of_a_layer_in_two_models_count_in_both(activity, count, loss, weight):
    shared = dense(2, activity_regularizer=activity)
    models = []
    for _ in range(2):
        x = keras.Input((3,))
        models.append(keras.Model(x, dense(2)(shared(x))))
    a, b = keras.Input((3,)), keras.Input((3,))
    second = models[1](b)
    model = keras.Model([a, b], layers.Average()([models[0](a), second]))
    model.add_loss(K.mean(second))
    model.add_loss(tf.reduce_sum(a))
    model.compile("sgd", "mse")
    assert len(model.losses) == count
    given = [X, X], np.zeros((4, 2), "float32")
    assert model.evaluate(*given, verbose=0) == pytest.approx(loss, rel=1e-6)
    model.train_on_batch(*given)
    assert model.get_weights()[0][0, 0] == pytest.approx(weight, rel=1e-5)


def test_models_compute_the_masks_of_their_layers():
    x = keras.Input((3, 2))
    masked = layers.Masking()(x)
    step = keras.Sequential([layers.Dense(5, input_shape=(2,))])
    model = keras.Model(x, layers.TimeDistributed(step)(masked))
    assert model.predict(np.ones((2, 3, 2), "float32")).shape == (2, 3, 5)
    ones = tf.ones([2, 3, 2])
    assert K.eval(model.compute_mask(ones)).all()
    assert step.compute_mask(tf.ones([6, 2])) is None
    both = keras.Model(x, [layers.Dense(1)(masked), layers.Flatten()(x)])
    found = both.compute_mask(ones, None)
    assert K.eval(found[0]).all() and found[1] is None


def test_what_an_input_layer_was_called_with_is_a_list():
    x = keras.Input((3,))
    node = x._keras_history[0].inbound_nodes[0]
    assert node.input_tensors == [x] and node.output_tensors == [x]


def test_a_phase_holds_for_models_that_were_made_in_it():
    # Eagerly `predict` is told of inference, as layers are that ask for the phase.
    def model(**kwargs):
        return keras.Sequential([layers.Lambda(lambda x: K.in_train_phase(x + 1.0, x), **kwargs)])

    trains, zeros = float(not tf.executing_eagerly()), np.zeros((1, 1))
    before = model(input_shape=(1,))
    assert before.predict(zeros) == 0.0
    with K.learning_phase_scope(1):
        inside, deferred, x = model(input_shape=(1,)), model(), keras.Input((1,))
        found = [m.predict(zeros) for m in (before, inside, deferred)]
        base = keras.Model(x, layers.Lambda(lambda x: K.in_train_phase(x + 1.0, x))(x))
    y = keras.Input((1,))
    outer = keras.Model(y, layers.Lambda(lambda x: K.in_train_phase(x + 5.0, x))(base(y)))
    found += [m.predict(zeros) for m in (before, inside, deferred, base, outer)]
    assert found == [0.0, trains, trains, 0.0, trains, trains, trains, trains]


def test_a_layer_that_a_model_gives_up_leaves_no_phase_behind():
    last = layers.Lambda(lambda x: K.in_train_phase(x + 1.0, x))
    with K.learning_phase_scope(1):
        model = keras.Sequential([layers.Lambda(lambda x: x, input_shape=(1,)), last])
        model.pop()
    model.add(last)
    assert model.predict(np.zeros((1, 1))) == 0.0


def test_a_batch_norm_that_is_set_to_inference_keeps_its_averages():
    if tf.executing_eagerly():
        pytest.skip("eagerly `fit` trains in any case")
    K.set_learning_phase(0)
    model = keras.Sequential([layers.BatchNormalization(input_shape=(3,))])
    model.compile("sgd", "mse")
    model.fit(X, X, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[2], np.zeros(3))


def test_a_sequential_refuses_dicts_but_for_features():
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="doesn't have FeatureLayer as the first layer"):
        model.fit({"a": X}, X[:, :1], verbose=0)


def test_a_tensor_in_a_metric_has_a_value_in_its_configuration():
    metric = keras.metrics.MeanRelativeError(normalizer=tf.constant([1.0, 3.0]))
    assert metric.get_config()["normalizer"].tolist() == [1.0, 3.0]


class Conditional(layers.Layer):
    def __init__(self, loop=False):
        super().__init__()
        self.loop = loop

    def build(self, shape):
        self.w = self.add_weight("w", [], initializer="ones")

    def call(self, x):
        def inner():
            self.add_loss(3.0 * self.w, inputs=True)
            return x * self.w

        def body(i):
            self.add_loss(2.0)
            return i + 1

        if self.loop:
            tf.while_loop(lambda i: i < 3, body, [0])
        if tf.reduce_sum(x) > 0.0:
            self.add_loss(0.5)
            x = tf.cond(tf.reduce_sum(x) > 5.0, inner, lambda: x)
        return x


def test_losses_in_branches_count_where_they_are_chosen_and_not_in_functions():
    if tf.executing_eagerly():
        with pytest.raises(RuntimeError, match="`add_loss`.* in a control flow branch"):
            tf.function(Conditional())(tf.ones([2]))
        return
    with pytest.raises(RuntimeError, match="`add_loss`.* in a control flow branch"):
        Conditional(loop=True)(tf.ones([2]))
    x = keras.Input((3,))
    model = keras.Model(x, Conditional()(x))
    assert len(model.get_losses_for(x)) == len(model.get_losses_for(None)) == 1
    model.compile("sgd", "mse")
    ones = np.ones((4, 3))
    assert model.evaluate(-ones, -ones, verbose=0) == 0.0
    assert model.evaluate(ones[:1], ones[:1], verbose=0) == 0.5
    losses = [model.train_on_batch(ones, ones) for _ in range(2)]
    np.testing.assert_allclose([*losses, *model.get_weights()], [3.5, 3.4109, 0.9406])


class Halved(layers.Layer):
    """A layer that only runs eagerly."""

    def __init__(self):
        super().__init__(dynamic=True)

    def call(self, x):
        return x / 2.0 if tf.reduce_sum(x) > 0.0 else x

    def compute_output_shape(self, shape):
        return shape


def test_models_with_dynamic_layers_know_their_shapes():
    x = keras.Input((3,))
    inner = keras.Model(x, Halved()(x))
    assert inner.compute_output_shape((None, 3)).as_list() == [None, 3]
    if tf.executing_eagerly():
        y = keras.Input((3,))
        outer = keras.Model(y, inner(Halved()(y)))
        np.testing.assert_allclose(outer(tf.ones([1, 3])), np.full((1, 3), 0.25))


def test_functions_of_a_backend_are_given_tensors_and_variables():
    if tf.executing_eagerly():
        pytest.skip("eagerly they are arrays")
    x, y = K.placeholder(()), K.placeholder(())
    total = K.function([x, y], [x + y])
    assert total([K.variable(10.0), tf.constant(2.0)]) == [12.0]
    assert total([tf.constant(3.0, tf.float64), 2]) == [5.0]


def test_losses_are_found_by_the_variable_they_depend_on():
    layer = layers.SimpleRNN(2, activity_regularizer="l1")
    x = K.variable(np.ones((2, 3, 2)))
    layer(x)
    assert len(layer.get_losses_for(x)) == 1
