"""Assertions while a graph is built. Errors and their words are TensorFlow 1.15's."""

import numpy as np
import pytest

import zeal as tf

Invalid = tf.errors.InvalidArgumentError


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def vector():
    return tf.placeholder(tf.float32, [None], "x")


@pytest.mark.parametrize("make, text", [
    (lambda x: tf.Assert(x[0] > 5.0, [x, "a b", x > 1.5, 7], summarize=2),
     "assertion failed: [1 3] [a b] [0 1] [7]"),
    (lambda x: tf.Assert(x[0] > 5.0, [tf.stack([x, x, x])]), "assertion failed: [[1 3][1...]...]"),
    (lambda x: tf.Assert(x[0] > 5.0, [tf.stack([x, x, x])], -1), "failed: [[1 3][1 3][1 3]]"),
    (lambda x: tf.Assert(x[0] > 5.0, [x * 1e-8, tf.cast(x, tf.float64) / 3.0]),
     "failed: [1e-08 3e-08] [0.33333333333333331 1]"),
    (lambda x: tf.assert_equal(x, [1.0, 2.0]), "[Condition x == y did not hold element-wise:] "
     "[x (x:0) = ] [1 3] [y (assert_equal/y:0) = ] [1 2]\n\t [[node assert_equal/Assert"),
    (lambda x: tf.assert_equal(x, 1.0, ["dd", x], message="mm"),
     "assertion failed: [mm] [dd] [1 3]"),
    (lambda x: tf.assert_none_equal(x, 1.0), "[Condition x != y did not hold element-wise:]"),
    (lambda x: tf.assert_less(x, 3.0), "[Condition x < y did not hold element-wise:]"),
    (lambda x: tf.assert_greater_equal(x, 2.0), "[Condition x >= y did not hold element-wise:]"),
    (lambda x: tf.assert_negative(x),
     "failed: [] [Condition x < 0 did not hold element-wise:] [x (x:0) = ] [1 3]"),
    (lambda x: tf.assert_non_positive(x, message="mm"), "[mm] [Condition x <= 0 did not hold"),
    (lambda x: tf.debugging.assert_near(x, [1.0, 2.0]),
     "[] [x and y not equal to tolerance rtol = "),
    (lambda x: tf.check_numerics(x / 0.0, "mm"),
     "mm : Tensor had Inf values; [CheckNumerics] tensor is [2] float32\n\t [[node"),
    (lambda x: tf.verify_tensor_all_finite(x * float("nan"), "mm"), "mm : Tensor had NaN values"),
    (lambda x: tf.ensure_shape(x, [3]), "is not compatible with expected shape [3]"),
    (lambda x: tf.debugging.assert_shapes([(x, ["N"]), (tf.ones([4]), ["N"])]),
     "[Specified by tensor "
     "x:0 dimension 0]"),
])  # fmt: skip
def test_runs_tell(session, make, text):
    made = make(vector())
    with pytest.raises(Invalid) as caught:
        session.run(made, {"x:0": [1.0, 3.0]})
    assert text in str(caught.value)


@pytest.mark.parametrize("make, text", [
    (lambda x: tf.assert_rank(x, 2), "[Tensor x:0 must have rank] [2] [Received shape: ] [2]"),
    (lambda x: tf.assert_rank_at_least(x, 2, message="mm"),
     "[mm] [Tensor x:0 must have rank at least] [2]"),
    (lambda x: tf.debugging.assert_rank_in(x, (0, 2)),
     "must have rank in] [0] [2] [Received shape: ] [2]"),
    (lambda x: tf.debugging.assert_shapes({x: (None, 2)}), "[Tensor x:0 must have rank] [2]"),
])  # fmt: skip
def test_runs_tell_ranks(session, make, text):
    made = make(tf.placeholder(tf.float32, name="x"))
    with pytest.raises(Invalid) as caught:
        session.run(made, {"x:0": [1.0, 3.0]})
    assert text in str(caught.value)


