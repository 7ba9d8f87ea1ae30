"""Op fuzzer: calls with arguments from the sample table and from nonsense; nothing may crash.

    python -m tools.fuzz --calls 100000 [--mode eager] [--seed 0] [--start 0] [--only N] [--ops A,B]

With --ops only those ops are called. In the modes graph and traced the calls are nodes that a
session runs, or functions that are traced.

Every call must end, in a result, a TensorFlow error, TypeError or ValueError. Call N of a seed is
always the same: --only N repeats it alone, --start N goes on from there; a call that hangs ends
the run. `tools/sanitize` runs this under ASan and UBSan.
"""

import argparse
import collections
import faulthandler
import gc
import inspect
import logging
import os
import random
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from types import FunctionType

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "ops"))

from checker import tensors_of
from samples import COMPLEX, FLOATS, INTEGERS, QUANTIZED, STRINGS, draw_inputs, load

import zeal
from tools import fuzz_graphs, fuzz_hostile, fuzz_sessions
from tools.fuzz_graphs import tensors_among
from tools.fuzz_scenarios import BUGS, SCENARIOS
from tools.memory_limit import limit_memory
from zeal import _native, errors
from zeal._native import api, raw

DTYPES = (*FLOATS, *COMPLEX, *INTEGERS, *QUANTIZED, "bool", "string")
NUMPY = [d for d in DTYPES if d not in ("bfloat16", "string", *QUANTIZED)]
# Sizes are small enough to run or too large to exist: nothing between, which would only cost time.
EXTREMES = [
    0,
    1,
    -1,
    2,
    -2,
    7,
    100,
    2**31 - 1,
    -(2**31),
    2**40,
    2**62,
    -(2**62),
    2**63 - 1,
    -(2**63),
    2**64,
    2**200,
]
# No elements, in more rows than a loop could visit.
EMPTY = [[2**40, 0], [0, 2**40], [2**31, 0, 2**31], [2**62, 0], [0, 2**31 + 1]]
EMPTY += [[2**33, 2**31, 0, 1]]
WORDS = ("SAME", "VALID", "EXPLICIT", "NHWC", "NCHW", "SYMMETRIC", "")
LIMIT = 60  # seconds for one call; it is a finding that one takes longer
SPECIALS = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e-45, 1e308, -1.5]
INDICES = [0, 1, -1, 5, 2**40, -(2**63), 2**63, None, Ellipsis, 1.5, "a", True, slice("a")]
INDICES += [slice(None), slice(None, None, -1), slice(1, 3), slice(0, 0, 0), slice(-5, 2**40, 3)]
PYTHON = (FunctionType, _native.OpFunction, _native.NamedFunction)
GOOD = (errors.OpError, TypeError, ValueError)


