"""`v += 1` and the like: variables of graphs become tensors, others refuse (TensorFlow 1.15)."""

import operator

import pytest

import zeal as tf

SYMBOLS = {
    "+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "/=": operator.itruediv,
    "**=": operator.ipow,
}  # fmt: skip


def test_a_variable_of_a_graph_becomes_a_tensor():
    wanted = {"+=": 5.0, "-=": -1.0, "*=": 6.0, "/=": 2 / 3, "**=": 8.0}
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=2.0)
        new = {symbol: update(v, 3.0) for symbol, update in SYMBOLS.items()}
        session.run(v.initializer)
        assert session.run(new) == pytest.approx(wanted) and session.run(v) == 2.0
        assert new["+="].name == "add:0" and tf.gradients(new["*="], v)[0] is not None


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_resource_and_eager_variables_refuse(symbol):
    with tf.Graph().as_default():
        resource = tf.get_variable("v", initializer=2.0, use_resource=True)
    for variable in (resource, tf.Variable(2.0)):
        with pytest.raises(RuntimeError, match="value not supported") as error:
            SYMBOLS[symbol](variable, 3.0)
        assert f"Variable {symbol}" in str(error.value)
