"""Hostile programs with graphs: whatever is fed, fetched or passed to a traced function runs and
closes sessions, builds nodes, finalizes the graph, calls the function again when it is asked
anything.
"""

import contextlib
import gc
import sys
import threading

import numpy as np

import zeal
from tools.fuzz_hostile import DEEPEST, Saboteur
from tools.fuzz_scenarios import attempt


class Program:
    """A graph with sessions and traced functions, and what may happen to them during a call."""

    def __init__(self, f):
        self.f, self.depth, self.bugs = f, 0, []
        self.graph = zeal.Graph()
        with self.graph.as_default():
            self.x = zeal.placeholder(zeal.float32, f.r.choice((None, [], [None], [2])))
            self.n = zeal.placeholder_with_default(2, [])
            self.v = zeal.Variable([1.0, 2.0])
            y = zeal.sin(self.x * self.v)
            calls = zeal.py_func(self.called, [y], zeal.float32)
            loop = zeal.while_loop(
                lambda i, _: i < self.n, lambda i, z: (i + 1, zeal.tanh(z * self.v)), [0, self.v]
            )
            branch = zeal.cond(self.n > 1, lambda: y, lambda: zeal.exp(y))
            queue = zeal.FIFOQueue(2, zeal.float32)
            elements = zeal.data.Dataset.range(3).map(lambda i: i + 1).make_one_shot_iterator()
            self.fetches = [y, calls, loop[1], branch, self.x, self.v, self.v.initializer]
            self.fetches += [queue.enqueue(1.0), elements.get_next(), self.v.assign_add([1.0, 1.0])]
            self.fetches += zeal.gradients([y, branch, loop[1]], [self.x, self.v])
            self.fetches.append(zeal.train.GradientDescentOptimizer(0.1).minimize(y))
        self.sessions = [self.open(), self.open()]
        self.sessions[0].run(self.v.initializer)
        self.function = zeal.function(self.traced, autograph=f.r.random() < 0.3)

    def open(self):
        soon = zeal.ConfigProto(operation_timeout_in_ms=100)  # queues fill, and nobody takes
        return zeal.Session(graph=self.graph, config=soon)

    # --- what acts ---
    def act(self):
        if self.depth >= DEEPEST:
            return
        self.depth += 1
        try:
            attempt(self.f.r.choice(ACTIONS).__get__(self))
        finally:
            self.depth -= 1

    def called(self, y):
        self.act()
        return self.f.r.choice((y, y, y, Saboteur(self, y), [[1.0], [2.0, 3.0]], None))

    def traced(self, *args, **kwargs):
        self.act()
        tensors = [a for a in args if isinstance(a, zeal.Tensor)] or [zeal.constant(1.0)]
        return self.f.r.choice((tensors[0] * 2.0, tensors, kwargs, None, args))

    # --- what happens ---
    def run(self):
        session = self.f.r.choice(self.sessions)
        session.run(self.fetched(), self.fed() if self.f.r.random() < 0.8 else None)

    def close(self):
        i = self.f.r.randrange(2)
        self.sessions[i].close()
        if self.f.r.random() < 0.9:
            self.sessions[i] = self.open()

    def build(self):
        with self.graph.as_default():
            y = self.f.r.choice(self.fetches)
            self.fetches.append(zeal.identity(y) * 2.0)

    def differentiate(self):
        with self.graph.as_default():
            self.fetches += zeal.gradients(self.any_fetch(), [self.x, self.any_fetch()])

    def finalize(self):
        if self.f.r.random() < 0.1:
            self.graph.finalize()

    def forget(self):
        if len(self.fetches) > 4:
            self.fetches.pop(self.f.r.randrange(len(self.fetches)))
        gc.collect(self.f.r.choice((0, 2)))

    def call(self):
        self.function(*[self.argument() for _ in range(self.f.r.choice((0, 1, 2)))])

    def trace_anew(self):
        self.function = zeal.function(self.traced)

    def elsewhere(self):
        if sys.is_finalizing():  # a thread that is started now never begins
            return

        def run():
            with contextlib.suppress(KeyboardInterrupt):
                attempt(self.run)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(0.05)

    # --- arguments ---
    def any_fetch(self):
        r, y = self.f.r, self.f.r.choice(self.fetches)
        return r.choice((y, y, getattr(y, "name", y), Saboteur(self, y), getattr(y, "op", y)))

    def fetched(self):
        r = self.f.r
        many = [self.any_fetch() for _ in range(r.choice((1, 2, 3)))]
        return r.choice((many[0], many, tuple(many), {"a": many[0]}, {Saboteur(self, 1): many[0]}))

    def fed(self):
        r = self.f.r
        array = np.ones(r.choice(((2,), (), (1,), (3,))), np.float32)
        value = r.choice((array, [1.0, Saboteur(self, 2.0)], Saboteur(self, array), None, self.x))
        fed = {r.choice((self.x, self.x, self.x.name, Saboteur(self, 1))): value}
        if r.random() < 0.5:
            fed[r.choice((self.n, self.v, *self.fetches[:4]))] = Saboteur(self, np.ones(2))
        return fed

    def argument(self):
        r = self.f.r
        return r.choice((
            lambda: zeal.constant(1.0),
            lambda: np.ones(r.randrange(3)),
            lambda: Saboteur(self, 1.0),
            lambda: [Saboteur(self, 1.0), 2.0],
            lambda: {Saboteur(self, "a"): 1.0},
            lambda: self.x,
            lambda: r.random(),
        ))()  # fmt: skip


