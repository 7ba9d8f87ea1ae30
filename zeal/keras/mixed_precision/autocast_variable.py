"""Variables of layers that compute in another dtype: their reads are cast inside its `call`."""

import contextlib

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly


class AutoCastVariable(_native.Variable):
    """A floating variable that reads as the dtype that `reads_as` says; updates keep its own."""

    @property
    def true_dtype(self):
        """The dtype of what is kept."""
        with reads_as(None):
            return self.dtype

    def __repr__(self):
        text = f"<AutoCastVariable '{self.name}' shape={self.shape} dtype={self.dtype.name} "
        text += f"true_dtype={self.true_dtype.name}"
        return text + (f", numpy={self.numpy()!r}>" if executing_eagerly() else ">")


_native.casting_variables(AutoCastVariable)


@contextlib.contextmanager
def reads_as(dtype):
    """Where such variables read as a floating dtype; of others, and None, as their own."""
    casts = dtype is not None and as_dtype(dtype).is_floating
    before = _native.cast_reads(as_dtype(dtype) if casts else None)
    try:
        yield
    finally:
        _native.cast_reads(before)
