"""tensorflow.python.training.saver: what builds the ops of Savers."""

from zeal.checkpoint.object_names import names_to_keys
from zeal.checkpoint.save_ops import BaseSaverBuilder, BulkSaverBuilder

__all__ = ["BaseSaverBuilder", "BulkSaverBuilder", "object_graph_key_mapping"]

object_graph_key_mapping = names_to_keys
