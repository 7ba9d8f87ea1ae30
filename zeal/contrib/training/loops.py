"""tf.contrib.training.train and evaluate_repeatedly: loops over monitored sessions."""

from zeal import errors
from zeal.checkpoint.checkpoint_reader import checkpoints_iterator
from zeal.public import public
from zeal.train.evaluation import counted_ops, evaluate_in_session, get_or_create_eval_step
from zeal.train.monitored_session import MonitoredTrainingSession
from zeal.train.session_creators import ChiefSessionCreator


@public("contrib.training.train")
def train(
    train_op, logdir, master="", is_chief=True, scaffold=None, hooks=None, chief_only_hooks=None,
    save_checkpoint_secs=600, save_summaries_steps=100, config=None, max_wait_secs=7200,
    run_metadata=None,
):  # fmt: skip
    """Trains until a hook or the data ends it.

    Args:
      train_op: what each step runs; its value is the loss.
      logdir: folder of checkpoints and summaries, or None.
      the others: as for `tf.train.MonitoredTrainingSession`.
      run_metadata: a `tf.RunMetadata` that is filled.

    Returns:
      The value of the last step; None if there was none.

    Raises:
      ValueError: something is to be written, but there is no logdir.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.Variable(3.0)
      ...     step = tf.contrib.training.create_train_op(
      ...         x * x, tf.train.GradientDescentOptimizer(0.25))
      ...     loss = tf.contrib.training.train(
      ...         step, None, hooks=[tf.train.StopAtStepHook(last_step=2)],
      ...         save_checkpoint_secs=None, save_summaries_steps=None)
      >>> float(loss)
      2.25
    """
    if logdir is None and is_chief:
        for name, value in (
            ("save_summaries_steps", save_summaries_steps),
            ("save_checkpoint_secs", save_checkpoint_secs),
        ):
            if value:
                raise ValueError(f"logdir cannot be None when {name} is not None")
    loss = None
    with MonitoredTrainingSession(
        master=master, is_chief=is_chief, checkpoint_dir=logdir, scaffold=scaffold, hooks=hooks,
        chief_only_hooks=chief_only_hooks, save_checkpoint_secs=save_checkpoint_secs,
        save_summaries_steps=save_summaries_steps, config=config, max_wait_secs=max_wait_secs,
    ) as session:  # fmt: skip
        while not session.should_stop():
            loss = session.run(train_op, run_metadata=run_metadata)
    return loss


@public("contrib.training.evaluate_repeatedly")
def evaluate_repeatedly(
    checkpoint_dir, master="", scaffold=None, eval_ops=None, feed_dict=None, final_ops=None,
    final_ops_feed_dict=None, eval_interval_secs=60, hooks=None, config=None,
    max_number_of_evaluations=None, timeout=None, timeout_fn=None,
):  # fmt: skip
    """Evaluates each checkpoint that a training writes.

    Args:
      checkpoint_dir: the folder of the checkpoints.
      the others: as for `tf.contrib.training.evaluate_once`.
      eval_interval_secs: at least so many seconds from one evaluation to the next.
      max_number_of_evaluations: how many; None for any number.
      timeout, timeout_fn: as for `tf.train.checkpoints_iterator`.

    Returns:
      The values of final_ops in the last evaluation; None if there was none.

    Raises:
      tf.errors.InvalidArgumentError: max_number_of_evaluations is not positive.

    Example:
      >>> import tempfile
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.training.evaluate_repeatedly(tempfile.mkdtemp(), timeout=0))
      None
    """
    hooks, values = list(hooks or ()), None
    get_or_create_eval_step()
    eval_ops = counted_ops(eval_ops, hooks)
    if max_number_of_evaluations is not None and max_number_of_evaluations <= 0:
        raise errors.InvalidArgumentError(
            f"max_number_of_evaluations must be positive, got {max_number_of_evaluations}"
        )
    paths = checkpoints_iterator(checkpoint_dir, eval_interval_secs, timeout, timeout_fn)
    for done, path in enumerate(paths, 1):
        creator = ChiefSessionCreator(
            scaffold, master, config, checkpoint_filename_with_path=path
        )
        values = evaluate_in_session(
            creator, eval_ops, feed_dict, final_ops, final_ops_feed_dict, hooks
        )
        if done == max_number_of_evaluations:
            break
    return values
