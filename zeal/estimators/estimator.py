"""tf.estimator.Estimator: a model function and the folder of its checkpoints."""

import copy
import os

from zeal import logging
from zeal.checkpoint.initial_values import warm_start
from zeal.checkpoint.state_file import latest_checkpoint
from zeal.estimators.calling import arguments_of, call_with, check_model_function
from zeal.estimators.evaluating import (
    counting,
    publish_results,
    starting,
    updates_and_values,
)
from zeal.estimators.exporting import export_models
from zeal.estimators.input_functions import features_and_labels
from zeal.estimators.predictions import chosen, examples
from zeal.estimators.run_config import configured
from zeal.estimators.saving import saving_hooks
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.estimators.warm_start import settings_of
from zeal.graph.graph import Graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.random_seed import set_random_seed
from zeal.summary.ops import scalar
from zeal.train import evaluation
from zeal.train.checkpoint_hook import CheckpointSaverListener
from zeal.train.hooks import NanTensorHook, StopAtStepHook
from zeal.train.logging_hooks import LoggingTensorHook
from zeal.train.monitored_session import MonitoredSession, MonitoredTrainingSession
from zeal.train.session_creators import ChiefSessionCreator
from zeal.train.session_hooks import SessionRunHook
from zeal.train.step_counter import create_global_step, get_global_step


