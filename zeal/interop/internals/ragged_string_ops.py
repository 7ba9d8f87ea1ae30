"""tensorflow.python.ops.ragged.ragged_string_ops: texts cut into parts."""

from zeal.texts.splitting import string_bytes_split, strings_split

__all__ = ["string_bytes_split", "string_split_v2", "strings_split_v1"]

strings_split_v1 = strings_split


def string_split_v2(input, sep=None, maxsplit=-1, name=None):
    """Strings cut at a separator, as a ragged tensor; see `tf.strings.split`."""
    return strings_split(input, sep, maxsplit, "RaggedTensor", name=name)
