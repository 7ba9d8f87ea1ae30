"""tf.contrib.tfprof.model_analyzer: the older words for tf.profiler.profile."""

from zeal.profiles.options import ProfileOptionBuilder as _Builder
from zeal.profiles.profile import profile as _profile
from zeal.public import publish_module as _publish_module

_publish_module(__name__)

TRAINABLE_VARS_PARAMS_STAT_OPTIONS = _Builder.trainable_variables_parameter()
FLOAT_OPS_OPTIONS = _Builder.float_operation()


def print_model_analysis(
    graph, run_meta=None, op_log=None, tfprof_cmd="scope", tfprof_options=None
):
    """Counts what the ops of a graph cost; see `tf.profiler.profile`.

    Args:
      graph, run_meta, op_log: as there.
      tfprof_cmd: its `cmd`.
      tfprof_options: its `options`.

    Returns:
      The root of a tree.
    """
    return _profile(graph, run_meta, op_log, tfprof_cmd, tfprof_options or None)
