"""tfe.Evaluator: the metrics of a model, gathered over a dataset."""

from contextlib import ExitStack
from typing import Any

from zeal._native import Variable
from zeal.eager.context import executing_eagerly
from zeal.eager.control import group
from zeal.errors import OutOfRangeError
from zeal.graph.session import get_default_session
from zeal.metrics.objects.mean import Accuracy, Mean
from zeal.metrics.objects.metric import Metric
from zeal.ops.array.constant import constant
from zeal.public import public


@public("contrib.eager.Evaluator")
class Evaluator:
    """Metrics of what a model says of its data.

    A subclass makes its metrics in `__init__` with `track_metric` and updates them in
    `call(eval_data)`.

    Args:
      model: an object whose `eval_data(batch)` returns what `call` takes.

    Example:
      >>> class Squares:
      ...     def eval_data(self, x):
      ...         return x * x
      >>> class MeanOfSquares(tfe.Evaluator):
      ...     def __init__(self, model):
      ...         super().__init__(model)
      ...         self.mean = self.track_metric(tfe.metrics.Mean("mean"))
      ...     def call(self, eval_data):
      ...         self.mean(eval_data)
      >>> dataset = tf.data.Dataset.from_tensor_slices([1.0, 3.0])
      >>> results = MeanOfSquares(Squares()).evaluate_on_dataset(dataset)
      >>> float(results["mean"])
      5.0
    """

    def __init__(self, model) -> None:
        self._model = model
        self._metrics: dict[str, Metric] = {}
        self._evaluators: dict[str, Evaluator] = {}
        self._traced: Any = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Updates the metrics with a batch.

        Args:
          *args, **kwargs: what the model's `eval_data` takes.

        Returns:
          What `call` returns; in graphs, if that is nothing, an operation that runs the update.
        """
        eval_data = self._model.eval_data(*args, **kwargs)
        return self.call(eval_data) if executing_eagerly() else self._in_graph(eval_data)

    def _in_graph(self, eval_data):
        if self._traced is None:
            from zeal.graph.function import defun

            self._traced = defun(lambda data: (self.call(data), constant(0)))
        result, done = self._traced(eval_data)
        return done.op if result is None else result

    def init_variables(self) -> Any:
        """The operation of a graph that starts all metrics anew, after the first call.

        Returns:
          An Operation.

        Raises:
          RuntimeError: while executing eagerly.
        """
        if executing_eagerly():
            raise RuntimeError(
                "Evaluator.init_variables() not needed when eager execution is enabled."
            )
        return group(*[metric.init_variables() for _, metric in self.metrics])

    def all_metric_results(self, summary_logdir=None) -> dict[str, Any]:
        """The results of all metrics.

        Args:
          summary_logdir: a folder to write them to as summaries, or None; in graphs the ops
            among `tf.contrib.summary.all_summary_ops()` write.

        Returns:
          A dict from names to tensors; those of evaluators inside are "prefix/name".
        """
        from zeal.summary import recording
        from zeal.summary.writers import create_file_writer

        with ExitStack() as blocks:
            if summary_logdir is None:
                blocks.enter_context(recording.never_record_summaries())
            else:
                blocks.enter_context(create_file_writer(summary_logdir).as_default())
                blocks.enter_context(recording.always_record_summaries())
            return {name: metric.result() for name, metric in self._named_metrics()}

    def _named_metrics(self):
        yield from self._metrics.items()
        for prefix, evaluator in self._evaluators.items():
            for name, metric in evaluator._named_metrics():
                yield f"{prefix}/{name}", metric

    def evaluate_on_dataset(self, dataset, *args: Any, **kwargs: Any) -> Any:
        """Calls the evaluator with each element of a dataset.

        Args:
          dataset: a Dataset, each element of which is the first argument of a call.
          *args, **kwargs: the others; `summary_logdir` is that of `all_metric_results`.

        Returns:
          The dict of `all_metric_results`. In graphs, what `run_evaluation` takes: operations that
          start anew and take an element, and the dict.
        """
        logdir = kwargs.pop("summary_logdir", None)
        if executing_eagerly():
            for example in dataset:
                self(example, *args, **kwargs)
            return self.all_metric_results(logdir)
        example = dataset.make_one_shot_iterator().get_next()
        call_op = self(example, *args, **kwargs)
        return self.init_variables(), call_op, self.all_metric_results(logdir)

    @staticmethod
    def run_evaluation(init_op, call_op, results_op, sess=None) -> Any:
        """Runs what `evaluate_on_dataset` returned in a graph.

        Args:
          init_op, call_op, results_op: what it returned.
          sess: a Session; by default the one in force.

        Returns:
          A dict from names to values.

        Raises:
          ValueError: there is no session.
        """
        session = sess or get_default_session()
        if session is None:
            raise ValueError("run_evaluation: there is no session in force; give sess")
        session.run(init_op)
        try:
            while True:
                session.run(call_op)
        except OutOfRangeError:
            return session.run(results_op)

    @property
    def model(self) -> Any:
        """The model."""
        return self._model

    @property
    def metrics(self) -> "set[tuple[str, Metric]]":
        """Pairs of name and metric, those of evaluators inside included."""
        return set(self._named_metrics())

    @property
    def metric_variables(self) -> set[Variable]:
        """The variables of all metrics."""
        return {v for _, metric in self._named_metrics() for v in metric.variables}

    def call(self, eval_data) -> Any:
        """Updates the metrics; a subclass must define it.

        Args:
          eval_data: what the model's `eval_data` returned.

        Raises:
          NotImplementedError: the subclass defines none.
        """
        raise NotImplementedError("Evaluators must define a call member function.")

    def track_metric(self, metric) -> Metric:
        """Adds a metric.

        Args:
          metric: a tfe.metrics.Metric that no evaluator has.

        Returns:
          The metric.

        Raises:
          RuntimeError: before `Evaluator.__init__`.
          TypeError: it is no Metric.
          ValueError: another one has its name, or an evaluator has it.
        """
        if "_metrics" not in vars(self):
            raise RuntimeError("Need to call Evaluator.__init__ before adding metrics")
        if not isinstance(metric, Metric):
            raise TypeError(
                f"Evaluator.track_metric() passed type {type(metric)}, not a tfe.metrics.Metric"
            )
        if self._metrics.get(metric.name) is metric:
            return metric
        owner = type(self).__name__
        if metric.name in self._metrics:
            raise ValueError(
                f"Attempt to add two Metrics with the name '{metric.name}' to the same Evaluator "
                f"'{owner}'"
            )
        if "_added_to_an_evaluator" in vars(metric):
            raise ValueError(
                f"Metric {metric.name} already added to Evaluator {metric._added_to_an_evaluator}"
            )
        metric._added_to_an_evaluator = owner
        self._metrics[metric.name] = metric
        return metric

    def track_evaluator(self, prefix, evaluator) -> "Evaluator":
        """Adds an evaluator inside this one.

        Args:
          prefix: what goes before the names of its metrics.
          evaluator: an Evaluator.

        Returns:
          The evaluator.

        Raises:
          RuntimeError: before `Evaluator.__init__`.
          TypeError: it is none.
          ValueError: another one has the prefix.
        """
        if "_evaluators" not in vars(self):
            raise RuntimeError("Need to call Evaluator.__init__ before adding evaluators")
        if not isinstance(evaluator, Evaluator):
            raise TypeError(
                f"Evaluator.track_evaluator() passed type {type(evaluator)}, not a tfe.Evaluator"
            )
        if self._evaluators.setdefault(prefix, evaluator) is not evaluator:
            raise ValueError(
                f"Attempt to add two Evaluators with the prefix '{prefix}' to the same Evaluator "
                f"'{type(self).__name__}'"
            )
        return evaluator


@public("contrib.eager.SparseSoftmaxEvaluator")
class SparseSoftmaxEvaluator(Evaluator):
    """The mean loss and the accuracy of a model of classes.

    Args:
      model: an object whose `eval_data(batch)` returns a dict.
      loss_key, label_key, predicted_class_key: the keys of the loss, the classes that are right
        and those that are predicted.
      weights_key: the key of weights, which the dict may lack.

    Example:
      >>> class Model:
      ...     def eval_data(self, batch):
      ...         return dict(batch, loss=tf.constant(0.5))
      >>> evaluator = tfe.SparseSoftmaxEvaluator(Model())
      >>> _ = evaluator({"label": [1, 2], "predicted_class": [1, 0]})
      >>> float(evaluator.all_metric_results()["Accuracy"])
      0.5
    """

    def __init__(
        self, model, loss_key="loss", label_key="label", predicted_class_key="predicted_class",
        weights_key="weights",
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.avg_loss = self.track_metric(Mean("Avg Loss"))
        self.accuracy = self.track_metric(Accuracy())
        self.loss_key, self.label_key = loss_key, label_key
        self.predicted_class_key, self.weights_key = predicted_class_key, weights_key

    def call(self, eval_data) -> None:
        """Updates both metrics.

        Args:
          eval_data: the dict.
        """
        weights = eval_data.get(self.weights_key)
        self.avg_loss(eval_data[self.loss_key], weights=weights)
        labels = eval_data[self.label_key]
        self.accuracy(labels, eval_data[self.predicted_class_key], weights=weights)
