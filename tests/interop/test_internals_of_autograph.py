"""Tests of zeal/interop/internals/: names of tensorflow.python.autograph."""

import importlib

import pytest

import zeal as tf


def _module(name):
    return importlib.import_module(f"zeal.interop.internals.{name}")


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


class Holder:
    total = 0


def _state(holder):
    def set_state(values):
        (holder.total,) = values

    return {"get_state": lambda: (holder.total,), "set_state": set_state}


@pytest.mark.parametrize("items", [tf.range, range, lambda n: list(range(n))])
def test_for(session, items):
    holder = Holder()
    holder.total = tf.constant(0)

    def body(i, s):
        holder.total += i
        return (s * 10 + i,)

    for_stmt = _module("operators_control_flow").for_stmt
    s = for_stmt(items(5), lambda s: True, body, init_vars=(0,), **_state(holder))
    assert session.run(list(s)) == [1234] if items is tf.range else s == (1234,)
    assert session.run(holder.total) == 10
    s = for_stmt(items(5), lambda s: s < 3, body, init_vars=(0,), **_state(holder))
    assert [int(session.run(tf.constant(x) if isinstance(x, int) else x)) for x in s] == [12]
    never = for_stmt([1], lambda s: s, body, None, None, init_vars=(False,))
    assert never == (False,)


def test_while(session):
    holder = Holder()
    holder.total = tf.constant(0)

    def body(i, s):
        holder.total += i
        return i + 1, s + i

    while_stmt = _module("operators_control_flow").while_stmt
    n = tf.constant(5)
    values = while_stmt(lambda i, s: i < n, body, init_vars=(0, 0), **_state(holder))
    assert session.run([*values, holder.total]) == [5, 10, 10]
    assert while_stmt(lambda i: i < 3, lambda i: (i + 1,), None, None, (0,)) == (3,)


def test_if(session):
    if_stmt = _module("operators_control_flow").if_stmt
    condition = tf.placeholder_with_default(True, [])
    holder = Holder()
    holder.total = tf.constant(0)

    def body():
        holder.total += 1
        return 1, 2

    both = if_stmt(condition, body, lambda: (-1, -2), **_state(holder))
    assert session.run([*both, holder.total]) == [1, 2, 1]
    assert session.run([*both, holder.total], {condition: False}) == [-1, -2, 0]
    assert if_stmt(False, lambda: 1, lambda: 2, None, None) == 2


def test_logic_asserts_and_builtins(session):
    logical = _module("logical")
    yes = tf.constant(True)
    assert session.run(logical.and_(lambda: yes, lambda: False)) == False  # noqa: E712
    assert logical.or_(lambda: [1], pytest.fail) == [1]
    check = _module("exceptions").assert_stmt(tf.constant(False), lambda: ["one", "two"])
    with pytest.raises(tf.errors.InvalidArgumentError, match="one.*two"):
        session.run(check)
    builtins = _module("py_builtins")
    assert builtins.overload_of(len) is builtins.len_ and builtins.overload_of(max) is max


def test_lists(session):
    lists, slices = _module("data_structures"), _module("slices")
    items = lists.list_append(lists.new_list(), tf.constant([1, 2]))
    items = lists.list_append(items, [3, 4])
    items = slices.set_item(items, 0, [5, 6])
    first = slices.get_item(items, 0, slices.GetItemOpts(tf.int32))
    length = _module("py_builtins").len_(items)
    rest, last = lists.list_pop(items, None, lists.ListPopOpts(tf.int32, (2,)))
    stacked = lists.list_stack(rest, lists.ListStackOpts(tf.int32, None))
    assert [v.tolist() for v in session.run([first, last, stacked])] == [[5, 6], [3, 4], [[5, 6]]]
    assert session.run(length) == 2
    assert lists.list_pop([1, 2], 0, None) == ([2], 1)
    with pytest.raises(ValueError, match="one dtype"):
        lists.tf_tensor_list_new([3, 4.0])
    with pytest.raises(ValueError, match="one shape"):
        lists.tf_tensor_array_new([3, [4, 5]])
    special = _module("special_functions")
    array = special.tensor_list([1, 2], use_tensor_array=True)
    assert session.run(special.stack(array)).tolist() == [1, 2]
    with pytest.raises(ValueError, match="element_dtype and element_shape are required"):
        special.tensor_list([])
