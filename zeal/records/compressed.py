"""Compressed files, read piece by piece."""

import io
import zlib

from zeal import errors
from zeal.local_files import call

_PIECE = 64 << 10


_FORMATS = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}
_MEMBER = b"\x1f\x8b"  # how another member of a file in gzip's format begins


class _Inflated(io.RawIOBase):
    """What a compressed file holds.

    Args:
      file: the open file.
      compression: "GZIP" or "ZLIB".
    """

    def __init__(self, file, compression):
        self._file, self._format = file, _FORMATS[compression]
        self._inflate, self._rest = zlib.decompressobj(self._format), b""

    def readable(self):
        """It is."""
        return True

    def readinto(self, buffer):
        """Fills the buffer as far as a piece of the file goes; 0 at the end."""
        found = b""
        while not found:
            if self._inflate.eof and not self._next_member():
                break
            piece = self._rest or self._inflate.unconsumed_tail or self._file.read(_PIECE)
            self._rest = b""
            if not piece:
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            found = self._inflate.decompress(piece, len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _next_member(self):
        """Whether another member follows, which is begun; what else follows does not count."""
        rest = self._inflate.unused_data
        if self._format == zlib.MAX_WBITS:
            return False
        while len(rest) < 2 and (piece := self._file.read(_PIECE)):
            rest += piece
        if not rest.startswith(_MEMBER):
            return False
        self._inflate, self._rest = zlib.decompressobj(self._format), rest
        return True

    def close(self):
        """Closes the file too."""
        self._file.close()
        super().close()


class _Compressed(io.BufferedReader):
    """A compressed file, whose damage is a DataLossError."""

    def __init__(self, file, what):
        super().__init__(file, _PIECE)
        self._what = what

    def read(self, size=-1):
        """As of any file."""
        return self._checked(super().read, size)

    def readline(self, size=-1):
        """As of any file."""
        return self._checked(super().readline, size)

    def __next__(self):
        return self._checked(super().__next__)

    def _checked(self, read, *size):
        try:
            return read(*size)
        except (EOFError, zlib.error) as e:
            raise errors.DataLossError(f"{self._what}: {e}") from None


def open_compressed(compression, path):
    """Opens a compressed file for reading bytes.

    Args:
      compression: "GZIP" or "ZLIB".
      path: the file's path.

    Returns:
      A file. Reads raise DataLossError where the file is damaged.

    Raises:
      NotFoundError: there is no such file; FailedPreconditionError: it is a directory.
    """
    raw = call(open, path, "rb", buffering=0)
    return _Compressed(_Inflated(raw, compression), f"{path} is no whole {compression} file")


def open_bytes(path, compression=""):
    """Opens a file, compressed or not, for reading bytes; see `open_compressed`."""
    return open_compressed(compression, path) if compression else call(open, path, "rb")
