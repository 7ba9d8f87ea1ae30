"""Errors of conditions and loops in graphs: TensorFlow's classes and words, and the line."""

import re
import traceback

import pytest

import zeal as tf
from zeal.autograph import convert
from zeal.autograph.frames import tidied


def one_branch_only(x):
    if x > 0:
        y = 1
    return y


def other_branch_only(x):
    if x > 0:
        pass
    else:
        y, z = 1, 2
    return y + z


def only_in_loop(n):
    for i in tf.range(n):
        y = i
    return y


def other_dtype(x):
    if x > 0:
        y = 1
    else:
        y = 2.0
    return y


def other_structure(x):
    if x > 0:
        y = (1, 2)
    else:
        y = 3
    return y


def no_return(x):
    if x > 0:
        return 1


def none_returned(x):
    if x > 0:
        return None
    return 1


def no_return_after_loop(n):
    for i in tf.range(n):
        if i > 2:
            return i


def other_returned(x):
    if x > 0:
        return 1.0
    return 1


def objects(x):
    if x > 0:
        y = objects
    else:
        y = no_return
    return y


def none_or_tensor(x):
    y = None
    if x > 0:
        y = x
    return y


def loop_dtype(n):
    s = 0
    for i in tf.range(n):
        s = tf.cast(i, tf.float32)
    return s


def loop_shape(n):
    s = tf.zeros([1])
    while n > 0:
        n = n - 1
        s = tf.concat([s, s], 0)
    return s


def loop_structure(n):
    s = 0
    while n > 0:
        n = n - 1
        s = [s]
    return s


def loop_none(n):
    state = None
    while n > 0:
        n = n - 1
        state = n
    return state


def attribute_in_one_branch(x):
    class Box:
        pass

    box = Box()
    if x > 0:
        box.y = x
    return box.y


def scalar_iterated(x):
    for _ in x:
        pass
    return x


def other_base(x):
    return int(tf.as_string(x), 16)


WORDS = [
    (one_branch_only, ValueError, r"must also be initialized in the else branch: \('y',\)\. "
        "Alternatively, you may initialize them before the if statement"),
    (other_branch_only, ValueError, r"initialized in the if branch: \('y', 'z'\)\. Alternatively"),
    (only_in_loop, ValueError, "TensorFlow requires that the following symbols must be defined "
        r"before the loop: \('y',\)"),
    (other_dtype, TypeError, '"y" has dtype int32 in the TRUE branch, but dtype=float32 in the '
        "FALSE branch. TensorFlow control flow requires that they are the same"),
    (other_structure, TypeError, '"y" does not have the same nested structure in the TRUE and FALSE'
        " branches"),
    (no_return, ValueError, "A value must also be returned from the else branch. If a value is "
        "returned from one branch of a conditional a value must be returned from all branches"),
    (none_returned, ValueError, "A value must also be returned from the if branch"),
    (no_return_after_loop, ValueError, "A value must also be returned from the if branch"),
    (other_returned, TypeError, "The return value has dtype float32 in the TRUE branch"),
    (objects, TypeError, r'"y" is <function objects .*> in the TRUE branch, but <function no_ret'),
    (none_or_tensor, ValueError, '"y" is .* in the TRUE branch, but None in the FALSE branch'),
    (loop_dtype, TypeError, '"s" has dtype int32 before the loop, but dtype float32 after one '
        "iteration. TensorFlow control flow requires it stays the same"),
    (loop_shape, ValueError, r'"s" has shape \(1,\) before the loop, but shape \(2,\) after one '
        "iteration. TensorFlow control flow requires it stays the same or be more specific"),
    (loop_structure, TypeError, '"s" does not have the same nested structure after one iteration'),
    (loop_none, ValueError, '"state" is None before the loop, but .* after one iteration'),
    (attribute_in_one_branch, ValueError, r"the else branch: \('box.y',\)"),
    (scalar_iterated, ValueError, "len requires a non-scalar tensor, got one of shape"),
]  # fmt: skip


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case[0].__name__)
def test_words(case):
    function, error, words = case
    with tf.Graph().as_default(), pytest.raises(error, match=words) as caught:
        convert(function)(tf.placeholder(tf.int32, []))
    place = re.search(r"(?:code|loop) is at (\S+):(\d+)\.", str(caught.value))
    if function is not scalar_iterated:
        first = function.__code__.co_firstlineno
        assert place and place[1] == __file__ and first < int(place[2]) < first + 10
        shown = traceback.extract_tb(tidied(caught.value.__traceback__))
        lines = [f.lineno for f in shown if f.name == function.__name__]
        assert lines[-1] in (int(place[2]), int(place[2]) + 1)  # of the `if` or an `elif`


def test_conditions_are_boolean():
    def branch(x):
        if x:
            return 1
        return 2

    for function in (branch, lambda x: 1 if x else 2, lambda x: x and x > 0, lambda x: x or 1):
        for dtype in (tf.int32, tf.string):
            with tf.Graph().as_default(), pytest.raises(TypeError, match=f"got {dtype.name} of"):
                convert(function)(tf.placeholder(dtype, []))
    with tf.Graph().as_default(), pytest.raises(TypeError, match="boolean"):
        convert(lambda x: counts(x))(tf.placeholder(tf.int32, []))


def counts(x):
    while x:
        x -= 1
    return x


def test_variables_are_as_before_after_an_error():
    seen = []

    def fails(x):
        y = 5
        try:
            if x > 0:
                y = 1
                raise KeyError("here")
        except KeyError:
            seen.append(y)
        return y

    with tf.Graph().as_default():
        assert convert(fails)(tf.placeholder(tf.int32, [])) == 5 and seen == [5]


def test_asserts_and_chains_are_not_converted():
    def asserts(x):
        assert x > 0
        return x

    def chains(x):
        return 1 if 0 < x < 3 else 2

    for function in (asserts, chains):
        with tf.Graph().as_default(), pytest.raises(TypeError, match="as a Python `bool`"):
            convert(function)(tf.placeholder(tf.int32, []))


def test_reserved_names():
    def uses(ag__x):
        return ag__x if ag__x else 0

    assert convert(uses) is uses
    with pytest.raises(Exception, match='uses the reserved symbol "ag__x"'):
        tf.autograph.to_graph(uses)
