"""tf.contrib.slim: layers, variables and argument scopes of contrib under one name."""

from zeal.namespace import namespace
from zeal.public import publish

publish("zeal.contrib.losses", "", "contrib.slim.losses")
publish("zeal.contrib.metrics", "", "contrib.slim.metrics")
publish("zeal.contrib.layers", "", "contrib.slim.layers", "contrib.slim.initializers",
        "contrib.slim.regularizers")
publish("zeal.contrib.layers.summaries", "", "contrib.layers.summaries")
publish("zeal.nn", "", "contrib.slim.nn")
publish("zeal.nest", "", "contrib.slim.nest")
publish("zeal.interop.internals.layers", "", "contrib.slim.utils")

__getattr__, __dir__ = namespace(__name__)
