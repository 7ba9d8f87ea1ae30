"""tf.compat: text helpers, and zeal itself as tf.compat.v1."""

from zeal.tensor_shape import dimension_at_index, dimension_value

__all__ = [
    "as_bytes", "as_str", "as_str_any", "as_text", "dimension_at_index", "dimension_value",
]  # fmt: skip


def as_bytes(bytes_or_text, encoding="utf-8") -> bytes:
    """Encodes text; bytes stay.

    Raises:
      TypeError: it is neither text nor bytes.

    Example:
      >>> tf.compat.as_bytes("abc")
      b'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes(bytes_or_text)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


def as_text(bytes_or_text, encoding="utf-8") -> str:
    """Decodes bytes; text stays.

    Raises:
      TypeError: it is neither text nor bytes.

    Example:
      >>> tf.compat.as_text(b"abc")
      'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


as_str = as_text


def as_str_any(value) -> str:
    """`as_text` of bytes, `str` of anything else."""
    return as_text(value) if isinstance(value, bytes) else str(value)


def __getattr__(name):
    if name == "v1":
        import zeal

        return zeal
    raise AttributeError(f"module 'zeal.compat' has no attribute '{name}'")
