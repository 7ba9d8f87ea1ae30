"""Messages of settings: `tf.ConfigProto` and its parts, `tf.RunOptions`.

Of a session's settings, `allow_soft_placement`, `operation_timeout_in_ms` and
`intra_op_parallelism_threads` are in force, of a run's `timeout_in_ms`, `trace_level` and
`output_partition_graphs`; the others are accepted without effect.
"""

from typing import Any

from zeal.messages import graph as _graph  # noqa: F401  what the table names
from zeal.messages.build import classes, own
from zeal.messages.config_fields import TEXT
from zeal.public import publish

_made = classes("config", TEXT, uses=("graph",))
ClusterDef: Any = _made["ClusterDef"]
ConfigProto: Any = _made["ConfigProto"]
GPUOptions: Any = _made["GPUOptions"]
GraphOptions: Any = _made["GraphOptions"]
JobDef: Any = _made["JobDef"]
OptimizerOptions: Any = _made["OptimizerOptions"]
RewriterConfig: Any = _made["RewriterConfig"]
RunOptions: Any = _made["RunOptions"]
ServerDef: Any = _made["ServerDef"]

for _name in ("ConfigProto", "GPUOptions", "GraphOptions", "OptimizerOptions", "RunOptions"):
    publish(__name__, _name)
publish(__name__, "ClusterDef", "train.ClusterDef")
publish(__name__, "JobDef", "train.JobDef")
publish(__name__, "ServerDef", "train.ServerDef")


def check_config(config):
    """A session's settings as zeal's own message.

    Raises:
      TypeError: they are no tf.ConfigProto.
    """
    try:
        return own(config, ConfigProto, "config")
    except TypeError:
        raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}") from None


def check_options(options):
    """A run's settings as zeal's own message.

    Raises:
      TypeError: they are no tf.RunOptions.
    """
    try:
        return own(options, RunOptions, "options")
    except TypeError:
        raise TypeError(f"options must be a tf.RunOptions, but got {type(options)}") from None
