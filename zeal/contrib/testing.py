"""tf.contrib.testing: writers of summaries that keep them, and what event files hold."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
