"""Converted functions in traces: variables, gradients, layers, datasets, features."""

import numpy as np
import pytest

import zeal as tf
from zeal.autograph import convert

defun = tf.contrib.eager.defun
Feature = tf.autograph.experimental.Feature


def test_defun_converts_unless_told_not_to():
    def magnitude(x):
        return -x if x < 0 else x

    assert defun(magnitude)(tf.constant(-3)).numpy() == 3
    with pytest.raises(TypeError, match="as a Python `bool`"):
        defun(magnitude, autograph=False)(tf.constant(-3))


def test_methods():
    class Clip:
        def __init__(self, limit):
            self.limit = limit

        @defun
        def __call__(self, x):
            if x > self.limit:
                return self.limited(x)
            return x

        def limited(self, x):
            while x > self.limit:
                x -= 1
            return x

    class Twice:
        def __call__(self, x):
            return x if x > 3 else x * 2

        @defun
        def method(self, x):
            return self(x)

    assert [int(Clip(5)(tf.constant(n))) for n in (3, 9)] == [3, 5]
    twice = Twice()
    assert [int(twice.method(tf.constant(n))) for n in (3, 9)] == [6, 9]


def test_updates_of_variables_happen_in_the_branch_that_runs():
    v = tf.Variable(0)

    @defun
    def step(x):
        if x > 0:
            v.assign_add(x)
        else:
            v.assign(-1)
        while v < 10:
            v.assign_add(3)

    step(tf.constant(2))
    assert v.numpy() == 11
    step(tf.constant(0))
    assert v.numpy() == 11  # from -1 in steps of 3


def test_conditions_on_variables():
    v = tf.Variable(True)
    f = defun(lambda x: x if v else -x)
    assert f(tf.constant(1)).numpy() == 1
    v.assign(False)
    assert f(tf.constant(1)).numpy() == -1


def power(x, n):
    y = tf.ones_like(x)
    for _ in tf.range(n):
        if n > 100:
            continue
        y = y * x
    return y


def test_gradients():
    x, n = tf.constant(3.0), tf.constant(4)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = defun(power)(x, n)
    assert y.numpy() == 81 and tape.gradient(y, x).numpy() == 108
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        [g] = tf.gradients(convert(power)(x, tf.constant(4)), x)
        [second] = tf.gradients(g, x)
        assert session.run([g, second], {x: 3.0}) == [108, 108]


def weighted_sum(rows):
    total = 0.0
    for i, row in zip([1.0], [rows], strict=True):
        for r in row:
            if tf.reduce_sum(r) > 0:
                total += i * tf.reduce_sum(r * r)
    return total


