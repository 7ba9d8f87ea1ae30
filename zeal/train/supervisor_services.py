"""What a Supervisor's threads write: summaries, steps per second and checkpoints."""

import time

from zeal import logging
from zeal.train.coordinator import LooperThread
from zeal.train.summary_hooks import add_scalar


def _step(supervisor, session):
    """The global step; not by `tf.train.global_step`, since new threads may execute eagerly."""
    return int(session.run(supervisor.global_step).item())


class SummaryThread(LooperThread):
    """Runs a supervisor's summary_op every few seconds, and writes what it gives."""

    def __init__(self, supervisor, session):
        super().__init__(supervisor.coord, supervisor.save_summaries_secs)
        self._supervisor, self._session = supervisor, session

    def run_loop(self):
        """Writes once."""
        supervisor = self._supervisor
        if supervisor.global_step is None:
            summaries, step = self._session.run(supervisor.summary_op), None
        else:
            fetches = [supervisor.summary_op, supervisor.global_step]
            summaries, step = self._session.run(fetches)
        logging.info(f"Recording summary at step {step}.")
        supervisor.summary_writer.add_summary(summaries, step)


class StepCounterThread(LooperThread):
    """Writes every few seconds how many steps a second takes."""

    def __init__(self, supervisor, session):
        super().__init__(supervisor.coord, supervisor.save_summaries_secs)
        self._supervisor, self._session = supervisor, session
        self._tag = f"{supervisor.global_step.op.name}/sec"

    def start_loop(self):
        """Starts to count."""
        self._time = time.time()
        self._step = _step(self._supervisor, self._session)

    def run_loop(self):
        """Writes once."""
        step, now = _step(self._supervisor, self._session), time.time()
        steps, seconds = step - self._step, now - self._time
        self._step, self._time = step, now
        speed = steps / seconds if seconds > 0 else float("inf")
        add_scalar(self._supervisor.summary_writer, self._tag, speed, step)
        logging.log_first_n(logging.INFO, "%s: %g", 10, self._tag, speed)


class CheckpointThread(LooperThread):
    """Saves the variables every few seconds."""

    def __init__(self, supervisor, session):
        super().__init__(supervisor.coord, supervisor.save_model_secs)
        self._supervisor, self._session = supervisor, session

    def run_loop(self):
        """Saves once."""
        from zeal.messages.summary import SessionLog

        supervisor = self._supervisor
        logging.info("Saving checkpoint to path %s", supervisor.save_path)
        with self._session.graph.as_default():  # threads of eager programs execute eagerly
            supervisor.saver.save(self._session, supervisor.save_path, supervisor.global_step)
            if supervisor.summary_writer is not None and supervisor.global_step is not None:
                step = _step(supervisor, self._session)
                log = SessionLog(status=SessionLog.CHECKPOINT, checkpoint_path=supervisor.save_path)
                supervisor.summary_writer.add_session_log(log, step)
