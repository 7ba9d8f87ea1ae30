"""Datasets and generators given to fit, evaluate and predict, and targets that do not fit.

Values, order of lines and words as TensorFlow 1.15 gives them.
"""

import numpy as np
import pytest

import zeal as tf

K = tf.keras
pytestmark = pytest.mark.usefixtures("mode")


def examples():
    r = np.random.RandomState(0)
    return r.rand(8, 3).astype("f"), r.rand(8, 1).astype("f")


def dataset():
    return tf.data.Dataset.from_tensor_slices(examples()).batch(2)


def model(outputs=1, loss="mse"):
    made = K.Sequential([K.layers.Dense(outputs, input_shape=(3,), kernel_initializer="ones")])
    made.compile(K.optimizers.SGD(0.0), loss)
    return made


def generator():
    while True:
        yield examples()


@pytest.mark.parametrize(("validation", "steps", "value"), [
    (lambda: dataset().repeat(), 1, 2.0034477710723877),
    (dataset, 3, 1.7613485455513),
])  # fmt: skip
def test_each_validation_starts_a_dataset_anew(validation, steps, value):
    history = model().fit(
        dataset().repeat(), steps_per_epoch=1, epochs=3, verbose=0,
        validation_data=validation(), validation_steps=steps,
    ).history  # fmt: skip
    np.testing.assert_allclose(history["val_loss"], [value] * 3, rtol=1e-5)
    np.testing.assert_allclose(history["loss"], [2.0034478, 2.5988789, 0.681719], rtol=1e-5)


def test_every_epoch_has_the_whole_dataset():
    history = model().fit(dataset(), epochs=4, verbose=0, validation_data=dataset()).history
    np.testing.assert_allclose(history["loss"], [2.2191687] * 4, rtol=1e-5)
    np.testing.assert_allclose(history["val_loss"], [2.2191687] * 4, rtol=1e-5)


def test_validations_add_nothing_to_a_graph(mode):
    if mode == "eager":
        return
    sizes = K.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: sizes.seen.append(len(tf.get_default_graph().get_operations()))
    )
    sizes.seen = []
    model().fit(dataset(), epochs=4, verbose=0, validation_data=dataset(), callbacks=[sizes])
    assert len(set(sizes.seen)) == 1


ENDLESS = {
    "repeat": lambda: dataset().repeat(),
    "repeat minus one": lambda: dataset().repeat(-1),
    "then batched": lambda: dataset().unbatch().repeat().batch(2),
    "then shuffled": lambda: dataset().repeat().shuffle(3).prefetch(1),
    "then mapped": lambda: dataset().repeat().map(lambda x, y: (x, y)),
    "then padded": lambda: dataset().unbatch().repeat().padded_batch(2, ([3], [1])),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_datasets_without_end_want_a_number_of_steps(name):
    endless, fitted = ENDLESS[name], model()
    words = "passing an infinitely repeating dataset, you must specify the `{}` argument"
    with pytest.raises(ValueError, match=words.format("steps_per_epoch")):
        fitted.fit(endless())
    with pytest.raises(ValueError, match=words.format("validation_steps")):
        fitted.fit(*examples(), validation_data=endless())
    with pytest.raises(ValueError, match=words.format("steps")):
        fitted.evaluate(endless())
    with pytest.raises(ValueError, match=words.format("steps")):
        fitted.predict(endless())
    assert fitted.predict(endless(), steps=2).shape == (4, 1)


def test_what_ends_needs_no_number_of_steps():
    for ends in (dataset().repeat(2), dataset().repeat().take(2), dataset().repeat(0 + 1)):
        assert model().predict(ends).shape[1:] == (1,)


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda m: m.fit(generator()), ValueError, "the number of steps via the `steps_per_epoch`"),
    (lambda m: m.fit(dataset(), batch_size=3), ValueError, "`batch_size` argument must not be"),
    (lambda m: m.fit(dataset(), validation_split=0.1), ValueError,
     "`validation_split` argument is not supported"),
    (lambda m: m.fit(*examples(), epoch=3), TypeError,
     r"Unrecognized keyword arguments: {'epoch': 3}"),
])  # fmt: skip
def test_bad_arguments(call, error, words):
    with pytest.raises(error, match=words):
        call(model())


