"""tf.keras.wrappers.scikit_learn: fit, predict, score, arguments."""

import numpy as np
import pytest

import zeal as tf

keras = tf.keras
wrappers = keras.wrappers.scikit_learn

X = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.9], [0.8, 0.0]] * 4, "float32")
WORDS = np.array(["b", "a"] * 8)


def classifier(units=2, activation="softmax", loss="categorical_crossentropy", metrics=("acc",)):
    model = keras.Sequential([keras.layers.Dense(units, activation, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(1.0), loss, metrics=list(metrics))
    return model


def regressor():
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.3), "mse", metrics=["mae"])
    return model


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_labels_of_any_kind(loss):
    found = wrappers.KerasClassifier(classifier, loss=loss, epochs=20, verbose=0)
    history = found.fit(X, WORDS, shuffle=False)
    assert len(history.history["loss"]) == 20
    assert found.classes_.tolist() == ["a", "b"] and found.n_classes_ == 2
    assert found.predict(X).tolist() == WORDS.tolist()
    assert found.predict_proba(X).shape == (16, 2)
    assert found.score(X, WORDS) == 1.0
    assert found.score(X, WORDS[::-1]) == 0.0


def test_rows_of_columns_and_one_output():
    found = wrappers.KerasClassifier(classifier, epochs=20, verbose=0)
    found.fit(X, np.eye(2)[np.searchsorted(["a", "b"], WORDS)])
    assert found.classes_.tolist() == [0, 1]
    found = wrappers.KerasClassifier(
        classifier, units=1, activation="sigmoid", loss="binary_crossentropy", epochs=20, verbose=0
    )
    found.fit(X, WORDS)
    likely = found.predict_proba(X)
    np.testing.assert_allclose(likely.sum(1), 1.0, rtol=1e-6)
    assert (likely[:, 1] > 0.5).tolist() == (WORDS == "b").tolist()


def test_regression():
    y = X @ [1.0, -1.0]
    found = wrappers.KerasRegressor(build_fn=regressor, epochs=100, verbose=0)
    found.fit(X, y)
    np.testing.assert_allclose(found.predict(X), y, atol=1e-2)
    np.testing.assert_allclose(found.score(X, y + 1.0), -1.0, atol=0.1)  # minus the loss


def test_classes_that_build():
    class Own(wrappers.KerasRegressor):
        def __call__(self):
            return regressor()

    class Builder:
        def __call__(self):
            return regressor()

    for found in (Own(verbose=0), wrappers.KerasRegressor(Builder(), verbose=0)):
        found.fit(X, X[:, 0])
        assert found.predict(X).shape == (16,)


def test_arguments():
    found = wrappers.KerasClassifier(classifier, units=3, epochs=2)
    assert found.get_params() == {"build_fn": classifier, "units": 3, "epochs": 2}
    assert found.set_params(units=2) is found and found.get_params()["units"] == 2
    assert found.filter_sk_params(classifier) == {"units": 2}
    with pytest.raises(ValueError, match="nonsense is not a legal parameter"):
        found.set_params(nonsense=1)
    with pytest.raises(ValueError, match="nonsense is not a legal parameter"):
        wrappers.KerasRegressor(regressor, nonsense=1)
    with pytest.raises(ValueError, match=r"Invalid shape for y: \(16, 1, 2\)"):
        found.fit(X, np.ones([16, 1, 2]))


def test_a_model_without_accuracy_has_no_score():
    found = wrappers.KerasClassifier(classifier, metrics=["mae"], verbose=0)
    found.fit(X, WORDS)
    with pytest.raises(ValueError, match="not configured to compute accuracy"):
        found.score(X, WORDS)


def test_scikit_learn_searches():
    search = pytest.importorskip("sklearn.model_selection").GridSearchCV
    build = wrappers.KerasClassifier(classifier, epochs=20, verbose=0)
    tried = {"epochs": [1, 20]}
    found = search(build, tried, cv=2, scoring=lambda e, x, y: e.score(x, y)).fit(X, WORDS)
    assert found.best_params_["epochs"] in (1, 20) and found.best_score_ == 1.0
    assert found.predict(X).tolist() == WORDS.tolist()


def test_scikit_learn_validates_and_chains():
    selection = pytest.importorskip("sklearn.model_selection")
    scale = pytest.importorskip("sklearn.preprocessing").StandardScaler()
    chain = pytest.importorskip("sklearn.pipeline").Pipeline
    kind = pytest.importorskip("sklearn.base")
    found = wrappers.KerasClassifier(classifier, epochs=2, verbose=0)
    both = chain([("s", scale), ("c", found)])
    assert selection.cross_val_score(both, X, WORDS, cv=2).shape == (2,)
    y = X[:, 0]
    fitted = chain([("s", scale), ("r", wrappers.KerasRegressor(regressor, epochs=2, verbose=0))])
    assert fitted.fit(X, y).predict(X).shape == y.shape
    if hasattr(kind.BaseEstimator, "__sklearn_tags__"):
        assert kind.is_classifier(found) and kind.is_regressor(fitted.steps[1][1])
