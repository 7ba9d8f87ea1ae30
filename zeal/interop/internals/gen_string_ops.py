"""tensorflow.python.ops.gen_string_ops: patterns given as Python strings."""

from zeal.texts.patterns import regex_full_match, regex_replace

__all__ = ["static_regex_full_match", "static_regex_replace"]

static_regex_full_match, static_regex_replace = regex_full_match, regex_replace
