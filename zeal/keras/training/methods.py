"""The methods of Model that train it and use it on arrays."""

from functools import partial
from typing import Any

from zeal.keras.layers.dynamic import runs_eagerly
from zeal.keras.layers.layer_metrics import metrics_inside
from zeal.keras.training import loop
from zeal.keras.training import step as steps
from zeal.keras.training.batches import Arrays, at_hand, batches_of
from zeal.keras.training.class_weights import weights_by_class
from zeal.keras.training.compiled import Compiled, optimizer_of, scaling
from zeal.keras.training.own_data import own_or_given
from zeal.state.trackable import Trackable
from zeal.train.optimizer import Optimizer as TrainOptimizer


class Trains:
    """Methods of Model."""

    _compiled_parts: "Compiled | None" = None

    @property
    def _zeal_compiled(self) -> Compiled:
        if self._compiled_parts is None:
            raise RuntimeError(
                "You must compile your model before training/testing. Use `model.compile(optimizer,"
                " loss)`."
            )
        return self._compiled_parts

    def compile(
        self, optimizer="rmsprop", loss=None, metrics=None, loss_weights=None,
        sample_weight_mode=None, weighted_metrics=None, target_tensors=None, distribute=None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Says how `fit` trains the model and what `evaluate` computes.

        Args:
          optimizer: an object of `tf.keras.optimizers` or `tf.train`, or a name.
          loss: a name, a function of (y_true, y_pred), or an object of `tf.keras.losses`; for
            several outputs one for all, a list, or a dict by their names. Without one, the model's
            own losses are what is trained.
          metrics: list of names, functions and objects of `tf.keras.metrics`; "accuracy" is the
            one that fits the loss. For several outputs a list of lists, or a dict, has each one's.
          loss_weights: a list, or dict by names of outputs, of what their losses count.
          sample_weight_mode: "temporal": `sample_weight` has a number for each step of sequences;
            None: one for each example. For several outputs a list or a dict has each one's.
          weighted_metrics: metrics that are given the weights of examples.
          target_tensors: tensors that are the targets, in place of a `y` of later calls; of
            several outputs a list or a dict by their names.
          distribute: must be None: strategies are told of by their scopes.
          **kwargs: `run_eagerly`, and others for compatibility.

        Raises:
          ValueError: a name is unknown; run_eagerly cannot be so; there is a `distribute`; a built
            model has neither a loss nor losses of its own.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse", metrics=["mae"])
          >>> model.metrics_names
          ['loss', 'mean_absolute_error']
        """
        if distribute is not None:
            raise ValueError(
                "Distribute argument in compile is not available in TF 2.0 please create the model "
                "under the distribution strategy scope."
            )
        runs_eagerly(kwargs.get("run_eagerly"), self.dynamic)
        names, policy = self._zeal_names() or None, self._zeal_policy
        if policy is not None and policy.loss_scale is not None:
            optimizer = scaling(optimizer_of(optimizer), policy)
        parts = Compiled(
            optimizer, loss, metrics, weighted_metrics, loss_weights, names, sample_weight_mode,
            target_tensors,
        )  # fmt: skip
        if self.built and not self._waits_for_input():
            parts.collect(self)
            if not (parts.trained or self.losses or kwargs.get("run_eagerly")):
                raise ValueError("The model cannot be compiled because it has no loss to optimize.")
        self.__dict__.update(_compiled_parts=parts, _zeal_run_eagerly=kwargs.get("run_eagerly"))
        self.__dict__["_steps_in_graph"] = {}  # those of what was compiled before
        self.__dict__["optimizer"], self.__dict__["loss"] = parts.optimizer, loss
        self._track_optimizer(parts.optimizer)

    def _track_optimizer(self, optimizer):
        """Lets checkpoints keep the optimizer's state; those of `tf.train` in Keras's wrapper."""
        if isinstance(optimizer, TrainOptimizer):
            wrapper = Trackable()
            wrapper._track_trackable(optimizer, "optimizer")
            optimizer = wrapper
        if isinstance(optimizer, Trackable):
            self._track_trackable(optimizer, "optimizer", overwrite=True)

    def _waits_for_input(self):
        """Whether some weights come with the first call."""
        return any(not layer.built for layer in self.layers)

    @property
    def metrics_names(self) -> list[str]:
        """The names of what `evaluate` returns."""
        parts = self._compiled_parts
        if parts is None:
            return ["loss"]
        return [*parts.names, *(m.name for m in self._zeal_further_metrics())]

    @property
    def metrics(self) -> list[Any]:
        """The metrics that `compile` named, once there were predictions, and those of layers."""
        parts = self._compiled_parts
        named = [] if parts is None else list(parts.metrics or ())
        return [*named, *self._zeal_further_metrics()]

    def _zeal_further_metrics(self):
        """Metrics of layers, which `compile` was not given."""
        parts = self._compiled_parts
        named = {id(m) for m in (parts and parts.metrics) or ()}
        return [m for m in metrics_inside(self) if id(m) not in named]

    @property
    def run_eagerly(self) -> bool:
        """What `compile` was told: `fit` runs the model's Python code eagerly in any case.

        Raises:
          ValueError: it is True, or a layer is dynamic, and eager execution is off; a layer is
            dynamic, and it is False.
        """
        return runs_eagerly(self.__dict__.get("_zeal_run_eagerly"), self.dynamic)

    @run_eagerly.setter
    def run_eagerly(self, value) -> None:
        self.__dict__["_zeal_run_eagerly"] = value

    @property
    def loss_functions(self) -> list[Any]:
        """The losses of the outputs that have one, objects of `tf.keras.losses`."""
        parts = self._compiled_parts
        return [] if parts is None else [e.loss for e in parts.trained]

    @property
    def _compile_metrics(self):
        """The metrics as `compile` was given them."""
        parts = self._compiled_parts
        return [] if parts is None else parts.given[1] or []

    @property
    def _loss_weights_list(self):
        return [e.weight for e in self._zeal_compiled.endpoints]

    @property
    def sample_weights(self) -> list[Any]:
        """For each output the placeholder of its weights: none, `fit` feeds its own."""
        parts = self._compiled_parts
        return [] if parts is None else [None] * len(parts.endpoints)

    def fit(
        self, x=None, y=None, batch_size=None, epochs=1, verbose=1, callbacks=None,
        validation_split=0.0, validation_data=None, shuffle=True, class_weight=None,
        sample_weight=None, initial_epoch=0, steps_per_epoch=None, validation_steps=None,
        validation_freq=1, max_queue_size=10, workers=1, use_multiprocessing=False, **kwargs: Any,
    ) -> Any:  # fmt: skip
        """Trains the model.

        Args:
          x: an array or tensor (examples, ...), of several inputs a list or a dict by the names of
            their layers; or a dataset, Sequence or generator of batches
            (x, y) or (x, y, weights).
          y: an array of what the outputs should be; of several a list or a dict by their names.
          batch_size: examples per batch of arrays; 32 by default.
          epochs: the number of the last epoch.
          verbose: 1 for a bar, 2 for a line per epoch, 0 for nothing.
          callbacks: list of `tf.keras.callbacks.Callback`.
          validation_split: the share of the last examples that validate instead.
          validation_data: (x, y), (x, y, weights) or batches, to evaluate after each epoch.
          shuffle: whether arrays are shuffled, with NumPy's generator, before each epoch;
            "batch": batches are.
          class_weight: a dict from classes to what their examples count; for several outputs a
            dict of such dicts by their names, or a list of them.
          sample_weight: an array of what each example counts.
          initial_epoch: the number of epochs that there were.
          steps_per_epoch, validation_steps: how many batches are taken, where they have no end.
          validation_freq: validates after every so many epochs; or a list of the epochs' numbers.
          max_queue_size, workers, use_multiprocessing: accepted for compatibility.
          **kwargs: `nb_epoch`, the old name of `epochs`.

        Returns:
          A `tf.keras.callbacks.History`.

        Raises:
          RuntimeError: the model is not compiled.
          TypeError: an argument is unknown.
          ValueError: the numbers of examples differ, targets do not fit the loss, or a dataset
            has no end and `steps_per_epoch` is missing.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
          >>> history = model.fit(np.ones([4, 2]), np.ones([4]), epochs=20, verbose=0)
          >>> float(history.history["loss"][-1]) < 0.01
          True
        """
        self._zeal_compiled  # noqa: B018  an uncompiled model is told first
        epochs = kwargs.pop("nb_epoch", epochs)
        if kwargs:
            raise TypeError(f"Unrecognized keyword arguments: {kwargs}")
        x, y = own_or_given(self, x, y)
        sample_weight = self._weights_by_class(class_weight, y, sample_weight)
        data = batches_of(
            self, x, y, sample_weight, batch_size, steps_per_epoch, "steps_per_epoch"
        )
        if class_weight is not None and not isinstance(data, Arrays):
            data.weigh = partial(self._weights_by_class, class_weight)
        validation = loop.validation_of(self, validation_data, batch_size, validation_steps)
        if validation is None and 0 < validation_split < 1:
            if not isinstance(data, Arrays):
                raise ValueError(
                    "`validation_split` argument is not supported when input `x` is a dataset, "
                    f"generator or Sequence. Received: x={x}, validation_split={validation_split}"
                )
            data, validation = data.split(validation_split)
        elif validation is None and validation_steps:
            raise ValueError(
                "`validation_steps` should not be specified if `validation_data` is None."
            )
        return loop.fit(
            self, data, epochs, verbose, callbacks, validation, shuffle, initial_epoch,
            validation_freq,
        )  # fmt: skip

    def evaluate(
        self, x=None, y=None, batch_size=None, verbose=1, sample_weight=None, steps=None,
        callbacks=None, max_queue_size=10, workers=1, use_multiprocessing=False,
    ) -> Any:  # fmt: skip
        """The loss and the metrics over all examples.

        Args:
          the others: as for `fit`.
          steps: how many batches are taken, where they have no end.
          max_queue_size, workers, use_multiprocessing: accepted for compatibility.

        Returns:
          A float; with metrics the list that `metrics_names` names.

        Raises:
          RuntimeError: the model is not compiled.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse", ["mae"])
          >>> [float(v) for v in model.evaluate(np.ones([4, 2]), np.zeros([4]), verbose=0)]
          [4.0, 2.0]
        """
        self._zeal_compiled  # noqa: B018
        x, y = own_or_given(self, x, y)
        data = batches_of(self, x, y, sample_weight, batch_size, steps)
        return loop.evaluate(self, data, verbose, callbacks)

    def predict(
        self, x, batch_size=None, verbose=0, steps=None, callbacks=None, max_queue_size=10,
        workers=1, use_multiprocessing=False,
    ) -> Any:  # fmt: skip
        """The model's outputs.

        Args:
          the others: as for `fit`.
          steps: how many batches are taken, where they have no end.
          max_queue_size, workers, use_multiprocessing: accepted for compatibility.

        Returns:
          An array.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
          >>> model.predict(np.ones([2, 3])).tolist()
          [[3.0], [3.0]]
        """
        x, _ = own_or_given(self, x, takes_targets=False)
        data = batches_of(self, x, batch_size=batch_size, steps=steps)
        return loop.predict(self, data, verbose, callbacks)

    def _weights_by_class(self, class_weight, y, sample_weight):
        if class_weight is None or y is None:
            return sample_weight
        self._zeal_compiled.expect(y)
        return weights_by_class(class_weight, y, sample_weight, self._zeal_compiled.trained)

    def _on_batch(self, step, x, y, sample_weight, reset_metrics):
        x, y = own_or_given(self, x, y)
        parts = batches_of(self, *at_hand(x, y, sample_weight), steps=1).parts
        results = steps.run(step, self, parts)
        if reset_metrics:  # afterwards, as in TensorFlow: what `fit` counted last counts once more
            loop.reset_metrics(self)
        return results[0] if len(results) == 1 else results

    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, reset_metrics=True
    ) -> Any:
        """One step with a batch.

        Args:
          the others: as for `fit`; of a dataset the first batch counts.
          reset_metrics: whether the metrics start anew behind this batch.

        Returns:
          The loss before the step; with metrics the list that `metrics_names` names.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
          >>> float(model.train_on_batch(np.ones([4, 2]), np.zeros([4])))
          4.0
        """
        sample_weight = self._weights_by_class(class_weight, y, sample_weight)
        return self._on_batch(steps.train, x, y, sample_weight, reset_metrics)

    def test_on_batch(self, x, y=None, sample_weight=None, reset_metrics=True) -> Any:
        """The loss and the metrics of a batch.

        Args:
          all: as for `train_on_batch`.

        Returns:
          The loss; with metrics the list that `metrics_names` names.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
          >>> float(model.test_on_batch(np.ones([4, 2]), np.zeros([4])))
          4.0
        """
        return self._on_batch(steps.test, x, y, sample_weight, reset_metrics)

    def predict_on_batch(self, x) -> Any:
        """The model's outputs for a batch.

        Args:
          x: as for `fit`.

        Returns:
          A tensor, in graphs an array; of several outputs a list.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
          >>> np.array(model.predict_on_batch(np.ones([1, 3]))).tolist()
          [[3.0]]
        """
        x, _ = own_or_given(self, x, takes_targets=False)
        parts = batches_of(self, *at_hand(x), steps=1).parts
        outputs = steps.run(steps.predict, self, parts, convert=lambda x: x)
        return outputs[0] if len(outputs) == 1 else outputs

    def reset_metrics(self) -> None:
        """Starts the metrics anew.

        Example:
          >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
          >>> model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
          >>> model.reset_metrics()
        """
        loop.reset_metrics(self)

    def fit_generator(
        self, generator, steps_per_epoch=None, epochs=1, verbose=1, callbacks=None,
        validation_data=None, validation_steps=None, validation_freq=1, class_weight=None,
        max_queue_size=10, workers=1, use_multiprocessing=False, shuffle=True, initial_epoch=0,
    ) -> Any:  # fmt: skip
        """The same as `fit` with a generator or Sequence.

        Args:
          generator: what gives batches (x, y) or (x, y, weights).
          the others: as for `fit`.

        Returns:
          A `tf.keras.callbacks.History`.
        """
        return self.fit(
            generator, steps_per_epoch=steps_per_epoch, epochs=epochs, verbose=verbose,
            callbacks=callbacks, validation_data=validation_data,
            validation_steps=validation_steps, validation_freq=validation_freq,
            class_weight=class_weight, max_queue_size=max_queue_size, workers=workers,
            use_multiprocessing=use_multiprocessing, shuffle=shuffle, initial_epoch=initial_epoch,
        )  # fmt: skip

    def evaluate_generator(
        self, generator, steps=None, callbacks=None, max_queue_size=10, workers=1,
        use_multiprocessing=False, verbose=0,
    ) -> Any:  # fmt: skip
        """The same as `evaluate` with a generator or Sequence.

        Args:
          generator: what gives batches (x, y) or (x, y, weights).
          the others: as for `evaluate`.

        Returns:
          The loss; with metrics the list that `metrics_names` names.
        """
        return self.evaluate(
            generator, steps=steps, callbacks=callbacks, max_queue_size=max_queue_size,
            workers=workers, use_multiprocessing=use_multiprocessing, verbose=verbose,
        )  # fmt: skip

    def predict_generator(
        self, generator, steps=None, callbacks=None, max_queue_size=10, workers=1,
        use_multiprocessing=False, verbose=0,
    ) -> Any:  # fmt: skip
        """The same as `predict` with a generator or Sequence.

        Args:
          generator: what gives batches.
          the others: as for `predict`.

        Returns:
          An array.
        """
        return self.predict(
            generator, steps=steps, callbacks=callbacks, max_queue_size=max_queue_size,
            workers=workers, use_multiprocessing=use_multiprocessing, verbose=verbose,
        )  # fmt: skip