class Fuzzer:
    dtypes = DTYPES

    def __init__(self, seed: int, verbose: bool, mode: str = "eager", chosen: tuple = ()):
        self.seed, self.verbose, self.chosen = seed, verbose, chosen
        self.other = {"graph": fuzz_graphs.in_graph, "traced": fuzz_graphs.traced}.get(mode)
        self.ops = chosen or [op for op in _native.op_names() if hasattr(raw, op)]
        self.info = {op: _native.op_info(op) for op in self.ops}
        self.apis = [getattr(api, n) for n in dir(api) if not n.startswith("_")]
        spaces = (zeal, zeal.nn, zeal.math, zeal.random)
        public = {n: getattr(m, n) for m in spaces for n in dir(m) if not n.startswith("_")}
        self.composites = [
            f
            for _, f in sorted(public.items())
            if isinstance(f, PYTHON) and f.__module__.startswith("zeal.ops.")
        ]
        self.functions = [f for f in self.composites if isinstance(f, _native.OpFunction)]
        self.rows = collections.defaultdict(list)
        for row in load():
            if row.op in self.info:
                self.rows[row.op].append(row)

    def start(self, index: int):
        self.r = random.Random(self.seed * 1_000_003 + index)
        self.np = np.random.default_rng((self.seed, index))

    # --- arguments ---
    def dims(self):
        r = self.r
        if r.random() < 0.03:
            return [1] * r.choice((31, 32, 33, 40))
        return [r.choice((0, 1, 1, 2, 3, 4)) for _ in range(r.choice((0, 0, 1, 1, 2, 2, 3, 4, 6)))]

    def array(self, dims=None, dtype=None):
        r, dims = self.r, self.dims() if dims is None else dims
        if len(dims) > 32:
            dims = dims[:32]
        dtype = dtype or r.choice(NUMPY)
        if "int" in dtype:
            info = np.iinfo(dtype)
            low, high = r.choice(((max(info.min, -3), 4), (info.min, info.max)))
            return self.np.integers(low, high, dims, dtype=dtype)
        if dtype == "bool":
            return self.np.integers(0, 2, dims).astype(bool)
        values = self.np.normal(size=dims) * r.choice((1, 1, 1e3, 1e-30, 1e30))
        if r.random() < 0.3:
            values = np.where(self.np.random(dims) < 0.5, r.choice(SPECIALS), values)
        with np.errstate(all="ignore"):
            return (values + 1j * values if dtype in COMPLEX else values).astype(dtype)

    def empty(self, dims=None, dtype=None):
        """A tensor without elements whose other sizes are huge."""
        value = raw.Cast(0, dtype) if (dtype := dtype or self.r.choice(DTYPES)) != "string" else ""
        return raw.Fill(np.array(dims or self.r.choice(EMPTY), np.int64), value)

    def emptied(self, args):
        """The arguments, those of some ranks with one axis of size 0 and another that is huge."""
        none, huge, size = self.r.randrange(4), self.r.randrange(4), self.r.choice((2**31, 2**40))

        def change(a):
            if isinstance(a, list):
                return [change(e) for e in a]
            if not isinstance(a, zeal.Tensor) or a.shape.ndims < 2:
                return a
            dims = a.shape.as_list()
            dims[huge % len(dims)] = size
            dims[none % len(dims)] = 0
            return self.empty(dims, a.dtype.name)

        return [change(a) for a in args]

    def tensor(self, dims=None, dtype=None):
        if dims is None and self.r.random() < 0.03:
            return self.empty(None, dtype)
        dtype = dtype or self.r.choice(DTYPES)
        if dtype == "string":
            dims = self.dims()[:8] if dims is None else dims
            return raw.Fill(np.array(dims, np.int64), self.r.choice(STRINGS))
        if dtype == "bfloat16":
            return raw.Cast(_native.convert(self.array(dims, "float32")), "bfloat16")
        return _native.convert(self.array(dims, QUANTIZED.get(dtype, dtype)), dtype)

    def neighbour(self, t):
        """A tensor of t's dtype, one of whose sizes, or all of whose values, are others."""
        r, dims, dtype = self.r, t.shape.as_list(), t.dtype.name
        if not dims or r.random() < 0.4:
            return self.tensor(dims, dtype)
        axis = r.randrange(len(dims))
        size = dims[axis]
        dims[axis : axis + 1] = r.choice(([0], [size + 1], [max(size - 1, 0)], [2 * size], [1]))
        if r.random() < 0.2:
            dims = r.choice((dims[1:], [1, *dims], [*dims, 2]))
        return self.tensor(dims, dtype)

    def shape_like(self):
        """Integers as ops take them for shapes, axes and indices."""
        r = self.r
        values = [
            r.choice(EXTREMES[:14] if r.random() < 0.4 else [0, 1, 2, 3, -1])
            for _ in range(r.choice((0, 1, 1, 2, 3, 5)))
        ]
        dtype = r.choice(("int32", "int64"))
        info = np.iinfo(dtype)
        values = np.clip(np.array(values, dtype=object), info.min, info.max).astype(dtype)
        return r.choice((values, values.reshape(1, -1), values[0] if len(values) else values))

    def nonsense(self):
        r = self.r
        return r.choice(
            (
                lambda: None,
                object,
                lambda: "text",
                lambda: b"\xff",
                list,
                dict,
                lambda: [[1, 2], [3]],
                lambda: [1, "a"],
                lambda: r.choice(EXTREMES),
                lambda: r.choice(SPECIALS),
                lambda: 1j,
                lambda: True,
                lambda: range(r.choice((0, 3, 1000))),
                lambda: (x for x in (1, 2)),
                lambda: int,
                lambda: self.array()[..., ::-1] if r.random() < 0.5 else self.array().T,
                lambda: self.array(dtype="int32").astype(">i4"),
                lambda: np.zeros(2, "datetime64[s]"),
                lambda: np.array([object()]),
                lambda: np.zeros((2,), [("a", "i4")]),
                lambda: [self.tensor(), self.tensor()],
                lambda: [None, 1],
                lambda: memoryview(b"abc"),
                lambda: Ellipsis,
                lambda: slice(0, 2),
                lambda: zeal.float32,
                lambda: "float32",
                lambda: Hostile(),
                lambda: raw,
            )
        )()

    def argument(self):
        u = self.r.random()
        if u < 0.5:
            return self.tensor()
        if u < 0.75:
            return self.shape_like()
        return (
            self.nonsense()
            if u < 0.95
            else [self.tensor() for _ in range(self.r.choice((0, 1, 2, 5)))]
        )

    def attribute(self, default):
        r = self.r
        if r.random() < 0.3:
            return self.nonsense()
        if isinstance(default, bool):
            return r.random() < 0.5
        if isinstance(default, int):
            return r.choice(EXTREMES)
        if isinstance(default, list) and default and r.random() < 0.6:  # one entry is another
            at, values = r.randrange(len(default)), (0, 1, 2, 3, 5, -1, r.choice(EXTREMES))
            return [*default[:at], r.choice(values), *default[at + 1 :]]
        if isinstance(default, list):
            return [r.choice(EXTREMES[:8]) for _ in range(r.choice((0, 1, 2, 4)))]
        return r.choice((*DTYPES, *WORDS)) if isinstance(default, str) else r.choice(SPECIALS)

    # --- calls ---
    def from_row(self, op):
        """A row's own call, some of its parts replaced; often none, so that ops get to work."""
        r = self.r
        row = r.choice(self.rows[op])
        fitting = [d for d in row.dtypes or self.info[op]["kernels"] if d in DTYPES]
        dtype = r.choice(fitting if fitting and r.random() < 0.8 else DTYPES)
        others = r.choice((0, 0.1, 0.35))
        try:
            args = tensors_of(draw_inputs(row.inputs, dtype, str(r.random())))
        except (ValueError, TypeError):
            args = [self.argument() for _ in row.inputs]
        attrs = dict(row.attrs)
        for i in range(len(args)):
            if r.random() < others:
                near = isinstance(args[i], zeal.Tensor) and r.random() < 0.6
                args[i] = self.neighbour(args[i]) if near else self.argument()
        if r.random() < 0.1:
            args = self.emptied(args)
        for name, default in self.info[op]["attrs"]:
            if r.random() < others:
                attrs[name] = self.attribute(attrs.get(name, default))
        return getattr(raw, op), args, attrs

    def at_random(self, op):
        r = self.r
        info = self.info[op]
        args = [self.argument() for _ in info["inputs"]]
        if r.random() < 0.15:
            args = (
                args[: r.randrange(len(args) + 1)]
                if r.random() < 0.5
                else args + [self.argument()] * r.choice((1, 5, 40))
            )
        attrs = {n: self.attribute(d) for n, d in info["attrs"] if r.random() < 0.7}
        if r.random() < 0.05:
            attrs[r.choice(("nothing", "name", "x", ""))] = self.nonsense()
        return getattr(raw, op), args, attrs

    def public(self, _op):
        r = self.r
        fn = r.choice(r.choice((self.apis, self.composites, self.functions)))
        args = [self.argument() for _ in range(r.choice((0, 1, 2, 2, 3, 4)))]
        names = list(inspect.signature(fn).parameters)[len(args) :]
        return fn, args, {n: self.argument() for n in names if r.random() < 0.2}

    def index(self):
        r = self.r
        made = (self.tensor([], "int32"), self.tensor([2], "int64"))
        choices = (*INDICES, *made, slice(made[0], None))
        if r.random() < 0.5:
            return r.choice(choices)
        return tuple(r.choice(choices) for _ in range(r.choice((0, 1, 2, 3, 40))))

    def use(self, t):
        """Something that programs do with a tensor."""
        r = self.r
        return r.choice(
            (
                lambda: t[self.index()],
                lambda: t + self.argument(),
                lambda: self.nonsense() - t,
                lambda: t @ self.tensor(),
                lambda: t == self.argument(),
                lambda: t < self.argument(),
                lambda: -t,
                lambda: abs(t),
                lambda: ~t,
                lambda: t ** self.argument(),
                lambda: t // self.argument(),
                lambda: t % self.argument(),
                lambda: int(t),
                lambda: float(t),
                lambda: bool(t),
                lambda: len(t),
                lambda: list(t)[:3],
                lambda: repr(t),
                lambda: str(t),
                lambda: format(t, r.choice(("", ".2f", "d", "x%"))),
                lambda: np.asarray(t),
                lambda: t.numpy(),
                lambda: hash(t),
                lambda: zeal.constant(self.nonsense(), r.choice((None, *DTYPES))),
                lambda: t.shape,
                lambda: t.dtype,
                lambda: self.use_variable(t),
                lambda: _native.convert(self.argument(), r.choice(DTYPES)),
                lambda: bytes(memoryview(t)) if t.dtype != zeal.string else b"",
            )
        )()

    def use_variable(self, t):
        r = self.r
        v = zeal.Variable(t)
        r.choice((v.assign, v.assign_add, v.assign_sub))(self.argument())
        return r.choice(
            (
                lambda: v + self.argument(),
                lambda: v[self.index()],
                lambda: -v,
                lambda: repr(v),
                lambda: v.numpy(),
                lambda: v.read_value(),
            )
        )()

    def run(self, index: int):
        self.start(index)
        r = self.r
        weights = (6, 1, 0) if self.chosen else (6, 3, 2)
        make = r.choices((self.from_row, self.at_random, self.public), weights)[0]
        op = r.choice(self.ops)
        self.shown, self.python = op, False
        if not self.rows[op] and make == self.from_row:
            make = self.at_random
        if not self.other and not self.chosen and (u := r.random()) < 0.3:
            return self.program(fuzz_hostile.SCENARIOS if u < 0.15 else SCENARIOS)
        if self.other and not self.chosen and r.random() < 0.01:
            return self.program(fuzz_sessions.SCENARIOS)
        fn, args, attrs = make(op)
        self.shown, self.python = fn.__name__, isinstance(fn, PYTHON)
        if self.verbose:
            print(fn.__name__, args, attrs, flush=True)
        if self.other:
            self.python = True
            return self.other(self, fn, args, attrs)
        if r.random() < 0.35:
            return self.differentiate(fn, args, attrs)
        out = fn(*args, **attrs)
        if r.random() < 0.2 and isinstance(out, zeal.Tensor):
            self.use(out)
        return out

    def program(self, scenarios):
        """A few steps of a program instead of one call."""
        plain = (lambda f: f.use(f.tensor()),) if scenarios is SCENARIOS else ()
        scenario = self.r.choice((*plain, *scenarios))
        self.shown, self.python = scenario.__name__, scenario in scenarios
        if self.verbose:
            print(self.shown, flush=True)
        try:
            return scenario(self)
        finally:  # a hostile one must not interrupt the fuzzer itself
            zeal.contrib.eager.clear_execution_callbacks()

    def differentiate(self, fn, args, attrs):
        r = self.r
        xs = [t for t in tensors_among(args) if t.dtype.name in FLOATS + COMPLEX]
        with zeal.GradientTape() as outer:
            for x in xs:
                outer.watch(x)
            with zeal.GradientTape(persistent=r.random() < 0.5) as tape:
                for x in xs:
                    tape.watch(x)
                out = fn(*args, **attrs)
            targets = tensors_among([out])
            grads = tape.gradient(targets, xs, self.nonsense() if r.random() < 0.03 else None)
        if r.random() < 0.5:
            outer.gradient(tensors_among(grads), xs)
        return out


