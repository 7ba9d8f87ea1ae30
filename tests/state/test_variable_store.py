"""tf.get_variable and variable scopes in graphs. Names, values and words are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def name_here():
    return tf.constant(1).name


def test_names_of_nested_and_reentered_scopes():
    with tf.variable_scope("a") as a:
        assert (a.name, a.original_name_scope) == ("a", "a/")
        assert (tf.get_variable("v", [1]).name, name_here()) == ("a/v:0", "a/Const:0")
    with tf.variable_scope("a"):
        assert (tf.get_variable("w", [1]).name, name_here()) == ("a/w:0", "a_1/Const:0")
    with tf.variable_scope("b"):
        with tf.variable_scope(a) as again:
            assert (tf.get_variable("x", [1]).name, name_here()) == ("a/x:0", "b/a/Const:0")
            assert again is not a and again.original_name_scope == "a/"
        with tf.variable_scope(a, auxiliary_name_scope=False):
            assert (tf.get_variable("y", [1]).name, name_here()) == ("a/y:0", "b/Const:0")
        with tf.variable_scope("c", auxiliary_name_scope=False):
            assert (tf.get_variable("y", [1]).name, name_here()) == ("b/c/y:0", "b/Const_1:0")
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            assert tf.get_variable_scope().reuse and name_here() == "b/b/Const:0"
    with tf.variable_scope(tf.get_variable_scope()):
        assert name_here() == "Const:0"
    for name in ("d", "d_1"):
        with tf.variable_scope(None, "d"):
            assert tf.get_variable("x", [1]).name == f"{name}/x:0"
            assert name_here() == f"{name}/Const:0"
    with tf.variable_scope("d"):
        assert (name_here(), tf.Variable(1.0, name="q").name) == ("d_2/Const:0", "d_2/q:0")
    with tf.variable_scope("e/f") as e:
        assert (e.name, e.original_name_scope, tf.get_variable("v", [1]).name) == (
            "e/f", "e/f/", "e/f/v:0")  # fmt: skip
    with tf.variable_scope(""):
        assert (name_here(), tf.get_variable("rr", [1]).name) == ("Const_1:0", "rr:0")
    with tf.variable_op_scope([], None, "dn") as scope, tf.op_scope([], None, "on") as names:
        assert (scope.name, names) == ("dn", "dn/on/")


def test_reuse():
    with tf.variable_scope("a") as a:
        v = tf.get_variable("v", [1])
        with pytest.raises(ValueError, match="Variable a/v already exists, disallowed. Did you"):
            tf.get_variable("v", [1])
        a.reuse_variables()
        assert tf.get_variable("v", [1]) is v and a.reuse
    with tf.variable_scope("a", reuse=True):
        assert tf.get_variable("v") is v
        with pytest.raises(ValueError, match="Variable a/nope does not exist, or was not created"):
            tf.get_variable("nope", [1])
        with pytest.raises(ValueError, match="specified shape \\(2,\\) and found shape \\(1,\\)"):
            tf.get_variable("v", [2])
        with pytest.raises(ValueError, match="specified dtype int32 and found dtype float32"):
            tf.get_variable("v", [1], tf.int32)
        with tf.variable_scope("b", reuse=False) as b:
            assert b.reuse is True
        # A value's dtype counts for new variables alone; TensorFlow compares the scope's.
        assert tf.get_variable("v", initializer=[0]) is v
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        assert tf.get_variable("v", [1]) is v
        i = tf.get_variable("i", initializer=0)
        assert i.dtype == tf.int32 and tf.get_variable("i", initializer=0, dtype=tf.int32) is i
        with pytest.raises(ValueError, match="specified dtype float32 and found dtype int32"):
            tf.get_variable("i", initializer=0)
        assert tf.get_variable("n", [1]) is tf.get_variable("n", [1])
    with pytest.raises(ValueError, match="reuse=True cannot be used without a name_or_scope"):
        tf.variable_scope(None, "x", reuse=True)
    with pytest.raises(TypeError, match="name_or_scope must be a string or VariableScope."):
        tf.variable_scope(3)


def test_defaults_and_collections_of_scopes(graph):
    ones = tf.ones_initializer()
    with tf.variable_scope("a", initializer=ones, dtype=tf.float64, constraint=abs) as a:
        v = tf.get_variable("v", [1])
        fixed = tf.get_variable("f", [1], trainable=False)
        local = tf.get_local_variable("l", [1])
    tf.get_variable("ab", [1])
    assert v.dtype == tf.float64 and v.constraint is abs
    assert (a.initializer, a.dtype) == (ones, tf.float64)
    assert a.partitioner is None and a.custom_getter is None
    assert a.global_variables() == [v, fixed] and a.trainable_variables() == [v]
    assert a.local_variables() == [local] == tf.local_variables()
    assert len(tf.get_variable_scope().global_variables()) == 3
    other = tf.VariableScope(True, "a")
    assert other.get_variable("v", shape=[1], dtype=tf.float64) is v


def test_initializers():
    assert tf.get_variable("a", initializer=1).dtype == tf.int32
    assert tf.get_variable("b", initializer=lambda: tf.ones([2, 2])).shape == (2, 2)
    assert tf.get_variable("c", initializer=[1.0, 2.0]).shape == (2,)
    with pytest.raises(ValueError, match="Initializer type '.*float64.*' and explicit dtype"):
        tf.get_variable("d", initializer=np.float64(1), dtype=tf.float32)
    with pytest.raises(ValueError, match="do not specify shape"):
        tf.get_variable("e", [2], initializer=[1.0, 2.0])
    with pytest.raises(ValueError, match="fully defined"):
        tf.get_variable("f", [None])


def test_regularizers():
    half = lambda w: 0.5 * tf.reduce_sum(w * w)  # noqa: E731
    with tf.variable_scope("a", regularizer=half) as a:
        tf.get_variable("w", [2], initializer=tf.ones_initializer())
        tf.get_variable("b", [2], regularizer=tf.no_regularizer)
        with tf.variable_scope("in"):
            tf.get_variable("z", [1], initializer=tf.ones_initializer())
    with tf.variable_scope(a, reuse=True):
        tf.get_variable("w", [2])
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert losses == tf.losses.get_regularization_losses()
    assert [t.name.rpartition("/")[0] for t in losses] == ["a/w/Regularizer", "a/in/z/Regularizer"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(losses) == [1.0, 0.5]


def test_custom_getters_nest():
    log = []

    def outer(getter, name, *args, **kwargs):
        log.append(("outer", name, args, sorted(kwargs)))
        return getter(name, *args, **kwargs)

    def inner(getter, name, *args, **kwargs):
        log.append(("inner", name))
        return tf.identity(getter(name, *args, **kwargs), name="id")

    with tf.variable_scope("a", custom_getter=outer):
        with tf.variable_scope("b", custom_getter=inner):
            v = tf.get_variable("w", [2])
        u = tf.get_variable("u", [1], custom_getter=inner)
    assert (v.name, u.name) == ("id:0", "id_1:0")
    assert log == [("inner", "a/b/w"), ("outer", "a/b/w", (), [
        "aggregation", "caching_device", "collections", "constraint", "dtype", "initializer",
        "partitioner", "regularizer", "reuse", "shape", "synchronization", "trainable",
        "use_resource", "validate_shape",
    ]), ("inner", "a/u")]  # fmt: skip
    with pytest.raises(ValueError, match="Passed a custom_getter which is not callable: 3"):
        tf.get_variable("x", [1], custom_getter=3)

    def short(getter, name, shape, dtype, initializer, regularizer, reuse, trainable, collections,
              caching_device, partitioner, validate_shape, use_resource, synchronization,
              aggregation):  # fmt: skip
        return getter(name, shape=shape, dtype=dtype, reuse=reuse)

    assert tf.get_variable("y", [1], custom_getter=short).name == "y:0"


def test_scopes_and_stores_belong_to_graphs():
    with tf.variable_scope("a"):
        tf.get_variable("v", [1])
        with tf.Graph().as_default():
            assert tf.get_variable_scope().name == ""
            assert tf.get_variable("a/v", [1]).name == "a/v:0"
        assert tf.get_variable_scope().name == "a"


def test_in_branches():
    x = tf.placeholder(tf.float32, [])

    def branch():
        with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
            return x * tf.get_variable("w", [], initializer=tf.ones_initializer())

    with tf.variable_scope("a"):
        y = tf.cond(x > 0.0, branch, branch)
    assert [v.name for v in tf.global_variables()] == ["a/s/w:0"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(y, {x: 3.0}) == 3.0


def test_custom_getters_are_told_how_copies_are_kept():
    told = {}

    def getter(getter, *args, **kwargs):
        told.update(kwargs)
        return getter(*args, **kwargs)

    with tf.Graph().as_default(), tf.variable_scope("a", custom_getter=getter):
        tf.get_variable("v", [1])
    assert told["synchronization"] is tf.VariableSynchronization.AUTO
    assert told["aggregation"] is tf.VariableAggregation.NONE


def test_custom_getters_are_told_whether_a_variable_is_trainable():
    told = []

    def getter(getter, name, **kwargs):
        told.append((kwargs["trainable"], kwargs["synchronization"], kwargs["aggregation"]))
        return getter(name, **kwargs)

    sync, auto = tf.VariableSynchronization, tf.VariableSynchronization.AUTO
    with tf.Graph().as_default(), tf.variable_scope("a", custom_getter=getter):
        tf.get_variable("v", [1])
        tf.get_variable("w", [1], trainable=False)
        tf.get_variable("c", [1], synchronization=sync.ON_READ)
    none = tf.VariableAggregation.NONE
    assert told == [(True, auto, none), (False, auto, none), (False, sync.ON_READ, none)]


def test_getters_take_arguments_in_tensorflows_order():
    def wider(getter, name, shape=None, dtype=None, **others):
        own = tf.float64, tf.ones_initializer(), None, None, False  # up to trainable
        others = {k: others[k] for k in ("partitioner", "collections")}
        return getter(name, shape, *own, **others)

    with tf.Graph().as_default(), tf.variable_scope("a", custom_getter=wider):
        v = tf.get_variable("v", [2], partitioner=tf.fixed_size_partitioner(2))
        assert v.dtype == tf.float64 and len(v) == 2 and not v.trainable
