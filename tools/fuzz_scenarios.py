"""What the fuzzer does besides calling ops: odd objects, tapes, variables, datasets, inference.

A scenario takes a `Fuzzer` (random numbers, arguments) and runs a few steps of a program. A step
may end in any error but those by which the library says that it caught itself.
"""

import array
import copy
import ctypes
import gc
import itertools
import pickle
import signal

import numpy as np

import zeal
from zeal import _native, errors
from zeal.ops import hooks

BUGS = (SystemError, errors.InternalError)
Dataset = zeal.data.Dataset


def attempt(step):
    """The result of one step, None where it refuses."""
    try:
        return step()
    except BUGS:
        raise
    except Exception:
        return None


# --- values ---
class Meddler:
    """Changes the list it stands in while that is converted, or something else of the program."""

    def __init__(self, change):
        self.change = change

    def __array__(self, *args, **kwargs):
        self.change()
        return np.array(1.0, np.float32)

    def __index__(self):
        self.change()
        return 1

    def __float__(self):
        self.change()
        return 1.0


def ring():
    value = [1.0]
    value.append(value)
    return value


def deep():
    value = 1.0
    for _ in range(2000):
        value = [value]
    return value


def meddled(f):
    home = []
    changes = (home.clear, gc.collect, lambda: home.append(home), lambda: home.extend([1.0] * 50))
    change = f.r.choice(changes)
    home[:] = [f.r.choice((1.0, 2, "a", [1.0])), Meddler(change), Meddler(change), 1.0]
    return f.r.choice((home, [home, home], tuple(home)))


def odd_array(f):
    """A NumPy array of unusual layout, byte order or type."""
    a = f.array()
    return f.r.choice((
        lambda: a[..., ::-1],
        lambda: a.T,
        lambda: a[::2],
        lambda: np.broadcast_to(a, (2, *a.shape)),
        lambda: np.broadcast_to(np.float32(1), (2**20, 2**20, 2**20)),
        lambda: a.astype(a.dtype.newbyteorder()),
        lambda: a.astype(object),
        lambda: a.astype("S3"),
        lambda: np.array(a, [("a", a.dtype), ("b", "i1")])["a"],
        lambda: np.frombuffer(bytearray(41), np.float32, 10, 1),
        lambda: np.array([0, 2, 255], np.uint8).view(bool),
        lambda: np.ma.masked_array([1.0, 2.0], [0, 1]),
        lambda: np.longdouble(1) + np.zeros(3),
    ))()  # fmt: skip


def odd_buffer(f):
    kind = f.r.choice((ctypes.c_int, ctypes.c_double, ctypes.c_bool, ctypes.c_char, ctypes.c_wchar))
    return f.r.choice((
        lambda: (kind * f.r.choice((0, 3)))(),
        lambda: ((ctypes.c_short.__ctype_be__ * 2) * 3)(),
        lambda: array.array(f.r.choice("bBhHiIlLqQfdu")),
        lambda: memoryview(bytes(range(8))).cast(f.r.choice("bBhHiIlLqQfd?cNnP")),
        lambda: memoryview(bytes(range(8)))[::-2],
    ))()  # fmt: skip


def odd_value(f):
    choices = (ring, deep, lambda: meddled(f), lambda: odd_array(f), lambda: odd_buffer(f))
    return f.r.choice((*choices, f.nonsense, f.argument, lambda: {"a": ring()}))()


def conversion(f):
    value, t = odd_value(f), f.tensor()
    attempt(lambda: _native.convert(value, f.r.choice((None, *f.dtypes))))
    attempt(lambda: t + value)
    attempt(lambda: t[value])
    attempt(lambda: zeal.Variable(value))
    f.r.choice(f.apis)(value, value)


def interchange(f):
    """DLPack, pickles and bits."""
    capsule = attempt(odd_array(f).__dlpack__) or attempt(lambda: _native.to_dlpack(f.tensor()))
    t = attempt(lambda: _native.from_dlpack_capsule(capsule))
    attempt(lambda: _native.from_dlpack_capsule(capsule))
    if t is not None:
        attempt(lambda: (t.numpy(), zeal.cast(t, zeal.float32).numpy(), zeal.where(t).numpy()))
    t = f.tensor()
    attempt(lambda: _native.bitcast(t, f.r.choice(f.dtypes)).numpy())
    attempt(lambda: copy.deepcopy(pickle.loads(pickle.dumps(t))).numpy())
    data = f.r.choice((b"", b"123", bytes(range(24)), "text", None, [b"a", 1]))
    hooks._restore(f.r.choice((*f.dtypes, "resource", 5)), f.shape_like(), data)