def test_iterators_are_refused(mode):
    if mode == "graph":
        with pytest.raises(ValueError, match="pass the `Dataset` itself"):
            model().fit(dataset().make_one_shot_iterator(), steps_per_epoch=1)


def test_the_old_name_of_epochs():
    assert model().fit(*examples(), nb_epoch=2, verbose=0).epoch == [0, 1]


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy", "categorical_crossentropy"])
def test_targets_have_the_shape_of_the_output(loss):
    words = rf"was passed for an output of shape \(.*, 2\) while using as loss `{loss}|mean_squared"
    for call in ("fit", "evaluate"):
        with pytest.raises(ValueError, match=words):
            getattr(model(2, loss), call)(np.ones([4, 3]), np.ones([4, 5]), verbose=0)


def test_class_numbers_are_no_columns():
    for outputs in (1, 2):
        with pytest.raises(ValueError, match="sparse_categorical_crossentropy"):
            model(outputs, "categorical_crossentropy").fit(np.ones([4, 3]), np.ones(4), verbose=0)


def test_losses_of_the_program_may_broadcast():
    def loss(y_true, y_pred):
        return tf.reduce_mean(tf.square(y_true - y_pred), -1)

    assert model(2, loss).evaluate(np.ones([4, 3]), np.ones([4, 1]), verbose=0) == 4.0


def test_lines_come_after_what_callbacks_print(capsys):
    say = K.callbacks.LambdaCallback(
        on_epoch_begin=lambda e, _: print("begin", e), on_epoch_end=lambda e, _: print("end", e)
    )
    fitted = model()
    fitted.fit(*examples(), epochs=2, verbose=2, callbacks=[say])
    fitted.evaluate(*examples(), verbose=2)
    fitted.predict(examples()[0], verbose=2)
    lines = [line.split(" - ")[0] for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "Train on 8 samples", "begin 0", "Epoch 1/2", "end 0", "8/8", "begin 1", "Epoch 2/2",
        "end 1", "8/8", "8/8", "8/8",
    ]  # fmt: skip


def test_what_fit_says_of_sizes(mode, capsys):
    """Texts of 1.15.5, which says nothing of generators in graphs."""
    fitted, told = model(), []
    endless = dataset().repeat()
    for data, validation in ((endless, endless), (generator(), None), (generator(), examples())):
        steps = 2 if hasattr(validation, "batch") else None
        fitted.fit(
            data, steps_per_epoch=3, validation_data=validation, validation_steps=steps, verbose=2
        )
        told.append([x for x in capsys.readouterr().out.splitlines() if x.startswith("Train")])
    if mode == "eager":
        ends = ["steps, validate for 2 steps", "steps", "steps, validate on 8 samples"]
        assert told == [[f"Train for 3 {end}"] for end in ends]
    else:
        assert told == [["Train on 3 steps, validate on 2 steps"], [], []]


def test_metrics_start_anew_behind_a_batch():
    """What was counted before counts once more, as in 1.15.5."""
    x, fitted = np.ones((2, 3), "f"), model()
    fitted.compile(K.optimizers.SGD(0.0), "mse", ["mae"])
    fitted.fit(x, np.full((2, 1), 7.0, "f"), verbose=0)  # |3 - 7| = 4
    loss, error = fitted.train_on_batch(x, np.full((2, 1), 3.0, "f"))
    assert (loss, error) == (0.0, 2.0)  # the mean of 4 and 0
    assert fitted.train_on_batch(x, np.full((2, 1), 3.0, "f")) == [0.0, 0.0]
    assert fitted.test_on_batch(x, np.full((2, 1), 5.0, "f"), reset_metrics=False) == [4.0, 2.0]
    assert fitted.test_on_batch(x, np.full((2, 1), 3.0, "f")) == [0.0, 1.0]


def test_callbacks_see_predictions():
    seen = []
    watch = K.callbacks.Callback()
    watch.on_predict_batch_end = lambda batch, logs: seen.append(logs["outputs"])
    predicted = model().predict(examples()[0], callbacks=[watch])
    np.testing.assert_array_equal(np.concatenate([o[0] for o in seen]), predicted)
