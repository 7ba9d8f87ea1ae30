"""Sample rows of the summary ops, whose results are messages: built here byte by byte."""

import struct

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid


def field(number, kind, data):
    length = bytes([len(data) & 127 | 128, len(data) >> 7]) if len(data) > 127 else bytes([len(data)])
    return bytes([number << 3 | kind]) + (length if kind == 2 else b"") + data


def value(tag, content):
    return field(1, 2, (field(1, 2, tag) if tag else b"") + content)


def number(x):
    return field(2, 5, struct.pack("<f", x))


def scalars(tags, values):
    pairs = zip(np.ravel(tags), np.ravel(values), strict=True)
    return np.array(b"".join(value(tag, number(float(x))) for tag, x in pairs), object)


def limits():
    up = [1e-12]
    while up[-1] * 1.1 < 1e20:
        up.append(up[-1] * 1.1)
    up.append(np.finfo(np.float64).max)
    return np.array([-x for x in reversed(up)] + [0.0] + up)


def histogram(tag, values):
    x = np.ravel(values).astype(np.float64)
    ends = limits()
    counts = np.bincount(np.searchsorted(ends, x, side="right"), minlength=len(ends))
    kept = np.append((counts[:-1] > 0) | (counts[1:] > 0), True)
    parts = [x.min(), x.max(), x.size, np.cumsum(x)[-1], np.cumsum(x * x)[-1]]
    doubles = b"".join(field(i, 1, struct.pack("<d", p)) for i, p in enumerate(parts, 1) if p)
    lists = [field(6, 2, ends[kept].tobytes()), field(7, 2, counts[kept].astype("f8").tobytes())]
    return np.array(value(tag[()], field(5, 2, doubles + b"".join(lists))), object)


ONE = value(b"a", number(1.0))
ROWS = [
    Sample("ScalarSummary", [V(b"loss", "string"), A(())], scalars),
    Sample("ScalarSummary", [V([b"a", b""], "string"), A((2,))], scalars, name="several", errors=[
        E([V(b"a", "string"), A((2,))], {}, Invalid,
          "tags and values not the same shape: [] != [2] (tag 'a')"),
    ]),
    Sample("HistogramSummary", [V(b"w", "string"), A((40,), 0.5, 90.0)], histogram, errors=[
        E([V([b"a"], "string"), A(())], {}, Invalid, "tags must be scalar"),
        E([V(b"a", "string"), V(np.nan, "float32")], {}, Invalid, "Nan in summary histogram for: a"),
        E([V(b"a", "string"), V(-np.inf, "float32")], {}, Invalid, "Infinity in summary histogram"),
    ]),
    Sample("MergeSummary", [[V(ONE, "string"), V([value(b"b", number(2.0)), b""], "string")]],
           lambda parts: np.array(ONE + value(b"b", number(2.0)), object), errors=[
        E([[V(ONE, "string"), V(ONE, "string")]], {}, Invalid, "Duplicate tag a found in summary"),
        E([[V(b"\xff", "string")]], {}, Invalid, "Could not parse one of the summary inputs"),
        E([[V(b"\x0a\x02\x0a\x05", "string")]], {}, Invalid, "Could not parse one of the summary"),
    ]),
]  # fmt: skip
