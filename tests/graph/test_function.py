"""Traced functions: traces, captures, effects, gradients."""

import gc
import inspect
import math
import weakref

import numpy as np
import pytest

import zeal as tf

tfe = tf.contrib.eager


def test_a_trace_per_kind_of_arguments():
    traces = []

    @tfe.defun
    def f(x, scale=2.0):
        traces.append(x)
        return {"y": x * scale, "n": tf.shape(x)[0]}

    for _ in range(2):
        got = f(tf.constant([1.0, 2.0]))
    assert got["y"].numpy().tolist() == [2, 4] and got["n"].numpy() == 2 and len(traces) == 1
    f(tf.constant([1.0]))
    f(tf.constant([1]), 2)
    f(tf.constant([1.0]), 3.0)
    f(np.ones(1, "f"))
    assert len(traces) == 4
    assert all(x._symbolic for x in traces)


def test_signatures():
    traces = []

    @tfe.defun(input_signature=[tf.TensorSpec([None], tf.float32)])
    def f(x):
        traces.append(x.shape.as_list())
        return tf.reduce_sum(x)

    assert f([1.0, 2.0]).numpy() == 3 and f(tf.ones([5])).numpy() == 5
    assert traces == [[None]]
    for wrong, error in [(tf.ones([2, 2]), ValueError), (tf.ones([2], tf.int32), ValueError)]:
        with pytest.raises(error):
            f(wrong)
    with pytest.raises(TypeError, match="only pass arguments covered by it"):
        f(1.0, 2.0)


def test_captures_follow_variables_and_keep_values():
    v, c = tf.Variable(2.0), tf.constant(3.0)
    f = tfe.defun(lambda x: x * v + c)
    assert f(tf.constant(1.0)).numpy() == 5
    v.assign(10.0)
    assert f(tf.constant(1.0)).numpy() == 13


def test_updates_run_once_per_call_in_program_order():
    v = tf.Variable(1.0)

    @tfe.defun
    def f(x):
        before = v.read_value()
        v.assign_add(x)
        v.assign(v * 2.0)
        return before, v.read_value()

    assert [t.numpy() for t in f(tf.constant(1.0))] == [1, 4]
    assert [t.numpy() for t in f(tf.constant(1.0))] == [4, 10]


def test_gradients_of_first_and_second_order():
    w, c = tf.Variable([1.0, 2.0]), tf.constant([3.0, 4.0])
    body = lambda x: tf.reduce_sum(tf.tanh(x * w) * c)  # noqa: E731
    x = tf.constant([0.5, -0.25])
    got, want = [], []
    for function, found in ((tfe.defun(body), got), (body, want)):
        with tf.GradientTape() as outer:
            outer.watch([x, c])
            with tf.GradientTape() as tape:
                tape.watch([x, c])
                y = function(x)
            first = tape.gradient(y, [x, w, c])
        found += [y, *first, *outer.gradient(first, [x, w, c])]
    for a, b in zip(got, want, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), 1e-6)


def test_functions_in_functions_and_in_graphs():
    square = tfe.defun(lambda x: x * x)
    outer = tfe.defun(lambda x: square(x) + 1.0)
    assert outer(tf.constant(3.0)).numpy() == 10
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        y = outer(x)
        assert session.run([y, tf.gradients(y, x)[0]], {x: 3.0}) == [10, 6]


def test_a_tape_inside():
    @tfe.defun
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x * x
        return tape.gradient(y, x)

    assert f(tf.constant(2.0)).numpy() == 12


def test_layers_are_built_once():
    layer = tf.keras.layers.Dense(2, kernel_initializer="ones")
    f = tfe.defun(lambda x: layer(x))
    assert f(tf.ones([1, 3])).numpy().tolist() == [[3, 3]]
    assert f(tf.ones([2, 3])).shape.as_list() == [2, 2] and len(layer.weights) == 2
    assert tf.executing_eagerly() and layer.kernel.numpy().shape == (3, 2)


def test_methods():
    class Model:
        def __init__(self):
            self.v = tf.Variable(2.0)

        @tfe.defun
        def scaled(self, x):
            return x * self.v

    a, b = Model(), Model()
    b.v.assign(5.0)
    assert a.scaled(tf.constant(1.0)).numpy() == 2 and b.scaled(tf.constant(1.0)).numpy() == 5


