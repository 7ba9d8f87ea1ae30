"""tf.contrib.learn.Experiment: an estimator with its data; and runs of graphs' tensors."""

from zeal.checkpoint.saver import Saver
from zeal.eager.control import (
    global_variables_initializer,
    local_variables_initializer,
    tables_initializer,
)
from zeal.estimators import estimator as core
from zeal.estimators.older_estimator import Estimator
from zeal.graph.one_graph import get_graph_from_inputs
from zeal.graph.session import Session
from zeal.public import public
from zeal.train.coordinator import Coordinator
from zeal.train.queue_runner import start_queue_runners


@public("contrib.learn.Experiment")
class Experiment:
    """An estimator, what it trains on and what it is evaluated on.

    Args:
      estimator: a `tf.contrib.learn.Estimator` or a `tf.estimator.Estimator`.
      train_input_fn, eval_input_fn: functions that return tensors.
      eval_metrics: dict of metrics for `tf.contrib.learn.Estimator.evaluate`.
      train_steps: the global step to stop at; eval_steps: how many batches an evaluation takes.
      train_monitors, eval_hooks: lists of `tf.train.SessionRunHook`.
      the others: accepted for compatibility: one process trains, then evaluates.

    Raises:
      ValueError: the estimator is none, or a core one is to have eval_metrics.
    """

    def __init__(
        self, estimator, train_input_fn, eval_input_fn, eval_metrics=None, train_steps=None,
        eval_steps=100, train_monitors=None, eval_hooks=None, local_eval_frequency=None,
        eval_delay_secs=120, continuous_eval_throttle_secs=60, min_eval_frequency=None,
        delay_workers_by_global_step=False, export_strategies=None,
        train_steps_per_iteration=None, checkpoint_and_export=False, saving_listeners=None,
        check_interval_secs=5,
    ):  # fmt: skip
        if not isinstance(estimator, (Estimator, core.Estimator)):
            raise ValueError("`estimator` must implement `tf.contrib.learn.Evaluable` and "
                             "`tf.contrib.learn.Trainable`")
        if isinstance(estimator, core.Estimator) and eval_metrics is not None:
            raise ValueError("`eval_metrics` must be `None` with `tf.estimator.Estimator`")
        if export_strategies or saving_listeners:
            raise NotImplementedError("export_strategies and saving_listeners are not built")
        self._estimator, self._metrics = estimator, eval_metrics
        self._train_input_fn, self._eval_input_fn = train_input_fn, eval_input_fn
        self._train_steps, self._eval_steps = train_steps, eval_steps
        self._train_monitors, self._eval_hooks = list(train_monitors or []), eval_hooks

    @property
    def estimator(self):
        """The estimator."""
        return self._estimator

    @property
    def train_steps(self):
        """The global step to stop at."""
        return self._train_steps

    @property
    def eval_steps(self):
        """How many batches an evaluation takes."""
        return self._eval_steps

    def train(self, delay_secs=None):
        """Trains; returns the estimator."""
        return self._train(max_steps=self._train_steps)

    def local_run(self):
        """Old name of `train_and_evaluate`."""
        return self.train_and_evaluate()

    def evaluate(self, delay_secs=None, name=None):
        """Evaluates the latest checkpoint; returns the metrics' values."""
        return self._evaluate(self._eval_steps, name)

    def train_and_evaluate(self):
        """Trains, then evaluates; returns the metrics' values, and an empty list of exports."""
        self.train()
        return self.evaluate(), []

    def test(self):
        """Trains one step and evaluates one batch; returns the metrics' values."""
        self._train(steps=1)
        return self._evaluate(1, "one_pass")

    def _train(self, **steps):
        is_core = isinstance(self._estimator, core.Estimator)
        train = self._estimator.train if is_core else self._estimator.fit
        hooks = {"hooks" if is_core else "monitors": self._train_monitors}
        return train(input_fn=self._train_input_fn, **hooks, **steps)

    def _evaluate(self, steps, name):
        metrics = {} if self._metrics is None else {"metrics": self._metrics}
        return self._estimator.evaluate(
            input_fn=self._eval_input_fn, steps=steps, name=name, hooks=self._eval_hooks, **metrics)


