"""Errors raised by ops: TensorFlow's classes and codes, each also a fitting built-in exception."""

from zeal.public import public, publish_module

publish_module(__name__)

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


@public("OpError")
class OpError(Exception):
    """Base of all errors that ops raise.

    Args:
      node_def: the graph node that failed, if there is one; or, alone, the message.
      op: the graph operation that failed, if there is one.
      message: what went wrong.
      error_code: one of this module's codes; the subclasses know theirs.

    Example:
      >>> import zeal as tf
      >>> error = tf.errors.InvalidArgumentError(None, None, "rank must be 2")
      >>> isinstance(error, ValueError), error.error_code, str(error)
      (True, 3, 'rank must be 2')
    """

    _code = UNKNOWN

    def __init__(self, node_def=None, op=None, message=None, error_code=None):
        if op is None and message is None and isinstance(node_def, str):
            node_def, message = None, node_def  # raised with only a message, as native code does
        super().__init__(message)
        self._node_def, self._op, self._message = node_def, op, message
        self._error_code = type(self)._code if error_code is None else error_code

    @property
    def message(self) -> "str | None":
        """What went wrong."""
        return self._message

    @property
    def op(self):
        """The operation that a run failed at; None in functions and in eager execution."""
        return self._op

    @property
    def node_def(self):
        """The `op` as a `tf.NodeDef`; None where that is None."""
        if self._node_def is None and self._op is not None:
            return self._op.node_def
        return self._node_def

    @property
    def error_code(self) -> int:
        """One of this module's codes, e.g. `INVALID_ARGUMENT`."""
        return self._error_code

    def __str__(self) -> str:
        return str(self._message)

    def __reduce__(self):
        # The operation stays behind: it belongs to the graph of its own process.
        return type(self), (self._node_def, None, self._message, self._error_code)


def _add_to_message(error, text, op):
    """What a run adds to an error of one of its ops: the op's name, the line that made it, the op.

    An op of `...` leaves the error that which it has.
    """
    if isinstance(error, OpError) and error._message is not None:
        error._message += text
        error.args = (error._message,)
        if op is not ...:
            error._op, error._node_def = op, None


class CancelledError(OpError, RuntimeError):
    """The operation was cancelled, e.g. because a queue was closed."""

    _code = CANCELLED


class UnknownError(OpError, RuntimeError):
    """An error of unknown kind, such as one from another system."""

    _code = UNKNOWN


class InvalidArgumentError(OpError, ValueError):
    """An op received an argument it cannot take: wrong shape, value or type."""

    _code = INVALID_ARGUMENT


class DeadlineExceededError(OpError, TimeoutError):
    """An operation did not end in its time."""

    _code = DEADLINE_EXCEEDED


class NotFoundError(OpError, FileNotFoundError):
    """Something asked for, such as a file or a checkpoint's tensor, does not exist."""

    _code = NOT_FOUND


class AlreadyExistsError(OpError, FileExistsError):
    """Something that was to be created exists already."""

    _code = ALREADY_EXISTS


class PermissionDeniedError(OpError, PermissionError):
    """The caller may not do that, e.g. read a file."""

    _code = PERMISSION_DENIED


class UnauthenticatedError(OpError, PermissionError):
    """The request carries no valid credentials."""

    _code = UNAUTHENTICATED


class ResourceExhaustedError(OpError, MemoryError):
    """Some resource has run out, most often memory."""

    _code = RESOURCE_EXHAUSTED


class UnsupportedTypeError(NotFoundError, InvalidArgumentError):
    """An op has no kernel for the dtype of an input.

    TensorFlow 1.15 raises one or the other of the two bases, depending on the op and the input.
    """


class OperatorNotAllowedInGraphError(TypeError):
    """Python asked a symbolic tensor for a truth value or to be iterated over.

    TensorFlow 1.15 has it in tensorflow.python.framework.errors alone, TensorFlow 2 here.
    """


class FailedPreconditionError(OpError, RuntimeError):
    """The system is not in the state that the operation needs, e.g. an uninitialised variable."""

    _code = FAILED_PRECONDITION


class AbortedError(OpError, RuntimeError):
    """The operation was aborted, typically by another one at the same time."""

    _code = ABORTED


class OutOfRangeError(OpError, IndexError):
    """An operation went past the end, e.g. of a data set or file."""

    _code = OUT_OF_RANGE


class UnimplementedError(OpError, NotImplementedError):
    """The operation exists, but not for these types, shapes or devices."""

    _code = UNIMPLEMENTED


class InternalError(OpError, RuntimeError):
    """Something that must hold inside the system does not: a bug."""

    _code = INTERNAL


class UnavailableError(OpError, RuntimeError):
    """The runtime cannot be reached at the moment."""

    _code = UNAVAILABLE


class DataLossError(OpError, OSError):
    """Data was lost or corrupted beyond repair, e.g. a checksum does not match."""

    _code = DATA_LOSS


_TYPES = {
    cls._code: cls
    for cls in list(globals().values())
    if isinstance(cls, type) and OpError in cls.__bases__
}


def exception_type_from_error_code(error_code: int) -> type:
    """The exception class of an error code; KeyError if there is none."""
    return _TYPES[error_code]


def error_code_from_exception_type(cls: type) -> int:
    """The error code of an exception class of this module; KeyError for any other class."""
    if cls not in _TYPES.values():
        raise KeyError(cls)
    return cls._code
