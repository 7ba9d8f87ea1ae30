"""Sample rows of the random ops.

Stateless ops must give the very numbers of an independent NumPy version. Stateful ones continue a
stream from test to test, so rows check ranges only; their numbers are checked by test_random.py and
test_random_golden.py, as are their threads.
"""

import numpy as np
import philox_reference as reference
from samples import A, E, R, Sample, V

from zeal.errors import FailedPreconditionError, InvalidArgumentError

BITS = {"float16": 10, "bfloat16": 7, "float32": 23, "float64": 52}
NORMAL_BITS = {**BITS, "float16": 23, "bfloat16": 23}
SEED = (7, -3)
SIZES = V([5, 13])


def between(low, high, shape=(5, 13)):
    def check(outputs, inputs):
        (out,) = outputs
        assert out.shape == shape
        assert (out >= low).all() and (out < high).all()
        assert out.size < 2 or np.unique(out).size > 1

    return check


def shape_errors(attrs, *rest):
    return [E([V([2, -1]), *rest], attrs, InvalidArgumentError, "Dimension -1 must be >= 0"),
            E([V(3), *rest], attrs, InvalidArgumentError, "rank"),
            E([V([2.0], "float32"), *rest], attrs, InvalidArgumentError, "int32, int64")]


def stateful(op, low, high, **attrs):
    rows = []
    for dtype in BITS:
        given = {"seed": 3, "seed2": 5, "dtype": dtype, **attrs}
        rows.append(Sample(op, [SIZES], attrs=given, check=between(low, high), name=dtype,
                           errors=shape_errors(given)))
    given = {"dtype": "float32"}
    rows.append(Sample(op, [V([2, 0, 3], "int64")], attrs=given, name="empty",
                       check=between(low, high, (2, 0, 3))))
    rows.append(Sample(op, [V([], "int32")], attrs=given, name="scalar",
                       check=between(low, high, ())))
    return rows


def stateless(op, draw, bits):
    rows = []
    for dtype in BITS:
        def ref(shape, seed, dtype):
            n = int(np.prod(shape))
            return draw(*reference.stateless(seed), n, bits[dtype]).reshape(shape)

        given = {"dtype": dtype}
        bad_seed = [E([V([2]), V([1])], given, InvalidArgumentError, "two integers"),
                    E([V([2]), V([[1, 2]])], given, InvalidArgumentError, "seed must have shape [2], not [1,2]")]
        rows.append(Sample(op, [SIZES, V(SEED, "int64")], ref, given, name=dtype, tol=2,
                           errors=shape_errors(given, V(SEED)) + bad_seed,
                           big=[V([300, 257]), V(SEED)]))
        rows.append(Sample(op, [V([3, 0]), V((1, 2))], ref, given, name=f"{dtype}-empty"))
    return rows


def int_ref(shape, seed, low, high):
    width = np.asarray(low).dtype.itemsize * 8
    n = int(np.prod(shape))
    values = reference.integers(*reference.stateless(seed), n, int(low), int(high), width)
    return values.reshape(shape).astype(np.asarray(low).dtype)


def int_rows(dtype):
    low, high = V(-3, dtype), V(1000, dtype)
    seeds = {"seed": 3, "seed2": 5}
    order = "minval"
    return [
        Sample("RandomUniformInt", [SIZES, low, high], attrs=seeds, check=between(-3, 1000),
               name=dtype, errors=[*shape_errors(seeds, low, high),
                                   E([SIZES, high, high], seeds, InvalidArgumentError, order),
                                   E([SIZES, low, V([1], dtype)], seeds, InvalidArgumentError,
                                     "rank")]),
        Sample("StatelessRandomUniformInt", [SIZES, V(SEED), low, high], int_ref, name=dtype,
               errors=[*shape_errors({}, V(SEED), low, high),
                       E([SIZES, V(SEED), high, low], {}, InvalidArgumentError, order)],
               big=[V([300, 257]), V(SEED), low, high]),
    ]


def permuted(outputs, inputs):
    got, given = (sorted(row.tobytes() for row in np.atleast_2d(x)) if x.dtype != object
                  else sorted(map(tuple, np.atleast_2d(x))) for x in (outputs[0], inputs[0]))
    assert outputs[0].shape == inputs[0].shape
    if outputs[0].ndim == 1:
        got, given = (sorted(x.tolist(), key=repr) for x in (outputs[0], inputs[0]))
    assert got == given


def categorical_ref(logits, samples, seed, output_dtype):
    values = reference.categorical(*reference.stateless(seed), logits, int(samples))
    return values.astype(output_dtype)


def categorical_rows(dtype):
    logits, given = A((4, 6)), {"output_dtype": dtype}
    bad = [([A((6,)), V(3)], "rank"), ([A((2, 0)), V(3)], "class"),
           ([A((2, 2)), V(-3)], "negative"), ([A((2, 2)), V([3])], "rank")]
    return [
        Sample("Multinomial", [logits, V(7)], attrs={"seed": 1, **given}, name=dtype,
               check=between(0, 6, (4, 7)),
               errors=[E(inputs, given, InvalidArgumentError, text) for inputs, text in bad]),
        Sample("StatelessMultinomial", [logits, V(7), V(SEED)], categorical_ref, given, name=dtype,
               errors=[E([*inputs, V(SEED)], given, InvalidArgumentError, text)
                       for inputs, text in bad],
               big=[A((999, 5)), V(77), V(SEED)]),
    ]