@pytest.mark.parametrize("make, error, text", [
    (lambda x: tf.assert_equal([1, 2], [1, 3]), Invalid,
     "Condition x == y did not hold element-wise:\nx (assert_equal/x:0) = \n[1 2]\ny"),
    (lambda x: tf.assert_less(2, 1, [1, "s"], message="mm"), Invalid, "mm\n1\ns"),
    (lambda x: tf.assert_positive([1, -1]), Invalid,
     "\nCondition x > 0 did not hold element-wise:"),
    (lambda x: tf.assert_rank(x, 2), ValueError,
     ".  Tensor x:0 must have rank 2.  Received rank 1, shape (?,)"),
    (lambda x: tf.debugging.assert_rank_in(x, (0, 2)), ValueError, "must have rank in (0, 2)."),
    (lambda x: tf.assert_type(x, tf.int32), TypeError, "  x:0 must be of type <dtype: 'int32'>"),
    (lambda x: tf.debugging.assert_integer(x), TypeError,
     'Expected "x" to be integer type.  Found: x:0'),
    (lambda x: tf.debugging.assert_scalar(x), ValueError,
     "Expected scalar shape for x:0, saw shape: (?,)."),
    (lambda x: tf.Assert([True], ["x"]), Invalid, "In[0] should be a scalar: [1]"),
    (lambda x: tf.ensure_shape(x, [None, 2]), ValueError,
     "is not compatible with expected shape [?,2]"),
    (lambda x: tf.debugging.assert_shapes([(tf.ones([2, 3]), (4, "Q"))], message="mm"), ValueError,
     "mm.  Specified explicitly.  Tensor "),
    (lambda x: tf.debugging.assert_shapes([(tf.ones([2, 3]), ("Q", "Q"))]), ValueError,
     "dimension 1 must have size 2.  Received size 3, shape (2, 3)"),
])  # fmt: skip
def test_what_is_known_raises_at_once(session, make, error, text):
    with pytest.raises(error) as caught:
        make(vector())
    assert text in str(caught.value)


@pytest.mark.parametrize("make, text", [
    (lambda: tf.assert_positive(tf.identity([-2, 1])), "Condition x > 0"),
    (lambda: tf.assert_less_equal(tf.reshape([2, 1], [-1]), [1, 1]), "Condition x <= y"),
    (lambda: tf.assert_less_equal([2, 1], tf.constant([1, 1]) + 0), "Condition x <= y"),
])  # fmt: skip
def test_what_tensorflow_does_not_fold_raises_in_the_run(session, make, text):
    check = make()
    with pytest.raises(Invalid, match="assertion failed") as caught:
        session.run(check)
    assert text in str(caught.value)


@pytest.mark.parametrize("make", [
    lambda: tf.assert_less_equal([2, 1], tf.ones_like(tf.constant([2, 1]))),
    lambda: tf.assert_less_equal(tf.constant([2, 1]), tf.cast([1.0, 1.0], tf.int32)),
    lambda: tf.assert_less_equal([2, 1], tf.stack([1, 1])),
    lambda: tf.assert_equal(tf.size([2, 1]), tf.shape([1])),
])  # fmt: skip
def test_what_tensorflow_folds_raises_at_once(session, make):
    with pytest.raises(Invalid, match="did not hold element-wise"):
        make()


def test_what_holds_gives_operations(session):
    x = vector()
    made = [tf.Assert(True, []), tf.assert_equal(x, x), tf.assert_positive([1]), tf.assert_rank(x,
     1),
            tf.assert_type(x, tf.float32), tf.debugging.assert_integer(tf.constant(1)),
            tf.debugging.assert_shapes([(x, "N"), (tf.constant(1.0), [1])])]  # fmt: skip
    assert all(isinstance(op, tf.Operation) for op in made)
    assert session.run(made, {x: [1.0]}) == [None] * len(made)
    assert tf.debugging.assert_scalar(tf.constant(1)).op.type == "Const"


def test_under_control_dependencies_and_in_traced_functions(session):
    x = vector()
    with tf.control_dependencies([tf.assert_positive(x)]):
        y = tf.identity(x)
    assert session.run(y, {x: [1.0]}) == [1.0]
    with pytest.raises(Invalid, match="assertion failed"):
        session.run(y, {x: [-1.0]})


