"""One evaluation of a graph: steps that are counted, hooks that end them, and last values."""

import time

from zeal import logging
from zeal._native import api
from zeal.dtypes import int64
from zeal.eager.control import control_dependencies
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.variable import get_variable
from zeal.train.hooks import FinalOpsHook
from zeal.train.monitored_session import MonitoredSession
from zeal.train.session_creators import ChiefSessionCreator
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.summary_hooks import writer_of


@public("contrib.training.get_or_create_eval_step")
def get_or_create_eval_step():
    """The graph's count of steps of an evaluation, a local variable.

    Returns:
      An int64 variable.

    Raises:
      ValueError: the graph has several.

    Example:
      >>> with tf.Graph().as_default():
      ...     tf.contrib.training.get_or_create_eval_step().name
      'eval_step:0'
    """
    known = get_default_graph().get_collection(GraphKeys.EVAL_STEP)
    if len(known) > 1:
        raise ValueError("Multiple tensors added to tf.GraphKeys.EVAL_STEP")
    if known:
        return known[0]
    return get_variable(
        "eval_step", [], int64, Zeros(), trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.EVAL_STEP],
    )  # fmt: skip


@public("contrib.training.StopAfterNEvalsHook")
class StopAfterNEvalsHook(SessionRunHook):
    """Ends an evaluation after so many steps.

    Args:
      num_evals: how many; None for all that the data has.
      log_progress: whether steps are logged: each, or ten in all of twenty and more.

    Example:
      >>> hook = tf.contrib.training.StopAfterNEvalsHook(10)
    """

    def __init__(self, num_evals, log_progress=True):
        self._last, self._logs = num_evals, log_progress
        self._every = 1 if num_evals is None or num_evals < 20 else num_evals // 10
        self._done = None

    def count(self, steps_done):
        """Says which tensor counts the steps."""
        self._done = steps_done

    def before_run(self, run_context):
        """Asks for the count."""
        return SessionRunArgs(self._done)

    def after_run(self, run_context, run_values):
        """Logs, and asks to stop when it is time."""
        done, last = run_values.results, self._last
        if self._logs and (done % self._every == 0 or done == last):
            logging.info("Evaluation [%d]" if last is None else f"Evaluation [%d/{last}]", done)
        if last is not None and done >= last:
            run_context.request_stop()


@public("contrib.training.SummaryAtEndHook")
class SummaryAtEndHook(SessionRunHook):
    """Writes summaries at the end of a session.

    Args:
      log_dir: the folder of the event file, or
      summary_writer: the writer.
      summary_op: the summary; by default all of the graph's.
      feed_dict: what is fed for it.

    Raises:
      ValueError: there is neither folder nor writer.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     _ = tf.summary.scalar("loss", 0.5)
      ...     hook = tf.contrib.training.SummaryAtEndHook(folder)
      ...     with tf.train.MonitoredSession(hooks=[hook]) as session:
      ...         pass
      >>> len(glob.glob(folder + "/*"))
      1
    """

    def __init__(self, log_dir=None, summary_writer=None, summary_op=None, feed_dict=None):
        if log_dir is None and summary_writer is None:
            raise ValueError("One of log_dir or summary_writer should be used.")
        self._folder, self._writer, self._feed_dict = log_dir, summary_writer, feed_dict
        self._given, self._summary = summary_op, None

    def begin(self):
        """Looks the summaries and the global step up."""
        from zeal.summary.ops import merge_all
        from zeal.train.step_counter import get_or_create_global_step

        self._summary = merge_all() if self._given is None else self._given
        self._step = get_or_create_global_step()

    def end(self, session):
        """Writes."""
        writer = writer_of(self._folder, self._writer)
        if self._summary is not None:
            summary, step = session.run([self._summary, self._step], self._feed_dict)
            writer.add_summary(summary, step)
        writer.flush()


def counted_ops(eval_ops, hooks):
    """What each step runs: eval_ops and the count of steps, which the hooks are told."""
    if eval_ops is None:
        return None
    step = get_or_create_eval_step()
    count = step.assign_add(1)
    if isinstance(eval_ops, dict):
        steps = eval_ops = {**eval_ops, "update_eval_step": count}
        steps = list(steps.values())
    else:
        steps = eval_ops = [*_listed(eval_ops), count]
    with control_dependencies(steps):
        done = api.identity(step.read_value())
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook.count(done)
    return eval_ops


def _listed(ops):
    return ops if isinstance(ops, (list, tuple)) else [ops]


def _now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.localtime())


def evaluate_in_session(creator, eval_ops, feed_dict, final_ops, final_feed_dict, hooks):
    """Runs steps until a hook or the data ends them; the values of final_ops."""
    last = FinalOpsHook(final_ops, final_feed_dict)
    logging.info(f"Starting evaluation at {_now()}")
    with MonitoredSession(session_creator=creator, hooks=[*hooks, last]) as session:
        while eval_ops is not None and not session.should_stop():
            session.run(eval_ops, feed_dict)
    logging.info(f"Finished evaluation at {_now()}")
    return last.final_ops_values


@public("contrib.training.evaluate_once")
def evaluate_once(
    checkpoint_path, master="", scaffold=None, eval_ops=None, feed_dict=None, final_ops=None,
    final_ops_feed_dict=None, hooks=None, config=None,
):  # fmt: skip
    """Evaluates a checkpoint.

    Args:
      checkpoint_path: the checkpoint, or None for initial values.
      master: accepted for compatibility.
      scaffold: a `tf.train.Scaffold`.
      eval_ops: what each step runs, an operation, tensor, list or dict; None for no steps.
      feed_dict: what steps are fed.
      final_ops: what is run at the end, as for `Session.run`.
      final_ops_feed_dict: what that is fed.
      hooks: list of `tf.train.SessionRunHook`s; StopAfterNEvalsHook ends the steps.
      config: a `tf.ConfigProto`.

    Returns:
      The values of final_ops.

    Example:
      >>> training = tf.contrib.training
      >>> with tf.Graph().as_default():
      ...     value, update = tf.metrics.mean(tf.constant([1.0, 3.0]))
      ...     print(training.evaluate_once(None, eval_ops=update, final_ops=value,
      ...                                  hooks=[training.StopAfterNEvalsHook(2, False)]))
      2.0
    """
    hooks = list(hooks or ())
    get_or_create_eval_step()
    eval_ops = counted_ops(eval_ops, hooks)
    creator = ChiefSessionCreator(
        scaffold, master, config, checkpoint_filename_with_path=checkpoint_path
    )
    return evaluate_in_session(
        creator, eval_ops, feed_dict, final_ops, final_ops_feed_dict, hooks
    )
