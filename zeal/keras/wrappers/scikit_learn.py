"""tf.keras.wrappers.scikit_learn: models as estimators of scikit-learn.

scikit-learn itself is not needed: its tools ask for `get_params`, `set_params`, `fit`, `predict`
and `score`, which stand here.
"""

import copy
import inspect
from typing import Any

import numpy as np

from zeal.keras.sequential import Sequential
from zeal.keras.utils.labels import to_categorical
from zeal.public import public


def _takes(function, name) -> bool:
    return name in inspect.signature(function).parameters


class BaseWrapper:
    """What the two estimators share.

    Args:
      build_fn: a function that returns a compiled model, or an object that is called for it; by
        default the method `__call__` of a subclass.
      **sk_params: arguments of build_fn and of the model's fit, predict and evaluate.
    """

    model: Any
    _zeal_kind: str

    def __init__(self, build_fn=None, **sk_params: Any) -> None:
        self.build_fn, self.sk_params = build_fn, sk_params
        self.check_params(sk_params)

    def _builder(self):
        if self.build_fn is None:
            return self.__call__  # type: ignore[attr-defined]
        plain = inspect.isfunction(self.build_fn) or inspect.ismethod(self.build_fn)
        return self.build_fn if plain else self.build_fn.__call__

    def check_params(self, params) -> None:
        """Refuses arguments that nothing takes.

        Args:
          params: a dict.

        Raises:
          ValueError: neither the model's methods nor build_fn take one of them.
        """
        legal = [Sequential.fit, Sequential.predict, Sequential.predict_classes]
        legal += [Sequential.evaluate, self._builder()]
        for name in params:  # nb_epoch is what Keras 1 called epochs
            if name != "nb_epoch" and not any(_takes(function, name) for function in legal):
                raise ValueError(f"{name} is not a legal parameter")

    def get_params(self, **params: Any) -> dict:
        """The arguments that the estimator was made with."""
        return {**copy.deepcopy(self.sk_params), "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> Any:
        """Changes arguments.

        Args:
          **params: those of the constructor.

        Returns:
          The estimator.
        """
        self.check_params(params)
        self.sk_params.update(params)
        return self

    def fit(self, x, y, **kwargs: Any) -> Any:
        """Builds a model and trains it.

        Args:
          x, y: arrays of examples and of what they should give.
          **kwargs: further arguments of the model's `fit`.

        Returns:
          A History.
        """
        builder = self._builder()
        self.model = builder(**self.filter_sk_params(builder))
        y = self._as_rows(y)
        return self.model.fit(x, y, **self.filter_sk_params(Sequential.fit, kwargs))

    def filter_sk_params(self, fn, override=None) -> dict:
        """Those of the estimator's arguments that a function takes.

        Args:
          fn: the function.
          override: a dict of arguments that go before.

        Returns:
          A dict.
        """
        taken = {name: value for name, value in self.sk_params.items() if _takes(fn, name)}
        return {**taken, **(override or {})}

    def __sklearn_tags__(self):
        """What scikit-learn from 1.6 on asks each estimator for."""
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        kind = self._zeal_kind
        tags = {"classifier": ClassifierTags, "regressor": RegressorTags}
        tags = {f"{k}_tags": make() if k == kind else None for k, make in tags.items()}
        return Tags(kind, TargetTags(required=True), **tags)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "model")

    def _as_rows(self, y):
        """Labels as the model's loss takes them."""
        loss = getattr(self.model.loss, "__name__", self.model.loss)
        return to_categorical(y) if loss == "categorical_crossentropy" and y.ndim != 2 else y


