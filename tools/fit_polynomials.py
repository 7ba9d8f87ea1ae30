"""Fits the minimax polynomials of native/op/vm/*.h (Remez exchange in mpmath; a development tool).

Run `python tools/fit_polynomials.py sin:3:f log:7:f ...` (name, degree, type). It needs mpmath and
prints C++ coefficients, lowest order first, with the worst weighted error. Each coefficient is
rounded to the target type before the remaining ones are fitted again, so rounding does not add up.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf

mp.dps = 60
Fn = Callable[[mpf], mpf]


def rounded(value: mpf, kind: str) -> mpf:
    """Rounds to float32 ('f') or float64 ('d')."""
    return mpf(struct.unpack(kind, struct.pack(kind, float(value)))[0])


def solve_on(nodes: list[mpf], f: Fn, weight: Fn, low: int, high: int) -> list[mpf]:
    """Coefficients low..high and the levelled error E with w(f - p) = +-E on the nodes."""
    size = len(nodes)
    matrix, rhs = mp.matrix(size, size), mp.matrix(size, 1)
    for row, x in enumerate(nodes):
        for col, power in enumerate(range(low, high + 1)):
            matrix[row, col] = x**power
        matrix[row, size - 1] = (-1) ** row / weight(x)
        rhs[row] = f(x)
    return list(mp.lu_solve(matrix, rhs))


def alternating(errors: list[mpf], count: int) -> list[int]:
    """Where errors of alternating signs are greatest, at most `count` places."""
    peaks: list[int] = []
    for i, error in enumerate(errors):
        if not peaks or (error > 0) != (errors[peaks[-1]] > 0):
            peaks.append(i)
        elif abs(error) > abs(errors[peaks[-1]]):
            peaks[-1] = i
    while len(peaks) > count:
        peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
    return peaks


def remez(f: Fn, weight: Fn, lo: mpf, hi: mpf, low: int, high: int) -> tuple[list[mpf], mpf]:
    """Minimax coefficients of x**low..x**high for f on [lo, hi], and the worst weighted error."""
    count = high - low + 2
    middle, half = (lo + hi) / 2, (hi - lo) / 2
    nodes = [middle - half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    grid = [middle - half * mp.cos(mp.pi * i / (24 * count)) for i in range(24 * count + 1)]
    values = [(f(x), weight(x)) for x in grid]
    worst = mpf(0)
    for _ in range(12):
        coefs = solve_on(nodes, f, weight, low, high)[:-1]
        ordered = coefs[::-1]
        errors = [
            w * (v - mp.polyval(ordered, x) * x**low)
            for x, (v, w) in zip(grid, values, strict=True)
        ]
        peaks = alternating(errors, count)
        worst = max(abs(error) for error in errors)
        if len(peaks) < count or min(abs(errors[i]) for i in peaks) > worst * mpf("0.98"):
            break
        nodes = [grid[i] for i in peaks]
    return coefs, worst


@dataclass
class Fit:
    """One polynomial: f on [lo, hi], weighted, of a degree, rounded to a type."""

    f: Fn
    weight: Fn
    lo: str
    hi: str
    degree: int
    kind: str

    def coefficients(self) -> tuple[list[mpf], mpf]:
        """The rounded coefficients and the worst weighted error that they leave."""
        done: list[mpf] = []
        lo, hi = mpf(eval(self.lo)), mpf(eval(self.hi))
        if lo < 0 < hi:  # x, x^2, ... all vanish at 0: no exchange on such a basis; round at once
            done = [
                rounded(c, self.kind) for c in remez(self.f, self.weight, lo, hi, 0, self.degree)[0]
            ]
        for low in range(len(done), self.degree + 1):
            rest, worst = remez(
                lambda x: self.f(x) - mp.polyval(done[::-1], x) if done else self.f(x),
                self.weight,
                lo,
                hi,
                low,
                self.degree,
            )
            done.append(rounded(rest[0], self.kind))
        xs = [lo + (hi - lo) * i / 300 for i in range(301)]
        worst = max(abs(self.weight(x) * (self.f(x) - mp.polyval(done[::-1], x))) for x in xs)
        return done, worst


def series(f: Fn, at_zero: Fn) -> Fn:
    """f, except near 0 where its formula cancels and a series value is used."""
    return lambda x: at_zero(x) if abs(x) < mpf("1e-15") else f(x)


def log_rest(f: mpf) -> mpf:
    """(log(1+f) - f + f^2/2) / f^3."""
    return (mp.log1p(f) - f + f * f / 2) / f**3


def atanh_rest(z: mpf) -> mpf:
    """(2 atanh(s) - 2 s) / s with z = s^2."""
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) - 2 * s) / s


def erfcx_scaled(t: mpf, k: int) -> mpf:
    """(1 + 2a) exp(a^2) erfc(a) with t = (a - k) / (a + k)."""
    a = k * (1 + t) / (1 - t)
    return (1 + 2 * a) * mp.exp(a * a) * mp.erfc(a)


HALF_LN2 = "mp.log(2) / 2 * mpf('1.0002')"
QUARTER_PI = "(mp.pi / 4 * mpf('1.0002'))**2"
S_MAX = "((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * mpf('1.0001'))**2"

FITS: dict[str, Callable[[int, str], Fit]] = {
    # exp(r) = 1 + r + r^2 q(r); relative to expm1(r), the stricter of the two users
    "exp": lambda n, k: Fit(
        series(lambda r: (mp.expm1(r) - r) / r**2, lambda r: mpf(1) / 2 + r / 6),
        series(lambda r: abs(r**2 / mp.expm1(r)), abs),
        "-" + HALF_LN2,
        HALF_LN2 + " * mpf('1.0003')",
        n,
        k,
    ),
    # log(1+f) = f - f^2/2 + f^3 p(f)
    "log": lambda n, k: Fit(
        series(log_rest, lambda f: mpf(1) / 3 - f / 4),
        series(lambda f: f**3 / mp.log1p(f), lambda f: f**2),
        "mp.sqrt(mpf(1) / 2) - 1 - mpf('1e-4')",
        "mp.sqrt(2) - 1 + mpf('1e-4')",
        n,
        k,
    ),
    # 2 atanh(s) = 2 s + s z p(z), z = s^2
    "atanh": lambda n, k: Fit(
        series(lambda z: atanh_rest(z) / z, lambda z: mpf(2) / 3),
        lambda z: z,
        "mpf(0)",
        S_MAX,
        n,
        k,
    ),
    # 2 atanh(s) = 2 s + 2/3 s z + 2/5 s z^2 + s z^3 p(z), z = s^2 (double-double logarithm of pow)
    "atanh_tail": lambda n, k: Fit(
        series(
            lambda z: ((atanh_rest(z) / z - mpf(2) / 3) / z - mpf(2) / 5) / z, lambda z: mpf(2) / 7
        ),
        lambda z: z**3,
        "mpf(0)",
        S_MAX,
        n,
        k,
    ),
    "sin": lambda n, k: Fit(
        series(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, lambda z: -mpf(1) / 6),
        lambda z: z,
        "mpf(0)",
        QUARTER_PI,
        n,
        k,
    ),
    "cos": lambda n, k: Fit(
        series(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, lambda z: mpf(1) / 24),
        lambda z: z**2,
        "mpf(0)",
        QUARTER_PI,
        n,
        k,
    ),
    "atan": lambda n, k: Fit(
        series(lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, lambda z: -mpf(1) / 3),
        lambda z: z,
        "mpf(0)",
        "(mp.tan(mp.pi / 8) * mpf('1.001'))**2",
        n,
        k,
    ),
    "asin": lambda n, k: Fit(
        series(lambda z: (mp.asin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, lambda z: mpf(1) / 6),
        lambda z: z,
        "mpf(0)",
        "mpf('0.2501')",
        n,
        k,
    ),
    # erf(x) = x + x q(z), |x| <= 1
    "erf": lambda n, k: Fit(
        series(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, lambda z: 2 / mp.sqrt(mp.pi) - 1),
        series(lambda z: mp.sqrt(z) / mp.erf(mp.sqrt(z)), lambda z: mp.sqrt(mp.pi) / 2),
        "mpf(0)",
        "mpf('1.001')",
        n,
        k,
    ),
    # erfc(a) = exp(-a^2) / (1 + 2a) p((a - 2) / (a + 2)), 0.5 <= a
    "erfc_f": lambda n, k: Fit(
        lambda t: erfcx_scaled(t, 2),
        lambda t: 1 / erfcx_scaled(t, 2),
        "(mpf('0.49') - 2) / mpf('2.49')",
        "mpf('8.2') / mpf('12.2')",
        n,
        k,
    ),
    "erfc_d": lambda n, k: Fit(
        lambda t: erfcx_scaled(t, 4),
        lambda t: 1 / erfcx_scaled(t, 4),
        "(mpf('0.49') - 4) / mpf('4.49')",
        "mpf('23.5') / mpf('31.5')",
        n,
        k,
    ),
}


def show(name: str, degree: int, kind: str) -> None:
    """Prints one fit as a C++ initialiser."""
    coefs, worst = FITS[name](degree, kind).coefficients()
    bits = mp.nstr(mp.log(worst, 2), 4)
    print(f"// {name} degree {degree} {kind}: error {mp.nstr(worst, 3)} = 2^{bits}")
    suffix = "f" if kind == "f" else ""
    digits = 9 if kind == "f" else 17
    print("{" + ", ".join(f"{float(c):.{digits}g}{suffix}" for c in coefs) + "}", flush=True)


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        fit_name, fit_degree, fit_kind = wanted.split(":")
        show(fit_name, int(fit_degree), fit_kind)