def test_in_traced_functions():
    @tf.contrib.eager.defun
    def root(x):
        tf.assert_non_negative(x)
        return tf.sqrt(x)

    assert root(tf.constant([4.0])).numpy() == [2.0]
    with pytest.raises(Invalid, match=r"assertion failed: \[\] \[Condition x >= 0"):
        root(tf.constant([-4.0]))


def test_gradients_of_checks(session):
    x = tf.placeholder(tf.float32, [2])
    [g] = tf.gradients(tf.sqrt(tf.check_numerics(x, "mm")), x)
    assert session.run(g, {x: [1.0, 4.0]}).tolist() == [0.5, 0.25]
    with pytest.raises(
        Invalid, match=r"Inf\) values detected in gradient. mm : Tensor had Inf values"
    ):
        session.run(g, {x: [0.0, 4.0]})


def test_all_values_of_a_graph(session):
    x = vector()
    tf.log(x)
    check = tf.add_check_numerics_ops()
    session.run(check, {x: [1.0]})
    with pytest.raises(Invalid, match="^Log:0 : Tensor had NaN values"):
        session.run(check, {x: [-1.0]})


def test_proper_iterables():
    tf.assert_proper_iterable([1])
    with pytest.raises(TypeError, match='"values" to be iterable.  Found: <class .int'):
        tf.assert_proper_iterable(1)
    for value in ("abc", np.ones(2), tf.ones(2)):
        with pytest.raises(TypeError, match='to be a "proper" iterable'):
            tf.assert_proper_iterable(value)


def test_shapes_eagerly():
    x = tf.ones([2, 3])
    assert tf.debugging.assert_shapes([(x, ("N", None)), (tf.ones([2]), ("N",)), (x, None)]) is None
    with pytest.raises(
        ValueError, match="Specified by tensor shape=.2, 3. dtype=float32 dimension 1"
    ):
        tf.debugging.assert_shapes([(x, ("N", "M")), (x, ("M", "N"))])
    with pytest.raises(ValueError, match="must be an iterable"):
        tf.debugging.assert_shapes([(x, 3)])


@pytest.mark.parametrize("sizes, words", [
    (("*", 2, 3), None), (("*", 3), None), ((..., 3), None),
    (("*", 1, 2, 3), "must have rank at least 3.  Received rank 2"),
    ("*3", None), (np.array([2, 4]), "Specified explicitly.*dimension 1 must have size 4"),
    ("4N", "Specified explicitly.*dimension 0 must have size 4"),
    (("*", 4), "dimension -1 must have size 4.  Received size 3"),
    (("*",), "dimension -1 must have size 1.  Received size 3"),
    ((2, ...), "specified shape index 1.  Symbol `...` or `\\*` for a variable number"),
    ((2, "*"), "specified shape index 1.  Symbol `...` or `\\*` for a variable number"),
])  # fmt: skip
def test_any_number_of_first_axes(sizes, words):
    """As TensorFlow 1.15.5 has it."""
    with tf.Graph().as_default(), tf.Session() as session:
        if words is not None:
            with pytest.raises(ValueError, match=words):
                tf.debugging.assert_shapes([(tf.ones([2, 3]), sizes)])
            return
        x = tf.placeholder(tf.float32)
        checks = [tf.debugging.assert_shapes([(y, sizes)]) for y in (tf.ones([2, 3]), x)]
        session.run(checks, {x: np.ones([5, 2, 3])})
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(checks, {x: np.ones([5, 2, 4])})


def test_a_tensor_is_equal_to_itself(session):
    x = vector()
    assert tf.assert_equal(x, x).type == "NoOp"
    assert tf.assert_less_equal(x, x).type == "Assert"


def test_a_rank_that_a_run_finds_to_be_no_scalar(session):
    ranks = tf.placeholder_with_default([1, 2], None)
    x = vector()
    for check in (tf.assert_rank(x, ranks), tf.assert_rank_in(x, [ranks, 1])):
        with pytest.raises(Invalid, match=r"\[Rank must be a scalar. Received rank: \] \[1 2\]"):
            session.run(check, {"x:0": [1.0]})
