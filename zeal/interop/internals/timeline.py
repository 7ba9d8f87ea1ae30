"""tensorflow.python.client.timeline: step statistics as a trace that Chrome shows."""

import json

from zeal.graph.timeline import Timeline as Timeline

__all__ = ["Timeline", "json"]
