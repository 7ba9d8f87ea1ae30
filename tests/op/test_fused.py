"""Fused elementwise programs: the bits of the ops run one by one, whatever the shapes."""

import functools
import threading

import numpy as np
import pytest

import zeal as tf
from zeal import _native
from zeal._native import raw

CHECKED = ["Div", "FloorDiv", "FloorMod", "Inv", "Mod", "Pow", "Reciprocal", "TruncateDiv"]
CHECKED += ["TruncateMod"]
CASTS = ["float32", "float64", "int32", "int64", "uint8", "bool", "float16", "bfloat16"]
CASTS += ["complex64"]


def program(inputs, steps, outputs=None):
    """Of tensors and steps (op, operands, attributes, axes), of which two may be missing."""
    dtypes = [tf.as_dtype(t.dtype) for t in inputs]
    steps = [(op, (rest[0] if rest else {}), operands, *rest[1:]) for op, operands, *rest in steps]
    if outputs is None:
        outputs = [len(inputs) + len(steps) - 1]
    return _native.FusedProgram(dtypes, steps, outputs)


def one_by_one(inputs, steps):
    values = list(inputs)
    for op, operands, *rest in steps:
        attrs, *axes = rest or [{}]
        values.append(getattr(raw, op)(*(values[i] for i in operands), *axes, **attrs))
    return values


def assert_same_bits(got, want):
    assert got.dtype == want.dtype and got.shape.as_list() == want.shape.as_list()
    if want.dtype in (tf.float16, tf.bfloat16):
        got, want = tf.cast(got, tf.float32), tf.cast(want, tf.float32)
    got, want = np.ascontiguousarray(got.numpy()), np.ascontiguousarray(want.numpy())
    if want.dtype.kind == "c":
        got, want = got.view(got.real.dtype), want.view(want.real.dtype)
    if want.dtype.kind == "f":
        nans = np.isnan(want)
        np.testing.assert_array_equal(np.isnan(got), nans)
        got, want = np.where(nans, 0, got), np.where(nans, 0, want)
    assert got.tobytes() == want.tobytes()


def check(inputs, steps, outputs=None, fused=True):
    """Runs both ways; `fused`: whether one pass must do, None: either way."""
    inputs = [tf.convert_to_tensor(t) for t in inputs]
    last = len(inputs) + len(steps) - 1
    values = one_by_one(inputs, steps)
    made, in_one_pass, _ = program(inputs, steps, outputs).run(inputs)
    assert fused is None or in_one_pass == fused
    for got, number in zip(made, outputs or [last], strict=True):
        assert_same_bits(got, values[number])
    return made


def values_of(rng, dtype, shape):
    """Numbers of all kinds, few of them extreme."""
    if dtype == "bool":
        return tf.constant(rng.integers(0, 2, shape).astype(bool))
    kind = np.dtype(tf.as_dtype(dtype).as_numpy_dtype).kind if dtype != "bfloat16" else "f"
    if kind in "iu":
        return tf.cast(tf.constant(rng.integers(0 if kind == "u" else -9, 10, shape)), dtype)
    x = rng.standard_normal(shape) * 10.0 ** rng.integers(-2, 3, shape)
    x = np.where(rng.random(shape) < 0.01, rng.choice([0.0, -0.0, np.inf, np.nan, 1e30], shape), x)
    if kind == "c":
        return tf.cast(tf.constant(x + 1j * rng.standard_normal(shape)), dtype)
    return tf.cast(tf.constant(x), dtype)


@functools.cache
def fusible():
    """(op, dtypes of inputs, dtype of the output) of elementwise ops; those that are not fused."""
    can, cannot = [], []
    for name in _native.op_names():
        info = _native.op_info(name)
        for t in info["kernels"] if info["elementwise"] else []:
            dtypes = [t if t in i["dtypes"] else "bool" for i in info["inputs"]]
            n = len(dtypes)
            if _native.FusedProgram(dtypes, [(name, {}, list(range(n)))], [n]) is None:
                cannot.append((name, t))
                continue
            out = _native.infer(name, [(d, []) for d in dtypes], {})[0][0]
            can.append((name, dtypes, out))
    return can, cannot


def test_every_elementwise_op_can_be_fused_but_those_that_check_values():
    can, cannot = fusible()
    assert len(can) > 600
    for name, t in cannot:
        assert t == "string" or (name in CHECKED and "int" in t)


