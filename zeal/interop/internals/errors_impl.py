"""tensorflow.python.framework.errors_impl: errors by their codes."""

import warnings

from zeal.errors import UnknownError, exception_type_from_error_code

__all__ = []


def _make_specific_exception(node_def, op, message, error_code):
    """The error of a code; an UnknownError, with a warning, for one that nobody knows."""
    try:
        return exception_type_from_error_code(error_code)(node_def, op, message)
    except KeyError:
        warnings.warn(f"Unknown error code: {error_code}", stacklevel=2)
        return UnknownError(node_def, op, message, error_code)
