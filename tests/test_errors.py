"""Tests of zeal/errors.py: codes, built-in bases, both ways to construct, pickling."""

import pickle

import pytest

from zeal import errors

BUILTIN_OF = {
    errors.CancelledError: RuntimeError,
    errors.UnknownError: RuntimeError,
    errors.InvalidArgumentError: ValueError,
    errors.DeadlineExceededError: TimeoutError,
    errors.NotFoundError: FileNotFoundError,
    errors.AlreadyExistsError: FileExistsError,
    errors.PermissionDeniedError: PermissionError,
    errors.ResourceExhaustedError: MemoryError,
    errors.FailedPreconditionError: RuntimeError,
    errors.AbortedError: RuntimeError,
    errors.OutOfRangeError: IndexError,
    errors.UnimplementedError: NotImplementedError,
    errors.InternalError: RuntimeError,
    errors.UnavailableError: RuntimeError,
    errors.DataLossError: OSError,
    errors.UnauthenticatedError: PermissionError,
}


@pytest.mark.parametrize("code, cls", list(enumerate(BUILTIN_OF, start=1)))
def test_code_and_builtin_base(code, cls):
    error = cls(None, None, "what went wrong")
    assert error.error_code == code
    assert errors.exception_type_from_error_code(code) is cls
    assert errors.error_code_from_exception_type(cls) == code
    assert isinstance(error, errors.OpError)
    with pytest.raises(BUILTIN_OF[cls], match="what went wrong"):
        raise error


@pytest.mark.parametrize("cls", BUILTIN_OF)
def test_message_alone_is_enough(cls):
    error = cls("just this")
    assert (error.message, error.node_def, error.op) == ("just this", None, None)
    assert str(error) == "just this"
    assert error.args == ("just this",)


@pytest.mark.parametrize("cls", BUILTIN_OF)
def test_pickling_keeps_all_but_the_op(cls):
    copy = pickle.loads(pickle.dumps(cls("node", object, "message")))
    assert type(copy) is cls
    assert (copy.node_def, copy.op, copy.message) == ("node", None, "message")
    assert copy.error_code == cls("x").error_code


def test_op_error_takes_a_code():
    error = pickle.loads(pickle.dumps(errors.OpError(None, None, "m", errors.ABORTED)))
    assert error.error_code == errors.ABORTED
    assert str(error) == "m"


def test_unknown_codes_and_classes():
    with pytest.raises(KeyError):
        errors.exception_type_from_error_code(99)
    with pytest.raises(KeyError):
        errors.error_code_from_exception_type(ValueError)
