"""tensorflow.core.framework.versions_pb2: the message of versions."""

from zeal.messages import graph as messages

__all__ = ["VersionDef"]

VersionDef = messages.VersionDef
