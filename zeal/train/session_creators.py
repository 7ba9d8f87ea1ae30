"""What makes the session of a MonitoredSession."""

import abc

from zeal.graph.graph import get_default_graph
from zeal.public import public
from zeal.train.scaffold import Scaffold
from zeal.train.session_manager import SessionManager


@public("train.SessionCreator")
class SessionCreator(abc.ABC):
    """Base of what makes the session of a MonitoredSession.

    Example:
      >>> class Plain(tf.train.SessionCreator):
      ...     def create_session(self):
      ...         return tf.Session()
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(1.0)
      ...     with tf.train.MonitoredSession(session_creator=Plain()) as session:
      ...         print(session.run(x))
      1.0
    """

    @abc.abstractmethod
    def create_session(self):
        """Makes a session.

        Returns:
          A Session.
        """


class _ManagedCreator(SessionCreator):
    def __init__(self, scaffold, master, config):
        self._scaffold = scaffold or Scaffold()
        self._master, self._config = master, config

    def _manager(self):
        scaffold = self._scaffold.finalize()
        return SessionManager(
            local_init_op=scaffold.local_init_op,
            ready_op=scaffold.ready_op,
            ready_for_local_init_op=scaffold.ready_for_local_init_op,
            graph=get_default_graph(),
        )


@public("train.ChiefSessionCreator")
class ChiefSessionCreator(_ManagedCreator):
    """Makes a session and initialises it, or restores its variables.

    Args:
      scaffold: a Scaffold.
      master: the session's target.
      config: a `tf.ConfigProto`.
      checkpoint_dir: a folder; where it has a checkpoint, that is restored.
      checkpoint_filename_with_path: a checkpoint to restore, in place of a folder.

    Raises:
      ValueError: both are given.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(2.0)
      ...     with tf.train.ChiefSessionCreator().create_session() as session:
      ...         print(session.run(v))
      2.0
    """

    def __init__(
        self,
        scaffold=None,
        master="",
        config=None,
        checkpoint_dir=None,
        checkpoint_filename_with_path=None,
    ):
        super().__init__(scaffold, master, config)
        self._dir, self._file = checkpoint_dir, checkpoint_filename_with_path

    def create_session(self):
        """Makes the session."""
        manager, scaffold = self._manager(), self._scaffold
        return manager.prepare_session(
            self._master,
            init_op=scaffold.init_op,
            saver=scaffold.saver,
            checkpoint_dir=self._dir,
            checkpoint_filename_with_path=self._file,
            config=self._config,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


@public("train.WorkerSessionCreator")
class WorkerSessionCreator(_ManagedCreator):
    """Makes a session and waits until it is initialised.

    Args:
      scaffold: a Scaffold.
      master: the session's target.
      config: a `tf.ConfigProto`.
      max_wait_secs: longest wait.

    Example:
      >>> with tf.Graph().as_default():
      ...     x = tf.constant(1.0)
      ...     with tf.train.WorkerSessionCreator().create_session() as session:
      ...         print(session.run(x))
      1.0
    """

    def __init__(self, scaffold=None, master="", config=None, max_wait_secs=30 * 60):
        super().__init__(scaffold, master, config)
        self._max_wait_secs = max_wait_secs

    def create_session(self):
        """Makes the session."""
        return self._manager().wait_for_session(
            self._master, config=self._config, max_wait_secs=self._max_wait_secs
        )
