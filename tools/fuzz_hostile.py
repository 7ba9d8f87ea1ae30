"""Hostile programs for the fuzzer: an argument whose conversion changes what the call works on.

A `World` holds lists, variables, tapes and values that a call may be given. A `Saboteur` stands
for one of its arguments: whatever Python asks it (`__array__`, `__index__`, `__len__`, `__iter__`,
`__call__`, `__del__`, ...) it first does something to that world, then answers well, answers
nonsense, or raises. In some calls a collector runs at nearly every object that is made, and finds
saboteurs to end.
"""

import contextlib
import gc
import inspect
import itertools
import operator

import numpy as np

import zeal
from tools.fuzz_scenarios import BUGS, attempt
from zeal.index import INDEX
from zeal.public import value_of

DEEPEST = 3  # calls within calls
# Names that end or change the process for all calls to come, or walk all rows: of [2**62, 0] too.
LEFT_ALONE = {
    "install_as", "register_tensor_conversion_function", "RegisterGradient", "NoGradient",
    "NotDifferentiable", "device", "get_file", "main", "run",
    "inf_callback", "inf_nan_callback", "nan_callback",
    "set_random_seed", "set_floatx", "set_epsilon", "set_image_data_format", "set_learning_phase",
}  # fmt: skip
SWITCHES = ("enable_", "disable_")  # names that begin so choose the mode for all calls to come
# Namespaces whose functions write or fetch files, print, or end the process; or make networks of
# hundreds of layers, which leave too little of the memory that the fuzzer may use.
SPACES_LEFT_ALONE = ("app", "flags", "gfile", "keras.applications", "keras.datasets", "logging",
                     "resource_loader")  # fmt: skip


class Saboteur:
    """Stands for `value`; acts on the world whenever it is asked."""

    def __init__(self, world, value):
        self.world, self.value = world, value

    def asked(self, answer):
        self.world.act()
        if self.world.f.r.random() < 0.1:
            raise self.world.f.r.choice((ValueError, TypeError, RuntimeError, KeyboardInterrupt))(
                "hostile"
            )
        return (
            self.world.f.r.choice((-1, None, self, 2**70, ()))
            if self.world.f.r.random() < 0.05
            else answer
        )

    def number(self, kind):
        flat = np.asarray(self.value).reshape(-1)
        return kind(flat[0]) if flat.size else kind(0)

    def __array__(self, *args, **kwargs):
        return self.asked(np.asarray(self.value))

    def __index__(self):
        return self.asked(self.number(int))

    def __int__(self):
        return self.asked(self.number(int))

    def __float__(self):
        return self.asked(self.number(float))

    def __complex__(self):
        return self.asked(self.number(complex))

    def __bool__(self):
        return self.asked(True)

    def __len__(self):
        return self.asked(len(np.atleast_1d(np.asarray(self.value))))

    def __getitem__(self, i):
        i = i if isinstance(i, (int, slice)) else 0  # NumPy dies of lists that change under it
        return self.asked(np.atleast_1d(np.asarray(self.value))[i])

    def __iter__(self):
        for e in np.atleast_1d(np.asarray(self.value)):
            yield self.asked(e)

    def __eq__(self, other):
        return self.asked(self is other)

    def __hash__(self):
        return 7

    def __str__(self):
        return self.asked("saboteur")

    def __call__(self, *args, **kwargs):
        return self.asked(args[0] if args else self.value)

    @property
    def shape(self):
        return self.asked(np.shape(self.value))

    @property
    def dtype(self):
        return self.asked(np.asarray(self.value).dtype)

    def __del__(self):
        try:
            self.world.act()
        except BUGS as e:
            self.world.bugs.append(e)
        except BaseException:
            pass