@public("contrib.learn.learn_runner.run")
def run(experiment_fn, output_dir=None, schedule=None, run_config=None, hparams=None):
    """Makes an experiment and runs it.

    Args:
      experiment_fn: a function of output_dir, or of run_config and hparams, that makes it.
      output_dir, run_config, hparams: what that is given.
      schedule: the name of the method; by default "train_and_evaluate".

    Returns:
      What the method returns.

    Raises:
      ValueError: both or none of output_dir and run_config are given; it has no such method.
      TypeError: experiment_fn is no function, or makes no Experiment.
    """
    if output_dir is not None and run_config is not None:
        raise ValueError("Cannot provide both `output_dir` and `run_config`")
    if output_dir is None and run_config is None:
        raise ValueError("Must set value for `output_dir` or `run_config`")
    if not callable(experiment_fn):
        raise TypeError(f'Experiment builder "{experiment_fn}" is not callable.')
    if run_config is None and hparams is not None:
        raise ValueError("Must set `hparams` as None for `experiment_fn` with `output_dir`.")
    if run_config is None:
        experiment = experiment_fn(output_dir=output_dir)
    else:
        experiment = experiment_fn(run_config=run_config, hparams=hparams)
    if not isinstance(experiment, Experiment):
        raise TypeError("Experiment builder did not return an Experiment instance, got "
                        f"{type(experiment)} instead.")
    return _method(experiment, schedule or "train_and_evaluate")()


_NOT_BUILT = (
    "continuous_eval", "continuous_eval_on_train_data", "continuous_train_and_eval",
    "run_std_server",
)  # fmt: skip


def _method(experiment, schedule):
    method = getattr(experiment, schedule, None)
    if method is None and schedule in _NOT_BUILT:
        raise NotImplementedError(f"Experiment.{schedule} is not built: see train_and_evaluate")
    if method is None:
        raise ValueError(f"Schedule references non-existent task {schedule}")
    if not callable(method):
        raise TypeError(f"Schedule references non-callable member {schedule}")
    return method


@public("contrib.learn.run_feeds")
def run_feeds(output_dict, feed_dicts, restore_checkpoint_path=None):
    """Runs tensors of a graph in a new session, once for each dict of what is fed.

    Args:
      output_dict: dict of tensors.
      feed_dicts: an iterable of dicts for `Session.run`, or Nones.
      restore_checkpoint_path: the checkpoint that gives variables their values; else they are
        initialized.

    Returns:
      A list of dicts of arrays.

    Raises:
      ValueError: output_dict or feed_dicts is None or empty.
    """
    for name, given in (("output_dict", output_dict), ("feed_dicts", feed_dicts)):
        if not given:
            raise ValueError(f"{name} is invalid: {given}.")
    graph = get_graph_from_inputs(output_dict.values())
    with graph.as_default(), Session() as session:
        if restore_checkpoint_path:
            Saver().restore(session, restore_checkpoint_path)
        else:
            session.run(global_variables_initializer())
        session.run([local_variables_initializer(), tables_initializer()])
        coordinator = Coordinator()
        threads = start_queue_runners(session, coordinator)
        try:
            return [session.run(output_dict, feed) for feed in feed_dicts]
        finally:
            coordinator.request_stop()
            coordinator.join(threads, stop_grace_period_secs=120)


@public("contrib.learn.run_n")
def run_n(output_dict, feed_dict=None, restore_checkpoint_path=None, n=1):
    """Runs tensors of a graph in a new session, several times.

    Args:
      output_dict: dict of tensors.
      feed_dict: what is fed each time, or None.
      restore_checkpoint_path: as for `tf.contrib.learn.run_feeds`.
      n: how often.

    Returns:
      A list of dicts of arrays.

    Raises:
      ValueError: output_dict is empty.

    Example:
      >>> with tf.Graph().as_default():
      ...     results = tf.contrib.learn.run_n({"x": tf.get_variable("x", initializer=3)}, n=2)
      >>> [int(each["x"]) for each in results]
      [3, 3]
    """
    return run_feeds(output_dict, [feed_dict] * n, restore_checkpoint_path)
