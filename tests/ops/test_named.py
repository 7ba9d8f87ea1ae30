"""Functions whose calls have scopes of their own in graphs."""

import inspect
import pickle

import pytest

import zeal as tf
from zeal.ops.named import named


@named("pair", "first", "then")
def pair(x, name=None):
    """Two and more."""
    return x + 1.0, [x * 2.0, {"kept": x}], x - 1.0


@named("lone")
def lone(x, *, scope=None):
    return tf.identity(pair(x)[0])


@named("same", "Identity")
def same(x, count, name=None):
    return [tf.identity(x) for _ in range(count)]


def names(values):
    return [v.op.name for v in values]


def test_results_are_named_in_order():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, name="x")
        for scope in ("pair", "pair_1"):
            first, (then, rest), last = pair(x)
            assert rest["kept"] is x
            want = [f"{scope}/first", f"{scope}/then", f"{scope}/then_1"]
            assert names([first, then, last]) == want
        assert names(same(x, 3)) == ["same/Identity", "same/Identity_1", "same/Identity_2"]


def test_a_name_makes_the_scope():
    with tf.Graph().as_default() as graph, tf.name_scope("outer"):
        x = tf.placeholder(tf.float32, name="x")
        assert pair(x, "mine")[0].name == "outer/mine/first:0"
        assert pair(x, name="mine")[0].name == "outer/mine_1/first:0"
        assert pair(x, name="outer/mine/")[2].name == "outer/mine/then_1_1:0"
        assert lone(x).name == "outer/lone:0" and lone(x, scope="s").name == "outer/s:0"
        inside = [op.name for op in graph.get_operations() if op.name.startswith("outer/s/")]
        assert inside == [
            "outer/s/pair/first/y", "outer/s/pair/first", "outer/s/pair/then/y",
            "outer/s/pair/then", "outer/s/pair/then_1/y", "outer/s/pair/then_1",
        ]  # fmt: skip
        assert all(graph.get_operation_by_name(op.name) is op for op in graph.get_operations())


def test_names_of_older_ops_stay():
    with tf.Graph().as_default():
        x = tf.constant(1.0, name="lone")
        y = lone(x)
        assert x.op.name == "lone" and y.op.name == "lone_1"


def test_names_may_be_bytes():
    with tf.Graph().as_default() as graph:
        made = [
            tf.constant(1, name=b"a"), tf.add(1, 2, name=b"b"), tf.zeros([2], name=b"c"),
            tf.placeholder(tf.float32, name=b"d"), tf.Variable(1.0, name=b"e"),
            tf.group(tf.constant(1.0), name=b"f"), pair(tf.constant(1.0), name=b"g")[0],
        ]  # fmt: skip
        assert [x.name for x in made] == ["a:0", "b:0", "c:0", "d:0", "e:0", "f", "g/first:0"]
        assert graph.unique_name(b"h") == "h"
        with tf.name_scope(b"i") as scope:
            assert scope == "i/"


def test_what_is_no_name():
    with tf.Graph().as_default():
        x = tf.constant(1.0)
        with pytest.raises(TypeError, match="name must be a string, got a int"):
            pair(x, name=3)
        with pytest.raises(TypeError, match="scope must be a string"):
            lone(x, scope=3)
        with pytest.raises(ValueError, match="'a b' is not a valid scope name"):
            pair(x, "a b")


def test_eager_calls_are_the_function_s():
    assert pair(tf.constant(1.0), name=object())[0].numpy() == 2
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        pair()


def test_it_shows_what_the_function_shows():
    assert inspect.signature(tf.nn.moments).parameters["axes"].name == "axes"
    assert pair.__doc__ == "Two and more." and pair.__name__ == "pair"
    assert repr(pair) == repr(pair.__wrapped__)
    assert pickle.loads(pickle.dumps(tf.nn.moments)) is tf.nn.moments


def test_quotients_have_the_name_that_they_are_given():
    with tf.Graph().as_default():
        assert tf.divide(tf.constant(3), 4, name="n").name == "n:0"
        assert tf.divide(3, 4, name="n").name == "n_1:0"
