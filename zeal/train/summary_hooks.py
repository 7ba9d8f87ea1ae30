"""tf.train.SummarySaverHook: writes a session's summaries every few steps."""

from zeal.public import public
from zeal.train.hooks import step_for
from zeal.train.logging_hooks import SecondOrStepTimer
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook


def writer_of(output_dir, summary_writer):
    """The writer that is given, or else that of a folder; None without either."""
    if summary_writer is not None or not output_dir:
        return summary_writer
    from zeal.summary.file_writer import FileWriterCache

    return FileWriterCache.get(output_dir)


def add_scalar(writer, tag, value, step):
    """Writes a number under a tag."""
    from zeal.messages.summary import Summary

    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    writer.add_summary(summary, step)


@public("train.SummarySaverHook")
class SummarySaverHook(SessionRunHook):
    """Writes summaries every few steps, or seconds.

    Args:
      save_steps: steps from one to the next, or
      save_secs: seconds from one to the next.
      output_dir: the folder of the event file.
      summary_writer: the writer, in place of a folder.
      scaffold: a Scaffold, whose summary_op is written, or
      summary_op: a summary, or a list of them.

    Raises:
      ValueError: save_steps and save_secs are both given, or none; or scaffold and summary_op.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     loss = tf.summary.scalar("loss", 0.5)
      ...     save = tf.train.SummarySaverHook(2, output_dir=folder, summary_op=loss)
      ...     with tf.train.MonitoredSession(hooks=[save]) as session:
      ...         for _ in range(4):
      ...             step = session.run(train)
      >>> events = list(tf.train.summary_iterator(glob.glob(folder + "/*")[0]))
      >>> [event.step for event in events if event.WhichOneof("what") == "summary"]
      [1, 3]
    """

    def __init__(
        self,
        save_steps=None,
        save_secs=None,
        output_dir=None,
        summary_writer=None,
        scaffold=None,
        summary_op=None,
    ):
        if (scaffold is None) == (summary_op is None):
            raise ValueError("Exactly one of scaffold or summary_op must be provided.")
        self._scaffold, self._summary_op = scaffold, summary_op
        self._output_dir, self._summary_writer = output_dir, summary_writer
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)

    def begin(self):
        """Looks the writer and the global step up."""
        self._summary_writer = writer_of(self._output_dir, self._summary_writer)
        self._next_step, self._step = None, step_for(self)

    def before_run(self, run_context):
        """Fetches the global step and, when it is time, the summaries."""
        following = self._next_step
        self._due = following is None or self._timer.should_trigger_for_step(following)
        return SessionRunArgs([self._step, self._summaries() if self._due else []])

    def _summaries(self):
        op = self._scaffold.summary_op if self._summary_op is None else self._summary_op
        return op if isinstance(op, list) else [] if op is None else [op]

    def after_run(self, run_context, run_values):
        """Writes them."""
        if self._summary_writer is None:
            return
        step, summaries = run_values.results
        step = int(run_context.session.run(self._step)) if self._due else int(step)
        if self._next_step is None:
            from zeal.messages.summary import SessionLog

            self._summary_writer.add_session_log(SessionLog(status=SessionLog.START), step)
        if self._due:
            self._timer.update_last_triggered_step(step)
        for summary in summaries:
            self._summary_writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session):
        """Writes what waits."""
        if self._summary_writer is not None:
            self._summary_writer.flush()
