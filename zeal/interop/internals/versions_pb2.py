"""tensorflow.core.framework.versions_pb2: the message of versions."""

from zeal.graph_def import messages

__all__ = ["VersionDef"]

VersionDef = messages.VersionDef
