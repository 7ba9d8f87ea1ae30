"""tf.train.CheckpointSaverHook: writes a session's checkpoints every few steps or seconds."""

import os

from zeal import logging
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.train.hooks import step_for
from zeal.train.logging_hooks import SecondOrStepTimer
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook
from zeal.train.summary_hooks import writer_of


@public("train.CheckpointSaverListener")
class CheckpointSaverListener:
    """Base of what is called around each checkpoint that a hook saves; each method does nothing.

    Example:
      >>> class Tell(tf.train.CheckpointSaverListener):
      ...     def after_save(self, session, global_step_value):
      ...         print("saved", global_step_value)
      >>> Tell().after_save(None, 3)
      saved 3
    """

    def begin(self):
        """Called once, before the session is made; the graph may still be added to."""

    def before_save(self, session, global_step_value):
        """Called before a checkpoint is written.

        Args:
          session: the Session.
          global_step_value: int.
        """

    def after_save(self, session, global_step_value):
        """Called behind it.

        Args:
          session: the Session.
          global_step_value: int.

        Returns:
          True asks the training to stop.
        """

    def end(self, session, global_step_value):
        """Called at the end.

        Args:
          session: the Session.
          global_step_value: int.
        """


@public("train.CheckpointSaverHook")
class CheckpointSaverHook(SessionRunHook):
    """Saves a checkpoint at the start, every few steps or seconds, and at the end.

    Args:
      checkpoint_dir: the folder.
      save_secs: seconds from one to the next, or
      save_steps: steps from one to the next.
      saver: a `tf.train.Saver`; by default that of the graph's collection.
      checkpoint_basename: what files' names begin with, in front of the step.
      scaffold: a `tf.train.Scaffold`, whose saver is taken.
      listeners: a list of `tf.train.CheckpointSaverListener`.

    Raises:
      ValueError: save_secs and save_steps are both given, or none; or saver and scaffold.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.Graph().as_default():
      ...     train = tf.train.get_or_create_global_step().assign_add(1)
      ...     saver = tf.train.Saver()
      ...     save = tf.train.CheckpointSaverHook(folder, save_steps=2, saver=saver)
      ...     with tf.train.MonitoredSession(hooks=[save]) as session:
      ...         for _ in range(3):
      ...             step = session.run(train)
      >>> [os.path.basename(path) for path in saver.last_checkpoints]
      ['model.ckpt-0', 'model.ckpt-2', 'model.ckpt-3']
    """

    def __init__(
        self,
        checkpoint_dir,
        save_secs=None,
        save_steps=None,
        saver=None,
        checkpoint_basename="model.ckpt",
        scaffold=None,
        listeners=None,
    ):
        logging.info("Create CheckpointSaverHook.")
        if saver is not None and scaffold is not None:
            raise ValueError("You cannot provide both saver and scaffold.")
        self._saver, self._scaffold = saver, scaffold
        self._dir = os.fsdecode(checkpoint_dir)
        self._path = os.path.join(self._dir, checkpoint_basename)
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)
        self._listeners = list(listeners or ())

    _steps_per_run = 1

    def _set_steps_per_run(self, steps_per_run):
        """How many steps a run makes, where that is more than one."""
        self._steps_per_run = steps_per_run

    def begin(self):
        """Looks the writer of events and the global step up."""
        self._writer = writer_of(self._dir, None)
        self._step = step_for(self)
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session, coord):
        """Writes the graph, and the first checkpoint."""
        from zeal.graph_def.export import shown
        from zeal.graph_def.write_graph import write_graph

        graph, step = get_default_graph(), int(session.run(self._step))
        write_graph(shown(graph), self._dir, "graph.pbtxt")
        self._writer.add_graph(graph)
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

    def before_run(self, run_context):
        """Fetches the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context, run_values):
        """Saves, when it is time."""
        if not self._timer.should_trigger_for_step(int(run_values.results) + self._steps_per_run):
            return
        step = int(run_context.session.run(self._step))
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session):
        """Saves the last checkpoint."""
        step = int(session.run(self._step))
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session, step) -> bool:
        """Saves; whether a listener asks for the end."""
        from zeal.messages.summary import SessionLog

        logging.info("Saving checkpoints for %d into %s.", step, self._path)
        for listener in self._listeners:
            listener.before_save(session, step)
        self._own_saver().save(session, self._path, global_step=step)
        log = SessionLog(status=SessionLog.CHECKPOINT, checkpoint_path=self._path)
        self._writer.add_session_log(log, step)
        stops = [listener for listener in self._listeners if listener.after_save(session, step)]
        for listener in stops:
            logging.info(
                "A CheckpointSaverListener requested that training be stopped. listener: %s",
                listener,
            )
        return bool(stops)

    def _own_saver(self):
        if self._saver is None and self._scaffold is not None:
            return self._scaffold.saver
        if self._saver is None:
            from zeal.checkpoint.default_saver import collected_saver

            self._saver = collected_saver()
        if self._saver is None:
            raise RuntimeError(
                f"No items in collection {GraphKeys.SAVERS}. Please add a saver to the collection "
                "or provide a saver or scaffold."
            )
        return self._saver
