"""Tests of zeal/interop/internals/: names of utilities of TensorFlow."""

import ast
import collections
import importlib
import json

import numpy as np
import pytest

import zeal as tf


def _module(name):
    return importlib.import_module(f"zeal.interop.internals.{name}")


def test_a_module_loaded_at_its_first_use(caplog):
    place = {}
    place["j"] = loader = _module("lazy_loader").LazyLoader("j", place, "json", "json is loaded")
    assert place["j"] is loader and not caplog.records
    assert "dumps" in dir(loader) and place["j"] is json
    assert loader.loads is json.loads and loader.__name__ == "json"
    assert [record.getMessage() for record in caplog.records] == ["json is loaded"]


def test_named_tuples():
    pair = collections.namedtuple("pair", "a b")
    is_namedtuple = _module("nest")._is_namedtuple
    assert is_namedtuple(pair(1, 2)) and is_namedtuple(pair(1, 2), strict=True)
    inherited = type("Inherited", (pair,), {})(1, 2)
    assert is_namedtuple(inherited) and not is_namedtuple(inherited, strict=True)
    assert not is_namedtuple((1, 2))


def test_silence(caplog):
    deprecation = _module("deprecation")

    @deprecation.deprecated("2020-01-01", "Use g.", warn_once=False)
    def f():
        return 1

    with deprecation.silence():
        assert f() == 1
    assert not caplog.records
    assert f() == 1 and len(caplog.records) == 1


def test_what_a_tensor_always_is():
    evaluate = _module("pywrap_tensorflow").TF_TryEvaluateConstant_wrapper
    with tf.Graph().as_default():
        known, fed = tf.constant([1, 2]) * 3, tf.placeholder(tf.float32)
        value = evaluate(known.graph._c_graph, known._as_tf_output())
        np.testing.assert_array_equal(value, [3, 6])
        assert evaluate(fed.graph._c_graph, fed._as_tf_output()) is None


def test_blocks_of_syntax_trees():
    class Doubles(_module("pyct_transformer").Base):
        def __init__(self):
            super().__init__("what is known")
            self.seen = 0

        def visit_FunctionDef(self, node):
            def before():
                self.seen += 1

            def after(statement):
                inner = ast.parse("if x:\n  pass").body[0]
                return ([statement, inner], inner.body) if self.seen == 1 else (statement, None)

            node.body = self.visit_block(node.body, before, after)
            return node

        def visit_Pass(self, node):
            return None

        def visit_Constant(self, node):
            return ast.Constant(node.value * 2)

    walk = Doubles()
    tree = walk.visit(ast.parse("def f(x):\n  a = 1\n  pass\n  return 2"))
    assert walk.ctx == "what is known" and walk.seen == 3
    want = "def f(x):\n    a = 2\n    if x:\n        pass\n        return 4"
    assert ast.unparse(tree) == want and walk.visit_block(None) is None


def test_notices_of_old_arguments(run, monkeypatch):
    old = run("from NAME.python.util import deprecation")["deprecation"]
    warnings = []
    monkeypatch.setattr(tf.logging, "warning", lambda text, *parts: warnings.append(text % parts))

    @old.deprecated_args("2016-07-04", "Do.", "d", ("e", None))
    def function(a, d=1, e=None):
        """First.

        Rest.
        """
        return a

    function(1)
    function(1, 2, e=None)
    function(1, 2, e=3)
    assert [w.split(" (from ")[1].split(") ")[1].split(" will")[0] for w in warnings] == [
        "with d is deprecated and", "with e is deprecated and"]
    assert function.__doc__ == (
        "First. (deprecated arguments)\n\nWarning: SOME ARGUMENTS ARE DEPRECATED: `(d, e)`. They "
        "will be removed after 2016-07-04.\nInstructions for updating:\nDo.\n\nRest."
    )
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        old.deprecated("07-04-2016", "Do.")
    with pytest.raises(ValueError, match="instructions"):
        old.deprecated(None, "")
    with pytest.raises(ValueError, match=r"not present in the function signature: \['z'\]"):
        old.deprecated_args(None, "Do.", "z")(lambda: None)
    with pytest.raises(old.DeprecatedNamesAlreadySet):
        old.deprecated_endpoints("x")(old.deprecated_endpoints("y")(lambda: None))


def test_counters_and_gauges():
    monitoring = _module("monitoring")
    gauge = monitoring.BoolGauge("/uses", "What is used.", "method")
    assert gauge.get_cell("a").value() is False
    gauge.get_cell("a").set(1)
    assert gauge.get_cell("a").value() is True and gauge.get_cell("b").value() is False
    counter = monitoring.Counter("/calls", "How often.")
    counter.get_cell().increase_by(2)
    counter.get_cell().increase_by(3)
    assert counter.get_cell().value() == 5
    with pytest.raises(ValueError, match="0 labels"):
        counter.get_cell("x")


def test_definitions_of_all_ops():
    ops = _module("op_def_registry").get_registered_ops()
    assert {"MatMul", "VarHandleOp", "Const", "Assert", "QueueEnqueueV2"} <= set(ops)
    assert [arg.name for arg in ops["MatMul"].input_arg] == ["a", "b"]


def test_a_graph_is_in_no_tpu_or_xla_context():
    with tf.Graph().as_default() as graph:
        context = graph._get_control_flow_context()
    assert _module("control_flow_util").GetContainingXLAContext(context) is None
    assert _module("tpu_function").get_tpu_context().number_of_shards is None


def test_classes_registered_as_like_tensors():
    ops = _module("ops")
    like = type("Like", (), {"name": property(str), "dtype": property(str)})
    assert not ops.is_dense_tensor_like(like())
    ops.register_dense_tensor_like_type(like)
    assert ops.is_dense_tensor_like(like())
    with pytest.raises(TypeError, match="Type int does not define a `name` property"):
        ops.register_dense_tensor_like_type(int)


def test_a_block_whose_assignments_are_no_edges():
    model = tf.keras.Model()
    with _module("tracking_base").no_automatic_dependency_tracking_scope(model):
        model.kept = tf.keras.layers.Dense(1)
    model.followed = tf.keras.layers.Dense(1)
    assert model.layers == [model.followed]
