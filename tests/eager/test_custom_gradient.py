"""tf.custom_gradient, tf.RegisterGradient and host ops."""

import gc
import threading

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal.contrib import eager as tfe
from zeal.ops.host_op import host_op


def values(grads):
    return [None if g is None else g.numpy().tolist() for g in grads]


@tf.custom_gradient
def log1pexp(x):
    e = tf.exp(x)

    def grad(dy):
        return dy * (1.0 - 1.0 / (1.0 + e))

    return tf.log(1.0 + e), grad


def test_the_guides_example():
    grad = tfe.gradients_function(log1pexp)
    assert values(grad(0.0)) == [0.5]
    assert values(grad(100.0)) == [1.0]
    assert log1pexp.__name__ == "log1pexp"


def test_second_order_goes_through_the_gradient_function():
    grad = tfe.gradients_function(log1pexp)
    second = tfe.gradients_function(lambda x: grad(x)[0])
    np.testing.assert_allclose(second(1.0)[0].numpy(), np.exp(1) / (1 + np.exp(1)) ** 2, rtol=1e-6)


def test_clipping_gradients():
    @tf.custom_gradient
    def clip(x, norm):
        return tf.identity(x), lambda dy: [tf.clip_by_norm(dy, norm), None]

    def f(x):
        return clip(x * 10.0, 0.5)

    np.testing.assert_allclose(
        values(tfe.gradients_function(f)([3.0, 4.0]))[0], [3.5355, 3.5355], rtol=1e-4
    )


def test_several_results_and_arguments():
    @tf.custom_gradient
    def f(x, y, scale=1.0):
        def grad(da, db):
            return da * 100.0, db * scale

        return {"a": x * y, "b": [x + y]}, grad

    def total(x, y):
        out = f(x, y, scale=7.0)
        return out["a"] + out["b"][0] * 2.0

    assert values(tfe.gradients_function(total)(2.0, 3.0)) == [100.0, 14.0]
    # An output that nothing used has a zero gradient.
    only_a = tfe.gradients_function(lambda x, y: f(x, y)["a"])
    assert values(only_a(2.0, 3.0)) == [100.0, 0.0]


def test_variables():
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    seen = []

    @tf.custom_gradient
    def f(x):
        def grad(dy, variables=None):
            seen.extend(variables)
            return dy * 10.0, [dy * 20.0, None]

        return x * v * w, grad

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert values(tape.gradient(y, [x, v, w])) == [10.0, 20.0, None]
    assert seen == [v, w]


def test_variables_passed_as_arguments_are_arguments():
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x):
        return x * x, lambda dy: dy * 5.0

    with tf.GradientTape() as tape:
        y = f(v)
    assert values([tape.gradient(y, v)]) == [5.0]


def test_variables_errors():
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def silent(x):
        return x * v, lambda dy: dy

    with pytest.raises(TypeError, match="must accept a keyword argument 'variables'"):
        silent(1.0)

    @tf.custom_gradient
    def short(x):
        return x * v, lambda dy, variables: (dy, [])

    with tf.GradientTape() as tape:
        y = short(tf.constant(1.0))
    with pytest.raises(ValueError, match="gradient for each variable.*short returned 0 for 1"):
        tape.gradient(y, v)


@pytest.mark.parametrize(
    "returned, what",
    [
        (tf.constant(1.0), "f must return a pair.*It returned Tensor"),
        (None, "It returned NoneType"),
        ((tf.constant(1.0), None), "It returned a tuple of Tensor, NoneType"),
        ((), "It returned a tuple of nothing"),
    ],
)
def test_a_function_without_a_gradient_function_is_named(returned, what):
    @tf.custom_gradient
    def f(x):
        return returned

    with pytest.raises(TypeError, match=what):
        f(1.0)


