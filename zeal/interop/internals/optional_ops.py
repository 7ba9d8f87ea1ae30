"""tensorflow.python.data.ops.optional_ops: optionals by their handles."""

from zeal.data.optional import Optional, OptionalSpec, _OptionalImpl

__all__ = ["Optional", "OptionalSpec", "_OptionalImpl"]
