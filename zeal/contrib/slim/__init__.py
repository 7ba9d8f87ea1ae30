"""tf.contrib.slim: layers, variables and argument scopes of contrib under one name."""

from zeal.namespace import namespace
from zeal.public import publish

publish("zeal.contrib.losses", "", "contrib.slim.losses")
publish("zeal.contrib.metrics", "", "contrib.slim.metrics")
publish("zeal.interop.internals.layers", "", "contrib.slim.utils")

__getattr__, __dir__ = namespace(__name__)
