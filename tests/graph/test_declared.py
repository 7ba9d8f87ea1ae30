"""Functions with declared dtypes: calls, gradients, captures, messages, control flow over them."""

import numpy as np
import pytest

import zeal as tf
from zeal.graph.declared import Defun
from zeal.interop.internals import framework_function as function
from zeal.interop.internals import functional_ops, gen_functional_ops


@pytest.fixture(params=["eager", "graph", "traced"])
def run(request):
    """A function that runs one in that mode and gives arrays."""

    def in_graph(f):
        with tf.Graph().as_default(), tf.Session() as session:
            return session.run(f())

    def eagerly(f):
        return tf.nest.map_structure(lambda t: t.numpy(), f())

    return {
        "eager": eagerly,
        "graph": in_graph,
        "traced": lambda f: eagerly(tf.function(f)),
    }[request.param]


def test_calls_in_all_modes(run):
    @Defun(tf.float32, tf.float32)
    def cube_plus(x, y):
        @Defun(tf.float32)
        def cube(x):
            return x * x * x

        return cube(x) + y, y

    assert [float(t) for t in run(lambda: cube_plus(3.0, -2.0))] == [25.0, -2.0]


def test_dtypes_of_calls():
    @Defun()
    def half(x):
        return x / 2

    with tf.Graph().as_default():
        assert half(tf.constant(1.0)).dtype == tf.float32
        assert half(tf.constant(1.0, tf.float64)).dtype == tf.float64


def test_names_and_definition():
    @Defun(tf.float32, func_name="Twice", out_names=["doubled"], noinline=True)
    def twice(x):
        """Twice x."""
        return x * 2

    with tf.Graph().as_default() as graph:
        first, second = twice([1.0]), twice([1.0])
        named = twice([2.0], name="mine")
        message = graph.as_graph_def()
    assert [first.op.name, second.op.name, named.op.name] == ["Twice", "Twice_1", "mine"]
    assert [node.op for node in message.node if node.name == "mine"] == ["Twice"]
    [definition] = message.library.function
    assert definition.signature.name == "Twice"
    assert definition.signature.description == "Twice x."
    assert [arg.name for arg in definition.signature.input_arg] == ["x"]
    assert [arg.name for arg in definition.signature.output_arg] == ["doubled"]
    assert definition.attr["_noinline"].b
    with tf.Graph().as_default(), tf.Session() as session:
        [again] = tf.import_graph_def(message, return_elements=["mine:0"])
        np.testing.assert_array_equal(session.run(again), [4.0])


def test_captures_and_variables():
    with tf.Graph().as_default(), tf.Session() as session:
        base = tf.constant([2.0])
        kept = []

        @Defun()
        def scaled(x):
            w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
            kept.extend(function.get_extra_vars())
            return x * w + base

        with tf.variable_scope("first"):
            y = scaled(tf.constant([3.0, 4.0]))
        with tf.variable_scope("second"):
            scaled(tf.constant([3.0, 4.0]))
        assert [v.name for v in kept] == ["first/w:0"] == [v.name for v in tf.global_variables()]
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(y), [5.0, 6.0])
        [g] = session.run(tf.gradients(y, kept))
        np.testing.assert_array_equal(g, [3.0, 4.0])


def test_gradients():
    @Defun(tf.float32, tf.float32)
    def by_function(x, dy):
        return x + dy

    def by_python(op, dy):
        return op.inputs[0] * dy / 2

    def double(x):
        return x * 2

    for options, expected in [
        ({}, 2.0),
        ({"grad_func": by_function}, 101.0),
        ({"python_grad_func": by_python}, 50.0),
    ]:
        f = Defun(tf.float32, **options)(double)
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.constant(100.0)
            assert session.run(tf.gradients(f(x), x)) == [expected]
        x = tf.constant(100.0)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        assert float(tape.gradient(y, x)) == expected
        inner = tf.function(lambda x, f=f: f(x) * 1.0)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = inner(x)
        assert float(tape.gradient(y, x)) == expected


def test_gradient_functions_are_checked():
    @Defun(tf.float32, python_grad_func=lambda op, dy: (dy, dy))
    def f(x):
        return x * 2

    with tf.Graph().as_default():
        x = tf.constant(1.0)
        with pytest.raises(tf.errors.InvalidArgumentError, match="SymGrad expects to return 1"):
            tf.gradients(f(x), x)


def test_declarations_are_checked():
    with pytest.raises(ValueError, match="are not supported"):
        Defun()(lambda a=1: a)
    with pytest.raises(ValueError, match="specified input types"):
        Defun(tf.float32)(lambda a, b: a)
    with pytest.raises(ValueError, match="can not return None"):
        _ = Defun()(lambda: (None, None)).definition
    plus = Defun(tf.int32)(lambda a: a + 1)
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="arguments: 1"):
            plus()
        with pytest.raises(ValueError, match="Unknown keyword arguments"):
            plus(1, device="/cpu:0")
        with pytest.raises(TypeError, match="int32"):
            plus(1.0)
        with pytest.raises(tf.errors.InvalidArgumentError, match="output names must be"):
            Defun(tf.int32, out_names=["a", "b"])(lambda a: a)(1)
        Defun(tf.int32, func_name="f")(lambda a: a + 1)(1)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Cannot add function 'f'"):
            Defun(tf.int32, func_name="f")(lambda a: a * 7)(1)