class World:
    """What a call may be given, and what may happen to it during the call."""

    def __init__(self, f):
        self.f, self.depth, self.again, self.bugs = f, 0, None, []
        self.variables = [self.variable() for _ in range(3)]
        self.made = []
        self.tapes = [self.tape() for _ in range(3)]
        self.values = [f.tensor() for _ in range(3)] + [zeal.ones([2, 3])]
        self.lists = [[], [], []]
        for home in self.lists:
            home += [self.plain() for _ in range(f.r.choice((1, 2, 4)))]

    def variable(self):
        start = self.f.tensor(dtype="float32") if self.f.r.random() < 0.5 else zeal.ones([2, 3])
        return zeal.Variable(start, validate_shape=self.f.r.random() < 0.7)

    def tape(self):
        self.made.append(zeal.GradientTape(self.f.r.random() < 0.6))
        return self.made[-1]

    def end(self):
        self.again, self.depth = None, DEEPEST  # finalizers to come do nothing more
        for tape in self.made:  # they would record the calls to come
            attempt(lambda tape=tape: tape.__exit__(None, None, None))
        if self.bugs:
            raise self.bugs[0]

    # --- what happens ---
    def act(self):
        if self.depth >= DEEPEST:
            return
        self.depth += 1
        try:
            attempt(self.f.r.choice(ACTIONS).__get__(self))
        finally:
            self.depth -= 1

    def change_list(self):
        home = self.f.r.choice(self.lists)
        self.f.r.choice((
            home.clear,
            lambda: home.extend([1.0] * 500),
            lambda: home.append(home),
            lambda: home.__setitem__(slice(None), [self.plain() for _ in home]),
            lambda: home.pop(),
        ))()  # fmt: skip
        gc.collect(0)

    def change_variable(self):
        r, v = self.f.r, self.f.r.choice(self.variables)
        r.choice((
            lambda: v.assign(self.f.tensor(dtype="float32")),
            lambda: v.assign_add(zeal.ones(v.shape)),
            lambda: v.__init__(self.f.tensor(dtype=r.choice(("float32", "float64", "int32")))),
            lambda: v[0].assign(self.plain()),
            lambda: zeal.scatter_update(v, [0], v[:1]),
        ))()  # fmt: skip

    def drop_variable(self):
        self.variables[self.f.r.randrange(3)] = self.variable()
        self.f.r.choice(self.lists).clear()
        gc.collect(0)

    def change_tape(self):
        r, t = self.f.r, self.f.r.choice(self.tapes)
        r.choice((
            t.__enter__,
            lambda: t.__exit__(None, None, None),
            t.reset,
            t._pause,
            t._resume,
            t.watched_variables,
            lambda: t.__init__(persistent=r.random() < 0.5),
            lambda: t.watch(self.anything()),
            lambda: t.gradient(self.anything(), self.anything()),
            lambda: t.explain(self.anything(), self.anything()),
        ))()  # fmt: skip

    def drop_tape(self):
        i = self.f.r.randrange(3)
        attempt(lambda: self.tapes[i].__exit__(None, None, None))
        self.tapes[i] = self.tape()

    def start_tapes(self):
        for _ in range(self.f.r.choice((1, 4, 20))):
            tape = self.tape()
            tape.__enter__()
            tape.watch(self.values)

    def compute(self):
        x, y = self.f.r.choice(self.values), self.f.r.choice(self.variables)
        made = self.f.r.choice(
            (lambda: y * y, lambda: zeal.exp(x), lambda: x + y, lambda: hook(self, x))
        )()
        self.values[self.f.r.randrange(4)] = made

    def call_again(self):
        if self.again:
            self.again()

    def collect(self):
        gc.collect()

    # --- arguments ---
    def plain(self):
        return self.f.r.choice((1.0, 2, 0, -1, True, [1.0, 2.0], self.f.r.choice(self.values)))

    def anything(self):
        """An argument of any kind."""
        r = self.f.r
        return r.choice((
            self.plain,
            lambda: r.choice(self.variables),
            lambda: r.choice(self.lists),
            lambda: self.hostile(self.plain()),
            lambda: self.hostile(self.f.array()),
            lambda: [r.choice(self.variables), self.hostile(1.0), r.choice(self.values)],
            lambda: {"a": self.hostile(1.0), "b": r.choice(self.variables)},
            self.f.argument,
            self.f.empty,
        ))()  # fmt: skip

    def hostile(self, value):
        """A saboteur, alone or in a list that the world may change."""
        s = Saboteur(self, value)
        if self.f.r.random() < 0.6:
            return s
        home = self.f.r.choice(self.lists)
        home.insert(self.f.r.randrange(len(home) + 1), s)
        return home

    def fitting(self, name):
        """What a parameter of this name often takes."""
        r, hostile = self.f.r, self.hostile
        if name in ("name", "scope"):
            return r.choice((None, None, "a", hostile(1.0)))
        if "dtype" in name or name == "out_type":
            return r.choice((None, zeal.float32, "int32", hostile(1.0)))
        if name in (
            "axis",
            "dim",
            "axes",
            "dims",
            "perm",
            "num",
            "depth",
            "rank",
            "units",
            "batch_dims",
        ):
            return r.choice((0, 1, -1, hostile(0), hostile([1, 0]), [hostile(0), 1]))
        if "shape" in name or "size" in name:
            return r.choice(([2, 3], hostile([2, 3]), [hostile(2), 3]))
        if name in (
            "fn",
            "f",
            "func",
            "map_func",
            "loss",
            "activation",
            "initializer",
        ) or name.endswith(("_fn", "_function")):
            return r.choice((lambda *x: x[0], Saboteur(self, 1.0), lambda *x: hostile(1.0)))
        if name in ("indices", "segment_ids", "labels", "ids"):
            return r.choice(([0, 1], hostile([0, 1]), zeal.constant([0, 1])))
        if name in ("ref", "var", "variable", "var_list"):
            return r.choice((*self.variables, self.variables))
        return r.choice(
            (self.anything, lambda: hostile(np.ones((2, 3), np.float32)), lambda: zeal.ones([2, 3]))
        )()

    def arguments(self, fn):
        """Arguments for the function's parameters, as its signature names them."""
        r, args, named = self.f.r, [], {}
        try:
            parameters = list(inspect.signature(fn).parameters.values())
        except (ValueError, TypeError):
            return [self.anything() for _ in range(r.choice((0, 1, 2, 3)))], {}
        for p in parameters:
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                continue
            if p.default is not p.empty and r.random() < 0.6:
                continue
            value = self.fitting(p.name) if r.random() < 0.9 else self.anything()
            if p.kind == p.POSITIONAL_ONLY or (p.default is p.empty and not named):
                args.append(value)
            else:
                named[p.name] = value
        return args, named