class Hostile:
    """Fails wherever Python lets it."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("hostile __array__")

    def __index__(self):
        raise ValueError("hostile __index__")

    def __len__(self):
        return -1


# Errors that are as good as TensorFlow's: no gradient, x[i] beyond the end, memoryview of bfloat16.
ALSO_GOOD = (LookupError, IndexError, MemoryError, BufferError)
PYTHON_ERRORS = (AttributeError, ImportError, NotImplementedError, RuntimeError, OverflowError)


def allowed(error: BaseException, python: bool) -> bool:
    """Whether a call may end so. Functions in Python may also meet objects that are not what they
    take (`mode.upper()`), and name what is not built. A hostile object has its own error."""
    if isinstance(error, BUGS):
        return False
    if isinstance(error, (*GOOD, *ALSO_GOOD)) or "hostile" in str(error):
        return True
    if "hash" in str(error) or "float infinity" in str(error):
        return True
    return python and isinstance(error, PYTHON_ERRORS)


def fuzz(
    first: int, calls: int, seed: int, only: int | None = None, mode: str = "eager", ops: tuple = ()
) -> int:
    fuzzer, counts, bad = Fuzzer(seed, only is not None, mode, ops), collections.Counter(), set()
    gc.freeze()  # what is there by now need not be looked at by every call that collects
    start = time.perf_counter()
    for i in range(first, first + calls) if only is None else [only]:
        faulthandler.dump_traceback_later(LIMIT, exit=True)  # TRACE names the call then
        TRACE[0] = i
        began = time.perf_counter()
        try:
            fuzzer.run(i)
            counts["a result"] += 1
        except Exception as e:
            counts[type(e).__name__] += 1
            if only is not None:
                traceback.print_exc()
            if not allowed(e, fuzzer.python):
                kind = f"{fuzzer.shown}: {type(e).__name__}"
                if kind not in bad:  # told at once: a run may be cut short
                    print(f"WRONG ERROR  call {i}  {kind}: {str(e)[:160]}", flush=True)
                bad.add(kind)
        spent = time.perf_counter() - began
        if spent > 1:
            print(f"SLOW         call {i}  {fuzzer.shown}: {spent:.1f} s")
    faulthandler.cancel_dump_traceback_later()
    print(
        f"{sum(counts.values()):,} calls of {len(fuzzer.ops)} ops in "
        f"{time.perf_counter() - start:.0f} s, seed {seed}"
    )
    for name, n in counts.most_common():
        print(f"{n:9,}  {name}")
    return 1 if bad else 0


TRACE = (
    np.memmap(  # a file of this process: another would cut it short
        Path(tempfile.gettempdir()) / f"zeal_fuzz_call.{os.getpid()}", np.int64, "w+", shape=(1,)
    )
    if sys.platform == "linux"
    else [0]
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--mode", default="eager", choices=("eager", "graph", "traced"))
    parser.add_argument("--ops", type=lambda text: tuple(text.split(",")), default=())
    args = parser.parse_args()
    zeal.enable_eager_execution()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    limit_memory(512 << 20)  # sizes that fit this machine but only cost time fail at once
    return fuzz(args.start, args.calls, args.seed, args.only, args.mode, args.ops)


if __name__ == "__main__":
    sys.exit(main())
