"""tensorflow.core.lib.core.error_codes_pb2: the codes of errors."""

from zeal import errors

__all__ = sorted(name for name in vars(errors) if name.isupper())

globals().update({name: getattr(errors, name) for name in __all__})
