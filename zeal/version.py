"""Versions: zeal's own, and that of TensorFlow, whose names and behaviour programs find here."""

from zeal.public import publish, publish_module

__version__ = "0.1.0"

# tf.version: programs compare these with the TensorFlow that they were written for.
VERSION = "1.15.5"
GIT_VERSION = f"v{VERSION}-zeal-{__version__}"
GRAPH_DEF_VERSION = 134
GRAPH_DEF_VERSION_MIN_CONSUMER = GRAPH_DEF_VERSION_MIN_PRODUCER = 0

publish_module(__name__)
for _name in [n for n in globals() if n.isupper() and n[0] != "_"]:
    publish(__name__, _name)
