"""tensorflow.python.ops.gen_string_ops: ops whose names others have in `tf.strings`."""

from zeal.raw_ops import with_named_outputs
from zeal.texts import unicode
from zeal.texts.patterns import regex_full_match, regex_replace

__all__ = ["static_regex_full_match", "static_regex_replace", "unicode_decode_with_offsets"]

static_regex_full_match, static_regex_replace = regex_full_match, regex_replace
unicode_decode_with_offsets = with_named_outputs("UnicodeDecodeWithOffsets", unicode._decode)