@pytest.mark.parametrize(
    "grad, error, message",
    [
        (lambda dy: (dy, dy), ValueError, "return 1 gradients but returned 2 instead.*of f,"),
        (lambda dy: tf.constant([1.0, 2.0]), tf.errors.InvalidArgumentError,
         r"custom_gradient of f\] gradient 0 is \[2\] float32; input 0 is \[\] float32"),
        (lambda dy: tf.cast(dy, tf.float64), tf.errors.InvalidArgumentError, "float64.*float32"),
        (lambda dy: 1 / 0, ZeroDivisionError, "zero"),
    ],
)  # fmt: skip
def test_bad_gradients_are_named_and_leave_everything_clean(grad, error, message):
    @tf.custom_gradient
    def f(x):
        return x * 2.0, grad

    x = tf.constant(3.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x * 1.0)
        with pytest.raises(error, match=message):
            tape.gradient(y, x)
        z = x * x  # the outer tape still records
    assert values([outer.gradient(z, x)]) == [6.0]
    with pytest.raises(RuntimeError, match="once"):
        tape.gradient(y, x)


def test_keyboard_interrupt():
    @tf.custom_gradient
    def f(x):
        def grad(dy):
            raise KeyboardInterrupt

        return x * 2.0, grad

    with pytest.raises(KeyboardInterrupt):
        tfe.gradients_function(f)(1.0)
    assert values(tfe.gradients_function(lambda x: x * x)(3.0)) == [6.0]


def test_nested_custom_gradients():
    @tf.custom_gradient
    def inner(x):
        return x * x, lambda dy: dy * 100.0

    @tf.custom_gradient
    def outer(x):
        return inner(x), lambda dy: inner(dy)

    assert values(tfe.gradients_function(outer)(3.0)) == [1.0]
    second = tfe.gradients_function(lambda x, dy: tfe.gradients_function(outer)(x, dy=dy)[0])
    assert values(second(3.0, 2.0)) == [None, 100.0]


def test_a_gradient_function_may_use_tapes_but_not_reset_its_own():
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:

        @tf.custom_gradient
        def f(x):
            def grad(dy):
                inner = tape.gradient(z, x0)
                with pytest.raises(RuntimeError, match="computing a gradient"):
                    tape.reset()
                return dy * inner

            return x * 1.0, grad

        x0 = x
        tape.watch(x)
        z = x * x
        g = tape.gradient(f(x), x)
    assert values([g]) == [6.0]


def test_threads():
    results = {}

    def work(k):
        results[k] = [values(tfe.gradients_function(log1pexp)(0.0)) for _ in range(50)]

    threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(r == [[0.5]] * 50 for r in results.values())


def test_recompute_grad_keeps_no_intermediate_value():
    def f(x):
        for _ in range(20):
            x = tf.exp(x * 0.001)
        return x

    x = tf.constant(np.ones((256, 256), np.float32))
    v = tf.Variable(2.0)

    def held(g):
        gc.collect()
        before = _native.memory_stats()["bytes_in_use"]
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = g(x)
        gc.collect()
        size = _native.memory_stats()["bytes_in_use"] - before
        return size, tape.gradient(y, x).numpy()

    plain, expected = held(f)
    recomputed, got = held(tf.recompute_grad(f))
    assert recomputed < plain / 5
    np.testing.assert_array_equal(got, expected)
    with tf.GradientTape() as tape:
        y = tf.recompute_grad(lambda a: a * v * v)(3.0)
    assert values([tape.gradient(y, v)]) == [12.0]


def test_grad_pass_through():
    step = tf.grad_pass_through(tf.round)
    assert values(tfe.gradients_function(lambda x: step(x) * 3.0)(2.4)) == [3.0]


# --- RegisterGradient ---
# Registration is for the whole process: ops that no other test differentiates.
def make_op(name, **kwargs):
    return host_op(
        name, [("x", "T")], [("y", "T")], types=[("T", ["float32", "float64", "float16"])],
        kernel=lambda x: x * 2, doc="Twice x.", **kwargs,
    )  # fmt: skip


def test_register_gradient():
    op = make_op("TestDouble")
    x = tf.constant(3.0)
    with tf.GradientTape() as before:
        before.watch(x)
        y = op(x)
    seen = []

    @tf.RegisterGradient("TestDouble")
    def _grad(op, dy):
        seen.append((op.type, op.inputs[0].numpy(), op.outputs[0].numpy(), op.get_attr("T")))
        with pytest.raises(ValueError, match="No attr named 'bogus'"):
            op.get_attr("bogus")
        return dy * op.inputs[0] * 100.0

    assert before.gradient(y, x) is None  # recorded when the op had no gradient
    assert values(tfe.gradients_function(op)(3.0)) == [300.0]
    assert seen == [("TestDouble", 3.0, 6.0, tf.float32)]
    grad = tfe.gradients_function(op)
    assert values(tfe.gradients_function(lambda x: grad(x)[0])(3.0)) == [100.0]
    with pytest.raises(
        KeyError,
        match=r"Registering two gradient with name 'TestDouble'.*test_custom_gradient.py:\d+",
    ):
        tf.RegisterGradient("TestDouble")(_grad)
    with pytest.raises(TypeError, match="must be a string"):
        tf.RegisterGradient(3)