def test_python_control_flow_over_values_says_what_to_write():
    @tfe.defun(autograph=False)
    def f(x):
        return x if x > 0 else -x

    with pytest.raises(TypeError, match="tf.cond"):
        f(tf.constant(1.0))
    assert tf.executing_eagerly()


def test_concrete_functions():
    f = tfe.defun(lambda x: x + 1.0)
    concrete = f.get_concrete_function(tf.TensorSpec([None], tf.float32))
    assert concrete(tf.constant([1.0, 2.0])).numpy().tolist() == [2, 3]
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        concrete(tf.ones([3], tf.int32))
    with pytest.raises(TypeError, match=r"names \['x'\] but got values for \[\]. Missing: \['x'\]"):
        concrete()


def test_graphs_of_functions_tell_what_they_capture_and_give():
    v, two = tf.Variable(1.0), tf.constant(2.0)
    concrete = tf.function(lambda x: [x * v, x * two]).get_concrete_function(two)
    graph = concrete.graph
    (handle, _), (value, place) = graph.captures
    assert (handle._id, value._id) == (v.handle._id, two._id)
    assert [x.name for x in graph.internal_captures] == [x.name for _, x in graph.captures]
    assert graph.capture(two).name == graph.capture(place).name == place.name
    assert graph.output_types == [tf.float32] * 2 and graph.output_shapes == [[], []]
    assert isinstance(graph.outer_graph, tf.Graph) and graph.outer_graph is not graph


def test_names_of_specs_have_traces_of_their_own():
    f, one = tf.function(lambda x: x), tf.constant(1.0)
    named, bare = (f.get_concrete_function(tf.TensorSpec([], name=name)) for name in ("y", None))
    assert float(named(y=one)) == float(bare(x=one)) == 1
    assert f.get_concrete_function(tf.TensorSpec([], name="y")) is named
    with pytest.raises(ValueError, match="either zero or all names have to be specified"):
        f.get_concrete_function([tf.TensorSpec([], name="z"), tf.TensorSpec([])])


def test_objects_that_traces_are_known_by_live_on():
    f = tfe.defun(lambda v: v * 2.0)
    for i in range(5):
        assert f(tf.Variable(float(i))).numpy() == 2 * i

    class Unhashable:
        __hash__ = None

        def __init__(self, k):
            self.k = k

    g = tfe.defun(lambda u: tf.constant(1.0) * u.k)
    assert [float(g(Unhashable(i))) for i in range(5)] == [0, 1, 2, 3, 4]


def test_sparse_gradients():
    f = tfe.defun(lambda a: tf.gather(a, [1]))
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert tf.convert_to_tensor(tape.gradient(y, x)).numpy().tolist() == [0, 1]


def run_checked(code):
    """The last line of what a program that checks its traces says."""
    import os
    import subprocess
    import sys

    start = "import zeal as tf; tf.enable_eager_execution(); f = tf.function\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True,
        env=os.environ | {"ZEAL_CHECK_TRACED": "1"},
    )  # fmt: skip
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def test_traces_are_checked_against_the_python_code():
    code = "v = tf.Variable(1.0)\ng = f(lambda x: v.assign_add(x) * 2.0)\n"
    assert run_checked(code + "print(float(g(tf.constant(1.0))), float(v))") == "4.0 2.0"
    code = "n = [0.0]\n@f\ndef g(x):\n    n[0] += 1.0\n    return x + n[0]\ng(tf.constant(1.0))\n"
    assert "result 0 of the trace is" in run_checked(code)


def test_traces_say_why_they_are_new():
    f = tf.function(lambda x, n=2, *more: x * n)
    f(tf.constant(1.0))
    assert f.why() == "<lambda> was traced once"
    f(tf.constant([1.0]))
    text = "argument 0 is a tensor of shape (1,) and dtype float32, before a tensor of shape ()"
    assert text in f.why()
    f(tf.constant([1.0]), 3)
    assert "argument 1 is the Python value 3, before the Python value 2" in f.why()
    f(tf.constant([1.0]), 3, 4)
    assert "another structure" in f.why()
    g = tf.function(lambda x, given: x)
    g(tf.constant(1.0), object())  # when it dies, so does the trace
    g(tf.constant(1.0), object())
    assert g.why().endswith(("before another object", "an object that it was traced for is gone"))


