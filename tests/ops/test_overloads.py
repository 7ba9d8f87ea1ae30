"""tf.Tensor.OVERLOADABLE_OPERATORS, division and truth as Python 2 spelled them."""

import operator

import numpy as np

import zeal as tf

# As TensorFlow 1.15.5 gives them.
NAMES = """
    __abs__ __add__ __and__ __div__ __eq__ __floordiv__ __ge__ __getitem__ __gt__ __invert__ __le__
    __lt__ __matmul__ __mod__ __mul__ __ne__ __neg__ __or__ __pow__ __radd__ __rand__ __rdiv__
    __rfloordiv__ __rmatmul__ __rmod__ __rmul__ __ror__ __rpow__ __rsub__ __rtruediv__ __rxor__
    __sub__ __truediv__ __xor__
""".split()


def test_names():
    assert {*NAMES} == tf.Tensor.OVERLOADABLE_OPERATORS
    assert all(callable(getattr(tf.Tensor, name)) for name in NAMES)


def test_a_class_that_forwards_them():
    class Deferred:
        def __init__(self, value):
            self.value = value

    def forward(name):
        function = getattr(tf.Tensor, name)
        return lambda self, *args: function(tf.convert_to_tensor(self.value), *args)

    for name in tf.Tensor.OVERLOADABLE_OPERATORS:
        setattr(Deferred, name, forward(name))
    x = Deferred([6.0, 8.0])
    for function in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
        want = function(np.array([6.0, 8.0], np.float32), np.float32(2))
        np.testing.assert_array_equal(function(x, tf.constant(2.0)).numpy(), want)
    np.testing.assert_array_equal((2.0 - x).numpy(), [-4.0, -6.0])
    assert x[1].numpy() == 8.0 and (-x).numpy().tolist() == [-6.0, -8.0]


def test_division_of_python_2():
    for make in (tf.constant, tf.Variable):
        x = make([7, -7])
        assert x.__div__(2).numpy().tolist() == [3, -4]
        assert x.__rdiv__(20).numpy().tolist() == [2, -3]
        assert make(7.0).__div__(2).numpy() == 3.5
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(tf.placeholder_with_default([7, -7], [2]).__div__(2)).tolist() == [3, -4]


def test_truth_of_python_2():
    for make in (tf.constant, tf.Variable):
        assert make(2).__nonzero__() is True and make(0.0).__nonzero__() is False
