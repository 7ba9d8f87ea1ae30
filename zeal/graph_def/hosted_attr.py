"""Attributes whose kind no default tells."""


class Given:
    """An attribute that must be given, or a list.

    Args:
      kind: what it is, TensorFlow's word.
      default: its default, or None.
    """

    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default
