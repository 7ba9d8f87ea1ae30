"""tensorflow.python.ops.string_ops: splitting that gives sparse matrices."""

from zeal.texts.splitting import strings_split

__all__ = ["string_split_v2"]


def string_split_v2(source, sep=None, maxsplit=-1):
    """Strings cut at a separator, as a sparse matrix; see `tf.strings.split`."""
    return strings_split(source, sep, maxsplit)
