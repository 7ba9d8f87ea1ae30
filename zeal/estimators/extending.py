"""tf.estimator.add_metrics and its kin: estimators around others, evaluations in trainings."""

from zeal.estimators.calling import arguments_of, call_with
from zeal.estimators.estimator import Estimator
from zeal.estimators.spec import ModeKeys
from zeal.graph.graph import Graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.train.logging_hooks import SecondOrStepTimer
from zeal.train.session_hooks import SessionRunHook


@public("estimator.add_metrics", "contrib.estimator.add_metrics")
def add_metrics(estimator, metric_fn):
    """An estimator whose evaluations have further metrics.

    Args:
      estimator: a `tf.estimator.Estimator`.
      metric_fn: a function of some of features, labels, predictions and config, which returns a
        dict as `eval_metric_ops` of EstimatorSpec is; its metrics replace those of their names.

    Returns:
      An Estimator with the same folder.

    Raises:
      ValueError: the function has other arguments.

    Example:
      >>> def spread(predictions):
      ...     return {"largest": tf.metrics.mean(tf.reduce_max(predictions["predictions"]))}
      >>> estimator = tf.estimator.add_metrics(tf.estimator.BaselineRegressor(), spread)
      >>> data = lambda: tf.data.Dataset.from_tensors(({"x": [1.0]}, [2.0]))
      >>> estimator.train(data).evaluate(data)["largest"] > 0
      True
    """
    others = sorted(set(arguments_of(metric_fn)) - {"features", "labels", "predictions", "config"})
    if others:
        raise ValueError(f"metric_fn ({metric_fn}) has following not expected args: {others}")

    def model_fn(features, labels, mode, config):
        spec = estimator.model_fn(features, labels, mode, config)
        if mode != ModeKeys.EVAL:
            return spec
        added = call_with(
            metric_fn, features=features, labels=labels, predictions=spec.predictions,
            config=config,
        )  # fmt: skip
        return spec._replace(eval_metric_ops={**spec.eval_metric_ops, **added})

    return Estimator(
        model_fn, estimator.model_dir, estimator.config, warm_start_from=estimator._warm_start
    )


@public("estimator.experimental.InMemoryEvaluatorHook", "contrib.estimator.InMemoryEvaluatorHook")
class InMemoryEvaluatorHook(SessionRunHook):
    """Evaluates a model while it is trained: before, every so many steps, and after.

    The values of variables go from session to session, not through checkpoints.

    Args:
      estimator: the `tf.estimator.Estimator` that is trained.
      input_fn, steps, hooks, name: as for `Estimator.evaluate`.
      every_n_iter: how many steps from one evaluation to the next.

    Raises:
      ValueError: every_n_iter is not positive; (in the training) the model has a saver or an
        init_fn of its own.
    """

    def __init__(self, estimator, input_fn, steps=None, hooks=None, name=None, every_n_iter=100):
        if every_n_iter is None or every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        self._estimator, self._given = estimator, (input_fn, steps, hooks)
        self._name, self._timer, self._count = name, SecondOrStepTimer(None, every_n_iter), 0

    def begin(self):
        """Begins to count."""
        self._timer.reset()
        self._count = 0

    def after_create_session(self, session, coord):
        """Evaluates the first values."""
        self._evaluate(session)

    def after_run(self, run_context, run_values):
        """Evaluates when it is time."""
        self._count += 1
        if self._timer.should_trigger_for_step(self._count):
            self._evaluate(run_context.session)

    def end(self, session):
        """Evaluates the last values."""
        self._evaluate(session)

    def _evaluate(self, session):
        trained = {v.name: v for v in session.graph.get_collection(GraphKeys.GLOBAL_VARIABLES)}
        values = session.run(trained)

        def start(scaffold, session):
            for variable in session.graph.get_collection(GraphKeys.GLOBAL_VARIABLES):
                if variable.name in values:
                    variable.load(values[variable.name], session)

        with Graph().as_default():
            self._estimator._evaluate(*self._given, None, self._name, start)
        self._timer.update_last_triggered_step(self._count)