def test_relaxed_shapes_serve_many_calls():
    traces = []

    @tf.function(experimental_relax_shapes=True)
    def f(x):
        traces.append(x.shape.as_list())
        return tf.reduce_sum(x)

    assert [float(f(tf.ones([n, 2]))) for n in range(1, 6)] == [2, 4, 6, 8, 10]
    assert traces == [[1, 2], [2, 2], [None, 2]]  # as in TensorFlow
    assert len(f._function_cache.primary) == 2  # the last one serves what the second did
    for shape in ([2], [1], [3, 3], [4, 4, 4]):
        f(tf.ones(shape))
    assert traces[3:] == [[2], [None], [None, None], [4, 4, 4]]


def test_functions_make_variables_once():
    made = []

    @tf.function
    def keeps(x):
        if not made:
            made.append(tf.Variable(3.0))
        return made[0] * x

    assert float(keeps(tf.constant(2.0))) == 6 and keeps(tf.constant([2.0])).numpy().tolist() == [6]

    @tf.function
    def wastes(x):
        return tf.Variable(1.0) * x

    with pytest.raises(ValueError, match="tried to create variables on non-first call"):
        wastes(tf.constant(1.0))


def test_a_derivative_that_failed_is_found_again():
    fails = [True]

    @tf.custom_gradient
    def square(x):
        def grad(dy):
            if fails[0]:
                raise ValueError("not yet")
            return dy * x * 2.0

        return x * x, grad

    pair = tfe.defun(lambda x: (x * 2.0, square(x)))
    second = tfe.defun(lambda x: pair(x)[1])
    x = tf.constant(3.0)
    with pytest.raises(ValueError, match="not yet"), tf.GradientTape() as tape:
        tape.watch(x)
        second(x)
    fails[0] = False
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = pair(x)
    assert tape.gradient(y, x).numpy() == 8


def test_a_condition_with_effects_runs_though_nobody_reads_its_loop():
    v = tf.Variable(0.0)

    def below(i):
        v.assign_add(1.0)
        return i < 3

    @tfe.defun
    def f(x):
        tf.while_loop(below, lambda i: i + 1, [tf.identity(x)])

    f(tf.constant(0))
    assert v.numpy() == 4  # as TensorFlow counts


def _derivatives(f, x, order):
    """f(x) and its derivatives up to `order`, each by a tape around the others."""
    if order == 0:
        return f(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = _derivatives(f, x, order - 1)
    return tape.gradient(y, x)


def _powers(x):
    return tf.while_loop(lambda i, a: i < 4, lambda i, a: (i + 1, a * x), [0, x])[1]


def _powers_in_pieces(x):
    def step(i, a):
        square = tf.map_fn(lambda e: e * x, x[None])[0]
        return i + 1, tf.cond(a > 0, lambda: a * x, lambda: -a) * square

    return tf.while_loop(lambda i, a: i < 2, step, [0, x])[1]


@pytest.mark.parametrize(
    ("f", "power"), [(_powers, 5), (_powers_in_pieces, 7), (lambda x: tf.function(_powers)(x), 5)]
)
def test_high_derivatives_through_loops(f, power):
    x, traced = tf.constant(1.25, tf.float64), tf.function(f, autograph=False)
    want = [math.perm(power, n) * x.numpy() ** (power - n) for n in range(5)]
    np.testing.assert_allclose([_derivatives(traced, x, n).numpy() for n in range(5)], want)


def test_persistent_tapes_give_third_derivatives():
    x, traced = tf.constant(1.25, tf.float64), tf.function(_powers, autograph=False)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first = tape.gradient(traced(x), x)
        second = tape.gradient(first, x)
    for _ in range(2):
        np.testing.assert_allclose(tape.gradient(second, x).numpy(), 60 * x.numpy() ** 2)


def test_calls_lie_a_thousand_deep_at_most():
    def around(f):
        return tf.function(lambda x: f(x) + 1.0, autograph=False)

    f, x = tf.function(lambda x: x * 1.0), tf.constant(0.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="more than 1000 deep"):
        for _ in range(1001):
            f = around(f)
            f.get_concrete_function(x)
    assert float(f.python_function.__closure__[0].cell_contents(x)) > 900


def test_ops_with_effects_run_though_nobody_reads_them():
    seen = []

    @tfe.defun
    def f(x):
        tf.py_func(lambda a: seen.append(float(a)) or a, [x], tf.float32)
        queue.dequeue()
        with tf.control_dependencies([update]):
            return x * 2.0

    with tf.Graph().as_default(), tf.Session() as session:
        v, queue = tf.Variable(0.0), tf.FIFOQueue(5, tf.float32, [])
        update = v.assign_add(1.0)
        y, left = f(tf.constant(1.0)), queue.size()
        session.run([tf.global_variables_initializer(), queue.enqueue_many([[1.0, 2.0, 3.0]])])
        assert session.run(y) == 2
        assert session.run([left, v]) == [2, 1] and seen == [1]  # as in TensorFlow


def test_signatures_say_what_a_function_takes():
    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([], tf.int32)])
    def f(x, n):
        return x * tf.cast(n, tf.float32)

    assert f([1.0], n=2).numpy().tolist() == f(n=2, x=[1.0]).numpy().tolist() == [2.0]
    concrete = f.get_concrete_function()
    assert concrete is f.get_concrete_function(tf.TensorSpec([3]), tf.TensorSpec([], tf.int32))
    assert [t.shape.as_list() for t in concrete.inputs] == [[None], []]
    for call in (lambda: f([1.0], 2, 3), lambda: f([1.0], m=2)):
        with pytest.raises(TypeError, match="only pass arguments covered by it"):
            call()
    with pytest.raises(ValueError, match="does not match input_signature"):
        f([1.0])
    for x in (tf.constant([1]), [[1.0]], "a"):
        with pytest.raises(ValueError, match="Python inputs incompatible with input_signature"):
            f(x, 2)


