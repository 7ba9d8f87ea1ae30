"""tf.estimator.tpu.TPUEstimator as it runs on CPUs, with `use_tpu=False`, and its specification."""

import copy
from collections import namedtuple
from functools import partial

from zeal import logging
from zeal.estimators.calling import arguments_of, call_with, check_model_function
from zeal.estimators.estimator import Estimator
from zeal.estimators.spec import EstimatorSpec, ModeKeys
from zeal.estimators.tpu_config import (
    InputPipelineConfig,
    RunConfig,
    check_count,
    steps_or_seconds,
)
from zeal.public import public
from zeal.summary.writers import flush, summary_writer_initializer_op
from zeal.train.logging_hooks import StepCounterHook
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook

_RESERVED = ["batch_size", "context"]


_Fields = namedtuple("_Fields", (
    "mode predictions loss train_op eval_metrics export_outputs scaffold_fn host_call "
    "training_hooks evaluation_hooks prediction_hooks"
))  # fmt: skip


@public("estimator.tpu.TPUEstimatorSpec", "contrib.tpu.TPUEstimatorSpec")
class TPUEstimatorSpec(_Fields):
    """What a model function of a TPUEstimator returns.

    Args:
      mode, predictions, loss, train_op, export_outputs, training_hooks, evaluation_hooks,
        prediction_hooks: as of `tf.estimator.EstimatorSpec`.
      eval_metrics: a pair: a function that returns a dict as `eval_metric_ops` is, and the list or
        dict of tensors that it is called with.
      scaffold_fn: a function that makes the `tf.train.Scaffold`.
      host_call: a pair as eval_metrics; the tensors that its function returns are computed with
        every step, such as summaries of `tf.contrib.summary`.
    """

    __slots__ = ()

    def __new__(
        cls, mode, predictions=None, loss=None, train_op=None, eval_metrics=None,
        export_outputs=None, scaffold_fn=None, host_call=None, training_hooks=None,
        evaluation_hooks=None, prediction_hooks=None,
    ):  # fmt: skip
        _check_call("eval_metrics", eval_metrics)
        _check_call("host_call", host_call)
        checked = EstimatorSpec(
            mode, predictions, loss, train_op, None, export_outputs, None, training_hooks, None,
            evaluation_hooks, prediction_hooks,
        )  # fmt: skip
        return super().__new__(
            cls, mode, checked.predictions, checked.loss, checked.train_op, eval_metrics,
            checked.export_outputs, scaffold_fn, host_call, checked.training_hooks,
            checked.evaluation_hooks, checked.prediction_hooks,
        )  # fmt: skip

    def as_estimator_spec(self):
        """The EstimatorSpec for CPUs: the functions are called with their tensors."""
        hooks = () if self.host_call is None else (_HostCallHook(_called(self.host_call)),)
        return EstimatorSpec(
            self.mode, self.predictions, self.loss, self.train_op,
            None if self.eval_metrics is None else _called(self.eval_metrics),
            self.export_outputs, None, self.training_hooks + hooks,
            self.scaffold_fn() if self.scaffold_fn else None,
            self.evaluation_hooks + hooks, self.prediction_hooks + hooks,
        )  # fmt: skip


def _check_call(name, call):
    if call is None:
        return
    if not isinstance(call, (tuple, list)):
        raise ValueError(f"{name} should be tuple or list")
    if len(call) != 2:
        raise ValueError(f"{name} should have two elements.")
    function, tensors = call
    if not callable(function):
        raise TypeError(f"{name}[0] should be callable.")
    if not isinstance(tensors, (tuple, list, dict)):
        raise ValueError(f"{name}[1] should be tuple or list, or dict.")
    if not isinstance(tensors, dict) and not _takes(function, len(tensors)):
        raise RuntimeError(
            f"In TPUEstimatorSpec.{name}, length of tensors {len(tensors)} does not match method "
            f"args of the function, which takes {len(arguments_of(function))}."
        )


