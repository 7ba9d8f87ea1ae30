"""tf.train.ProfilerHook: a timeline of a run every so often."""

import os

from zeal.local_files import write
from zeal.public import public
from zeal.train.hooks import step_for
from zeal.train.logging_hooks import SecondOrStepTimer
from zeal.train.session_hooks import SessionRunArgs, SessionRunHook


@public("train.ProfilerHook", "contrib.hooks.ProfilerHook")
class ProfilerHook(SessionRunHook):
    """Writes what one run did, as `timeline-<step>.json`, every few steps or seconds.

    Chrome (chrome://tracing) and Perfetto show the files.

    Args:
      save_steps: int, how many steps lie between two traced runs.
      save_secs: the same in seconds; exactly one of the two is given.
      output_dir: folder of the files.
      show_dataflow: whether arrows lead from ops to those that read what they made.
      show_memory: whether to draw the bytes of results.

    Raises:
      ValueError: both or none of the first two are given.
      RuntimeError: at the start of the session, there is no global step.

    Example:
      >>> tf.train.ProfilerHook(save_steps=100, output_dir=".") is not None
      True
    """

    def __init__(
        self, save_steps=None, save_secs=None, output_dir="", show_dataflow=True, show_memory=False
    ):
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)
        self._output_dir = output_dir
        self._shown = {"show_dataflow": show_dataflow, "show_memory": show_memory}

    def begin(self):
        """Looks the global step up."""
        self._step = step_for(self)
        self._next_step = None

    def before_run(self, run_context):
        """Fetches the global step, and asks for a trace when it is time."""
        from zeal.messages.config import RunOptions

        self._traces = self._next_step is not None and self._timer.should_trigger_for_step(
            self._next_step
        )
        options = RunOptions(trace_level=RunOptions.FULL_TRACE) if self._traces else None
        return SessionRunArgs(self._step, options=options)

    def after_run(self, run_context, run_values):
        """Writes what was traced."""
        step = int(run_values.results)  # before the run added to it, as a rule
        if self._next_step is None:
            self._timer.update_last_triggered_step(step)
        step += 1
        if self._traces:
            step = int(run_context.session.run(self._step))
            self._timer.update_last_triggered_step(step)
            self._write(step, run_values.run_metadata)
        self._next_step = step + 1

    def _write(self, step, metadata):
        from zeal.graph.timeline import Timeline

        trace = Timeline(metadata.step_stats).generate_chrome_trace_format(**self._shown)
        write(os.path.join(self._output_dir, f"timeline-{step}.json"), "wb", trace.encode())
