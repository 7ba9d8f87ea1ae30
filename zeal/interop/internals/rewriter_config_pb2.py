"""tensorflow.core.protobuf.rewriter_config_pb2: which passes over graphs a session makes."""

from zeal.messages.config import RewriterConfig

__all__ = ["RewriterConfig"]