def _takes(function, count):
    code = getattr(function, "__code__", None)
    return bool(code and code.co_flags & 4) or len(arguments_of(function)) == count  # *args


def _called(call):
    function, tensors = call
    return function(**tensors) if isinstance(tensors, dict) else function(*tensors)


class _HostCallHook(SessionRunHook):
    """Computes what a host call returned with every step, among writers of summaries."""

    def __init__(self, tensors):
        self._tensors = tensors

    def begin(self):
        self._first = summary_writer_initializer_op()
        self._last = [flush(writer=op.inputs[0]) for op in self._first]

    def after_create_session(self, session, coord):
        session.run(self._first)

    def before_run(self, run_context):
        return SessionRunArgs(self._tensors)

    def end(self, session):
        session.run(self._last)


class _ExamplesPerSecondHook(StepCounterHook):
    """Logs how many steps and examples a second takes."""

    def __init__(self, batch_size, every_n_steps, every_n_secs, output_dir):
        self._batch_size = batch_size
        super().__init__(every_n_steps, every_n_secs, output_dir)

    def _log_and_record(self, elapsed_steps, elapsed_time, global_step):
        from zeal.train.summary_hooks import add_scalar

        super()._log_and_record(elapsed_steps, elapsed_time, global_step)
        speed = self._batch_size * elapsed_steps / elapsed_time
        if self._summary_writer is not None:
            add_scalar(self._summary_writer, "examples/sec", speed, global_step)
        logging.info(f"examples/sec: {speed:g}")