def random_chain(rng, dtypes, length):
    """Steps on inputs of these dtypes; each takes the values made last, where an op does."""
    can, known, steps = fusible()[0], list(dtypes), []
    while len(steps) < length:
        if rng.random() < 0.15:
            to = str(rng.choice(CASTS))
            steps.append(("Cast", [int(rng.integers(len(known)))], {"DstT": to}))
            known.append(to)
            continue
        name, wants, out = can[rng.integers(len(can))]
        if len(steps) and wants[-1] != known[-1]:
            continue
        places = [[i for i, t in enumerate(known) if t == w] for w in wants]
        if all(places):
            newest = rng.random() < 0.5
            steps.append((name, [p[-1] if newest else int(rng.choice(p)) for p in places]))
            known.append(out)
    return steps, known


SHAPES = [
    [(7,)], [()], [(1,)], [(3, 5)], [(1025,)], [(2049,), ()], [(33, 33), ()], [(40, 7), (7,)],
    [(40, 7), (40, 1)], [(5, 300), (300,), (5, 1)], [(3, 4, 5), (4, 1), ()], [(0,), ()],
    [(2, 3, 4, 5), (3, 1, 5), (2, 1, 1, 1)], [(4, 0), (4, 1)], [(1, 6), (5, 1)],
    [(130, 1030), (1030,), ()],
]  # fmt: skip


@pytest.mark.parametrize("seed", range(120))
def test_random_chains(seed):
    rng = np.random.default_rng(seed)
    shapes = SHAPES[seed % len(SHAPES)]
    dtypes = [str(rng.choice(CASTS + ["int8", "int16", "uint16", "complex128"])) for _ in range(5)]
    inputs = [values_of(rng, t, shapes[i % len(shapes)]) for i, t in enumerate(dtypes)]
    steps, _ = random_chain(rng, dtypes, int(rng.integers(1, 12)))
    try:
        one_by_one(inputs, steps)
    except tf.errors.InvalidArgumentError as e:
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            program(inputs, steps).run(inputs)
        assert str(caught.value) == str(e)
        return
    last = len(inputs) + len(steps) - 1
    outputs = sorted({last, *(int(i) for i in rng.integers(len(inputs), last + 1, 2))})
    check(inputs, steps, outputs, fused=None)


@pytest.mark.parametrize("shape", [(), (10,), (1025,), (33000,)])
def test_every_op_and_dtype(shape):
    rng = np.random.default_rng(1)
    for name, dtypes, _ in fusible()[0][:: 1 if shape != (33000,) else 29]:
        inputs, n = [values_of(rng, t, shape) for t in dtypes], len(dtypes)
        check(inputs, [(name, list(range(n))), ("Cast", [n], {"DstT": "complex128"})], [n, n + 1])


