"""Tests of zeal/ops/host_op.py: how many inputs an op may have, and what a wrong one leaves."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.ops.host_op import HOST_OPS, host_op


def summed(name, inputs, **parts):
    """A host op that adds up so many inputs."""
    return host_op(
        name, [(f"x{i}", "T") for i in range(inputs)], [("y", "T")],
        types=[("T", ["float32", "float64"])],
        kernel=lambda *xs, **attrs: np.sum(xs, 0, xs[0].dtype), doc="The sum.", **parts,
    )  # fmt: skip


@pytest.mark.parametrize("inputs", [9, 12])
def test_many_inputs(inputs):
    rule = lambda op, dy: [dy * float(i) for i in range(inputs)]  # noqa: E731
    op = summed(f"SumOf{inputs}", inputs, gradient=rule)
    xs = [tf.constant([float(i), 1.0]) for i in range(inputs)]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = op(*xs)
    assert y.numpy().tolist() == [inputs * (inputs - 1) / 2, inputs]
    assert [g.numpy()[0] for g in tape.gradient(y, xs)] == list(range(inputs))
    named = op(**{f"x{i}": x for i, x in enumerate(xs)})
    assert named.numpy().tolist() == y.numpy().tolist()


@pytest.mark.parametrize(("inputs", "parts", "error", "text"), [
    (13, {}, tf.errors.InvalidArgumentError, r"\[Wrong\] x12: an op has at most 12 inputs"),
    (12, {"attrs": [(f"a{i}", True) for i in range(24)]}, tf.errors.InvalidArgumentError,
     r"\[Wrong\] a callable has at most 24 parameters, this one 37"),
    (1, {"attrs": [(f"a{i}", 1) for i in range(4)]}, tf.errors.InvalidArgumentError, "24 bytes"),
    (1, {"attrs": [("a", 1j)]}, TypeError, "default of attribute a is a complex"),
])  # fmt: skip
def test_a_wrong_declaration_leaves_no_op_behind(inputs, parts, error, text):
    with pytest.raises(error, match=text):
        summed("Wrong", inputs, **parts)
    assert "Wrong" not in _native.op_names()
    with pytest.raises(tf.errors.NotFoundError):
        _native.op_info("Wrong")


def test_graphs_of_others_bring_the_modules_of_host_ops():
    """Reading a graph imports what its ops need: the table of modules has all ops of zeal.ops."""
    from zeal.graph_def.op_defs import _HOST_OPS

    for module, ops in _HOST_OPS.items():
        source = Path(find_spec(module).origin).read_text()
        makers = ("host_op(", "library_op(", "python_op(", "text_op(", "each_text(")
        assert any(maker in source for maker in makers)
        assert ops.split()
    listed = {op for ops in _HOST_OPS.values() for op in ops.split()}
    for module in _HOST_OPS:
        import_module(module)
    inside = Path(tf.__file__).parent / "ops"
    users = [p for p in inside.rglob("*.py") if "host_op import host_op" in p.read_text()]
    places = {"zeal.ops." + ".".join(p.relative_to(inside).with_suffix("").parts) for p in users}
    assert places <= set(_HOST_OPS)
    assert listed <= set(HOST_OPS) | set(dir(_native.raw))
    message = tf.GraphDef()
    message.node.add(name="x", op="Placeholder").attr["dtype"].type = 1
    node = message.node.add(name="y", op="Cholesky", input=["x"])
    node.attr["T"].type = 1
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.import_graph_def(message, return_elements=["x:0", "y:0"])
        assert session.run(y, {x: [[4.0]]}).tolist() == [[2.0]]


def test_what_a_program_tells_numpy_of_infinities_does_not_reach_kernels():
    with np.errstate(all="raise"):
        assert np.isinf(tf.linalg.expm(tf.fill([2, 2], 1e30)).numpy()).all()
        assert np.isnan(tf.linalg.cross([np.inf, 0.0, 0.0], [0.0, np.inf, 0.0]).numpy()[:2]).all()
        assert np.geterr()["over"] == "raise"
