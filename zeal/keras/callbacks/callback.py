"""tf.keras.callbacks.Callback, and several of them as one."""

from typing import Any

from zeal.public import public


@public("keras.callbacks.Callback")
class Callback:
    """Base class of callbacks: a subclass overrides the methods that it needs.

    While a model trains, `model` is the model and `params` a dict of how it is trained. `logs` is a
    dict of values: the loss and the metrics so far.

    Example:
      >>> class Losses(tf.keras.callbacks.Callback):
      ...     def on_epoch_end(self, epoch, logs=None):
      ...         print(epoch, sorted(logs))
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> _ = model.fit(np.ones([4, 2]), np.ones([4]), callbacks=[Losses()], verbose=0)
      0 ['loss']
    """

    model: Any = None
    validation_data: Any = None

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def set_params(self, params) -> None:
        """Is told how the model is trained.

        Args:
          params: a dict.
        """
        self.params = params

    def set_model(self, model) -> None:
        """Is told the model.

        Args:
          model: a Model.
        """
        self.model = model

    def on_train_begin(self, logs=None) -> None:
        """Runs before `fit`."""

    def on_train_end(self, logs=None) -> None:
        """Runs after `fit`."""

    def on_test_begin(self, logs=None) -> None:
        """Runs before an evaluation, also within `fit`."""

    def on_test_end(self, logs=None) -> None:
        """Runs after an evaluation."""

    def on_predict_begin(self, logs=None) -> None:
        """Runs before `predict`."""

    def on_predict_end(self, logs=None) -> None:
        """Runs after `predict`."""

    def on_epoch_begin(self, epoch, logs=None) -> None:
        """Runs before each epoch of `fit`."""

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Runs after each epoch of `fit`; logs has validation's values as `val_`."""

    def on_batch_begin(self, batch, logs=None) -> None:
        """Runs before each batch of `fit`."""

    def on_batch_end(self, batch, logs=None) -> None:
        """Runs after each batch of `fit`."""

    def on_train_batch_begin(self, batch, logs=None) -> None:
        """Runs before each batch of `fit`: `on_batch_begin`, unless it is overridden."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch, logs=None) -> None:
        """Runs after each batch of `fit`: `on_batch_end`, unless it is overridden."""
        self.on_batch_end(batch, logs)

    def on_test_batch_begin(self, batch, logs=None) -> None:
        """Runs before each batch of an evaluation."""

    def on_test_batch_end(self, batch, logs=None) -> None:
        """Runs after each batch of an evaluation."""

    def on_predict_batch_begin(self, batch, logs=None) -> None:
        """Runs before each batch of `predict`."""

    def on_predict_batch_end(self, batch, logs=None) -> None:
        """Runs after each batch of `predict`."""


@public("keras.callbacks.History")
class History(Callback):
    """What `fit` returns: the values of each epoch in `history`, by name.

    Example:
      >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
      >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
      >>> history = model.fit(np.ones([4, 2]), np.ones([4]), epochs=3, verbose=0)
      >>> len(history.history["loss"]), history.epoch
      (3, [0, 1, 2])
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs=None) -> None:
        """Starts anew."""
        self.epoch, self.history = [], {}

    def on_epoch_end(self, epoch, logs=None) -> None:
        """Notes the values of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class Callbacks:
    """Several callbacks as one.

    Args:
      callbacks: a list of them.
      model: the model that is trained.
      params: a dict of how.
    """

    def __init__(self, callbacks, model, params) -> None:
        self._all = callbacks
        for callback in callbacks:
            callback.set_params(params)
            callback.set_model(model)

    def tell(self, event, *args: Any) -> None:
        """Calls `on_<event>` of each."""
        for callback in self._all:
            getattr(callback, f"on_{event}")(*args)