def test_methods_with_signatures_have_a_trace():
    class Model(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None])])
        def __call__(self, x):
            return x * 2.0

    model = Model()
    [x] = model.__call__.get_concrete_function().inputs
    assert x.shape.as_list() == [None]


def test_methods_meet_their_object_itself_and_let_it_die():
    class Model:
        @tf.function
        def same(self, x, *, k=1):
            known.add(self)
            return x + k

    known, model = set(), Model()
    assert float(model.same(tf.constant(1.0))) == 2.0 and known == {model}
    assert inspect.getfullargspec(model.same).kwonlyargs == ["k"]
    method, gone = model.same, weakref.ref(model)
    known.clear()
    del model
    gc.collect()
    assert gone() is None
    with pytest.raises(ReferenceError, match="same: the object"):
        method.get_concrete_function(tf.constant([1.0]))


def test_methods_of_equal_objects_are_each_its_own():
    class Scale:
        def __init__(self, by):
            self.by = by

        def __eq__(self, other):  # which leaves the class without a hash
            return True

        @tf.function
        def scaled(self, x):
            return x * self.by

    twice, thrice = Scale(2.0), Scale(3.0)
    assert [float(s.scaled(1.0)) for s in (twice, thrice, twice)] == [2.0, 3.0, 2.0]
    del thrice
    gc.collect()
    others = [Scale(float(k)) for k in range(9)]
    assert [float(s.scaled(1.0)) for s in others] == list(range(9))
    assert len(Scale.scaled._bound) == 10


def test_arguments_have_names_of_their_own():
    """What TensorFlow 1.15.5 gives."""

    @tf.function
    def f(a, *b, **c):
        return {"y": a[0] + b[0]}

    one = tf.constant(1.0)
    spec = tf.TensorSpec([], name="named")
    concrete = f.get_concrete_function([one, {"q": one}], one, spec, u=[one])
    assert [x.op.name for x in concrete.inputs] == ["a", "a_1", "b_0", "named", "u"]
    asked = [x.op.get_attr("_user_specified_name") for x in concrete.inputs]
    assert asked == [b"a", b"a", b"b_0", b"named", b"u"]
    (a, *b), c = concrete.graph.structured_input_signature
    names = [x.name for x in tf.nest.flatten([a, b, c])]
    assert names == ["a/0", "a/1/q", "b_0", "named", "u/0"]
    assert list(concrete.graph.structured_outputs) == ["y"]
    values = {"a": one, "a_1": one, "b_0": one, "named": one, "u": one}
    assert float(concrete(**values)["y"]) == 2.0
    signed = tf.function(lambda x, *a: x, input_signature=[tf.TensorSpec([], name="y"), spec, spec])
    signed(one, one, one)
    names = [x.op.name for x in signed.get_concrete_function().inputs]
    assert names == ["y", "named", "named_1"]


