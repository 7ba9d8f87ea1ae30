"""Messages of summaries and event files: `tf.Summary`, `tf.Event` and what they consist of."""

from typing import Any

from zeal.messages import graph as _uses  # noqa: F401, whose TensorProto a summary may hold
from zeal.messages.build import classes
from zeal.messages.summary_fields import TEXT
from zeal.public import publish

_made = classes("summary", TEXT, uses=("graph",))
Event: Any = _made["Event"]
HistogramProto: Any = _made["HistogramProto"]
LogMessage: Any = _made["LogMessage"]
SessionLog: Any = _made["SessionLog"]
Summary: Any = _made["Summary"]
SummaryDescription: Any = _made["SummaryDescription"]
SummaryMetadata: Any = _made["SummaryMetadata"]
TaggedRunMetadata: Any = _made["TaggedRunMetadata"]

for _name in ("Event", "SessionLog", "Summary"):
    publish(__name__, _name, _name, f"summary.{_name}")
for _name in ("SummaryDescription", "TaggedRunMetadata"):
    publish(__name__, _name, f"summary.{_name}")
for _name in ("HistogramProto", "LogMessage", "SummaryMetadata"):
    publish(__name__, _name)
