"""Model.compile, fit, evaluate and predict; values and lines as TensorFlow 1.15 gives them."""

import re

import numpy as np
import pytest

import zeal as tf

K = tf.keras
SGD = tf.train.GradientDescentOptimizer


def data():
    np.random.seed(0)
    x = np.random.rand(50, 3).astype(np.float32)
    return x, (x.sum(1) > 1.5).astype(np.int32)


def classifier():
    return K.Sequential([
        K.layers.Dense(4, activation="relu", input_shape=(3,), kernel_initializer="ones"),
        K.layers.Dense(2, activation="softmax", kernel_initializer="ones"),
    ])  # fmt: skip


def compiled():
    model = classifier()
    model.compile(SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def near(got, want):
    np.testing.assert_allclose(got, want, rtol=2e-5)


def test_a_fit_and_what_follows(mode, capsys):
    x, y = data()
    model = compiled()
    history = model.fit(x, y, epochs=2, batch_size=16, validation_split=0.2)
    lines = re.sub(r"\d+s \d+[mu]?s/", "TIME/", capsys.readouterr().out).replace("\b", "")
    assert lines.startswith("Train on 40 samples, validate on 10 samples\nEpoch 1/2\n\r16/40 [====")
    assert lines.endswith(
        "\r40/40 [==============================] - TIME/sample - loss: 0.6572 - acc: 0.5000 - "
        "val_loss: 0.5589 - val_acc: 0.7000\n"
    )
    assert list(history.history) == ["loss", "acc", "val_loss", "val_acc"]
    near(history.history["loss"], [0.6842197, 0.6572118])
    near(history.history["val_loss"], [0.6158842, 0.5588710])
    near(history.history["acc"], [0.45, 0.5])
    assert history.epoch == [0, 1] and model.history is history
    assert model.metrics_names == ["loss", "acc"]
    near(model.evaluate(x, y, verbose=0), [0.6302447, 0.54])
    near(model.predict(x[:2]), [[0.352363, 0.64763695], [0.37435505, 0.625645]])
    history = model.fit(
        x, y, batch_size=16, verbose=2, shuffle=False, validation_data=(x, y)
    ).history
    near([v[0] for v in history.values()], [0.6421345, 0.54, 0.6872731, 0.54])
    assert re.search(
        r"^50/50 - \ds - loss: 0.6421 - acc: 0.5400 - val_loss: 0.6873 - val_acc: 0.5400$",
        capsys.readouterr().out, re.MULTILINE,
    )  # fmt: skip
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(10).repeat()
    near(model.fit(dataset, steps_per_epoch=4, verbose=0).history["loss"], [0.7048632])
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(20)
    history = model.fit(dataset, epochs=2, verbose=0, validation_data=dataset).history
    near(history["loss"], [0.5958107, 0.5913981])
    near(history["val_loss"], [0.5882803, 0.5823778])
    near(model.evaluate(dataset, verbose=0), [0.5823778, 0.56])
    assert model.predict(dataset).shape == (50, 2)
    near(model.train_on_batch(x, y), [0.60110474, 0.56])
    near(model.test_on_batch(x, y), [0.5940119, 0.56])
    near(model.predict_on_batch(x[:1]), [[0.27387372, 0.7261262]])
    history = model.fit(
        x, y, class_weight={0: 2.0, 1: 0.5}, verbose=0, sample_weight=np.ones(50)
    ).history
    near([history["loss"][0], history["acc"][0]], [0.87183040, 0.7])


def test_targets_are_columns(mode):
    model = K.Sequential([K.layers.Dense(1, kernel_initializer="ones")])
    model.compile(SGD(0.1), "mse", metrics=["mae", K.metrics.RootMeanSquaredError(name="root")])
    assert model.metrics_names == ["loss", "mean_absolute_error", "root"]
    near(model.evaluate(np.ones([4, 2]), np.zeros(4), verbose=0), [4.0, 2.0, 2.0])
    near(model.train_on_batch(np.ones([4, 2]), np.zeros(4)), [4.0, 2.0, 2.0])
    near(model.evaluate([[1.0, 1.0]], [[0.0]], verbose=0)[0], 0.64)


def test_optimizers_by_name(mode):
    model = K.Sequential([K.layers.Dense(1, kernel_initializer="zeros")])
    model.compile("adam", K.losses.MeanSquaredError())
    history = model.fit(np.ones([8, 2]), np.ones(8), epochs=3, batch_size=4, verbose=0).history
    assert history["loss"][0] > history["loss"][1] > history["loss"][2]


def test_own_models_dropout_and_regularisers(mode):
    class Net(K.Model):
        def __init__(self):
            super().__init__()
            self.dropout = K.layers.Dropout(0.5)
            self.dense = K.layers.Dense(
                1, kernel_initializer="ones", kernel_regularizer=lambda w: tf.reduce_sum(w)
            )

        def call(self, inputs, training=None):
            return self.dense(self.dropout(inputs, training=training))

    model = Net()
    model.compile(SGD(0.0), "mae")
    x = np.ones([64, 4])
    near(model.evaluate(x, np.zeros(64), verbose=0), 8.0)  # 4 and the weights' sum
    assert len(set(model.predict(x)[:, 0].tolist())) == 1
    losses = model.fit(x, np.zeros(64), epochs=4, batch_size=8, verbose=0).history["loss"]
    assert len({round(v, 4) for v in losses}) > 1  # dropout is at work


def test_generators_and_sequences(mode):
    class Halves(K.utils.Sequence):
        ended = 0

        def __len__(self):
            return 2

        def __getitem__(self, index):
            return np.full([2, 2], index + 1.0), np.zeros(2)

        def on_epoch_end(self):
            self.ended += 1

    def batches():
        while True:
            yield np.ones([2, 2]), np.zeros(2), np.array([1.0, 0.0])

    model = K.Sequential([K.layers.Dense(1, kernel_initializer="ones")])
    model.compile(SGD(0.0), "mse")
    halves = Halves()
    near(model.fit(halves, epochs=2, verbose=0).history["loss"], [10.0, 10.0])
    assert halves.ended == 2
    near(model.evaluate_generator(halves), 10.0)
    near(model.fit_generator(batches(), steps_per_epoch=3, verbose=0).history["loss"], [2.0])
    assert model.predict_generator(halves).shape == (4, 1)


def test_weights_of_examples(mode):
    model = K.Sequential([K.layers.Dense(1, kernel_initializer="ones")])
    model.compile(SGD(0.0), "mse", metrics=["mse"], weighted_metrics=["mse"])
    x, y, weights = [[1.0], [2.0]], [0.0, 0.0], [1.0, 3.0]
    names = ["loss", "mean_squared_error", "weighted_mean_squared_error"]
    assert model.metrics_names == names
    near(model.evaluate(np.array(x), y, sample_weight=weights, verbose=0), [6.5, 2.5, 3.25])


def test_predictions_need_no_compile(mode):
    model = classifier()
    assert model.predict(np.ones([3, 3])).tolist() == [[0.5, 0.5]] * 3
    assert model.metrics_names == ["loss"] and model.metrics == []
    for rate in (0.0, 1.0):  # compiled anew, it trains anew
        model.compile(SGD(rate), "mse", ["mae"])
        before = model.get_weights()[2]
        model.train_on_batch(np.ones([2, 3]), np.array([[0.0, 1.0]] * 2))
        assert np.array_equal(before, model.get_weights()[2]) == (rate == 0.0)
    assert [m.name for m in model.metrics] == ["mean_absolute_error"]


def test_values_of_weights(mode):
    model = classifier()
    weights = model.get_weights()
    near(weights[0], np.ones([3, 4]))
    model.set_weights([w + 1.0 for w in weights])
    near(model.get_weights()[1], np.ones(4))
    with pytest.raises(ValueError, match="not compatible with provided weight shape"):
        model.set_weights([np.ones(3)] * 4)


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda m: m.fit(np.ones([5, 3]), np.ones(4)), ValueError,
     "Found 5 input samples and 4 target samples"),
    (lambda m: m.fit(np.ones([5, 3]), np.ones(5), class_weight={0: 1.0}), ValueError,
     "`class_weight` must contain all classes"),
    (lambda m: m.fit(np.ones([5, 3]), np.ones(5), validation_data=(1,)), ValueError,
     "must contain either 2 items"),
    (lambda m: classifier().fit(np.ones([5, 3]), np.ones(5)), RuntimeError,
     "You must compile your model before training/testing"),
    (lambda m: m.compile(SGD(0.1)) or m.fit(np.ones([2, 3]), verbose=0), ValueError,
     "has no loss to optimize"),
    (lambda m: m.compile(SGD(0.1), "nope"), ValueError, "Unknown loss function:nope"),
    (lambda m: m.compile(SGD(0.1), "mse", ["nope"]), ValueError, "Unknown metric function:nope"),
    (lambda m: m.fit(iter(()), steps_per_epoch=1), ValueError, "Empty training data"),
    (lambda m: m.predict(np.ones([5, 3]), steps=0), ValueError, "Empty training data"),
    (lambda m: m.fit(np.ones([5, 3]), np.ones(5), validation_data=iter(()), validation_steps=0),
     ValueError, "Empty training data"),
    (lambda m: m.fit(np.ones([5, 3])), ValueError, "fit: give y"),
    (lambda m: m.evaluate(np.ones([0, 3]), np.ones(0)), ValueError, "Empty training data"),
    (lambda m: m.fit(3, 4), ValueError, "x must be an array with one row per example"),
    (lambda m: m.predict(None), ValueError, "x must be an array with one row per example"),
    (lambda m: m.predict(np.ones([2, 3]), batch_size=0), ValueError, "batch_size must be 1 or"),
])  # fmt: skip
def test_bad_arguments(call, error, words):
    with pytest.raises(error, match=words):
        call(compiled())


