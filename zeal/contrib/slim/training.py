"""tf.contrib.slim.learning.train: a loop around a training step, with checkpoints and summaries."""

import os
import time

from zeal import errors, logging
from zeal._native import api
from zeal.checkpoint.saver import Saver
from zeal.eager import control
from zeal.gfile import GFile
from zeal.graph.graph import get_default_graph
from zeal.graph.timeline import Timeline
from zeal.messages.config import RunOptions
from zeal.messages.run_metadata import RunMetadata
from zeal.ops.array.constant import constant
from zeal.public import public
from zeal.state.initialization import report_uninitialized_variables
from zeal.state.scope import name_scope
from zeal.summary.ops import merge_all
from zeal.train.step_counter import get_or_create_global_step
from zeal.train.step_counter import global_step as global_step_in
from zeal.train.supervisor import Supervisor

_USE_DEFAULT = 0


@public("contrib.slim.learning.train_step")
def train_step(sess, train_op, global_step, train_step_kwargs):
    """One step of `slim.learning.train`, which logs it.

    Args:
      sess: a session.
      train_op: a tensor of the loss that takes a step.
      global_step: the variable that counts steps.
      train_step_kwargs: dict; tensors "should_log", "should_stop" and "should_trace" say whether
        that shall happen; "logdir" is where traces go, "summary_writer" what writes them.

    Returns:
      A pair: the loss, and whether the loop shall stop.

    Raises:
      ValueError: there is should_trace, but no logdir.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     step = tf.train.get_or_create_global_step()
      ...     session.run(tf.global_variables_initializer())
      ...     loss, stops = tf.contrib.slim.learning.train_step(
      ...         session, tf.constant(2.0), step, {"should_stop": step >= 0})
      ...     print(loss, stops)
      2.0 True
    """
    settings, start = train_step_kwargs, time.time()
    options = metadata = None
    if "should_trace" in settings:
        if "logdir" not in settings:
            raise ValueError(
                "logdir must be present in train_step_kwargs when should_trace is present"
            )
        if sess.run(settings["should_trace"]):
            options, metadata = RunOptions(trace_level=RunOptions.FULL_TRACE), RunMetadata()
    loss, step = sess.run([train_op, global_step], options=options, run_metadata=metadata)
    seconds = time.time() - start
    if metadata is not None:
        _write_trace(metadata, step, settings)
    if "should_log" in settings and sess.run(settings["should_log"]):
        logging.info("global step %d: loss = %.4f (%.3f sec/step)", step, loss, seconds)
    return loss, sess.run(settings["should_stop"]) if "should_stop" in settings else False


def _write_trace(metadata, step, settings):
    path = os.path.join(settings["logdir"], f"tf_trace-{step}.json")
    logging.info(f"Writing trace to {path}")
    with GFile(path, "w") as file:
        file.write(Timeline(metadata.step_stats).generate_chrome_trace_format())
    if "summary_writer" in settings:
        settings["summary_writer"].add_run_metadata(metadata, f"run_metadata-{step}")


@public("contrib.slim.learning.train")
def train(
    train_op, logdir, train_step_fn=train_step, train_step_kwargs=_USE_DEFAULT,
    log_every_n_steps=1, graph=None, master="", is_chief=True, global_step=None,
    number_of_steps=None, init_op=_USE_DEFAULT, init_feed_dict=None, local_init_op=_USE_DEFAULT,
    init_fn=None, ready_op=_USE_DEFAULT, summary_op=_USE_DEFAULT, save_summaries_secs=600,
    summary_writer=_USE_DEFAULT, startup_delay_steps=0, saver=None, save_interval_secs=600,
    sync_optimizer=None, session_config=None, session_wrapper=None, trace_every_n_steps=None,
    ignore_live_threads=False,
):  # fmt: skip
    """Trains, writes checkpoints and summaries, and starts where the last checkpoint ended.

    Args:
      train_op: a tensor of the loss that takes a step: see `create_train_op`.
      logdir: folder of checkpoints and summaries; None for none.
      train_step_fn: as `train_step`: a function of session, train_op, global_step and
        train_step_kwargs that returns the loss, and whether to stop.
      train_step_kwargs: dict that it gets; by default "should_stop" after number_of_steps,
        "should_log" every log_every_n_steps and "should_trace" every trace_every_n_steps.
      log_every_n_steps: how often the loss is logged.
      graph: the graph; the one in force by default.
      master: accepted for compatibility.
      is_chief: whether this program initialises and writes.
      global_step: the variable that counts steps; the graph's by default.
      number_of_steps: the step to stop at; None for ever, or until the data ends.
      the others: as for `tf.train.Supervisor`.
      save_summaries_secs, save_interval_secs: seconds from one summary or checkpoint to the next.
      startup_delay_steps: the step that others than the chief wait for.
      saver: a `tf.train.Saver`; a new one by default.
      sync_optimizer: a `tf.train.SyncReplicasOptimizer`, which zeal does not have: None.
      session_config: a `tf.ConfigProto`.
      session_wrapper: a function of the session that returns one.
      trace_every_n_steps: how often a timeline of a step is written; None for never.
      ignore_live_threads: whether threads that do not end in time are no error.

    Returns:
      The last loss; None if there was no step.

    Raises:
      ValueError: train_op is None, number_of_steps is not positive, or something is to be written
        and there is no logdir.
      NotImplementedError: there is a sync_optimizer.

    Example:
      >>> slim = tf.contrib.slim
      >>> with tf.Graph().as_default():
      ...     x = tf.Variable(3.0)
      ...     step = slim.learning.create_train_op(x * x, tf.train.GradientDescentOptimizer(0.25))
      ...     print(slim.learning.train(step, None, number_of_steps=2))
      2.25
    """
    _check(train_op, logdir, summary_op, saver, trace_every_n_steps, number_of_steps)
    if sync_optimizer is not None:
        raise NotImplementedError("sync_optimizer: zeal trains in one process")
    graph = graph or get_default_graph()
    with graph.as_default():
        step = get_or_create_global_step() if global_step is None else global_step
        settings = _settings(
            train_step_kwargs, step, number_of_steps, log_every_n_steps,
            trace_every_n_steps if is_chief else None, logdir,
        )  # fmt: skip
        supervisor = _supervisor(
            init_op, ready_op, local_init_op, summary_op, saver,
            graph=graph, is_chief=is_chief, logdir=logdir, init_feed_dict=init_feed_dict,
            init_fn=init_fn, global_step=step, save_summaries_secs=save_summaries_secs,
            save_model_secs=save_interval_secs, summary_writer=summary_writer,
        )  # fmt: skip
    if summary_writer is not None:
        settings["summary_writer"] = supervisor.summary_writer

    def prepare(session):
        session = session if session_wrapper is None else session_wrapper(session)
        if is_chief and logdir:
            supervisor.start_standard_services(session)
        elif not is_chief and startup_delay_steps > 0:
            _wait_for_step(session, step, min(startup_delay_steps, number_of_steps or 1 << 62))
        return session

    def one_step(session):
        return train_step_fn(session, train_op, step, settings)

    return _run(supervisor, master, session_config, prepare, one_step, ignore_live_threads)


