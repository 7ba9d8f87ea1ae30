"""The records of CSV files: fields, with quotes around line ends, and what is wrong with a record.

A record that is wrong ends with its line; those that follow are still there.
"""

import re

from zeal.errors import InvalidArgumentError
from zeal.records.compressed import open_bytes

_END = re.compile(rb"\r\n|\r|\n")
_QUOTED = re.compile(rb'"((?:[^"]|"")*)"(?!")')


def _pieces(file):
    """Texts between line ends, and these: pairs, without an empty last one."""
    for line in file:  # up to "\n"
        at = 0
        for end in _END.finditer(line):
            yield line[at : end.start()], end.group()
            at = end.end()
        if at < len(line):
            yield line[at:], b""


def _quoted(text, at):
    """The field in quotes that begins at a place and where it ends; None where it does not."""
    found = _QUOTED.match(text, at)
    return None if found is None else (found.group(1).replace(b'""', b'"'), found.end())


def _fields(text, delimiter):
    """The fields of a record, or None where a quote is still open.

    Raises:
      InvalidArgumentError: quotes are where they must not be.
    """
    if b'"' not in text:
        return text.split(delimiter)
    fields, at = [], 0
    while True:
        if text[at : at + 1] == b'"':
            found = _quoted(text, at)
            if found is None:
                return None
            field, at = found
            if text[at : at + 1] not in (delimiter, b""):
                raise InvalidArgumentError(
                    "Quote inside a string has to be escaped by another quote"
                )
        else:
            end = text.find(delimiter, at)
            end = len(text) if end < 0 else end
            field, at = text[at:end], end
            if b'"' in field:
                raise InvalidArgumentError("Unquoted fields cannot have quotes inside")
        fields.append(field)
        if at >= len(text):
            return fields
        at += 1


def records(path, compression, header, delimiter, quotes):
    """The records of a file: pairs of its fields and an error, of which one is None.

    Args:
      path: of the file.
      compression: None, "", "GZIP" or "ZLIB".
      header: whether it has a line to be skipped.
      delimiter: bytes, between fields.
      quotes: whether fields may be in double quotes.
    """
    with open_bytes(path, compression or "") as file:
        pieces = _pieces(file)
        if header and next(pieces, None) is None:
            yield None, InvalidArgumentError(f"Can't read header of file {path}")
            return
        for text, end in pieces:
            if not quotes:
                yield text.split(delimiter), None
                continue
            try:
                fields = _fields(text, delimiter)
                while fields is None:
                    more, after = next(pieces, (None, None))
                    if more is None:
                        raise InvalidArgumentError(
                            "Reached end of file without closing quoted field in record"
                        )
                    text, end = text + end + more, after
                    fields = _fields(text, delimiter)
                yield fields, None
            except InvalidArgumentError as error:
                yield None, error


def chosen(fields, columns, count):
    """The fields of the columns that are read.

    Raises:
      InvalidArgumentError: there are more or fewer than there must be.
    """
    if columns is not None:
        fields = [fields[c] for c in columns if c < len(fields)]
    if len(fields) > count:
        raise InvalidArgumentError(f"Expect {count} fields but have more in record")
    if len(fields) < count:
        raise InvalidArgumentError(f"Expect {count} fields but have {len(fields)} in record")
    return fields