def test_a_built_subclass_without_a_loss_is_not_compiled():
    class Double(tf.keras.Model):
        def call(self, inputs):
            return inputs * 2.0

    model = Double()
    model.compile(SGD(0.1))  # its first call may add losses
    model(np.ones([2, 3], np.float32))
    with pytest.raises(ValueError, match="has no loss to optimize"):
        model.compile(SGD(0.1))


@pytest.mark.parametrize(("verbose", "text"), [(1, "-0.0294"), (2, "-2.9368e-02")])
def test_numbers_below_zero(verbose, text, capsys):  # as TensorFlow 1.15.5 writes them
    tf.keras.utils.Progbar(1, verbose=verbose).update(1, [("mean", -0.029368)])
    assert capsys.readouterr().out.endswith(f" - mean: {text}\n")


def test_callbacks_are_called_in_order(mode):
    events = []

    class Notes(K.callbacks.Callback):
        pass

    for name in dir(K.callbacks.Callback):
        if name.startswith("on_") and name not in ("on_batch_begin", "on_batch_end"):
            setattr(Notes, name, lambda self, *args, name=name: events.append(name[3:]))
    x, y = data()
    model = compiled()
    model.fit(x, y, batch_size=25, verbose=0, callbacks=[Notes()], validation_data=(x, y))
    batch = ["train_batch_begin", "train_batch_end"]
    test = ["test_begin", *["test_batch_begin", "test_batch_end"] * 2, "test_end"]
    assert events == [
        "train_begin", "epoch_begin", *batch * 2, *test, "epoch_end", "train_end",
    ]  # fmt: skip
    events.clear()
    model.predict(x, callbacks=[Notes()], batch_size=50)
    assert events == [
        "predict_begin", "predict_batch_begin", "predict_batch_end", "predict_end",
    ]  # fmt: skip


