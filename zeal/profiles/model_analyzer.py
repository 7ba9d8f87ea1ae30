"""`tf.profiler.profile` and its options under the names of `tf.contrib.tfprof`."""

from zeal.profiles.options import ProfileOptionBuilder
from zeal.profiles.profile import profile
from zeal.public import public, publish

TRAINABLE_VARS_PARAMS_STAT_OPTIONS = ProfileOptionBuilder.trainable_variables_parameter()
FLOAT_OPS_OPTIONS = ProfileOptionBuilder.float_operation()
for _name in ("TRAINABLE_VARS_PARAMS_STAT_OPTIONS", "FLOAT_OPS_OPTIONS"):
    publish(__name__, _name, f"contrib.tfprof.model_analyzer.{_name}")


@public("contrib.tfprof.model_analyzer.print_model_analysis")
def print_model_analysis(
    graph, run_meta=None, op_log=None, tfprof_cmd="scope", tfprof_options=None
):
    """`tf.profiler.profile`, which see.

    Args:
      graph, run_meta, op_log, tfprof_cmd, tfprof_options: its arguments, in its order.

    Returns:
      The tree of costs.
    """
    return profile(graph, run_meta, op_log, tfprof_cmd, tfprof_options)
