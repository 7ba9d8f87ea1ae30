"""Errors of the converter."""


class NotConvertible(Exception):
    """Why a function is called as it is."""


class ConversionError(Exception):
    """`tf.autograph.to_graph` could not convert what it was given."""
