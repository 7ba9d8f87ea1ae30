"""tensorflow.python.ops.summary_op_util: tags of summaries, and the collections they are in."""

from zeal.summary.tags import clean_tag as clean_tag
from zeal.summary.tags import collect as collect
from zeal.summary.tags import summary_scope as summary_scope

__all__ = ["clean_tag", "collect", "summary_scope"]
