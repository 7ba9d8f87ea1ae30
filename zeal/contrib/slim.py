"""tf.contrib.slim: layers, variables and argument scopes of contrib under one name."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
