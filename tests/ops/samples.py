"""What a sample row is, and the table of all rows: at least one for every registered op.

A row calls an op by its registry name (`_native.raw.<op>`) and names a NumPy or SciPy function
that gives the expected result. The rows themselves are data, one file per family:
samples_math.py, samples_array.py, ... each with a list `ROWS`.

Inputs of a row are
  A(shape, low, high)   distinct random values of the row's dtype T, spread over [low, high]
  A(shape, dtype="int32")  the same with a dtype of its own
  V(value, dtype)       exactly this value (shapes, axes, indices)
  R(A or V)             a handle of a new variable of that value; what the variable holds after the
                        call stands behind the outputs, for `ref` too
  a list of these       a list input
  None                  an optional input that is left out
"""

import importlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

FAMILIES = sorted(p.stem for p in Path(__file__).parent.glob("samples_*.py"))

FLOATS = ("float32", "float64", "float16", "bfloat16")
COMPLEX = ("complex64", "complex128")
# NumPy arrays of the integers stand for quantized values.
QUANTIZED = {
    "qint8": "int8", "quint8": "uint8", "qint16": "int16", "quint16": "uint16", "qint32": "int32",
}  # fmt: skip
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


@dataclass(frozen=True)
class A:
    """A random array. `special` fills it with NaN, infinities, zeros and extreme values."""

    shape: tuple
    low: float = -2.0
    high: float = 2.0
    dtype: str | None = None
    nonzero: bool = False
    special: bool = False


@dataclass(frozen=True)
class V:
    """A given value."""

    value: object
    dtype: str = "int32"


@dataclass(frozen=True)
class R:
    """A handle of a variable; `None` leaves the variable without a value."""

    value: A | V | None
    dtype: str = "float32"
    shape: tuple = ()


@dataclass(frozen=True)
class E:
    """A call that must fail: inputs and attributes, the error class, and a part of its message."""

    inputs: Sequence
    attrs: dict
    error: type
    match: str = ""


@dataclass(frozen=True)
class Sample:
    """One row of the table.

    Args:
      op: registry name.
      inputs: see the module's docstring.
      ref: function of the inputs (and `attrs` by name) that gives the expected output, or a tuple
        of them. Floating inputs arrive as float64, complex ones as complex128.
      attrs: attributes of the call.
      dtypes: values of T to test; by default all that the op's kernels and inputs allow.
      tol: factor on the dtype's tolerance.
      grad: flat indices of the inputs whose gradient is checked; by default all inputs of type T.
        () leaves the check to the op's other rows.
      second: whether the gradient is checked to second order too.
      grad_tol: factor on the tolerance of gradient checks.
      errors: calls that must fail.
      big: inputs large enough for several threads; results must not depend on their number.
      check: replaces `ref` where outputs are random: f(outputs, inputs) asserts what must hold.
      infer: False where the call is served through other ops, which infer for themselves.
      name: appears in the test's name.
    """

    op: str
    inputs: Sequence
    ref: Callable | None = None
    attrs: dict = field(default_factory=dict)
    dtypes: Sequence[str] | None = None
    tol: float = 1.0
    grad: Sequence[int] | None = None
    second: bool = True
    grad_tol: float = 1.0
    errors: Sequence[E] = ()
    big: Sequence | None = None
    check: Callable | None = None
    infer: bool = True
    name: str = ""

    def but(self, **changes) -> "Sample":
        return replace(self, **changes)


STRINGS = [
    b"",
    b"a",
    b"zeal",
    b"\xff\x00b",
    b"a string that does not fit its handle",
    b"zz",
]
SPECIALS = [
    np.nan,
    np.inf,
    -np.inf,
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    1e-30,
    1e30,
    -1e30,
    88.0,
    -104.0,
]