def test_a_tape_keeps_the_python_rule_that_it_recorded_with():
    op = make_op("TestRuleTwice", gradient=lambda op, dy: dy * 2.0)
    x = tf.constant(3.0)
    with tf.GradientTape() as before:
        before.watch(x)
        y = op(x)
    tf.RegisterGradient("TestRuleTwice")(lambda op, dy: dy * 1000.0)
    assert before.gradient(y, x).numpy() == 2.0
    assert values(tfe.gradients_function(op)(3.0)) == [1000.0]


@pytest.mark.parametrize("kinds", ["if", "iif", "sif"])
def test_gradients_flow_through_any_output(kinds):
    """The first outputs are integers or strings."""
    makes = {"i": lambda x: x.astype("int32"), "f": lambda x: x * 2, "s": lambda x: np.array(b"a")}
    types = {"i": "int32", "f": "float32", "s": "string"}
    op = host_op(
        f"TestOutputs{kinds.title()}", [("x", "float32")],
        [(f"y{i}", types[k]) for i, k in enumerate(kinds)],
        infer=lambda shapes, attrs: [()] * len(kinds),
        kernel=lambda x: [makes[k](x) for k in kinds],
        gradient=lambda op, *dys: dys[-1] * 2.0, doc="For tests.",
    )  # fmt: skip
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = op(x)
        z = outputs[-1] * 5.0
        cut = outputs[0]
    assert tape.gradient(z, x).numpy() == 10.0
    assert tape.gradient(tf.constant(1.0), x) is None
    assert cut.dtype == types[kinds[0]]


def test_what_ends_a_path_of_several_outputs_is_named():
    op = host_op(
        "TestCutOfTwo", [("x", "float32")], [("i", "int32"), ("y", "float32")],
        infer=lambda shapes, attrs: [(), ()],
        kernel=lambda x: [x.astype("int32"), x], doc="For tests.",
    )  # fmt: skip
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        _, y = op(x)
    assert "is declared not differentiable" in tape.explain(y, x)


def test_a_kernel_that_gives_a_tensor_that_is_there_already():
    """Twice: each output is a tensor of its own."""
    made = tf.constant(3.0)
    op = _native.register_host_op({
        "name": "TestGivesKept", "doc": "For tests.", "types": [], "attrs": [],
        "stateful": False, "inputs": [("x", "float32")],
        "outputs": [("a", "float32"), ("b", "float32")],
        "infer": lambda shapes, attrs: [(), ()], "kernel": lambda tensors, attrs: [made, made],
    })  # fmt: skip
    _native.set_gradient("TestGivesKept", lambda *a: [a[-1][0] * 2.0 + a[-1][1] * 3.0])
    x = tf.constant(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, made])
        a, b = op(x)
    assert [tape.gradient(t, x).numpy() for t in (a, b)] == [2.0, 3.0]
    assert tape.gradient(made, x) is None


def test_register_gradient_replaces_a_native_rule():
    @tf.RegisterGradient("Rint")
    def _straight_through(op, dy):
        return dy

    assert values(tfe.gradients_function(tf.rint)(2.4)) == [1.0]


def test_not_differentiable():
    op = make_op("TestCut", gradient=lambda op, dy: dy)
    assert values(tfe.gradients_function(op)(3.0)) == [1.0]
    tf.NotDifferentiable("TestCut")
    assert tfe.gradients_function(op)(3.0) == [None]


@pytest.mark.parametrize(
    "name, gradient, error, message",
    [
        ("TestBadCount", lambda op, dy: [dy, dy], ValueError,
         r"TestBadCount\].*2 gradients for 1 inputs"),
        ("TestBadShape", lambda op, dy: tf.stack([dy, dy]), tf.errors.InvalidArgumentError,
         r"TestBadShape\].*\[2\] float32 for input 0, which is \[\] float32"),
    ],
)  # fmt: skip
def test_bad_rules_are_named(name, gradient, error, message):
    op = make_op(name, gradient=gradient)
    with pytest.raises(error, match=message):
        tfe.gradients_function(op)(3.0)