# --- tapes ---
def garbage_gradient(f):
    """A function with a gradient of its own, which may be nonsense."""
    shape = f.r.choice((None, zeal.constant([1.5]), zeal.constant([2, 2]), f.tensor()))
    given = f.r.choice((
        lambda *dy: dy[0],
        lambda *dy: None,
        lambda *dy: f.nonsense(),
        lambda *dy: zeal.IndexedSlices(dy[0], f.tensor([2], "int32"), shape),
        lambda *dy: (gc.collect(), dy[0])[1],
    ))  # fmt: skip
    return zeal.custom_gradient(lambda x: (x * 1.0, given))


class Tapes:
    """A few tapes, and values they may follow; every step is one move of a program."""

    def __init__(self, f):
        self.f, self.r, self.made = f, f.r, []
        self.tapes = [self.new() for _ in range(3)]
        self.values = [make([1.0, 2.0]) for make in (zeal.constant, zeal.Variable, zeal.constant)]

    def new(self):
        self.made.append(zeal.GradientTape(self.r.random() < 0.5, self.r.random() < 0.8))
        return self.made[-1]

    def value(self):
        return self.r.choice(self.values)

    def compute(self):
        x, y = self.value(), self.value()
        moves = (lambda: x * y, lambda: zeal.exp(x) - y, lambda: garbage_gradient(self.f)(x))
        moves += (lambda: zeal.gather(x, [0, 0]), lambda: zeal.stack([x, y])[0], lambda: x[::-1])
        made = self.r.choice(moves)()
        self.values.append(made)
        del self.values[3 : len(self.values) - 8]

    def output_gradients(self, tape):
        changes = (tape._pause, tape.__exit__, tape.reset, tape.watched_variables, gc.collect)
        return self.r.choice((None, None, 1.0, self.f.nonsense(), Meddler(self.r.choice(changes))))

    def gradient(self, tape):
        x = self.value()
        sources = self.r.choice((x, [x, self.value()], {"a": x}, ring()))
        tape.gradient(self.value(), sources, self.output_gradients(tape))

    def replace(self):
        old = self.tapes[self.r.randrange(3)]
        new = self.new()
        new.older = old if self.r.random() < 0.5 else new  # a chain, or a cycle
        self.tapes[self.r.randrange(3)] = new

    def assign(self):
        delta = self.r.choice((1.0, [1.0, 2.0], self.value(), self.f.nonsense()))
        self.values[1].assign_add(delta)

    def step(self):
        tape = self.r.choice(self.tapes)
        return self.r.choice((
            tape.__enter__, tape.__exit__, tape.reset, tape._pause, tape._resume, gc.collect,
            tape.watched_variables, self.compute, self.compute, self.compute, self.replace,
            self.assign, lambda: tape.__init__(), lambda: tape.watch(self.value()),
            lambda: tape.watch(self.value()), lambda: tape.watch(odd_value(self.f)),
            lambda: self.gradient(tape), lambda: self.gradient(tape),
            lambda: tape.explain(self.value(), self.value()),
        ))  # fmt: skip


def tapes(f):
    program = Tapes(f)
    try:
        for _ in range(30):
            attempt(program.step())
    finally:
        for tape in program.made:  # they would record the calls to come
            attempt(tape.__exit__)


# --- variables ---
def variables(f):
    v = attempt(lambda: zeal.Variable(f.tensor(), name=f.r.choice((None, "a", "\ud800", ""))))
    v = zeal.Variable([1.0, 2.0]) if v is None else v
    for _ in range(6):
        method = f.r.choice((v.assign, v.assign_add, v.assign_sub))
        attempt(lambda m=method: m(f.argument()))
    attempt(lambda: copy.deepcopy(v))
    attempt(lambda: v.constraint)
    slices = attempt(lambda: zeal.IndexedSlices(f.tensor(), f.argument(), f.argument()))
    gradient = f.r.choice((f.tensor(), f.nonsense(), slices))
    rate = f.r.choice((0.1, f.nonsense(), f.tensor()))
    optimizer = zeal.train.GradientDescentOptimizer(rate)
    pairs = f.r.choice(([(gradient, v)], [(v, gradient)], ring()))
    attempt(lambda: optimizer.apply_gradients(pairs))
    blank = zeal.Variable.__new__(zeal.Variable)
    for use in (repr, len, list, copy.deepcopy, float, lambda b: b + v, lambda b: b.assign(v)):
        attempt(lambda use=use: use(blank))


