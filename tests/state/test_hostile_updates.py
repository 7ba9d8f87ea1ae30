"""Updates whose arguments, while they are converted, change the variable under them."""

import contextlib
import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import zeal as tf

REFUSED = (TypeError, ValueError, RuntimeError, IndexError, tf.errors.OpError)


class Meddler:
    """Something like an array that runs a function whenever it is read."""

    def __init__(self, value, action):
        self.value, self.action = np.asarray(value), action

    def __array__(self, dtype=None, copy=None):
        self.action()
        return self.value if dtype is None else self.value.astype(dtype)

    def __index__(self):
        self.action()
        return int(self.value)

    def __float__(self):
        self.action()
        return float(self.value)

    def __len__(self):
        self.action()
        return len(self.value)

    def __getitem__(self, i):
        self.action()
        return self.value[i]


def variable(n=300):
    return tf.Variable(np.ones(n), shape=tf.TensorShape(None))


ACTIONS = {
    "shrink": lambda v: v.assign(np.full(2, 5.0)),
    "grow": lambda v: v.assign(np.full(5000, 5.0)),
    "scalar": lambda v: v.assign(5.0),
    "narrow": lambda v: v.__init__(np.full(300, 5, np.int8)),
    "wide": lambda v: v.__init__(np.full(300, 5, np.complex128)),
    "text": lambda v: v.__init__(["five"] * 300),
    "fail": lambda v: v.__init__(object()),
    "same": lambda v: v.assign(v + 4.0),
}


def descend(v, gradient, rate=1.0):
    tf.train.GradientDescentOptimizer(rate).apply_gradients([(gradient, v)])


