"""tensorflow.python.saved_model.nested_structure_coder."""

from zeal.saved_model.structures import NotEncodableError, decode, encode

__all__ = ["NotEncodableError", "StructureCoder"]


class StructureCoder:
    """Structures of Python values as messages, and back."""

    def can_encode(self, nested):
        """Whether a structure has a form in messages."""
        try:
            encode(nested)
        except NotEncodableError:
            return False
        return True

    def encode_structure(self, nested):
        """The message."""
        return encode(nested)

    def decode_proto(self, proto):
        """The structure."""
        return decode(proto)