ACTIONS = (
    World.change_list,
    World.change_variable,
    World.drop_variable,
    World.change_tape,
    World.drop_tape,
    World.compute,
)
ACTIONS += (World.call_again, World.collect, World.start_tapes)


def hook(world, x):
    """A gradient that acts on the world, and whose death does."""

    held = Saboteur(world, 1.0)

    @zeal.custom_gradient
    def f(x):
        def grad(dy, held=held):
            world.act()
            return dy * world.f.r.choice((1.0, Saboteur(world, 2.0)))

        return x * 1.0, grad

    return f(x)


def public_functions():
    """Everything that a program may call by a public name."""
    found = {}
    for space, places in INDEX.items():
        if space.startswith(SPACES_LEFT_ALONE):
            continue
        for name in places.keys() - LEFT_ALONE:
            fn = None if name.startswith(SWITCHES) else value_of(places[name])
            if callable(fn):
                found[places[name]] = fn
    return [fn for _, fn in sorted(found.items())]


FUNCTIONS = []


def public_call(world):
    """One call of a public name."""
    fn = world.f.r.choice(FUNCTIONS)
    args, named = world.arguments(fn)
    return (lambda: fn(*args, **named)), fn


def op_call(world):
    """A call from the sample table, some of its arguments in a saboteur's hands."""
    f, r = world.f, world.f.r
    fn, args, attrs = f.from_row(r.choice([op for op in f.ops if f.rows[op]]))
    for i, a in enumerate(args):
        if r.random() < 0.5:
            args[i] = world.hostile(attempt(lambda a=a: np.asarray(a)) if a is not None else 1.0)
    attrs = {n: world.hostile(v) if r.random() < 0.3 else v for n, v in attrs.items()}
    return (lambda: fn(*args, **attrs)), fn