def test_gradients_of_rows():
    rows = tf.constant([[1.0, 2.0], [-3.0, 1.0], [0.5, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(rows)
        y = defun(weighted_sum)(rows)
    np.testing.assert_allclose(tape.gradient(y, rows), [[2, 4], [0, 0], [1, 0]])


def rnn(cell, sequence, steps):
    outputs = tf.TensorArray(tf.float32, size=steps)
    state = tf.zeros([2, 3])
    for i in tf.range(steps):
        state = cell(sequence[i], state)
        outputs = outputs.write(i, state)
    return outputs.stack(), state


def test_recurrent_network_with_an_array():
    w = tf.constant(np.random.RandomState(0).randn(3, 3), tf.float32)
    x = tf.constant(np.random.RandomState(1).randn(4, 2, 3), tf.float32)

    def cell(x, state):
        return tf.tanh(x + tf.matmul(state, w))

    outputs, state = defun(lambda x: rnn(cell, x, tf.constant(4)))(x)
    want, wanted_state = rnn(cell, x, tf.constant(4))
    np.testing.assert_allclose(outputs, want, rtol=1e-6)
    np.testing.assert_allclose(state, wanted_state, rtol=1e-6)


def test_training_until_it_is_good_enough():
    w = tf.Variable(0.0)

    @defun
    def train(x, y):
        steps, loss = 0, tf.constant(1e9)
        while loss > 1e-3 and steps < 100:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(x * w - y))
            w.assign_sub(0.1 * tape.gradient(loss, w))
            steps += 1
        return steps

    steps = train(tf.constant([1.0, 2.0]), tf.constant([3.0, 6.0]))
    assert 3 < steps.numpy() < 50 and abs(w.numpy() - 3) < 0.1


class Gate(tf.keras.layers.Layer):
    def call(self, inputs):
        if tf.reduce_sum(inputs) > 0:
            return inputs * 2.0
        return inputs


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.gate = Gate()
        self.many = tf.keras.Sequential([Gate(), tf.keras.layers.Flatten()])

    def call(self, inputs, training=False):
        x = self.gate(inputs)
        if training:
            x = x + 100.0
        for _ in tf.range(2):
            x = self.many(x)
        return x


def test_layers():
    net = Net()
    run = defun(lambda x: net(x))
    assert run(tf.ones([1, 2])).numpy().tolist() == [[8, 8]]
    assert run(-tf.ones([1, 2])).numpy().tolist() == [[-1, -1]]
    assert net(tf.ones([1, 2])).numpy().tolist() == [[8, 8]]  # eagerly, as it is
    assert "call" not in vars(net) and "call" not in vars(net.gate)


def test_layers_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [1, 2])
        y = Net()(x)
        assert session.run(y, {x: [[1, 1]]}).tolist() == [[8, 8]]
        assert session.run(y, {x: [[1, -2]]}).tolist() == [[1, -2]]


def test_datasets():
    @defun
    def total(limit):
        s, n = tf.constant(0, tf.int64), 0
        for x in tf.data.Dataset.range(6):
            if x > limit:
                s += x
                n += 1
        return s, n

    assert [int(x) for x in total(tf.constant(2, tf.int64))] == [12, 3]

    @defun
    def until(limit):
        s = tf.constant(0, tf.int64)
        for x in tf.data.Dataset.range(10**12):
            if x > 50:
                continue
            s += x
            if s > limit:
                break
        return s

    assert [int(until(tf.constant(n, tf.int64))) for n in (-1, 0, 20)] == [0, 1, 21]

    @defun
    def first_beyond(limit):
        for x in tf.data.Dataset.range(10**12).map(lambda x: (x, x * x)):
            if x[1] > limit:
                return x[0]
        return tf.constant(-1, tf.int64)

    assert int(first_beyond(tf.constant(90, tf.int64))) == 10


def test_training_on_a_dataset():
    w = tf.Variable(0.0)

    @tf.function
    def train(dataset):
        total, count = 0.0, 0.0
        for x, y in dataset:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(x * w - y))
            w.assign_sub(0.1 * tape.gradient(loss, w))
            total += loss
            count += 1.0
        return total / count

    x = np.arange(1, 9, dtype="f") / 4
    dataset = tf.data.Dataset.from_tensor_slices((x, 3 * x)).batch(2)
    first, *_, last = [train(dataset).numpy() for _ in range(10)]
    assert last < first / 100 and abs(w.numpy() - 3) < 0.1


def test_functions_of_datasets_in_graphs():
    def odd(x):
        if x < 0:
            return True
        return tf.equal(x % 2, 1)

    with tf.Graph().as_default(), tf.Session() as session:
        numbers = tf.data.Dataset.range(6).map(lambda x: x if x > 2 else -x).filter(odd)
        top = numbers.reduce(tf.constant(0, tf.int64), lambda a, x: a if a > x else x)
        element = numbers.make_one_shot_iterator().get_next()
        assert session.run(top) == 5 and [session.run(element) for _ in range(3)] == [-1, -2, 3]


def in_graph(function, *args, features=None):
    with tf.Graph().as_default(), tf.Session() as session:
        made = tf.autograph.to_graph(function, experimental_optional_features=features)
        return session.run(made(*[tf.constant(a) for a in args]))


