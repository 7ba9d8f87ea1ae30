"""Messages of what a run tells of itself: `tf.RunMetadata` and its step statistics."""

from typing import Any

from zeal.messages import graph as _graph  # noqa: F401  what the table names
from zeal.messages.build import classes
from zeal.messages.run_metadata_fields import TEXT
from zeal.public import publish

_made = classes("run_metadata", TEXT, uses=("graph",))
RunMetadata: Any = _made["RunMetadata"]
StepStats: Any = _made["StepStats"]

publish(__name__, "RunMetadata")


def check_metadata(metadata):
    """Refuses what a run cannot write to.

    Raises:
      TypeError: it is no tf.RunMetadata.
    """
    name = getattr(getattr(metadata, "DESCRIPTOR", None), "full_name", "")
    if isinstance(metadata, type) or name != "tensorflow.RunMetadata":
        raise TypeError(f"run_metadata must be a tf.RunMetadata, but got {type(metadata)}")