# --- datasets ---
SIZES = (0, 1, 2, 3, -1, 7, 2**31, 2**62, 2**63 - 1, -(2**63), 2**64)
BUFFERS = (0, 1, 7, -1, 2**64)  # small: passes without end fill them, as in TensorFlow


def batch_size(r):
    """One that an endless dataset fills before memory is full, which ends a sanitized process."""
    size = r.choice(SIZES)
    return min(size, 4096) if isinstance(size, int) else size


def source(f):
    return f.r.choice((
        lambda: Dataset.range(f.r.choice((0, 1, 5, 20))),
        lambda: Dataset.range(2**63 - 3, 2**63 - 1, f.r.choice((1, 2**62, -1))),
        lambda: Dataset.from_tensor_slices(f.tensor()),
        lambda: Dataset.from_tensor_slices((f.tensor(), f.tensor())),
        lambda: Dataset.from_tensors(f.r.choice((f.tensor(), (), {"a": f.tensor()}))),
    ))()  # fmt: skip


def transform(f, d):
    r = f.r
    return r.choice((
        lambda: d.batch(batch_size(r), r.random() < 0.5),
        lambda: d.shuffle(r.choice(BUFFERS), r.choice((None, 1)), r.choice((None, False))),
        lambda: d.take(r.choice(SIZES)),
        lambda: d.skip(r.choice(SIZES)),
        lambda: d.repeat(r.choice((0, 1, 2, 3, -1))).take(5),
        lambda: d.concatenate(source(f)),
        lambda: Dataset.zip((d, source(f))),
        lambda: d.map(lambda *x: r.choice((x, x[0], (), f.nonsense()))),
        lambda: d.filter(lambda *x: r.choice((True, False, zeal.constant(True)))),
        lambda: d.flat_map(lambda *x: r.choice((d, source(f), f.nonsense()))).take(9),
        lambda: d.interleave(lambda *x: source(f), r.choice(SIZES), r.choice(SIZES)).take(9),
        lambda: d.window(*[r.choice(SIZES) for _ in range(r.choice((1, 2, 3)))]),
        lambda: d.padded_batch(batch_size(r), r.choice(([], [None], [2], f.nonsense()))),
        lambda: d.cache().unbatch(),
        lambda: d.shard(r.choice(SIZES), r.choice(SIZES)),
        lambda: Dataset.from_generator(
            lambda: r.choice((d, [f.nonsense()], f.nonsense())), r.choice(f.dtypes)).take(9),
    ))()  # fmt: skip


def stop(*_):
    raise RuntimeError("hostile: stopped as by Ctrl-C")


def datasets(f):
    """A pipeline; one of 2**40 empty rows is stopped after a while, which it must hear."""
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 5, 5)
    try:
        pipeline(f)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def pipeline(f):
    d = source(f)
    for _ in range(f.r.choice((1, 2, 4))):
        d = attempt(lambda d=d: transform(f, d)) or d
    first, second = attempt(lambda: iter(d)), attempt(lambda: iter(d))
    for it in (first, second, first):
        attempt(lambda it=it: list(itertools.islice(it, 12)))
    repr(d)


# --- the core's own functions ---
def partial_shape(f):
    rank = f.r.choice((0, 1, 2, 3, 33))
    sizes = [f.r.choice((None, -1, -5, 0, 1, 2, 3, 2**31, 2**62)) for _ in range(rank)]
    return f.r.choice((sizes, sizes, None, f.nonsense()))


def inference(f):
    """Shape inference on inputs whose values and sizes are partly unknown."""
    op = f.r.choice(f.ops)
    info = f.info[op]
    symbolic = lambda: (f.r.choice(f.dtypes), partial_shape(f))  # noqa: E731
    inputs = [f.r.choice((symbolic, symbolic, f.argument))() for _ in info["inputs"]]
    attrs = {n: f.attribute(d) for n, d in info["attrs"] if f.r.random() < 0.5}
    _native.infer(op, inputs, attrs)


def orders(f):
    size, mode = f.r.choice((0, 1, 5, -1)), f.r.choice(("reshuffle", "same", "across", "?"))
    order = _native.ShuffleOrder(size, f.r.choice(BUFFERS), f.r.choice(SIZES), 1, 2, mode)
    for count in (3, 0, 2**40, -1):
        attempt(lambda count=count: order.take(count))


SCENARIOS = (conversion, interchange, tapes, variables, datasets, inference, orders)