@public("estimator.tpu.TPUEstimator", "contrib.tpu.TPUEstimator")
class TPUEstimator(Estimator):
    """An Estimator whose functions get `params["batch_size"]`, and whose models may name metrics.

    zeal has no TPUs: with `use_tpu=False` all runs on CPUs, as in TensorFlow; with `use_tpu=True`
    models can be exported, and the rest says that there is no TPU.

    Args:
      model_fn: a function as of `tf.estimator.Estimator`, with an argument params, that returns a
        TPUEstimatorSpec or an EstimatorSpec. `params` has "use_tpu" and the mode's "batch_size".
      model_dir: the folder.
      config: a `tf.estimator.tpu.RunConfig`.
      params: dict of what the functions get as `params`.
      use_tpu: whether TPUs shall be used.
      train_batch_size, eval_batch_size, predict_batch_size: `params["batch_size"]` by mode.
      batch_axis, embedding_config_spec, export_saved_model_api_version: for TPUs alone.
      eval_on_tpu: whether evaluations shall use TPUs too.
      export_to_tpu, export_to_cpu: accepted for compatibility: exported models are for CPUs.
      warm_start_from: as of `tf.estimator.Estimator`.

    Example:
      >>> def model(features, labels, mode, params):
      ...     w = tf.get_variable("w", initializer=0.0)
      ...     loss = tf.reduce_mean(tf.square(w * features - labels))
      ...     step = tf.train.GradientDescentOptimizer(0.5).minimize(
      ...         loss, tf.train.get_global_step())
      ...     return tf.estimator.tpu.TPUEstimatorSpec(mode, loss=loss, train_op=step)
      >>> def data(params):
      ...     pairs = tf.data.Dataset.from_tensors((1.0, 2.0)).repeat(6)
      ...     return pairs.batch(params["batch_size"])
      >>> estimator = tf.estimator.tpu.TPUEstimator(
      ...     model, config=tf.estimator.tpu.RunConfig(), use_tpu=False, train_batch_size=2,
      ...     eval_batch_size=3)
      >>> estimator.train(data).evaluate(data)
      {'loss': 0.0, 'global_step': 3}
    """

    def __init__(
        self, model_fn=None, model_dir=None, config=None, params=None, use_tpu=True,
        train_batch_size=None, eval_batch_size=None, predict_batch_size=None, batch_axis=None,
        eval_on_tpu=True, export_to_tpu=True, export_to_cpu=True, warm_start_from=None,
        embedding_config_spec=None, export_saved_model_api_version=None,
    ):  # fmt: skip
        if not isinstance(config, RunConfig):
            raise ValueError("`config` must be provided with type `tpu_config.RunConfig`")
        if any(key in (params or {}) for key in _RESERVED):
            raise ValueError(f"{_RESERVED} are reserved keys but existed in params {params}.")
        self._batch_sizes = {
            ModeKeys.TRAIN: train_batch_size, ModeKeys.EVAL: eval_batch_size,
            ModeKeys.PREDICT: predict_batch_size,
        }  # fmt: skip
        if use_tpu:
            _check_sizes(*self._batch_sizes.values())
        self._use_tpu, self._eval_on_tpu, self._input_called = use_tpu, eval_on_tpu, False
        check_model_function(model_fn, params)
        self._log_every = _log_every(config)
        super().__init__(
            partial(self._call_program, model_fn), model_dir,
            config.replace(log_step_count_steps=None), params or {}, warm_start_from,
        )  # fmt: skip

    def _with_batch_size(self, params, mode):
        size = self._batch_sizes[mode]
        return params if size is None else {**params, "batch_size": size}

    def _call_input_fn(self, input_fn, mode):
        if "params" not in arguments_of(input_fn):
            raise ValueError(
                f"input_fn ({input_fn}) does not include params argument, required by "
                'TPUEstimator to pass batch size as params["batch_size"]'
            )
        if self._use_tpu and (self._eval_on_tpu or mode != ModeKeys.EVAL):
            raise RuntimeError(
                "Cannot find any TPU cores in the system. Please double check Tensorflow master "
                "address and TPU worker(s); zeal runs on CPUs: pass use_tpu=False"
            )
        if self.config.tpu_config.eval_training_input_configuration == (
            InputPipelineConfig.SLICED
        ) and mode != ModeKeys.TRAIN:
            raise ValueError(
                "Invalid TPUConfig `eval_training_input_configuration` value. SLICED mode only "
                "works on use_tpu = True."
            )
        self._input_called = True
        params = self._with_batch_size(self.params, mode)
        return call_with(input_fn, mode=mode, params=params, config=self.config)

    def _call_program(self, model_fn, features, labels, mode, config, params):
        """The program's model function; exported models have no batch size."""
        if "params" not in arguments_of(model_fn):
            raise ValueError(
                f"model_fn ({model_fn}) does not include params argument, required by "
                "TPUEstimator to pass batch size as params['batch_size']"
            )
        if labels is not None and "labels" not in arguments_of(model_fn):
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        if self._input_called:
            params = self._with_batch_size(params, mode)
        self._input_called = False
        logging.info(f"Running {mode} on CPU")
        spec = call_with(
            model_fn, features=features, labels=labels, mode=mode, config=copy.deepcopy(config),
            params={**params, "use_tpu": False},
        )  # fmt: skip
        if isinstance(spec, TPUEstimatorSpec):
            spec = spec.as_estimator_spec()
        if self._log_every is None or mode != ModeKeys.TRAIN:
            return spec
        return spec._replace(training_hooks=(*spec.training_hooks, self._speed_hook()))

    def _speed_hook(self):
        size = self._batch_sizes[ModeKeys.TRAIN]
        folder = self.model_dir if self.config.save_summary_steps else None
        if size is None:
            return StepCounterHook(*self._log_every, folder)
        return _ExamplesPerSecondHook(size, *self._log_every, folder)


def _check_sizes(train, *others):
    if train is None:
        raise ValueError("`train_batch_size` cannot be `None`")
    for name, size in zip(("train", "eval", "predict"), (train, *others), strict=True):
        if size is not None:
            check_count(size, f"{name}_batch_size")


def _log_every(config):
    """The pair (steps, seconds) from one line of the log to the next, or None."""
    per_loop, seconds = steps_or_seconds(config.tpu_config.iterations_per_loop)
    if seconds is not None:
        return None, seconds
    every = config.log_step_count_steps
    return None if every is None else (-(-every // per_loop), None)