@public("keras.wrappers.scikit_learn.KerasClassifier")
class KerasClassifier(BaseWrapper):
    """A classifier of scikit-learn around a Sequential model.

    Args:
      build_fn: a function that returns a compiled model, or an object that is called for it; by
        default the method `__call__` of a subclass.
      **sk_params: arguments of build_fn and of the model's fit, predict and evaluate.

    Example:
      >>> def build(units=2):
      ...     model = tf.keras.Sequential([tf.keras.layers.Dense(units, "softmax")])
      ...     model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
      ...     return model
      >>> classifier = tf.keras.wrappers.scikit_learn.KerasClassifier(build, epochs=2, verbose=0)
      >>> _ = classifier.fit(np.ones([4, 3]), np.array(["no", "no", "yes", "no"]))
      >>> classifier.classes_.tolist(), classifier.predict(np.ones([5, 3])).shape
      (['no', 'yes'], (5,))
    """

    _zeal_kind = "classifier"
    classes_: Any
    n_classes_: int

    def fit(self, x, y, **kwargs: Any) -> Any:
        """Builds a model and trains it.

        Args:
          x: an array of examples.
          y: labels of any kind, one for each example; or rows of one column for each class.
          **kwargs: further arguments of the model's `fit`.

        Returns:
          A History.

        Raises:
          ValueError: y has another shape.
        """
        y = np.array(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        elif y.ndim in (1, 2) and y.size == len(y):
            self.classes_ = np.unique(y)
            y = np.searchsorted(self.classes_, y)
        else:
            raise ValueError(f"Invalid shape for y: {y.shape}")
        self.n_classes_ = len(self.classes_)
        return super().fit(x, y, **kwargs)

    def predict(self, x, **kwargs: Any) -> Any:
        """The likeliest label of each example.

        Args:
          x: an array of examples.
          **kwargs: further arguments of the model's `predict_classes`.

        Returns:
          An ndarray of labels.
        """
        kwargs = self.filter_sk_params(Sequential.predict_classes, kwargs)
        return self.classes_[self.model.predict_classes(x, **kwargs)]

    def predict_proba(self, x, **kwargs: Any) -> Any:
        """How likely each example has each label.

        Args:
          x: an array of examples.
          **kwargs: further arguments of the model's `predict_classes`.

        Returns:
          An ndarray with a column for each label; two where the model has one output.
        """
        kwargs = self.filter_sk_params(Sequential.predict_classes, kwargs)
        likely = self.model.predict(x, **kwargs)
        return np.hstack([1 - likely, likely]) if likely.shape[1] == 1 else likely

    def score(self, x, y, **kwargs: Any) -> Any:
        """The share of examples whose label the model gives.

        Args:
          x, y: arrays of examples and of their labels.
          **kwargs: further arguments of the model's `evaluate`.

        Returns:
          A float.

        Raises:
          ValueError: the model was compiled without the metric "accuracy".
        """
        y = self._as_rows(np.searchsorted(self.classes_, y))
        kwargs = self.filter_sk_params(Sequential.evaluate, kwargs)
        outputs = np.ravel(self.model.evaluate(x, y, **kwargs))
        for name, output in zip(self.model.metrics_names, outputs, strict=True):
            if name in ("accuracy", "acc"):
                return output
        raise ValueError(
            "The model is not configured to compute accuracy. You should pass "
            '`metrics=["accuracy"]` to the `model.compile()` method.'
        )


@public("keras.wrappers.scikit_learn.KerasRegressor")
class KerasRegressor(BaseWrapper):
    """A regressor of scikit-learn around a Sequential model.

    Args:
      build_fn: a function that returns a compiled model, or an object that is called for it; by
        default the method `__call__` of a subclass.
      **sk_params: arguments of build_fn and of the model's fit, predict and evaluate.

    Example:
      >>> def build():
      ...     model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      ...     model.compile("sgd", "mse")
      ...     return model
      >>> regressor = tf.keras.wrappers.scikit_learn.KerasRegressor(build, verbose=0)
      >>> _ = regressor.fit(np.ones([4, 3]), np.ones([4]), epochs=2)
      >>> regressor.predict(np.ones([5, 3])).shape
      (5,)
    """

    _zeal_kind = "regressor"

    def predict(self, x, **kwargs: Any) -> Any:
        """What the model gives for each example.

        Args:
          x: an array of examples.
          **kwargs: further arguments of the model's `predict`.

        Returns:
          An ndarray.
        """
        kwargs = self.filter_sk_params(Sequential.predict, kwargs)
        return np.squeeze(self.model.predict(x, **kwargs))

    def score(self, x, y, **kwargs: Any) -> Any:
        """The loss with its sign turned: greater is better.

        Args:
          x, y: arrays of examples and of what they should give.
          **kwargs: further arguments of the model's `evaluate`.

        Returns:
          A float.
        """
        kwargs = self.filter_sk_params(Sequential.evaluate, kwargs)
        return -np.ravel(self.model.evaluate(x, y, **kwargs))[0]