def _check(train_op, logdir, summary_op, saver, trace_every_n_steps, number_of_steps):
    if train_op is None:
        raise ValueError("train_op cannot be None.")
    if logdir is None:
        for name, given in (
            ("summary_op", summary_op is not _USE_DEFAULT),
            ("saver", saver is not None),
            ("trace_every_n_steps", trace_every_n_steps is not None),
        ):
            if given:
                raise ValueError(f"Cannot provide {name} because logdir=None")
    if number_of_steps is not None and number_of_steps <= 0:
        raise ValueError("`number_of_steps` must be either None or a positive number.")


def _settings(given, step, last, log_every, trace_every, logdir):
    """What a step is told, where the program does not say."""
    if given is not _USE_DEFAULT:
        return given
    with name_scope("train_step"):
        made = {"should_stop": step >= last if last else constant(False)}
        if log_every > 0:
            made["should_log"] = api.equal(step % log_every, 0)
        if trace_every is not None:
            made["should_trace"] = api.equal(step % trace_every, 0)
            made["logdir"] = logdir
    return made


def _supervisor(init_op, ready_op, local_init_op, summary_op, saver, **others):
    saver = saver or Saver()
    with name_scope("init_ops"):
        if init_op is _USE_DEFAULT:
            init_op = control.global_variables_initializer()
        if ready_op is _USE_DEFAULT:
            ready_op = report_uninitialized_variables()
        if local_init_op is _USE_DEFAULT:
            local_init_op = control.group(
                control.local_variables_initializer(), control.tables_initializer()
            )
    if summary_op is _USE_DEFAULT:
        summary_op = merge_all()
    return Supervisor(
        init_op=init_op, ready_op=ready_op, local_init_op=local_init_op, summary_op=summary_op,
        saver=saver, **others,
    )  # fmt: skip


def _wait_for_step(session, global_step, step):
    while global_step_in(session, global_step) < step:
        time.sleep(1.0)


def _run(supervisor, master, config, prepare, one_step, ignore_live_threads):
    """Steps until one asks to stop, or the data ends; begun anew where a session was lost."""
    while True:
        try:
            with supervisor.managed_session(
                master, config=config, start_standard_services=False
            ) as session:
                return _steps(supervisor, prepare(session), one_step, ignore_live_threads)
        except errors.AbortedError:
            logging.info("Retrying training!")


def _steps(supervisor, session, one_step, ignore_live_threads):
    loss = None
    threads = supervisor.start_queue_runners(session)
    try:
        while not supervisor.should_stop():
            loss, stops = one_step(session)
            if stops:
                logging.info("Stopping Training.")
                supervisor.request_stop()
                break
    except errors.OutOfRangeError as e:
        logging.info(f"Caught OutOfRangeError. Stopping Training. {e}")
    if supervisor.save_path and supervisor.is_chief:
        logging.info("Finished training! Saving model to disk.")
        supervisor.saver.save(session, supervisor.save_path, global_step=supervisor.global_step)
        supervisor.stop(threads, True, ignore_live_threads)
    return loss