def test_what_is_no_function_or_signature():
    with pytest.raises(TypeError, match="unsupported callable"):
        tf.function(3)
    for wrong in (3, [3], tf.TensorSpec([])):
        with pytest.raises(TypeError, match="input_signature"):
            tf.function(abs, input_signature=wrong)


def test_functions_that_change_their_arguments():
    @tf.function
    def grows(values):
        values.append(tf.constant(0.0))

    @tf.function
    def replaces(values):
        values["a"] = values["a"] * 2

    for function, argument in [(grows, [tf.constant(1.0)]), (replaces, {"a": tf.constant(1.0)})]:
        with pytest.raises(ValueError, match="should not modify structure of input arguments"):
            function(argument)


def test_signatures_are_checked():
    pair = [tf.TensorSpec([1])] * 2
    with pytest.raises(TypeError, match="input_signature must be either a tuple or a list"):
        tf.function(lambda x: x, input_signature={"x": pair[0]})
    f = tf.function(lambda a, b: a + b, input_signature=[pair, pair])
    x = tf.ones([1])
    with pytest.raises(ValueError, match="Structure of Python function inputs"):
        f([x, x, x], [x])
    assert len(f([x, x], [x, x])) == 4
    told = r"incompatible with input_signature:\n  inputs: \(\n.*\)\n  input_signature: \(\n"
    with pytest.raises(ValueError, match=told):
        tf.function(lambda x: x, input_signature=pair[:1])(tf.ones([2]))
    assert len(f._function_cache.primary) == 1


def test_what_follows_from_captured_tensors_alone_is_folded():
    table, order = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([1, 0])
    large = tf.ones([100, 100])

    @tf.function
    def f(x):
        return tf.matmul(x, tf.transpose(tf.exp(table), order)) + tf.reduce_sum(large * 2.0)

    x = tf.constant([[1.0, -1.0]])
    want = np.exp([[1.0, 2.0], [3.0, 4.0]]).T
    for _ in range(2):
        np.testing.assert_allclose(f(x), np.array([[1.0, -1.0]]) @ want + 20000.0, rtol=1e-6)
    with tf.GradientTape() as tape:
        tape.watch([x, table])
        y = f(x)
    dx, dtable = tape.gradient(y, [x, table])
    np.testing.assert_allclose(dx, [want.sum(1)], rtol=1e-6)
    np.testing.assert_allclose(dtable, want.T * [[1, -1], [1, -1]], rtol=1e-6)
    np.testing.assert_allclose(f(x), np.array([[1.0, -1.0]]) @ want + 20000.0, rtol=1e-6)


@pytest.mark.parametrize("wrap", [tf.function, tf.contrib.eager.defun])
def test_texts_and_numbers_that_are_returned_are_tensors(wrap):
    text, number, none = wrap(lambda x: ("s", [2, b"t"], None))(1)
    assert text.dtype == tf.string and text.numpy() == b"s" and none is None
    assert [y.numpy() for y in number] == [2, b"t"]


def test_gradients_by_what_the_program_keeps():
    v, k = tf.Variable(3.0), tf.constant(4.0)

    @tf.function
    def f(x):
        w = v * x
        inside = tf.cond(x > 0.0, lambda: tf.gradients(w * w * x, [v, x]), lambda: [x * 1.0] * 2)
        return tf.gradients(k * w, [v, x, k]), inside

    found = tf.nest.map_structure(float, f(tf.constant(2.0)))
    assert found == ([8.0, 12.0, 6.0], [48.0, 108.0])


def test_lines_of_ops_that_are_made_as_a_block_ends():
    v = tf.Variable(1.0)

    @tf.function
    def slope(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((v * x - 2.0) ** 2)
        return tape.gradient(loss, v)

    concrete = slope.get_concrete_function(tf.TensorSpec([2], tf.float32))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"defined at .*test_function\.py:"):
        concrete(tf.ones([3]))


def test_a_function_that_returns_nothing_is_an_op_of_a_graph():
    @tf.function
    def count():
        v.assign_add(1.0)

    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(1.0)
        op = count()
        session.run(tf.global_variables_initializer())
        assert isinstance(op, tf.Operation) and session.run(op) is None
        assert session.run(v) == 2.0
