"""tf.compat.v2.summary.experimental: the step that summaries take, and their tags."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
