"""tf.contrib.testing: what a program wrote as summaries, for its tests."""

import glob
import os

from zeal.messages.summary import Summary
from zeal.public import public
from zeal.summary import file_writer
from zeal.summary.iterator import summary_iterator


@public("contrib.testing.FakeSummaryWriter")
class FakeSummaryWriter:
    """A `tf.summary.FileWriter` that writes no file and keeps what it is given.

    Args:
      logdir: what `assert_summaries` compares.
      graph: the same.

    Example:
      >>> writer = tf.contrib.testing.FakeSummaryWriter("logs")
      >>> writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="a", simple_value=1.0)]), 5)
      >>> [s.value[0].tag for s in writer.summaries[5]]
      ['a']
    """

    _replaced = None

    def __init__(self, logdir, graph=None):
        self._logdir, self._graph = logdir, graph
        self._summaries, self._added_run_metadata = {}, {}
        self._graphs, self._meta_graphs, self._session_logs = [], [], []

    @classmethod
    def install(cls):
        """Has `tf.summary.FileWriterCache` make such writers. Raises ValueError at the second."""
        if cls._replaced is not None:
            raise ValueError("FakeSummaryWriter already installed.")
        cls._replaced, file_writer.FileWriter = file_writer.FileWriter, cls

    @classmethod
    def uninstall(cls):
        """Ends `install`. Raises ValueError where it was not called."""
        if cls._replaced is None:
            raise ValueError("FakeSummaryWriter not installed.")
        file_writer.FileWriter, cls._replaced = cls._replaced, None

    @property
    def summaries(self):
        """A dict of lists of Summary messages by step."""
        return self._summaries

    def add_summary(self, summ, current_global_step):
        """Keeps a Summary, or the bytes of one."""
        summ = Summary.FromString(summ) if isinstance(summ, bytes) else summ
        self._summaries.setdefault(current_global_step, []).append(summ)

    def add_graph(self, graph, global_step=None, graph_def=None):
        """Keeps a graph. Raises ValueError for a GraphDef, or a negative step."""
        _check_step(global_step)
        if graph_def is not None:
            raise ValueError(f"Unexpected graph_def {graph_def}.")
        self._graphs.append(graph)

    def add_meta_graph(self, meta_graph_def, global_step=None):
        """Keeps a MetaGraphDef. Raises ValueError for a negative step."""
        _check_step(global_step)
        self._meta_graphs.append(meta_graph_def)

    def add_session_log(self, session_log, global_step=None):
        """Keeps a SessionLog."""
        self._session_logs.append(session_log)

    def add_run_metadata(self, run_metadata, tag, global_step=None):
        """Keeps a RunMetadata by its tag. Raises ValueError for a negative step."""
        _check_step(global_step)
        self._added_run_metadata[tag] = run_metadata

    def flush(self):
        """Does nothing: there is no file."""

    close = reopen = flush

    def assert_summaries(
        self, test_case, expected_logdir=None, expected_graph=None, expected_summaries=None,
        expected_added_graphs=None, expected_added_meta_graphs=None, expected_session_logs=None,
    ):  # fmt: skip
        """Compares what was kept; None is not compared.

        Args:
          test_case: a `unittest.TestCase`.
          expected_logdir, expected_graph: what the writer was made with.
          expected_summaries: by step a dict of numbers by tag; other steps may be there too.
          expected_added_graphs, expected_added_meta_graphs, expected_session_logs: lists.

        Raises:
          AssertionError: something differs.
        """
        if expected_graph is not None:
            test_case.assertIs(self._graph, expected_graph)
        for step, values in (expected_summaries or {}).items():
            test_case.assertIn(step, self._summaries, f"no summary of step {step}")
            test_case.assertEqual(values, self._numbers(step))
        for expected, kept in (
            (expected_logdir, self._logdir),
            (expected_added_graphs, self._graphs),
            (expected_added_meta_graphs, self._meta_graphs),
            (expected_session_logs, self._session_logs),
        ):
            if expected is not None:
                test_case.assertEqual(expected, kept)

    def _numbers(self, step):
        values = (v for summ in self._summaries[step] for v in summ.value)
        return {v.tag: v.simple_value for v in values if v.tag != "global_step/sec"}  # of a clock


def _check_step(step):
    if step is not None and step < 0:
        raise ValueError(f"Invalid global_step {step}.")


@public("contrib.testing.latest_events")
def latest_events(base_dir):
    """The events of a folder's newest event file.

    Args:
      base_dir: the folder.

    Returns:
      An iterator of Event messages; an empty list without such a file.

    Example:
      >>> tf.contrib.testing.latest_events("/no/such/folder")
      []
    """
    paths = sorted(glob.glob(os.path.join(glob.escape(base_dir), "events.*")))
    return summary_iterator(paths[-1]) if paths else []


@public("contrib.testing.latest_summaries")
def latest_summaries(base_dir):
    """The events with summaries of a folder's newest event file.

    Args:
      base_dir: the folder.

    Returns:
      A list of Event messages.

    Example:
      >>> tf.contrib.testing.latest_summaries("/no/such/folder")
      []
    """
    return [event for event in latest_events(base_dir) if event.HasField("summary")]