def test_functions_of_messages():
    @Defun(tf.float32, tf.float32)
    def g(x, dy):
        return x * dy

    @Defun(tf.float32, grad_func=g)
    def f(x):
        return x * x + 1.0

    with tf.Graph().as_default() as graph:
        f(1.0)
        library = graph.as_graph_def().library
    read = {made.name: made for made in function.from_library(library)}
    assert read[f.name].definition == f.definition
    assert read[f.name].grad_func_name == g.name
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(3.0)
        y = read[f.name](x)
        assert session.run([y, *tf.gradients(y, x)]) == [10.0, 3.0]
    library.gradient.add(function_name=g.name, gradient_func=f.name)
    with pytest.raises(ValueError, match="cyclic gradient functions"):
        function.from_library(library)


def test_functions_of_messages_act_without_results(capfd):
    with tf.Graph().as_default(), tf.Session() as session:

        @Defun(tf.float32)
        def told(x):
            tf.print("it is", x)

        call = function._from_definition(told.definition)(tf.constant(3.0))
        assert isinstance(call, tf.Operation)
        session.run(call)
    assert capfd.readouterr().err == "it is 3\n"


def test_stateful_ops():
    @Defun()
    def drawn():
        return tf.random_uniform([2])

    @Defun()
    def calls_it():
        return drawn()

    assert calls_it.definition.signature.is_stateful
    assert not Defun()(lambda: tf.constant(1.0)).definition.signature.is_stateful


def test_constants_that_were_written_are_still_constants():
    with tf.Graph().as_default() as graph:
        tf.reduce_sum(tf.placeholder(tf.float32), 3)
        graph.as_graph_def()
        assert Defun(tf.float32)(lambda x: tf.reduce_sum(x, 3)).captured_inputs == []


def test_constants_that_a_kernel_in_python_read_are_still_constants():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        likeness = tf.image.ssim_multiscale(x, x, 1.0, filter_size=3, power_factors=(0.3, 0.7))
        session.run(likeness, {x: np.ones([2, 24, 22, 2])})
        assert Defun(tf.float32)(lambda x: tf.reduce_sum(x, 3)).captured_inputs == []


def test_conditions(run):
    @Defun(tf.float32)
    def twice(x):
        return x * 2

    @Defun(tf.float32)
    def thrice(x):
        return x * 3

    def chosen():
        return [functional_ops.If(c, [1.0], twice, thrice)[0] for c in (True, False, 2, 0)] + [
            gen_functional_ops.case(i, [1.0], [tf.float32], [twice, thrice])[0] for i in (0, 1, 7)
        ]

    assert [float(t) for t in run(chosen)] == [2, 3, 2, 3, 2, 3, 3]


def test_loops(run):
    @Defun(tf.float32, tf.float32)
    def goes_on(n, _):
        return n > 0

    @Defun(tf.float32, tf.float32)
    def step(n, total):
        return n - 1, total + n

    @Defun(tf.int32, tf.float32)
    def add(i, total):
        return total + tf.cast(i, tf.float32)

    def looped():
        return (
            functional_ops.While([10.0, 0.0], goes_on, step)[1],
            functional_ops.For(1, 10, 2, [0.0], add)[0],
            functional_ops.For(3, 0, -1, [0.0], add)[0],
        )

    assert [float(t) for t in run(looped)] == [55.0, 25.0, 6.0]


def test_symbolic_gradients(run):
    @Defun(tf.float32)
    def poly(x):
        return 2 * x * x * x + 3 * x * x + 4 * x + 5

    assert [float(t) for t in run(lambda: functional_ops.Gradient([3.0, 1.0], poly))] == [76.0]


def test_loops_are_checked():
    good = Defun(tf.float32)(lambda n: n > 0)
    two = Defun(tf.float32)(lambda n: (n, n))
    one = Defun(tf.float32)(lambda n: n - 1)
    with tf.Graph().as_default():
        with pytest.raises(tf.errors.InvalidArgumentError, match="single scalar.*got 2 tensors"):
            functional_ops.While([1.0], two, one)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="returned 2 arguments. Expected: 1"
        ):
            functional_ops.While([1.0], good, two)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid start/limit/delta"):
            functional_ops.For(0, 10, -1, [], Defun(tf.int32)(lambda i: None))


def test_concrete_functions_tell_what_they_take_and_give():
    @tf.function
    def f(x, scales, *, offset):
        return {"y": x * scales[0] + offset, "n": None}

    spec = tf.TensorSpec([None, 2], tf.float32)
    made = f.get_concrete_function(spec, [tf.constant(2.0), 3], offset=tf.constant(1.0))
    args, kwargs = made.structured_input_signature
    assert args == (tf.TensorSpec([None, 2], tf.float32, "x"),
                    [tf.TensorSpec([], tf.float32, "scales/0"), 3])  # fmt: skip
    assert kwargs == {"offset": tf.TensorSpec([], tf.float32, "offset")}
    assert made.output_shapes["y"].as_list() == [None, 2] and made.output_shapes["n"] is None
    assert made.output_dtypes["y"] == tf.float32
    assert made.structured_outputs["y"] is made.outputs[0]
    result = made(x=tf.ones([1, 2]), scales=2.0, offset=1.0)["y"]
    np.testing.assert_array_equal(result, [[3.0, 3.0]])
    with pytest.raises(TypeError, match=r"got values for \['x', 'z'\]"):
        made(tf.ones([1, 2]), z=1.0)