STATE = V([-2, 5, 7], "int64")  # the counter's lower half is about to run over
PHILOX = V(1, "int64")


def drawn(state, n, draw, *arguments):
    """Numbers of a generator, and its state behind them."""
    low, high, key = (int(x) & (2**64 - 1) for x in state)
    counter = low | high << 64
    end = counter + n * 256
    halves = [end & (2**64 - 1), end >> 64]
    return draw(key, counter, n, *arguments), np.array([*halves, key], np.uint64).view(np.int64)


def generator_errors(attrs, *rest):
    return [E([R(V([1, 2], "int64")), PHILOX, *rest], attrs, InvalidArgumentError, "at least 3; got 2"),
            E([R(V([1.0], "float32")), PHILOX, *rest], attrs, InvalidArgumentError, "must be int64"),
            E([R(V(1, "int64")), PHILOX, *rest], attrs, InvalidArgumentError, "only one dimension"),
            E([R(STATE), V(2, "int64"), *rest], attrs, InvalidArgumentError, "algorithm id: 2"),
            E([R(None, shape=(3,)), PHILOX, *rest], attrs, FailedPreconditionError,
              "does not exist")]


def generator_rows(op, draw, argument_of, *bounds, attrs):
    def ref(state, algorithm, shape, *given, dtype):
        got, state = drawn(state, int(np.prod(shape)), draw, *map(int, given), argument_of[dtype])
        return got.reshape(shape).astype(dtype if dtype != "bfloat16" else "float32"), state

    rows = []
    for dtype in argument_of:
        given = {"dtype": dtype} if attrs else {}
        inputs = [R(STATE), PHILOX, SIZES, *(V(x, dtype) for x in bounds)]
        bad = [E([R(STATE), PHILOX, V(3), *inputs[3:]], given, InvalidArgumentError, "vector")]
        ref_of = ref if attrs else (lambda *x, dtype=dtype: ref(*x, dtype=dtype))
        rows.append(Sample(op, inputs, ref_of, given, name=dtype, tol=2, grad=(),
                           errors=[*generator_errors(given, *inputs[2:]), *bad]))
    return rows


def full_words(key, counter, n, dtype):
    width = np.dtype(dtype).itemsize * 8
    half = np.array(-(2 ** (width - 1)), f"int{width}")  # NumPy has no range up to 2^64
    found = reference.integers(key, counter, n, int(half), -int(half), width)
    return (found.astype(half.dtype) ^ half).view(dtype)


def skipped(state, algorithm, delta):
    return (drawn(state, int(delta), lambda *_: None)[1],)


GAMMA = {"seed": 1, "seed2": 2}
POISSON = {**GAMMA, "dtype": "int64"}

ROWS = [
    stateful("RandomUniform", 0, 1),
    stateful("RandomStandardNormal", -6, 6),
    stateful("TruncatedNormal", -2.001, 2.001),
    stateless("StatelessRandomUniform", reference.uniform, BITS),
    stateless("StatelessRandomNormal", reference.normal, NORMAL_BITS),
    stateless("StatelessTruncatedNormal", reference.truncated_normal, NORMAL_BITS),
    int_rows("int32"),
    int_rows("int64"),
    generator_rows("StatefulUniform", reference.uniform, BITS, attrs=True),
    generator_rows("StatefulStandardNormalV2", reference.normal, NORMAL_BITS, attrs=True),
    generator_rows("StatefulTruncatedNormal", reference.truncated_normal, NORMAL_BITS, attrs=True),
    generator_rows("StatefulUniformInt", reference.integers, {"int32": 32, "int64": 64}, -3, 1000,
                   attrs=False),
    generator_rows("StatefulUniformFullInt", full_words,
                   {d: d for d in ("int32", "int64", "uint32", "uint64")}, attrs=True),
    Sample("RngSkip", [R(STATE), PHILOX, V(3, "int64")], skipped,
           errors=generator_errors({}, V(3, "int64"))),
    Sample("RandomShuffle", [A((40,))], attrs={"seed": 1}, check=permuted),
    Sample("RandomShuffle", [A((10, 3))], attrs={"seed": 1}, check=permuted, name="rows"),
    Sample("RandomShuffle", [A((0, 3))], attrs={"seed": 1}, check=permuted, name="empty"),
    categorical_rows("int32"),
    categorical_rows("int64"),
    Sample("RandomGamma", [V([5]), A((2, 3), 0.5, 3.0)], attrs=GAMMA, grad=(),
           check=between(0, 40, (5, 2, 3)),
           errors=[*shape_errors(GAMMA, A((2,), 0.5, 3.0)),
                   E([V([5]), V([-1.0], "float32")], GAMMA, InvalidArgumentError, "negative")]),
    Sample("RandomPoissonV2", [V([5]), A((2, 3), 0.5, 30.0)], attrs=POISSON | {"dtype": "float32"},
           check=between(0, 99, (5, 2, 3))),
    Sample("RandomPoissonV2", [V([5]), A((2, 3), 0.5, 30.0)], attrs=POISSON,
           check=between(0, 99, (5, 2, 3)),
           errors=[*shape_errors(POISSON, A((2,), 0.5, 3.0)),
                   E([V([5]), V([-1.0], "float32")], POISSON, InvalidArgumentError, "between")]),
]