# --- host ops ---
def test_host_op_runs_and_checks():
    op = make_op("TestHost", gradient=lambda op, dy: dy * 2.0)
    assert op(tf.constant([1.0, 2.0])).numpy().tolist() == [2.0, 4.0]
    assert op(tf.constant(1.5, tf.float16)).dtype is tf.float16
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[TestHost\].*x is \[\] int32"):
        op(tf.constant(1))
    with pytest.raises(tf.errors.AlreadyExistsError):
        make_op("TestHost")
    assert _native.op_info("TestHost")["doc"] == "Twice x."


def test_host_op_with_a_wrong_kernel():
    def kernel(x, mode, axis, n):
        return [x[: n - 3]] if mode == "few" else [x[:n], np.int32(len(axis))]

    op = host_op(
        "TestWrongKernel", [("x", "float32")], [("y", "float32"), ("z", "int32")],
        infer=lambda shapes, attrs: [shapes[0], ()],
        attrs=[("mode", "short"), ("axis", [1, 2]), ("n", 3)],
        kernel=kernel,
        doc="For tests.",
    )  # fmt: skip
    y, z = op(tf.constant([1.0, 2.0]))
    assert (y.numpy().tolist(), z.numpy()) == ([1.0, 2.0], 2)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"returned \[1\] float32 where inference says \[2\]"
    ):
        op(tf.constant([1.0, 2.0]), n=1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="1 values for 2 outputs"):
        op(tf.constant([1.0, 2.0]), mode="few")


def test_matrix_inverse():
    rng = np.random.RandomState(1)
    a = rng.randn(2, 3, 3) + 3 * np.eye(3)
    np.testing.assert_allclose(tf.matrix_inverse(a).numpy(), np.linalg.inv(a))
    np.testing.assert_allclose(
        tf.matrix_inverse(a, adjoint=True).numpy(), np.linalg.inv(a).swapaxes(1, 2)
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="square matrices"):
        tf.matrix_inverse(tf.ones([2, 3]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible"):
        tf.matrix_inverse(tf.ones([2, 2]))


@pytest.mark.parametrize("adjoint", [False, True])
def test_gradient_of_matrix_inverse_to_second_order(adjoint):
    rng = np.random.RandomState(2)
    a = rng.randn(3, 3) + 3 * np.eye(3)
    w = rng.randn(3, 3)

    def f(x):
        return tf.reduce_sum(tf.matrix_inverse(x, adjoint) * w)

    def slope(x):
        return tfe.gradients_function(f)(x)[0]

    def numeric(g, x, shift=1e-6):
        out = np.zeros_like(x)
        for i in np.ndindex(x.shape):
            d = np.zeros_like(x)
            d[i] = shift
            out[i] = (g(x + d) - g(x - d)) / (2 * shift)
        return out

    np.testing.assert_allclose(
        slope(tf.constant(a)).numpy(), numeric(lambda x: f(x).numpy(), a), rtol=1e-5, atol=1e-8
    )
    second = tfe.gradients_function(lambda x: tf.reduce_sum(slope(x) * w))(tf.constant(a))[0]
    expected = numeric(lambda x: np.sum(slope(tf.constant(x)).numpy() * w), a)
    np.testing.assert_allclose(second.numpy(), expected, rtol=1e-5, atol=1e-8)


def test_tapes_of_graphs_know_it():
    @tf.custom_gradient
    def triple(x):
        return tf.identity(x), lambda dy: 3.0 * dy

    with tf.Graph().as_default(), tf.Session() as session:
        x, v = tf.placeholder(tf.float32, [2]), tf.Variable([1.0, 1.0])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = 2.0 * triple(x * v)
        found = tape.gradient(y, [x, v])
        found += tf.gradients(y, [x, v]) + tf.contrib.eager.gradients_function(triple)(x)
        session.run(tf.global_variables_initializer())
        got = [g.tolist() for g in session.run(found, {x: [4.0, 5.0]})]
    assert got == [[6, 6], [24, 30], [6, 6], [24, 30], [3, 3]]
