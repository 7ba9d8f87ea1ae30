"""tensorflow.python.ops.parsing_ops: decode_raw means TensorFlow 2's."""

from zeal.records.raw import decode_raw as decode_raw_v1
from zeal.records.raw import decode_raw_v2 as decode_raw

__all__ = ["decode_raw", "decode_raw_v1"]