GELU = [  # of x, 0.044715, 1, 0.5 and sqrt(2 / pi)
    ("Mul", [0, 0]), ("Mul", [5, 0]), ("Mul", [6, 1]), ("AddV2", [0, 7]), ("Mul", [8, 4]),
    ("Tanh", [9]), ("AddV2", [10, 2]), ("Mul", [0, 3]), ("Mul", [12, 11]),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16"])
@pytest.mark.parametrize("shape", [(), (1,), (10, 10), 1023, 1024, 1025, 1088, 1089, 100003])
def test_gelu(dtype, shape):
    rng = np.random.default_rng(0)
    x = values_of(rng, dtype, shape)
    constants = [tf.constant(c, dtype) for c in (0.044715, 1.0, 0.5, 0.7978845608)]
    check([x, *constants], GELU)


# Powers of 0, 1, 2, 3 and -1 that are single values are worked out in another way.
@pytest.mark.parametrize("power", [2.0, 3.0, -1.0, 0.3])
@pytest.mark.parametrize("shape, other", [
    (1, ()), (1025, ()), (1, 1), ((4, 1025), 1025), ((40, 9), 9), ((3, 257), (3, 1)),
    ((40, 9), (40, 1)), (66000, ()), ((3, 30001), 30001),
])  # fmt: skip
def test_powers_by_single_values(power, shape, other):
    rng = np.random.default_rng(2)
    x, y = (tf.constant(rng.random(s), tf.float32) for s in (shape, other))
    p, ps = tf.constant(power), tf.zeros_like(y) + power
    check([x, y, p], [("AddV2", [0, 1]), ("Pow", [3, 2])], fused=None)
    check([x, ps], [("AddV2", [0, 0]), ("Pow", [2, 1]), ("Neg", [3])], fused=None)
    check([x, p], [("AddV2", [0, 0]), ("Pow", [2, 1]), ("Sum", [3], {}, [0])])


@pytest.mark.parametrize("rows, n", [
    (1, 5), (4, 2), (32, 10), (1000, 3), (70, 256), (7, 257), (5, 1025), (40000, 5), (3, 50000),
])  # fmt: skip
@pytest.mark.parametrize("dtype", ["float32", "complex128", "float16", "uint8"])
def test_rows_and_columns_broadcast(rows, n, dtype):
    rng = np.random.default_rng(3)
    full, row, column = (values_of(rng, dtype, s) for s in [(rows, n), (n,), (rows, 1)])
    steps = [("Mul", [0, 1]), ("AddV2", [2, 3]), ("Sub", [4, 1]), ("Mul", [5, 5])]
    check([full, row, column], steps)
    check([column, row, full], steps, fused=None)


def test_smaller_steps_run_before():
    """Of normalisation: the factors of each column are made once."""
    rng = np.random.default_rng(4)
    x, *factors = (tf.constant(rng.random(s), tf.float32) for s in [(50, 30), 30, 30, 30])
    inputs = [x, *factors, tf.constant(1e-3)]
    steps = [("AddV2", [2, 4]), ("Rsqrt", [5]), ("Mul", [6, 3]), ("Sub", [0, 1]), ("Mul", [8, 7])]
    check(inputs, steps, [7, 9])
    check(inputs, steps[:3], [7])


def test_steps_of_several_shapes_run_one_by_one():
    x, y = tf.fill([3], 2.0), tf.fill([4, 3], 3.0)
    check([x, y], [("Neg", [0]), ("Mul", [2, 1]), ("AddV2", [3, 0])], [2, 4])
    row, column = tf.fill([1, 3], 2.0), tf.fill([4, 1], 3.0)
    check([row, column], [("Neg", [0]), ("AddV2", [0, 1]), ("Exp", [1])], [2, 3, 4])
    grows = [("Neg", [0]), ("AddV2", [2, 1]), ("Mul", [2, 2])]
    check([tf.fill([2, 3], 1.0), tf.fill([4, 2, 3], 1.0)], grows, [4, 3])


def test_select_with_a_vector_of_rows():
    rng = np.random.default_rng(5)
    condition = tf.constant([True, False, True])
    x, y = (tf.constant(rng.random((3, 3)), tf.float32) for _ in range(2))
    steps = [("AddV2", [1, 2]), ("Select", [0, 3, 1])]
    check([condition, x, y], steps, fused=False)
    check([tf.constant(False), x, y], steps)
    check([x > y, x, y], steps)


REDUCED = ["float32", "float64", "float16", "bfloat16", "int8", "int32", "int64", "uint8", "uint16"]


@pytest.mark.parametrize("op", ["Sum", "Mean", "Prod", "Max", "Min"])
@pytest.mark.parametrize("dtype", REDUCED)
def test_reductions(op, dtype):
    rng = np.random.default_rng(6)
    shapes = [
        (5, [0]), ((), []), (1, [0]), ((9, 1), [1]), ((7, 1023), [1]), ((3, 1024), [1]),
        ((3, 1025), [-1]), ((2, 5000), [0, 1]), ((2, 3, 700), [1, 2]), ((2, 3, 700), [2]),
        ((300, 6), [1]), ((2, 40000), [1]), ((6, 5), [0]), ((2, 3, 4), [0, 2]), ((3, 4), []),
        ((0, 3), [0]), ((3, 0), [1]), (150000, [0]), ((5000, 33), [1]),
    ]  # fmt: skip
    for shape, axes in shapes:
        x = values_of(rng, dtype, shape)
        steps = [("AddV2", [0, 0]), ("Mul", [1, 0])]
        if program([x], [*steps, (op, [2], {}, axes)]) is None:
            assert op == "Mean" and dtype in ("int8", "uint16")
            continue
        check([x], [*steps, (op, [2], {}, axes)])
        check([x], [*steps, (op, [2], {"keep_dims": True}, axes)], [1, 2, 3])


def test_reductions_of_bools_and_broadcast_operands():
    rng = np.random.default_rng(7)
    x, row, column = (tf.constant(rng.random(s), tf.float32) for s in [(40, 50), (50,), (40, 1)])
    for op in ("Any", "All"):
        check([x, row], [("Greater", [0, 1]), (op, [2], {}, [1])])
    for axes in ([1], [0], [0, 1], []):
        check([x, row, column], [("Mul", [0, 1]), ("Sub", [3, 2]), ("Sum", [4], {}, axes)])


def test_bits_do_not_depend_on_the_number_of_threads():
    rng = np.random.default_rng(8)
    x, row = values_of(rng, "float32", (300, 1000)), values_of(rng, "float32", (1000,))
    steps = [("Mul", [0, 1]), ("Sin", [2]), ("Pow", [3, 0])]
    plain = [("Sin", [0]), ("Exp", [1])]
    runs, before = [], _native.num_threads()
    try:
        for n in (1, 2, 3, 5):
            _native.set_num_threads(n)
            made = check([x, row], steps)
            for axes in ([1], [0, 1], [0]):
                made += check([x, row], [*steps, ("Sum", [4], {}, axes)], [4, 5])
            made += check([x], plain)
            made += check([tf.reshape(x, [-1])], [*plain, ("Mean", [2], {}, [0])])
            runs.append(made)
    finally:
        _native.set_num_threads(before)
    for made in runs[1:]:
        for got, want in zip(made, runs[0], strict=True):
            assert_same_bits(got, want)


@pytest.mark.parametrize("shape", [(), (10,), (3000,)])
def test_dying_inputs_give_their_memory(shape):
    x, y = tf.fill(shape, 2.0), tf.fill(shape, 3.0)
    square = program([x, y], [("AddV2", [0, 1]), ("Mul", [2, 2])])
    for dying in range(4):
        (z,), _, in_place = square.run([x, y], dying)
        assert in_place == (dying > 0) and z.numpy().tolist() == np.full(shape, 25.0).tolist()
    # A value that a later step reads, one of another dtype, and one of another shape do not serve.
    (z, _), _, in_place = program([x, y], [("Exp", [0]), ("AddV2", [0, 2])], [2, 3]).run([x, y], 1)
    assert in_place == 1 and z.numpy().tolist() == tf.exp(x).numpy().tolist()
    assert program([x, y], [("Less", [0, 1])]).run([x, y], 3)[2] == 0
    assert program([x, y], [("AddV2", [0, 1])]).run([tf.fill([2, *shape], 1.0), y], 2)[2] == 0
    assert x.numpy().tolist() == np.full(shape, 2.0).tolist()


def test_an_input_that_is_given_twice_is_not_written():
    x = tf.fill([4], 2.0)
    assert program([x, x], [("Exp", [0]), ("AddV2", [2, 1])]).run([x, x], 0)[2] == 0


def test_many_values_at_a_time():
    x = tf.constant(np.random.default_rng(9).random(3000))
    for width in (5, 20, 30):
        made, sums = range(1, width + 1), range(width + 1, 2 * width)
        steps = [("Mul", [0, i - 1]) for i in made]
        steps += [("AddV2", [total - 1, made[-i - 2]]) for i, total in enumerate(sums, -1)]
        check([x], steps)
    assert program([x], [("Neg", [i]) for i in range(70)]) is None


def test_what_is_not_fused():
    x = tf.fill([3], 1.0)
    assert program([x], [("MatMul", [0, 0])]) is None
    assert program([x], [("Sum", [0], {}, [0])]) is None  # alone
    assert program([x], [("Exp", [0]), ("EuclideanNorm", [1], {}, [0])]) is None
    assert program([x], [("Exp", [0])], [0]) is None
    assert program([x], [("Exp", [0])], [1, 1]) is None
    with pytest.raises(ValueError):
        program([x], [("Exp", [1])])
    with pytest.raises(TypeError, match="does not match type float32"):
        program([x, tf.constant(1)], [("AddV2", [0, 1])])


def test_errors_are_those_of_the_op():
    x, y = tf.fill([2, 3], 1.0), tf.fill([2, 2], 1.0)
    words = r"\[Mul\] Incompatible shapes: \[2,3\] vs. \[2,2\]"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        program([x, y], [("Exp", [0]), ("Mul", [2, 1])]).run([x, y])
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid reduction dimension"):
        program([x], [("Exp", [0]), ("Sum", [1], {}, [2])]).run([x])
    with pytest.raises(tf.errors.InvalidArgumentError, match="ClipByValue"):
        program([y, x], [("Exp", [1]), ("ClipByValue", [0, 2, 2])]).run([tf.constant(1.0), x])


def test_threads_run_one_program():
    x = tf.constant(np.random.default_rng(10).random(200000), tf.float32)
    fused = program([x], [("Exp", [0]), ("Tanh", [1]), ("Mean", [2], {}, [0])], [2, 3])
    want, wrong = fused.run([x])[0], []

    def run():
        for _ in range(20):
            for got, w in zip(fused.run([x])[0], want, strict=True):
                if got.numpy().tobytes() != w.numpy().tobytes():
                    wrong.append(got)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong
