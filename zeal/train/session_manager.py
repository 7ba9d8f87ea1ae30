"""tf.train.SessionManager: makes sessions whose variables have values."""

import time

from zeal import errors, logging
from zeal.graph.graph import get_default_graph
from zeal.graph.session import Session
from zeal.public import public


def _name(op):
    return None if op is None else getattr(op, "name", str(op))


@public("train.SessionManager")
class SessionManager:
    """Makes sessions and runs what initialises them.

    Args:
      local_init_op: run behind init_op in every session.
      ready_op: a string vector of what is not initialised, for instance
        `tf.report_uninitialized_variables()`; empty when all is.
      ready_for_local_init_op: the same, asked before local_init_op runs.
      graph: the graph; by default the one in force.
      recovery_wait_secs: seconds from one look to the next while waiting.
      local_init_run_options: `tf.RunOptions` for local_init_op.

    Raises:
      ValueError: ready_for_local_init_op is given without local_init_op.

    Example:
      >>> with tf.Graph().as_default():
      ...     v = tf.Variable(2.0)
      ...     manager = tf.train.SessionManager()
      ...     with manager.prepare_session("", tf.global_variables_initializer()) as session:
      ...         print(session.run(v))
      2.0
    """

    def __init__(
        self,
        local_init_op=None,
        ready_op=None,
        ready_for_local_init_op=None,
        graph=None,
        recovery_wait_secs=30,
        local_init_run_options=None,
    ):
        self._local_init_op, self._ready_op = local_init_op, ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._graph = get_default_graph() if graph is None else graph
        self._wait_secs, self._options = recovery_wait_secs, local_init_run_options
        if ready_for_local_init_op is not None and local_init_op is None:
            raise ValueError(
                "If you pass a ready_for_local_init_op you must also pass a local_init_op , "
                f"ready_for_local_init_op [{ready_for_local_init_op}]"
            )

    def prepare_session(
        self,
        master,
        init_op=None,
        saver=None,
        checkpoint_dir=None,
        checkpoint_filename_with_path=None,
        wait_for_checkpoint=False,
        max_wait_secs=7200,
        config=None,
        init_feed_dict=None,
        init_fn=None,
    ):
        """A session that is initialised.

        Args:
          master: the session's target.
          init_op, init_feed_dict: what is run, and fed.
          init_fn: called with the session behind it.
          config: a `tf.ConfigProto`.
          saver: a `tf.train.Saver`, which restores the variables; init_op and init_fn are then left
            out.
          checkpoint_dir: the folder whose latest checkpoint it takes, if there is one; or
          checkpoint_filename_with_path: the checkpoint.
          wait_for_checkpoint: whether to wait until the folder has one, for
          max_wait_secs: at most.

        Returns:
          A Session.

        Raises:
          RuntimeError: nothing initialises the model, or it is not ready afterwards.
          ValueError: a folder and a checkpoint are given.
        """
        session, restored = self._restored(
            master, saver, checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint,
            max_wait_secs, config,
        )  # fmt: skip
        if not restored:
            self._initialize(session, init_op, init_feed_dict, init_fn)
        done, text = self._run_local_init(session)
        if not done:
            raise RuntimeError(
                "Init operations did not make model ready for local_init.  Init op: "
                f"{_name(init_op)}, init fn: {init_fn}, error: {text}"
            )
        done, text = _ready(self._ready_op, session, "Model not ready")
        if not done:
            raise RuntimeError(
                f"Init operations did not make model ready.  Init op: {_name(init_op)}, init fn: "
                f"{init_fn}, local_init_op: {_name(self._local_init_op)}, error: {text}"
            )
        return session

    def recover_session(
        self,
        master,
        saver=None,
        checkpoint_dir=None,
        checkpoint_filename_with_path=None,
        wait_for_checkpoint=False,
        max_wait_secs=7200,
        config=None,
    ):
        """A session, and whether its variables came from a checkpoint.

        Args:
          master: the session's target.
          config: a `tf.ConfigProto`.
          the others: as in `prepare_session`.

        Returns:
          A Session, and whether the checkpoint has made it ready.

        Raises:
          ValueError: a folder and a checkpoint are given.
        """
        session, restored = self._restored(
            master, saver, checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint,
            max_wait_secs, config,
        )  # fmt: skip
        done, text = self._run_local_init(session)
        if not restored:
            return session, False
        source = checkpoint_dir or checkpoint_filename_with_path
        if done:
            done, text = _ready(self._ready_op, session, "Model not ready")
            what = "ready"
        else:
            what = "ready for local init"
        if not done:
            logging.info("Restoring model from %s did not make model %s: %s", source, what, text)
            return session, False
        logging.info("Restored model from %s", source)
        return session, True

    def _restored(self, master, saver, folder, prefix, waits, most_secs, config):
        """A session, and whether a checkpoint was restored in it."""
        if folder and prefix:
            raise ValueError(
                "Can not provide both checkpoint_dir and checkpoint_filename_with_path."
            )
        session = Session(master, graph=self._graph, config=config)
        if not saver or not (folder or prefix):
            return session, False
        if prefix:
            saver.restore(session, prefix)
            return session, True
        state = self._state(folder, most_secs if waits else 0)
        if state is None:
            return session, False
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return session, True

    def _state(self, folder, most_secs):
        """What a folder's state file says, once there is one; None if there is none in time."""
        from zeal.checkpoint.state_file import get_checkpoint_state

        waited = 0
        while True:
            state = get_checkpoint_state(folder)
            if state is not None or waited >= most_secs:
                return state
            logging.info("Waiting for checkpoint to be available.")
            time.sleep(self._wait_secs)
            waited += self._wait_secs

    def _initialize(self, session, init_op, feed_dict, init_fn):
        if init_op is None and not init_fn and self._local_init_op is None:
            raise RuntimeError(
                "Model is not initialized and no init_op or init_fn or local_init_op was given"
            )
        if init_op is not None:
            session.run(init_op, feed_dict=feed_dict)
        if init_fn:
            init_fn(session)

    def wait_for_session(self, master, config=None, max_wait_secs=float("inf")):
        """A session, once the model is ready in it.

        Args:
          master: the session's target.
          config: a `tf.ConfigProto`.
          max_wait_secs: longest wait.

        Returns:
          A Session.

        Raises:
          DeadlineExceededError: it took longer.
        """
        end = None if max_wait_secs is None else time.monotonic() + max_wait_secs
        while True:
            session = Session(master, graph=self._graph, config=config)
            done, text = self._run_local_init(session)
            if done:
                done, text = _ready(self._ready_op, session, "Model not ready")
            if done:
                return session
            session.close()
            left = float("inf") if end is None else end - time.monotonic()
            if left - self._wait_secs < 0:
                raise errors.DeadlineExceededError(
                    f"Session was not ready after waiting {max_wait_secs} secs."
                )
            logging.info(f"Waiting for model to be ready.  Ready status: {text}")
            time.sleep(self._wait_secs)

    def _run_local_init(self, session):
        if self._local_init_op is None:
            return True, None
        text = "Model not ready for local init"
        done, text = _ready(self._ready_for_local_init_op, session, text)
        if done:
            logging.info("Running local_init_op.")
            session.run(self._local_init_op, options=self._options)
            logging.info("Done running local_init_op.")
        return done, text


def _ready(op, session, text):
    """Whether nothing is missing, and what is."""
    if op is None:
        return True, None
    try:
        missing = session.run(op)
    except errors.FailedPreconditionError as e:
        if "uninitialized" not in str(e):
            logging.warning(f"{text} : error [{e}]")
            raise
        return False, str(e)
    if not getattr(missing, "size", 0) or missing.dtype == "int32":  # of older ready ops
        return True, None
    names = ", ".join(name.decode("utf-8") for name in missing.ravel())
    return False, f"Variables not initialized: {names}"
