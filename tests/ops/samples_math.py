"""Sample rows of the elementwise math ops."""

import numpy as np
import scipy.special as sp
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

F = ("float32", "float64")


def igamma_slope(a, x):
    """The derivative of the incomplete gamma function by a, by differences of SciPy's."""
    h = 1e-4 * a
    near, far = (sp.gammainc(a + k * h, x) - sp.gammainc(a - k * h, x) for k in (1, 2))
    return (8 * near - far) / (12 * h)


def gamma_sample_slope(alpha, sample):
    density = np.exp((alpha - 1) * np.log(sample) - sample - sp.gammaln(alpha))
    return -igamma_slope(alpha, sample) / density


def unary(op, ref, low=-2.0, high=2.0, special=True, **kw):
    """A matrix, a scalar, an empty tensor, more than a tile, special values."""
    rows = [
        Sample(op, [A((3, 4), low, high)], ref, **kw),
        Sample(op, [A((), low, high)], ref, name="scalar", **kw),
        Sample(op, [A((0, 3), low, high)], ref, name="empty", **kw),
        Sample(op, [A((2051,), low, high)], ref, name="long", **(kw | {"grad": ()})),
    ]
    if special:
        rows.append(Sample(op, [A((14,), special=True)], ref, name="special", **(kw | {"grad": (), "dtypes": F})))
    return rows


def binary(op, ref, x=(-2.0, 2.0), y=(-2.0, 2.0), nonzero=False, special=True, first_name="x", **kw):
    """Equal shapes, broadcasting of all kinds, empty, long, special values, shapes that do not fit."""
    def pair(a, b, **more):
        return Sample(op, [A(a, *x), A(b, *y, nonzero=nonzero)], ref, **(kw | more))

    rows = [
        pair((2, 3), (2, 3), errors=[E([A((2, 3), *x), A((2, 4), *y)], {}, Invalid, "Incompatible shapes: [2,3] vs. [2,4]; ")]),
        pair((2, 3), (3,), name="row"),
        pair((2, 1), (1, 3), name="outer"),
        pair((), (2, 2), name="left-scalar"),
        pair((2, 2), (), name="right-scalar"),
        pair((2, 1, 2), (3, 1), name="middle"),
        pair((0, 3), (1, 3), name="empty"),
        pair((1100, 2), (1100, 1), name="long", grad=()),
    ]
    if special:
        rows.append(Sample(op, [A((196,), special=True), A((196,), special=True)], ref,
                           **(kw | {"name": "special", "grad": (), "dtypes": F})))
    return rows


def grad_op(op, ref, **kw):
    """An op that computes a gradient from (y, dy) or (dy, x)."""
    return [Sample(op, [A((2, 3), 0.2, 1.5), A((2, 3))], ref, **kw),
            Sample(op, [A((0,)), A((0,))], ref, name="empty", **kw)]


def truncated(ref):
    """Integers divide toward zero."""
    def divide(x, y):
        return np.trunc(np.true_divide(x, y)).astype(x.dtype) if x.dtype.kind in "iu" else ref(x, y)

    return divide


def no_nan(ref):
    def guarded(x, y):
        shape = np.broadcast(x, y).shape
        return np.where(np.broadcast_to(y == 0, shape), 0, ref(x, y))

    return guarded


def where_zero(ref):
    def guarded(x, y):
        shape = np.broadcast(x, y).shape
        return np.where(np.broadcast_to(x == 0, shape), 0, ref(x, y))

    return guarded


def zero_wins(x, y):
    return np.where((x == 0) | (y == 0), 0, x * y)


def shift(op):
    def ref(x, y):
        return op(x, np.clip(y, 0, x.dtype.itemsize * 8 - 1).astype(x.dtype))

    return ref


def sign(x):
    if x.dtype.kind == "c":
        return np.where(x == 0, 0, x / np.where(x == 0, 1, np.abs(x)))
    return np.where(np.isnan(x), 0, np.sign(x)) if x.dtype.kind == "f" else np.sign(x)