def regression(rate=0.1):
    model = K.Sequential([K.layers.Dense(1, kernel_initializer="zeros", input_shape=(1,))])
    model.compile(K.optimizers.SGD(rate), "mse")
    return model


def test_early_stopping(mode, capsys):
    model = regression(2.0)  # gets worse with each step
    stop = K.callbacks.EarlyStopping(
        "loss", patience=2, verbose=1, restore_best_weights=True
    )
    history = model.fit(np.ones([4, 1]), np.ones(4), epochs=9, verbose=0, callbacks=[stop])
    assert history.epoch == [0, 1, 2] and stop.stopped_epoch == 2
    assert capsys.readouterr().out == (
        "Restoring model weights from the end of the best epoch.\nEpoch 00003: early stopping\n"
    )
    near(model.get_weights()[0], [[4.0]])


def test_rates(mode):
    model = regression()
    rates = K.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = model.fit(np.ones([4, 1]), np.ones(4), epochs=3, verbose=0, callbacks=[rates])
    near(history.history["lr"], [0.05, 0.025, 0.0125])
    model = regression(0.0)
    lower = K.callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=1, min_lr=0.0)
    model.optimizer.lr = 1e-9
    model.fit(np.ones([4, 1]), np.ones(4), epochs=4, verbose=0, callbacks=[lower])
    near(lower.best, 1.0)
    with pytest.raises(ValueError, match="does not support a factor >= 1.0"):
        K.callbacks.ReduceLROnPlateau(factor=1.0)


def test_checkpoints(mode, tmp_path, capsys):
    model = regression()
    save = K.callbacks.ModelCheckpoint(
        str(tmp_path / "w-{epoch}.h5"), "loss", save_best_only=True, save_weights_only=True,
        verbose=1,
    )  # fmt: skip
    model.fit(np.ones([4, 1]), np.ones(4), epochs=2, verbose=0, callbacks=[save])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["w-1.h5", "w-2.h5"]
    assert "Epoch 00001: loss improved from inf to 1.00000, saving model to" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("name", ["w", "w.h5"])
def test_weights_are_saved_and_loaded(mode, tmp_path, name):
    x, y = data()
    model, path = compiled(), str(tmp_path / name)
    before = model.evaluate(x, y, verbose=0)
    model.save_weights(path)
    model.fit(x, y, verbose=0)
    assert model.evaluate(x, y, verbose=0) != before
    model.load_weights(path)
    assert model.evaluate(x, y, verbose=0) == before


def test_progress_of_unknown_length(capsys):
    bar = K.utils.Progbar(None)
    bar.update(1, [("loss", 2.0)])
    bar.update(2, [("loss", 1.0)])
    text = capsys.readouterr().out
    assert text.startswith("\r      1/Unknown - 0s") and text.endswith(" - loss: 1.5000")