@public("estimator.Estimator")
class Estimator:
    """A model that a function builds, with the folder in which its checkpoints are.

    Each call builds the model anew, in a graph of its own, and starts from the latest checkpoint.

    Args:
      model_fn: a function of `features` and, where it wants them, `labels`, `mode` (one of
        ModeKeys), `params` and `config`, which returns an EstimatorSpec.
      model_dir: the folder; by default that of config, else a temporary one.
      config: a RunConfig.
      params: dict of what the model function and input functions get as `params`.
      warm_start_from: a checkpoint, a folder of them, or `tf.estimator.WarmStartSettings`: the
        first values of a model that has no checkpoint.

    Raises:
      ValueError: the function has other arguments, config is none, or there are two folders.

    Example:
      >>> def model(features, labels, mode):
      ...     w = tf.get_variable("w", initializer=0.0)
      ...     y = w * features
      ...     if mode == "infer":
      ...         return tf.estimator.EstimatorSpec(mode, y)
      ...     loss = tf.reduce_mean(tf.square(y - labels))
      ...     step = tf.train.GradientDescentOptimizer(0.5).minimize(
      ...         loss, tf.train.get_global_step())
      ...     return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=step)
      >>> def data():
      ...     return tf.data.Dataset.from_tensors(([1.0], [2.0])).repeat(3)
      >>> estimator = tf.estimator.Estimator(model).train(data)
      >>> estimator.evaluate(data)
      {'loss': 0.0, 'global_step': 3}
      >>> [float(y) for y in estimator.predict(lambda: data().take(1))]
      [2.0]
    """

    def __init__(
        self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None
    ):
        _check_members(type(self))
        self._config = configured(config, model_dir)
        if model_fn is None:
            raise ValueError("model_fn must be provided to Estimator.")
        check_model_function(model_fn, params)
        self._model_fn, self._params = model_fn, copy.deepcopy(params or {})
        self._warm_start = settings_of(warm_start_from)

    @property
    def model_dir(self):
        """The folder."""
        return self._config.model_dir

    @property
    def config(self):
        """The RunConfig."""
        return self._config

    @property
    def params(self):
        """A copy of the parameters."""
        return copy.deepcopy(self._params)

    @property
    def model_fn(self):
        """The model function, with the arguments features, labels, mode and config."""
        return lambda features, labels, mode, config: self._model(
            features, labels, mode, config
        )

    def latest_checkpoint(self):
        """The path of the latest checkpoint; None if there is none."""
        return latest_checkpoint(self.model_dir)

    def _checkpoint(self):
        path = self.latest_checkpoint()
        if path is None:
            raise ValueError(f"Couldn't find trained model at {self.model_dir}.")
        from zeal.checkpoint.checkpoint_reader import load_checkpoint

        return load_checkpoint(path)

    def get_variable_names(self):
        """The names of the variables in the latest checkpoint.

        Returns:
          A list.

        Raises:
          ValueError: there is no checkpoint.
        """
        return sorted(self._checkpoint().get_variable_to_shape_map())

    def get_variable_value(self, name):
        """The value of a variable in the latest checkpoint.

        Args:
          name: its name.

        Returns:
          An array.

        Raises:
          ValueError: there is no checkpoint.
        """
        return self._checkpoint().get_tensor(name)

    def eval_dir(self, name=None):
        """The folder in which evaluations write their summaries.

        Args:
          name: that of the evaluation.

        Returns:
          A path.
        """
        return os.path.join(self.model_dir, f"eval_{name}" if name else "eval")

    def train(
        self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None
    ):
        """Trains the model.

        Args:
          input_fn: a function that returns a Dataset of pairs (features, labels), or such a pair
            of tensors; it may take `mode`, `params` and `config`.
          hooks: list of `tf.train.SessionRunHook`.
          steps: how many steps, or
          max_steps: the global step to stop at; by default until the data ends.
          saving_listeners: list of `tf.train.CheckpointSaverListener`.

        Returns:
          The estimator.

        Raises:
          ValueError: steps and max_steps are both given, or not positive.
          NanLossDuringTrainingError: the loss is no number.
        """
        for name, value in (("steps", steps), ("max_steps", max_steps)):
            if value is not None and value <= 0:
                raise ValueError(f"Must specify {name} > 0, given: {value}")
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        if max_steps is not None and max_steps <= self._trained_steps():
            logging.info("Skipping training since max_steps has already saved.")
            return self
        hooks = _checked(hooks, SessionRunHook, "Hooks must be a SessionRunHook")
        if steps is not None or max_steps is not None:
            hooks.append(StopAtStepHook(steps, max_steps))
        listeners = _checked(
            saving_listeners, CheckpointSaverListener,
            "saving_listeners must be a list of CheckpointSaverListener instances",
        )  # fmt: skip
        with Graph().as_default() as graph, graph.device(self._config.device_fn):
            loss = self._train(input_fn, hooks, listeners)
        logging.info(f"Loss for final step: {loss}.")
        return self

    def _trained_steps(self):
        path = self.latest_checkpoint()
        return 0 if path is None else int(self._checkpoint().get_tensor(GraphKeys.GLOBAL_STEP))

    def _train(self, input_fn, hooks, listeners):
        features, labels, input_hooks = self._begin(input_fn, ModeKeys.TRAIN)
        spec = self._model(features, labels, ModeKeys.TRAIN, self._config)
        self._start_warm(None)
        self._show_loss(spec)
        hooks = [*input_hooks, *hooks, *self._watching(spec), *spec.training_hooks]
        config = self._config
        chief = [*saving_hooks(config, spec, hooks, listeners), *spec.training_chief_hooks]
        with MonitoredTrainingSession(
            checkpoint_dir=self.model_dir, scaffold=spec.scaffold, hooks=hooks,
            chief_only_hooks=chief, save_checkpoint_secs=0,
            save_summaries_steps=config.save_summary_steps, config=config.session_config,
            log_step_count_steps=config.log_step_count_steps,
        ) as session:  # fmt: skip
            loss, stepped = None, False
            while not session.should_stop():
                _, loss = session.run([spec.train_op, spec.loss])
                stepped = True
        if not stepped:
            logging.warning(
                "Training with estimator made no steps. Perhaps input is empty or misspecified."
            )
        return loss

    def _begin(self, input_fn, mode):
        """The graph's seed and global step, then features, labels and hooks."""
        set_random_seed(self._config.tf_random_seed)
        create_global_step()
        return features_and_labels(self._call_input_fn(input_fn, mode))

    def _call_input_fn(self, input_fn, mode):
        return call_with(input_fn, mode=mode, params=self.params, config=self._config)

    def _model(self, features, labels, mode, config):
        if labels is not None and "labels" not in arguments_of(self._model_fn):
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        logging.info("Calling model_fn.")
        spec = call_with(
            self._model_fn, features=features, labels=labels, mode=mode, params=self.params,
            config=config,
        )  # fmt: skip
        logging.info("Done calling model_fn.")
        if not isinstance(spec, EstimatorSpec):
            raise ValueError("model_fn should return an EstimatorSpec.")
        return spec

    def _start_warm(self, checkpoint_path):
        if self._warm_start is not None and not checkpoint_path:
            logging.info(f"Warm-starting with WarmStartSettings: {self._warm_start}")
            warm_start(*self._warm_start)

    def _show_loss(self, spec):
        graph = spec.loss.graph
        summaries = graph.get_collection(GraphKeys.SUMMARIES)
        if not any(summary.op.name == "loss" for summary in summaries):
            scalar("loss", spec.loss)
        graph.add_to_collection(GraphKeys.LOSSES, spec.loss)

    def _watching(self, spec):
        """Hooks that stop at a loss that is no number, and log it."""
        hooks, every = [NanTensorHook(spec.loss)], self._config.log_step_count_steps
        if every is not None:
            shown = {"loss": spec.loss, "step": get_global_step()}
            hooks.append(LoggingTensorHook(shown, every_n_iter=every))
        return hooks

    def evaluate(
        self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None
    ):
        """Evaluates the model.

        Args:
          input_fn: as for `train`.
          steps: how many batches; all of the data by default.
          hooks: list of `tf.train.SessionRunHook`.
          checkpoint_path: a checkpoint; the latest by default. Without any the model has its
            initial values.
          name: that of this evaluation, which is part of the folder of its summaries.

        Returns:
          A dict: values of the model's metrics, "loss" and "global_step".

        Raises:
          ValueError: steps is not positive, or a metric is called loss or global_step.
        """
        if steps is not None and steps <= 0:
            raise ValueError(f"Must specify steps > 0, given: {steps}")
        path = self._to_use(checkpoint_path, "evaluate")
        with Graph().as_default():
            return self._evaluate(input_fn, steps, hooks, path, name)

    def _evaluate(self, input_fn, steps, hooks, path, name, start=None):
        """The results of an evaluation, which `start` gives its values where there is no path."""
        hooks = _checked(hooks, SessionRunHook, "Hooks must be a SessionRunHook")
        if steps is not None:
            hooks.append(evaluation.StopAfterNEvalsHook(steps))
        features, labels, input_hooks = self._begin(input_fn, ModeKeys.EVAL)
        spec = self._model(features, labels, ModeKeys.EVAL, self._config)
        update, values = updates_and_values(spec)
        self._start_warm(path)
        results = evaluation.evaluate_once(
            path, scaffold=starting(counting(spec.scaffold), start), eval_ops=update,
            final_ops=values, hooks=[*input_hooks, *hooks, *spec.evaluation_hooks],
            config=self._config.session_config,
        )  # fmt: skip
        publish_results(self.eval_dir(name), results, path)
        return results

    def _to_use(self, checkpoint_path, purpose):
        path = checkpoint_path or self.latest_checkpoint()
        if not path:
            logging.info(
                f"Could not find trained model in model_dir: {self.model_dir}, running "
                f"initialization to {purpose}."
            )
        return path

    def predict(
        self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None,
        yield_single_examples=True,
    ):  # fmt: skip
        """Predictions, one by one.

        Args:
          input_fn: a function that returns a Dataset of features, or features; labels are left
            out.
          predict_keys: list of the names of predictions that are wanted.
          hooks: list of `tf.train.SessionRunHook`.
          checkpoint_path: a checkpoint; the latest by default. Without any the model has its
            initial values.
          yield_single_examples: whether batches are taken apart.

        Returns:
          An iterator over dicts of arrays, or arrays.

        Raises:
          ValueError: (at the first one) there is no prediction of these names, or batches of
            several lengths.
        """
        hooks = _checked(hooks, SessionRunHook, "Hooks must be a SessionRunHook")
        path = self._to_use(checkpoint_path, "predict")
        graph = Graph()
        with graph.as_default():
            features, _, input_hooks = self._begin(input_fn, ModeKeys.PREDICT)
            spec = self._model(features, None, ModeKeys.PREDICT, self._config)
            self._start_warm(path)
            predictions = chosen(spec.predictions, predict_keys)
            creator = ChiefSessionCreator(
                spec.scaffold, config=self._config.session_config,
                checkpoint_filename_with_path=path,
            )  # fmt: skip
            session = MonitoredSession(
                session_creator=creator, hooks=[*input_hooks, *hooks, *spec.prediction_hooks]
            )
        with session:
            while not session.should_stop():
                batch = session.run(predictions)
                if yield_single_examples:
                    yield from examples(batch)
                else:
                    yield batch

    def export_saved_model(
        self, export_dir_base, serving_input_receiver_fn, assets_extra=None, as_text=False,
        checkpoint_path=None, experimental_mode=ModeKeys.PREDICT,
    ):  # fmt: skip
        """Writes the model as a SavedModel, into a new folder named by the time.

        Args:
          export_dir_base: the folder in which that is made.
          serving_input_receiver_fn: a function that returns a `ServingInputReceiver`.
          assets_extra: dict from paths below "assets.extra" to files that are copied there.
          as_text: whether the message is written as text.
          checkpoint_path: a checkpoint; the latest by default.
          experimental_mode: one of ModeKeys.

        Returns:
          The path, as bytes.

        Raises:
          ValueError: there is no function or no checkpoint.
        """
        if not serving_input_receiver_fn:
            raise ValueError("An input_receiver_fn must be defined.")
        return export_models(
            self, export_dir_base, {experimental_mode: serving_input_receiver_fn}, assets_extra,
            as_text, checkpoint_path, True,
        )  # fmt: skip

    def export_savedmodel(
        self, export_dir_base, serving_input_receiver_fn, assets_extra=None, as_text=False,
        checkpoint_path=None, strip_default_attrs=False,
    ):  # fmt: skip
        """The older name of `export_saved_model`.

        Args:
          export_dir_base, serving_input_receiver_fn, assets_extra, as_text, checkpoint_path: as
            there.
          strip_default_attrs: whether attributes that have their defaults are left out.

        Returns:
          The path, as bytes.
        """
        if not serving_input_receiver_fn:
            raise ValueError("An input_receiver_fn must be defined.")
        return export_models(
            self, export_dir_base, {ModeKeys.PREDICT: serving_input_receiver_fn}, assets_extra,
            as_text, checkpoint_path, strip_default_attrs,
        )  # fmt: skip

    def experimental_export_all_saved_models(
        self, export_dir_base, input_receiver_fn_map, assets_extra=None, as_text=False,
        checkpoint_path=None,
    ):  # fmt: skip
        """Writes the model for several modes into one SavedModel.

        Args:
          the others: as for `export_saved_model`.
          input_receiver_fn_map: dict from modes to functions that return receivers.

        Returns:
          The path, as bytes.
        """
        return export_models(
            self, export_dir_base, input_receiver_fn_map, assets_extra, as_text, checkpoint_path,
            True,
        )  # fmt: skip


def _check_members(kind):
    """Raises ValueError for a subclass that has methods of this class."""
    own = {n for n in vars(Estimator) if not n.startswith("__")}
    own -= {"model_fn", "_call_input_fn"}
    both = sorted(
        n for base in kind.__mro__[: kind.__mro__.index(Estimator)] for n in own & set(vars(base))
    )
    if both:
        raise ValueError(
            "Subclasses of Estimator cannot override members of Estimator. "
            f"{kind} does override {both}"
        )


def _checked(given, kind, words):
    given = list(given or ())
    for one in given:
        if not isinstance(one, kind):
            raise TypeError(f"{words}, given: {one}")
    return given