ACTIONS = (Program.run, Program.run, Program.close, Program.build, Program.differentiate)
ACTIONS += (Program.finalize, Program.forget, Program.call, Program.trace_anew, Program.elsewhere)


def run_callable(program):
    session = program.f.r.choice(program.sessions)
    call = session.make_callable(program.fetched(), [program.x])
    for _ in range(2):
        call(*program.fed().values())


def run_in_parts(program):
    session = program.f.r.choice(program.sessions)
    handle = session.partial_run_setup([program.any_fetch(), program.any_fetch()], [program.x])
    session.partial_run(handle, program.any_fetch(), program.fed())
    session.partial_run(handle, program.any_fetch())


def evaluate(program):
    program.fetches[0].eval(program.fed(), program.f.r.choice(program.sessions))


def build_with(program):
    """Functions that take values of graphs."""
    f, s = program.f, Saboteur(program, 1.0)
    x, graph = program.x, program.graph
    with graph.as_default():
        return f.r.choice((
            lambda: graph.as_graph_element(s),
            lambda: zeal.control_dependencies([program.any_fetch(), s]).__enter__(),
            lambda: zeal.name_scope(Saboteur(program, "a")).__enter__(),
            lambda: zeal.cond(s, lambda: x, lambda: s),
            lambda: zeal.while_loop(lambda i: s, lambda i: s, [s]),
            lambda: zeal.import_graph_def(graph.as_graph_def(), {s: x, x.op.name: s}),
            lambda: zeal.add_to_collection(s, s),
            lambda: zeal.get_collection(Saboteur(program, "losses")),
            lambda: zeal.placeholder(s, s),
            lambda: zeal.gradients([s, x], [x, s], grad_ys=s),
            lambda: zeal.py_func(s, [x, s], s),
            lambda: zeal.map_fn(lambda row: Saboteur(program, row), x),
            lambda: zeal.data.Dataset.range(s).map(s).make_one_shot_iterator().get_next(),
        ))()  # fmt: skip


KINDS = (Program.run, Program.run, Program.call, Program.call, Program.differentiate)
KINDS += (run_callable, run_in_parts, evaluate, build_with)


def sessions(f):
    """A program whose values are hostile."""
    program = Program(f)
    try:
        for _ in range(3):
            attempt(lambda: f.r.choice(KINDS)(program))
        f.r.choice(KINDS)(program)
    except KeyboardInterrupt as e:
        if "hostile" not in str(e):
            raise
    finally:
        program.depth = DEEPEST  # finalizers to come do nothing more
        for session in program.sessions:
            session.close()
        if program.bugs:
            raise program.bugs[0]


SCENARIOS = (sessions,)