def _grid(a: A, low: float, high: float, rng, order: int) -> np.ndarray:
    """Values from 64 evenly spaced ones, without repeats where they suffice, away from integers."""
    n = int(np.prod(a.shape))
    cells = 64 if n <= 64 else 1024
    k = rng.choice(cells, n, replace=n > cells)
    return low + (high - low) * ((2 * k + 1) / (2 * cells) + order / 1024)


def _integers(a: A, dtype: str, rng) -> np.ndarray:
    low, high = int(np.ceil(a.low * 2)), int(np.floor(a.high * 2))
    if dtype.startswith("u"):
        low, high = max(low, 0), max(high, 1)
    if high - low > 1000:
        return rng.integers(low, high, a.shape).astype(dtype)
    values = [v for v in range(low, high + 1) if v or not a.nonzero]
    return rng.choice(values, a.shape).astype(dtype)


def draw(a: A, dtype: str, rng, order: int = 0) -> np.ndarray:
    """The array of one input; bfloat16 comes as float32 that bfloat16 can hold."""
    dtype = a.dtype or dtype
    dtype = QUANTIZED.get(dtype, dtype)
    if dtype == "string":
        out = np.empty(a.shape, object)
        flat = [STRINGS[i] for i in rng.integers(0, len(STRINGS), out.size)]
        out.reshape(-1)[:] = flat
        return out
    if dtype == "bool":
        return rng.integers(0, 2, a.shape).astype(bool)
    if "int" in dtype:
        return _integers(a, dtype, rng)
    if a.special:
        n = int(np.prod(a.shape))
        values = (
            np.resize(np.roll(SPECIALS, order), n)
            if order == 0
            else np.repeat(SPECIALS, len(SPECIALS))[:n]
        )
        with np.errstate(over="ignore"):  # float16 has no 1e30
            return values.reshape(a.shape).astype(dtype)
    values = _grid(a, a.low, a.high, rng, order).reshape(a.shape)
    if a.nonzero:
        values = values + np.sign(values) * 0.5
    if dtype.startswith("complex"):
        return (values + 1j * _grid(a, a.low, a.high, rng, order + 3).reshape(a.shape)).astype(
            dtype
        )
    return to_bfloat16(values) if dtype == "bfloat16" else values.astype(dtype)


def to_bfloat16(values) -> np.ndarray:
    """Rounds to the nearest bfloat16, ties to even; the result is float32."""
    bits = np.asarray(values, np.float32).view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16 << 16).astype(np.uint32)
    return np.where(np.isnan(values), np.float32(np.nan), rounded.view(np.float32))


@dataclass(frozen=True)
class Value:
    """A drawn input: the array and the dtype of the tensor it becomes."""

    array: np.ndarray
    dtype: str
    is_t: bool  # of the row's dtype T
    held: str = ""  # "value": by a variable, whose handle is the input; "empty": not even that


def draw_inputs(specs: Sequence, dtype: str, seed: str) -> list:
    """Draws all inputs of a row, the same ones at every call: Values, lists of them, None."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    count = iter(range(100))

    def one(spec):
        if spec is None:
            return None
        if isinstance(spec, list):
            return [one(s) for s in spec]
        if isinstance(spec, R):
            given = one(spec.value) or Value(np.zeros(spec.shape, spec.dtype), spec.dtype, False)
            return replace(given, held="empty" if spec.value is None else "value", is_t=False)
        if isinstance(spec, V):
            kind = (
                object
                if spec.dtype == "string"
                else "float32"
                if spec.dtype == "bfloat16"
                else QUANTIZED.get(spec.dtype, spec.dtype)
            )
            return Value(np.asarray(spec.value, kind), spec.dtype, False)
        return Value(draw(spec, dtype, rng, next(count)), spec.dtype or dtype, spec.dtype is None)

    return [one(s) for s in specs]


def load() -> list[Sample]:
    rows: list[Sample] = []
    for family in FAMILIES:
        for entry in importlib.import_module(family).ROWS:
            rows.extend(entry if isinstance(entry, list) else [entry])
    return rows
