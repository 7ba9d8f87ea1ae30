"""tf.contrib.slim.evaluation: evaluations with summaries, of one checkpoint or of each."""

from zeal.checkpoint.saver import Saver
from zeal.contrib.training.loops import evaluate_repeatedly
from zeal.public import public
from zeal.summary.ops import merge_all
from zeal.train import evaluation
from zeal.train.scaffold import Scaffold

_USE_DEFAULT = 0


def _hooks(num_evals, summary_op, feed_dict, logdir, hooks):
    if summary_op is _USE_DEFAULT:
        summary_op = merge_all()
    made = [evaluation.StopAfterNEvalsHook(num_evals)]
    if summary_op is not None:
        made.append(evaluation.SummaryAtEndHook(logdir, None, summary_op, feed_dict))
    return [*made, *(hooks or ())]


def _scaffold(initial_op, feed_dict, variables, init_fn=None):
    saver = None if variables is None else Saver(variables)
    return Scaffold(
        init_op=initial_op, init_feed_dict=feed_dict, init_fn=init_fn, saver=saver
    )


@public("contrib.slim.evaluation.evaluate_once")
def evaluate_once(
    master, checkpoint_path, logdir, num_evals=1, initial_op=None, initial_op_feed_dict=None,
    eval_op=None, eval_op_feed_dict=None, final_op=None, final_op_feed_dict=None,
    summary_op=_USE_DEFAULT, summary_op_feed_dict=None, variables_to_restore=None,
    session_config=None, hooks=None,
):  # fmt: skip
    """Evaluates a checkpoint.

    Args:
      master: accepted for compatibility.
      checkpoint_path: the checkpoint.
      logdir: folder of the summaries.
      num_evals: how many steps.
      initial_op: what initialises; by default all variables' initializers.
      eval_op: what each step runs.
      final_op: what is run at the end.
      initial_op_feed_dict, eval_op_feed_dict, final_op_feed_dict, summary_op_feed_dict: what they
        are fed.
      summary_op: the summary that is written at the end; by default all of the graph's, None for
        none.
      variables_to_restore: list of variables, or dict from names in the checkpoint; by default
        all that can be saved.
      session_config: a `tf.ConfigProto`.
      hooks: more hooks.

    Returns:
      The value of final_op.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.get_variable("v", initializer=2.0)
      ...     session.run(v.initializer)
      ...     path = tf.train.Saver().save(session, folder + "/model")
      >>> with tf.Graph().as_default():
      ...     v = tf.get_variable("v", [])
      ...     value, update = tf.metrics.mean(v)
      ...     print(tf.contrib.slim.evaluation.evaluate_once(
      ...         "", path, folder, eval_op=update, final_op=value))
      2.0
    """
    return evaluation.evaluate_once(
        checkpoint_path, master,
        _scaffold(initial_op, initial_op_feed_dict, variables_to_restore),
        eval_op, eval_op_feed_dict, final_op, final_op_feed_dict,
        _hooks(num_evals, summary_op, summary_op_feed_dict, logdir, hooks), session_config,
    )  # fmt: skip


@public("contrib.slim.evaluation.evaluation_loop")
def evaluation_loop(
    master, checkpoint_dir, logdir, num_evals=1, initial_op=None, initial_op_feed_dict=None,
    init_fn=None, eval_op=None, eval_op_feed_dict=None, final_op=None, final_op_feed_dict=None,
    summary_op=_USE_DEFAULT, summary_op_feed_dict=None, variables_to_restore=None,
    eval_interval_secs=60, max_number_of_evaluations=None, session_config=None, timeout=None,
    timeout_fn=None, hooks=None,
):  # fmt: skip
    """Evaluates each checkpoint that a training writes.

    Args:
      the others: as for `evaluate_once`.
      checkpoint_dir: the folder of the checkpoints.
      init_fn: called with scaffold and session behind initial_op.
      eval_interval_secs: at least so many seconds from one evaluation to the next.
      max_number_of_evaluations: how many; None for any number.
      timeout, timeout_fn: as for `tf.train.checkpoints_iterator`.

    Returns:
      The value of final_op in the last evaluation; None if there was none.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.slim.evaluation.evaluation_loop("", folder, folder, timeout=0))
      None
    """
    return evaluate_repeatedly(
        checkpoint_dir, master,
        _scaffold(initial_op, initial_op_feed_dict, variables_to_restore, init_fn),
        eval_op, eval_op_feed_dict, final_op, final_op_feed_dict, eval_interval_secs,
        _hooks(num_evals, summary_op, summary_op_feed_dict, logdir, hooks), session_config,
        max_number_of_evaluations, timeout, timeout_fn,
    )  # fmt: skip