def method_call(world):
    """A method of something alive."""
    r = world.f.r
    target = r.choice((
        lambda: r.choice(world.variables),
        lambda: r.choice(world.tapes),
        lambda: r.choice(world.values),
        lambda: zeal.data.Dataset.from_tensor_slices([1.0, 2.0, 3.0]),
        lambda: zeal.train.GradientDescentOptimizer(world.hostile(0.1)),
        lambda: zeal.keras.layers.Dense(2),
        lambda: zeal.keras.Sequential([zeal.keras.layers.Dense(2)]),
    ))()  # fmt: skip
    names = [n for n in dir(type(target)) if n not in FILES and (n[0] != "_" or n in OPERATORS)]
    method = attempt(lambda: getattr(target, r.choice(names)))
    if not callable(method):
        return (lambda: method), type(target)
    args, named = world.arguments(method)
    return (lambda: method(*args, **named)), type(target)


OPERATORS = {"__call__", "__getitem__", "__iter__", "__len__", "__enter__", "__exit__", "__init__"}
OPERATORS |= {"__add__", "__rmatmul__", "__pow__", "__lt__", "__bool__", "__index__", "__array__"}
FILES = {"save_weights", "load_weights"}


def training(world):
    """A few steps of training with hostile parts."""
    r = world.f.r
    v = r.choice(world.variables)
    optimizer = zeal.train.GradientDescentOptimizer(
        r.choice((0.1, lambda: world.hostile(0.1), world.hostile(0.1)))
    )
    gradient = r.choice(
        (
            world.hostile(np.ones(np.shape(v), np.float32)),
            zeal.ones_like(v),
            hook(world, zeal.ones([2, 3])),
        )
    )
    pairs = [(gradient, v), (zeal.ones_like(world.variables[0]), world.variables[0])]
    choices = (
        lambda: optimizer.apply_gradients(pairs),
        lambda: optimizer.minimize(lambda: world.hostile(1.0), var_list=world.variables),
    )
    return r.choice(choices), type(optimizer)


LEAVES = (bool, int, float, complex, operator.index, len, list, repr, bytes, np.asarray)
LEAVES += (operator.methodcaller("numpy"), operator.methodcaller("__array__"))


def leaving(world):
    """A value leaves for Python while tapes follow it."""
    choice = world.f.r.choice
    world.variables[0] = v = zeal.Variable(choice((3, 2.0, [1.0])))
    world.start_tapes()
    value, use = choice((v, v, v * 1, *world.variables, *world.values)), choice(LEAVES)
    return (lambda: use(value)), use


@contextlib.contextmanager
def collecting(world):
    """A collector that runs often, and finds rings that hold saboteurs."""
    old = gc.get_threshold()
    gc.collect()
    gc.disable()
    for _ in range(world.f.r.choice((1, 3, 10))):
        ring = [Saboteur(world, 1.0)]
        ring.append(ring)
    del ring
    gc.set_threshold(world.f.r.choice((1, 2, 5, 20, 100)))
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*old)


def taped(world, call):
    """The call under tapes, then gradients."""
    r, tape = world.f.r, world.f.r.choice(world.tapes)
    with tape:
        for x in world.values:
            attempt(lambda x=x: tape.watch(x))
        out = call()
    attempt(
        lambda: tape.gradient(
            out,
            world.f.r.choice((world.variables, world.values)),
            world.anything() if r.random() < 0.5 else None,
        )
    )
    return out


def consume(out):
    """Uses a result as programs do."""
    if isinstance(out, zeal.Tensor):
        attempt(out.numpy)
    elif isinstance(out, zeal.data.Dataset):
        attempt(lambda: list(itertools.islice(out, 5)))


def hostile(f):
    """A call with hostile arguments."""
    FUNCTIONS or FUNCTIONS.extend(public_functions())
    world = World(f)
    kinds = (op_call, op_call, public_call, public_call, method_call, training, leaving)
    call, fn = f.r.choice(kinds)(world)
    f.shown = getattr(fn, "__name__", type(fn).__name__) + " (hostile)"
    world.again = call
    collector = collecting(world) if f.r.random() < 0.3 else contextlib.nullcontext()
    try:
        with collector:
            consume(taped(world, call) if f.r.random() < 0.4 else call())
    except KeyboardInterrupt as e:
        if "hostile" not in str(e):
            raise
    finally:
        world.end()


SCENARIOS = (hostile,)