def sigmoid(x):
    return 1 / (1 + np.exp(-x)) if x.dtype.kind == "c" else sp.expit(x)


def mod(x, y):
    return np.fmod(x, y)


def floor_mod(x, y):
    return x - y * np.floor(x / y) if x.dtype.kind == "f" else np.mod(x, y)


def limit(x, low, high):
    capped = np.where(x > high, high, x)
    return np.where(capped < low, low, capped)


def xlogy(x, y):
    return x * np.log(y)


SCALE, ALPHA = 1.0507009873554805, 1.7580993408473766
HALF_LOG = 0.2, 3.0


def zero_divisor(op):
    return [E([A((2, 2), dtype="int32"), V([1, 0])], {}, Invalid, "zero")]


COMPARE = [binary(op, ref) for op, ref in [
    ("Less", np.less), ("LessEqual", np.less_equal), ("Greater", np.greater), ("GreaterEqual", np.greater_equal),
    ("Equal", np.equal), ("NotEqual", np.not_equal)]]

ROWS = [
    # --- arithmetic.cc ---
    binary("Add", np.add, tol=2), binary("AddV2", np.add, tol=2), binary("Sub", np.subtract, tol=2),
    binary("Mul", np.multiply, tol=2),
    binary("Div", truncated(np.divide), nonzero=True, tol=2, special=False),
    binary("RealDiv", np.divide, nonzero=True, tol=2),
    binary("TruncateDiv", lambda x, y: (truncated(np.divide) if x.dtype.kind in "iu" else np.divide)(x, y),
           nonzero=True, special=False, tol=2),
    binary("FloorDiv", np.floor_divide, nonzero=True, special=False),
    binary("FloorMod", floor_mod, nonzero=True, special=False),
    binary("TruncateMod", mod, nonzero=True, special=False), binary("Mod", mod, nonzero=True, special=False),
    [Sample(op, [A((2, 2)), A((2, 2), nonzero=True)], None, dtypes=("int32",), grad=(), name="zero",
            check=lambda outs, ins: None, errors=zero_divisor(op))
     for op in ("Div", "FloorDiv", "TruncateDiv", "FloorMod", "TruncateMod", "Mod")],
    binary("DivNoNan", no_nan(np.divide), nonzero=True, tol=2), binary("MulNoNan", no_nan(np.multiply), tol=2),
    binary("Xdivy", where_zero(np.divide), nonzero=True, tol=2),
    binary("FlowMul", zero_wins, tol=2), binary("FlowDiv", where_zero(np.divide), nonzero=True, tol=2),
    Sample("FlowDiv", [V([0.0, 1.0, 0.0], "float64"), A((3,))], where_zero(np.divide), dtypes=("float64",), grad=(0, 1),
           name="zero"),  # linear in x there, unlike Xdivy
    Sample("DivNoNan", [A((3,)), V([0.0, 2.0, 0.0], "float64")], no_nan(np.divide), dtypes=("float64",), grad=(0,),
           name="zero"),
    unary("Neg", np.negative), unary("Abs", np.abs), unary("Sign", sign, tol=2, grad_tol=2),
    unary("Square", np.square, tol=3),
    binary("SquaredDifference", lambda x, y: (x - y) * np.conj(x - y), tol=3),
    binary("Maximum", np.maximum), binary("Minimum", np.minimum),
    unary("Reciprocal", lambda x: np.reciprocal(x), 0.5, 2.5, tol=2),
    unary("Inv", lambda x: np.reciprocal(x), 0.5, 2.5, tol=2),
    grad_op("ReciprocalGrad", lambda y, dy: -dy * np.conj(y) ** 2, tol=4),
    grad_op("InvGrad", lambda y, dy: -dy * np.conj(y) ** 2, tol=4),
    # --- bitwise.cc ---
    binary("BitwiseAnd", np.bitwise_and, special=False), binary("BitwiseOr", np.bitwise_or, special=False),
    binary("BitwiseXor", np.bitwise_xor, special=False), unary("Invert", np.invert, special=False),
    binary("LeftShift", shift(np.left_shift), special=False, y=(0, 2)),
    binary("RightShift", shift(np.right_shift), special=False, y=(0, 2)),
    # --- compare.cc ---
    *COMPARE,
    # --- complex_parts.cc ---
    Sample("Real", [A((2, 3))], np.real), Sample("Imag", [A((2, 3))], np.imag), Sample("Conj", [A((2, 3))], np.conj),
    Sample("ComplexAbs", [A((2, 3))], np.abs, tol=2), Sample("Angle", [A((2, 3))], np.angle, tol=2),
    [Sample(op, [A((0, 2))], ref, name="empty")
     for op, ref in [("Real", np.real), ("Imag", np.imag), ("Conj", np.conj), ("ComplexAbs", np.abs)]],
    Sample("Complex", [A((2, 3)), A((2, 3))], lambda re, im: re + 1j * im),
    Sample("Complex", [A((2, 1)), A((3,))], lambda re, im: re + 1j * im, name="outer"),
    # --- exp_log.cc ---
    unary("Exp", np.exp, tol=4), unary("Expm1", np.expm1, tol=4),
    unary("Log", np.log, *HALF_LOG, tol=2), unary("Log1p", np.log1p, -0.8, 3, tol=2),
    unary("Sqrt", np.sqrt, *HALF_LOG), unary("Rsqrt", lambda x: 1 / np.sqrt(x), *HALF_LOG, tol=2),
    grad_op("SqrtGrad", lambda y, dy: dy / (2 * np.conj(y)), tol=2),
    grad_op("RsqrtGrad", lambda y, dy: -0.5 * dy * np.conj(y) ** 3, tol=4),
    binary("Pow", np.power, (0.2, 2), (0.1, 3), tol=8, special=False),
    Sample("Pow", [A((196,), special=True), A((196,), special=True)], np.power, dtypes=F, grad=(), name="special", tol=20),
    Sample("Pow", [A((3,)), V([1, 2, 3])], np.power, dtypes=("int32",), grad=(), name="negative",
           errors=[E([A((3,)), V([1, -2, 3])], {}, Invalid, "negative")]),
    Sample("Pow", [A((2, 3)), V([[2.0, 3, 0, ], [1, 2, 4]], "float64")], np.power, dtypes=("float64",), grad=(0,),
           name="negative-base"),
    binary("Xlogy", where_zero(xlogy), (-2, 2), HALF_LOG, tol=2),
    # --- hyperbolic.cc ---
    unary("Sinh", np.sinh, tol=4), unary("Cosh", np.cosh, tol=4), unary("Tanh", np.tanh),
    grad_op("TanhGrad", lambda y, dy: dy * (1 - np.conj(y) ** 2), tol=4),
    unary("Asinh", np.arcsinh, tol=2, special=False), unary("Acosh", np.arccosh, 1.2, 4, tol=2),
    unary("Atanh", np.arctanh, -0.8, 0.8, tol=2),
    Sample("Asinh", [A((14,), special=True)], np.arcsinh, dtypes=F, grad=(), name="special", tol=2),
    # --- trig.cc ---
    unary("Sin", np.sin, special=False), unary("Cos", np.cos, special=False), unary("Tan", np.tan, -1.4, 1.4, tol=4, special=False),
    [Sample(op, [A((64,), -1e5, 1e5)], ref, dtypes=F, grad=(), name="large", tol=20)
     for op, ref in [("Sin", np.sin), ("Cos", np.cos)]],
    unary("Asin", np.arcsin, -0.9, 0.9, tol=2), unary("Acos", np.arccos, -0.9, 0.9, tol=2),
    unary("Atan", np.arctan), binary("Atan2", np.arctan2, nonzero=True),
    # --- special.cc ---
    unary("Erf", sp.erf, tol=2), unary("Erfc", sp.erfc, tol=2),
    unary("Lgamma", sp.gammaln, 0.3, 6, tol=4, special=False), unary("Digamma", sp.digamma, 0.3, 6, tol=8, special=False),
    [Sample("Polygamma", [V(n, t), A((2, 3), 0.5, 4)], lambda n, x: sp.polygamma(int(n), x), dtypes=(t,), grad=(1,),
            tol=30, name=f"{n}-{t}", grad_tol=5) for n in (1, 2, 3) for t in F],
    [Sample("Zeta", [A((2, 3), 1.5, 4), A((2, 3), 0.5, 4)], sp.zeta, dtypes=(t,), grad=(1,), tol=30, name=t, grad_tol=5)
     for t in F],
    unary("BesselI0e", sp.i0e, -20, 20, tol=4), unary("BesselI1e", sp.i1e, -20, 20, tol=4),
    # --- distribution.cc ---
    unary("Erfinv", sp.erfinv, -0.9, 0.9, tol=4), unary("Ndtri", sp.ndtri, 0.1, 0.9, tol=4),
    [Sample(op, [A(a, 0.3, 9), A(x, 0.1, 12)], ref, dtypes=F, grad=(1,), second=False, tol=40, grad_tol=5, name=f"{a}-{x}")
     for op, ref in [("Igamma", sp.gammainc), ("Igammac", sp.gammaincc)]
     for a, x in [((2, 3), (2, 3)), ((2, 1), (3,)), ((), (4,)), ((0, 2), (2,))]],
    [Sample(op, [A((2, 3), 0.3, 9), A((3,), 0.1, 12)], ref, dtypes=F, grad=(0, 1), second=False, tol=40, grad_tol=5, name="by-a",
            errors=[E([A((2,)), A((3,))], {}, Invalid, "Incompatible shapes: [2] vs. [3]")])
     for op, ref in [("Igamma", sp.gammainc), ("Igammac", sp.gammaincc)]],
    Sample("IgammaGradA", [A((2, 3), 0.3, 9), A((3,), 0.1, 12)], igamma_slope, dtypes=F, grad=(), tol=1000),
    Sample("RandomGammaGrad", [A((2, 3), 0.3, 9), A((3,), 0.1, 12)], gamma_sample_slope, dtypes=F, grad=(), tol=1000),
    [Sample("Betainc", [A(a, 0.3, 9), A(b, 0.3, 9), A(x, 0.05, 0.95)], sp.betainc, dtypes=F, grad=(2,), tol=40, grad_tol=5,
            name=f"{a}-{b}-{x}")
     for a, b, x in [((2, 3), (2, 3), (2, 3)), ((), (), (4,)), ((3,), (), ()), ((0,), (0,), (0,))]],
    Sample("Betainc", [A((2,), 1, 2), A((2,), 1, 2), A((2,), 0.1, 0.9)], sp.betainc, dtypes=F, grad=(2,), tol=40, name="shapes", errors=[
        E([A((2,)), A((1,)), A((2,))], {}, Invalid, "Shapes of a and b are inconsistent: [2] vs. [1]"),
        E([A((1, 1)), A(()), A((2,))], {}, Invalid, "Shapes of a and x are inconsistent: [1,1] vs. [2]"),
    ]),
    # --- rounding.cc, predicates.cc, logical.cc ---
    unary("Floor", np.floor, -5, 5), unary("Ceil", np.ceil, -5, 5), unary("Round", np.round, -5, 5), unary("Rint", np.rint, -5, 5),
    [Sample(op, [V([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4503599627370497.5], "float64")], np.rint, name="halves")
     for op in ("Round", "Rint")],
    unary("IsNan", np.isnan), unary("IsInf", np.isinf), unary("IsFinite", np.isfinite),
    [Sample(op, [A((2, 3), dtype="bool"), A(s, dtype="bool")], ref, name=str(s))
     for op, ref in [("LogicalAnd", np.logical_and), ("LogicalOr", np.logical_or)] for s in ((2, 3), (3,), (), (1, 1, 3))],
    Sample("LogicalNot", [A((2, 3), dtype="bool")], np.logical_not),
    # --- select.cc, clip.cc ---
    Sample("Select", [A((2, 3), dtype="bool"), A((2, 3)), A((2, 3))], np.where, errors=[
        E([A((2, 3), dtype="bool"), A((2, 3)), A((2, 4))], {}, Invalid, "Input 0: [2,3] != input 2: [2,4]"),
        E([A((3,), dtype="bool"), A((2, 3)), A((2, 3))], {}, Invalid, "condition"),
    ]),
    Sample("Select", [A((3,), dtype="bool"), A((3, 2)), A((3, 2))], lambda c, x, y: np.where(c[:, None], x, y), name="rows"),
    Sample("Select", [A((), dtype="bool"), A((3, 2)), A((3, 2))], np.where, name="scalar"),
    Sample("Select", [A((0,), dtype="bool"), A((0, 2)), A((0, 2))], lambda c, x, y: x, name="empty"),
    Sample("SelectV2", [A((2, 1), dtype="bool"), A((2, 3)), A((3,))], np.where,
           big=[A((300, 1), dtype="bool"), A((300, 300)), A((300,))],
           errors=[E([A((2,), dtype="bool"), A((2, 3)), A((3,))], {}, Invalid, "broadcast")]),
    Sample("SelectV2", [A((2, 3), dtype="bool"), A(()), A((2, 3))], np.where, name="scalar"),
    Sample("SelectV2", [A((0, 3), dtype="bool"), A(()), A((3,))], np.where, name="empty"),
    Sample("ClipByValue", [A((3, 4)), V(-0.5, "float64"), V(0.75, "float64")], limit, dtypes=("float64",), grad=(0,),
           name="scalars"),
    Sample("ClipByValue", [A((3, 4)), A((3, 4), -2, 0), A((3, 4), 0, 2)], limit),
    Sample("ClipByValue", [A((2, 3)), A((3,), -2, 0), A((2, 1), 0, 2)], limit, name="broadcast",
           errors=[E([A((3,)), A((2, 3)), A(())], {}, Invalid, "broadcast")]),
    # --- nn/activation.cc ---
    unary("Relu", lambda x: np.maximum(x, 0)), unary("Relu6", lambda x: np.minimum(np.maximum(x, 0), 6), -3, 9),
    grad_op("ReluGrad", lambda dy, x: dy * (x > 0)), grad_op("Relu6Grad", lambda dy, x: dy * ((x > 0) & (x < 6))),
    unary("Elu", lambda x: np.where(x < 0, np.expm1(x), x), tol=2),
    grad_op("EluGrad", lambda dy, y: np.where(y < 0, dy * (y + 1), dy), tol=2),
    unary("Selu", lambda x: np.where(x < 0, ALPHA * np.expm1(x), SCALE * x), tol=2),
    grad_op("SeluGrad", lambda dy, y: np.where(y < 0, dy * (y + ALPHA), dy * SCALE), tol=2),
    unary("Sigmoid", sigmoid), grad_op("SigmoidGrad", lambda y, dy: dy * np.conj(y) * (1 - np.conj(y)), tol=2),
    unary("Softplus", lambda x: np.logaddexp(x, 0)), grad_op("SoftplusGrad", lambda dy, x: dy * sp.expit(x), tol=2),
    unary("Softsign", lambda x: x / (1 + np.abs(x))), grad_op("SoftsignGrad", lambda dy, x: dy / (1 + np.abs(x)) ** 2, tol=2),
]