ROWS = np.arange(300)
UPDATES = {
    "assign": lambda v, m: v.assign(m(np.ones(300))),
    "assign_add": lambda v, m: v.assign_add(m(np.ones(300))),
    "assign_sub": lambda v, m: v.assign_sub(m(np.ones(300))),
    "load": lambda v, m: v.load(m(np.ones(300))),
    "tf.assign": lambda v, m: tf.assign(v, m(np.ones(300))),
    "init": lambda v, m: v.__init__(m(np.ones(300))),
    "slice": lambda v, m: v[10:300].assign(m(np.ones(290))),
    "slice bound": lambda v, m: v[m(10):300].assign(np.ones(290)),
    "scatter rows": lambda v, m: tf.scatter_update(v, ROWS, m(np.ones(300))),
    "scatter indices": lambda v, m: tf.scatter_add(v, m(ROWS), np.ones(300)),
    "scatter_nd": lambda v, m: tf.scatter_nd_update(v, m(ROWS[:, None]), m(np.ones(300))),
    "batch scatter": lambda v, m: tf.batch_scatter_update(v, m(ROWS), m(np.ones(300))),
    "slices": lambda v, m: v.scatter_sub(tf.IndexedSlices(m(np.ones(300)), m(ROWS))),
    "nd method": lambda v, m: v.scatter_nd_add(m(ROWS[:, None]), m(np.ones(300))),
    "count": lambda v, m: tf.count_up_to(v, m(9)),
    "gather": lambda v, m: v.sparse_read(m(ROWS)),
    "gather_nd": lambda v, m: v.gather_nd(m(ROWS[:, None])),
    "gradient": lambda v, m: descend(v, m(np.ones(300))),
    "rate": lambda v, m: descend(v, np.ones(300), m(1.0)),
    "rate function": lambda v, m: descend(v, np.ones(300), lambda: m(1.0).__array__()),
    "sparse": lambda v, m: descend(v, tf.IndexedSlices(m(np.ones(300)), m(ROWS))),
    "read_value": lambda v, m: v.assign(np.ones(300), read_value=m([])),
    "format": lambda v, m: format(v, m([])),
    "operator": lambda v, m: (v + m(np.ones(300)), m(np.ones(300)) * v),
    "index": lambda v, m: (v[m(3)], v[m(3):m(5)], v[[m(3)]]),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("update", UPDATES)
def test_an_argument_changes_the_variable(update, action):
    """The update fits what stands there when it is made, or is refused; nothing else is written."""
    for held in (False, True):
        v, runs = variable(), []
        seen = v.value() if held else None

        def meddle(v=v, runs=runs):
            runs.append(1)
            if len(runs) < 4:
                ACTIONS[action](v)

        with contextlib.suppress(*REFUSED):
            UPDATES[update](v, lambda value, meddle=meddle: Meddler(value, meddle))
        got = v.numpy()
        assert v.dtype.as_numpy_dtype == got.dtype or v.dtype is tf.string
        assert set(got.ravel().tolist()) <= {*range(-5, 20), b"five"}
        if held:
            assert (seen.numpy() == 1).all()


@pytest.mark.parametrize("action", [a for a in ACTIONS if a != "same"])
@pytest.mark.parametrize("where", ["constraint", "later gradient", "rate", "indices"])
def test_all_variables_of_a_step_are_checked_again(where, action):
    """What runs between the check of all pairs and a variable's step may change that variable."""
    w, before = variable(), np.ones(3)
    runs = []

    def meddle(x=None):
        if not runs:
            runs.append(1)
            ACTIONS[action](w)
        return x

    v = tf.Variable(before, constraint=meddle if where == "constraint" else None)
    gradient = Meddler(np.ones(3), meddle) if where == "later gradient" else np.ones(3)
    if where == "indices":
        indices = property(lambda _: meddle([0, 1, 2]))
        gradient = type("Rows", (tf.IndexedSlices,), {"indices": indices})(np.ones(3), None)
    rate = Meddler(1.0, meddle) if where == "rate" else 1.0
    pairs = [(np.ones(300), w), (gradient, v), (np.ones(300), w)]
    with pytest.raises(REFUSED):
        tf.train.GradientDescentOptimizer(rate).apply_gradients(pairs)
    assert runs == [1]


def test_a_constraint_may_take_itself_away():
    class Constraint:
        def __call__(self, x):
            v.__init__(np.zeros(3))
            gc.collect()
            self.alive = True
            return x + 1.0

    v = tf.Variable(np.ones(3), constraint=Constraint())
    gone = weakref.ref(v.constraint)
    tf.train.GradientDescentOptimizer(1.0).apply_gradients([(np.ones(3), v)])
    assert gone() is None and v.constraint is None and v.numpy().tolist() == [1, 1, 1]


@pytest.mark.parametrize("result", [np.ones(2), np.ones((1, 3)), "text", None, 1j, [[]]])
def test_a_constraint_gives_what_does_not_fit(result):
    v = tf.Variable(np.ones(3), constraint=lambda _: result)
    with pytest.raises(REFUSED):
        tf.train.GradientDescentOptimizer(1.0).apply_gradients([(np.ones(3), v)])
    assert v.numpy().tolist() == [0, 0, 0]


def test_an_initialisation_that_fails_leaves_the_value():
    v = tf.Variable([1.0, 2.0], name="weight")
    for bad in (object(), [[1.0], [2.0, 3.0]]):
        with pytest.raises(REFUSED):
            v.__init__(bad)
    assert v.numpy().tolist() == [1, 2] and v.name == "weight:0"
    with pytest.raises(TypeError):
        v._initialize([3.0], "other:0", True, None, ["three"])
    assert v.numpy().tolist() == [1, 2]


def test_a_variable_that_is_made_anew_is_another_one_for_tapes():
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        y = tf.reduce_sum(v * v)
        v.__init__(np.array([3.0, 4.0, 5.0]))
        z = tf.reduce_sum(v * v)
    assert tape.gradient(y, v) is None
    assert tape.gradient(z, v).numpy().tolist() == [6, 8, 10]


def test_what_runs_when_a_variable_dies_finds_no_variable():
    class Last:
        def __init__(self, v):
            self.gone, self.parts = weakref.ref(v), []

        def __del__(self):
            seen.append(self.gone())

    seen = []
    for _ in range(50):
        v = tf.Variable([1.0, 2.0])
        v.last = Last(v)
        del v
    assert seen == [None] * 50


def test_a_variable_may_come_back_from_its_own_finalizer():
    class Phoenix(tf.Variable):
        def __del__(self):
            back.append(self)

    back = []
    v = Phoenix([1.0, 2.0])
    part = v[0:1]
    del v, part
    gc.collect()
    assert back[0].assign_add([1.0, 1.0]).numpy().tolist() == [2, 3]
    assert back[0][1:].assign([9.0]).numpy().tolist() == [2, 9]


def test_copies_meet_hostile_memos():
    class Memo(dict):
        def __setitem__(self, key, value):
            v.__init__([5])
            raise KeyError("no room")

    v = tf.Variable([1.0, 2.0], name="weight")
    with pytest.raises(KeyError, match="no room"):
        v.__deepcopy__(Memo())
    with pytest.raises(TypeError):
        v.__deepcopy__(None)
    assert copy.deepcopy(v).numpy().tolist() == [5]
    assert pickle.loads(pickle.dumps(v)).numpy().tolist() == [5]


def test_a_variable_that_was_never_initialised():
    v = tf.Variable.__new__(tf.Variable)
    for use in (*UPDATES.values(), lambda v, _: repr(v), lambda v, _: copy.deepcopy(v).numpy(),
                lambda v, _: pickle.dumps(v), lambda v, _: (v.shape, v.dtype), lambda v, _: v[0]):
        with contextlib.suppress(*REFUSED):
            use(v, lambda value: Meddler(value, lambda: None))
        v = tf.Variable.__new__(tf.Variable)
    assert not bool(v.is_initialized())


def test_names_of_arguments_that_are_no_text():
    v = tf.Variable(1.0)
    for name in ("\ud800", "valeur"):
        with pytest.raises((TypeError, UnicodeEncodeError)):
            v.assign(1.0, **{name: 1})