def test_equality_operators():
    def f(x):
        if x == 3:
            return 1
        if 3 < x <= 5 != x:
            return 2
        return 3

    got = [in_graph(f, n, features=Feature.EQUALITY_OPERATORS) for n in (3, 4, 5, 6)]
    assert got == [1, 2, 3, 3]
    assert [in_graph(f, n, features=Feature.ALL) for n in (3, 4)] == [1, 2]


def test_assert_statements():
    def f(x):
        assert x > 0, "positive"
        return x

    made = tf.autograph.to_graph(f, experimental_optional_features=Feature.ASSERT_STATEMENTS)
    run = defun(made)
    assert run(tf.constant(1)).numpy() == 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="positive"):
        run(tf.constant(-1))
    with pytest.raises(AssertionError, match="positive"):
        made(0)


def test_print(capfd):
    def f(x):
        print("x is", x)
        return x

    defun(f)(tf.constant(7))
    assert "x is Tensor(" in capfd.readouterr().out  # as in TensorFlow, when it is traced
    made = tf.autograph.to_graph(f, experimental_optional_features=Feature.BUILTIN_FUNCTIONS)
    run = defun(made)
    run(tf.constant(7))
    run(tf.constant(8))
    shown = capfd.readouterr()
    assert [s for s in (shown.out + shown.err).splitlines() if s] == ["x is 7", "x is 8"]


def test_lists():
    def f(n):
        squares = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
        plain = []
        for i in tf.range(n):
            squares.append(i * i)
        for i in range(3):
            plain.append(i)
        squares[0] = 50
        return squares.stack(), squares[1], tf.stack(plain), len(squares)

    got = in_graph(f, 4, features=Feature.LISTS)
    assert [np.asarray(x).tolist() for x in got] == [[50, 1, 4, 9], 1, [0, 1, 2], 4]


def test_features_are_checked():
    assert len(Feature.all()) == 7
    assert set(Feature.all_but([Feature.LISTS])) == set(Feature) - {Feature.LISTS, Feature.ALL}
    with pytest.raises(TypeError, match="Feature values"):
        tf.autograph.to_graph(power, experimental_optional_features="LISTS")


def test_to_graph():
    class Model:
        def __init__(self, x):
            self.x = x

        def f(self, x):
            if x > self.x:
                return self.g(x)
            return self.x

        def g(self, x):
            return x * 2 if x < 10 else x

    bound = Model(3).f
    assert tf.autograph.to_graph(bound)(Model(4), 5) == 10
    made = tf.autograph.to_graph(Model)
    assert issubclass(made, Model) and made.__name__ == "Model"
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(made(3).f(tf.constant(7))) == 14
    for wrong in (len, 3, Model(1)):
        with pytest.raises(NotImplementedError, match="cannot convert entity"):
            tf.autograph.to_graph(wrong)

    def numbers():
        yield 1

    with pytest.raises(NotImplementedError, match="Generators are not supported by AutoGraph"):
        tf.autograph.to_graph(numbers)
    with pytest.raises(Exception, match="converting .* its source code is not available"):
        tf.autograph.to_graph(eval("lambda x: x"))


def test_to_code():
    def f(x):
        """Doc."""
        while x < 3:
            x += 1
        return x

    code = tf.autograph.to_code(f)
    compile(code, "code", "exec")
    assert code.startswith("def f(x):\n") and "ag__.while_stmt(" in code


def test_verbosity(capsys):
    def f(x):
        return x if x else 2

    tf.autograph.set_verbosity(1, alsologtostdout=True)
    try:
        convert(f)
    finally:
        tf.autograph.set_verbosity(0)
    shown = capsys.readouterr().out
    assert "Converted <function" in shown and "ag__.if_exp(x" in shown
    tf.autograph.trace("n", 1)
    assert capsys.readouterr().out == "n 1\n"


def test_values_of_blocks_do_not_leak():
    def leaks(x):
        seen = []
        if x > 0:
            seen.append(x * 2)
        return seen[0]

    with pytest.raises(Exception) as caught:
        in_graph(leaks, 1)
    assert isinstance(caught.value, (ValueError, TypeError, tf.errors.OpError))
