"""Runs every row of the sample table: values, inference, gradients, errors, threads."""

import re
from pathlib import Path

import numpy as np
import pytest
from checker import (
    assert_close,
    call,
    check_infer,
    expected_outputs,
    flat,
    gradient_check,
    op_of,
    states_of,
    tensors_of,
    to_numpy,
)
from same_bits import same_bits
from samples import COMPLEX, FLOATS, A, draw_inputs, load

import zeal
from zeal import _native, errors
from zeal._native import raw
from zeal.ops.host_op import HOST_OPS

TESTS = Path(__file__).parents[1]
ROWS = load()
HOSTED = {row.op for row in ROWS} & set(HOST_OPS)
# Ops whose kernels are Python code take tensors of any dtypes: tests/effects has their tests.
# Their tests are in test_tensor_lists.py.
OF_LISTS = re.compile("(Empty)?TensorList.*|AddVariants|ZerosLikeVariant")
INFO = {
    name: _native.op_info(name)
    for name in _native.op_names()
    if (hasattr(raw, name) or name in HOSTED) and not OF_LISTS.fullmatch(name)
}
KNOWN = [row for row in ROWS if row.op in INFO]  # the others fail test_every_row_has_an_op
NAMES = [f"{row.op}-{row.name}".strip("-") for row in KNOWN]
every_row = pytest.mark.parametrize("row", KNOWN, ids=NAMES)


def t_positions(row) -> list[int]:
    """Declared inputs whose dtype is T."""

    def has_t(spec):
        return (
            any(map(has_t, spec))
            if isinstance(spec, list)
            else isinstance(spec, A) and spec.dtype is None
        )

    return [i for i, spec in enumerate(row.inputs) if has_t(spec)]


def dtypes_of(row) -> list[str]:
    info = INFO[row.op]
    at = t_positions(row)
    if row.dtypes is not None:
        return list(row.dtypes)
    if not at:
        return ["float32"]
    allowed = [
        d
        for d in info["inputs"][at[0]]["dtypes"]
        if all(d in info["inputs"][i]["dtypes"] for i in at)
    ]
    dispatch = info["dispatch"]
    if dispatch < 0 or dispatch in at:
        allowed = [d for d in allowed if d in info["kernels"]]
    return [d for d in allowed if d not in ("resource", "variant")]


def drawn(row, dtype):
    return draw_inputs(row.inputs, dtype, row.op + row.name)


def ops_without_row(ops, rows) -> list[str]:
    return sorted(set(ops) - {row.op for row in rows})


def test_every_op_has_a_row():
    missing = ops_without_row(INFO, ROWS)
    assert not missing, f"no sample row (tests/ops/samples_*.py) for: {', '.join(missing)}"


def test_every_row_has_an_op():
    stale = sorted({row.op for row in ROWS} - set(INFO))
    assert not stale, f"rows of ops that are not registered: {', '.join(stale)}"


# Gradients of ops whose rows cannot be checked one element at a time (symmetric matrices, sequences
# and their lengths), by the test that holds them against differences.
LSTM = "tests/rnn/test_block_cells.py::test_gradients_to_second_order"
GRU = "tests/rnn/test_gru_sequences.py::test_gradients_to_second_order"
CTC = "tests/sparse/test_ctc.py::test_gradients_are_slopes"
CHECKED_ELSEWHERE = {
    "Cholesky": "tests/ops/test_linalg.py::test_gradients_of_cholesky", "CTCLoss": CTC,
    "DenseCTCLoss": CTC, "BlockLSTM": LSTM, "BlockLSTMV2": LSTM, "HardBlockLSTM": LSTM,
    "BlockLSTMGrad": LSTM, "BlockLSTMGradV2": LSTM, "HardBlockLSTMGrad": LSTM,
    "BlockGRU": GRU, "BlockGRUGrad": GRU,
    "LSTMBlockCell": "tests/rnn/test_block_cells.py::test_as_tensorflow",
    "RandomGamma": "tests/ops/test_distribution_functions.py::test_gamma_samples_move_with_alpha",
    "SelfAdjointEigV2": "tests/ops/test_linalg.py::test_gradients_of_eigenvectors",
}  # fmt: skip


def test_what_checks_other_gradients_is_there():
    for place in set(CHECKED_ELSEWHERE.values()):
        path, name = place.split("::")
        assert f"def {name}(" in (TESTS.parent / path).read_text()


def test_every_gradient_is_checked():
    rules = {name for name, info in INFO.items() if info["grad"] == "rule"}
    checked = {row.op for row in KNOWN if wants_gradient(row)}
    lack = rules - checked - CHECKED_ELSEWHERE.keys()
    assert not lack, f"no row checks the gradient of: {', '.join(sorted(lack))}"


@every_row
def test_values(row):
    """Value, dtype and shape of each dtype against the reference; inputs stay as they were."""
    names = dtypes_of(row)
    assert names, f"{row.op}: no dtype to test"
    for dtype in names:
        values = drawn(row, dtype)
        tensors = tensors_of(values)
        outs = call(row, tensors)
        outs += states_of(values, tensors)
        for v, t in zip(flat(values), flat(tensors), strict=True):
            assert v.held or np.array_equal(
                to_numpy(t),
                v.array,
                equal_nan="float" in v.dtype or "complex" in v.dtype,
            ), f"{row.op} changed its input"
        if row.check is not None:
            row.check(
                [to_numpy(o) for o in outs],
                [v if v is None else v.array for v in flat(values)],
            )
            continue
        want = expected_outputs(row, values)
        assert len(outs) == len(want), f"{row.op} gave {len(outs)} outputs, expected {len(want)}"
        for k, (got, exact) in enumerate(zip(outs, want, strict=True)):
            assert_close(got, exact, row.tol, f"{row.op} {dtype} output {k}")


@pytest.mark.parametrize(
    "row",
    [r for r in KNOWN if r.infer],
    ids=[n for r, n in zip(KNOWN, NAMES, strict=True) if r.infer],
)
def test_infer(row):
    """Inference admits the result, whatever is hidden from it."""
    tensors = tensors_of(drawn(row, dtypes_of(row)[0]))
    if any(t is None for t in tensors):
        pytest.skip("an optional input is left out")
    check_infer(row.op, tensors, row.attrs, call(row, tensors))


def wants_gradient(row) -> bool:
    return INFO[row.op]["grad"] == "rule" and row.grad != () and bool(gradient_dtypes(row))


def gradient_dtypes(row) -> list[str]:
    """float64 and complex128 where there are kernels, else float32."""
    names = dtypes_of(row)
    wide = [d for d in ("float64", "complex128") if d in names]
    size = sum(int(np.prod(v.array.shape)) for v in flat(drawn(row, "float32")))
    if size > 200:
        return []
    return wide or [d for d in ("float32", "complex64") if d in names]


@pytest.mark.parametrize(
    "row",
    [r for r in KNOWN if wants_gradient(r)],
    ids=[n for r, n in zip(KNOWN, NAMES, strict=True) if wants_gradient(r)],
)
def test_gradients(row):
    """First and second order against central differences in float64; each input alone too."""
    for dtype in gradient_dtypes(row):
        check = gradient_check(row, drawn(row, dtype))
        check.first()
        check.alone()
        if row.second:
            check.second()


@pytest.mark.parametrize("op", sorted(n for n, i in INFO.items() if i["grad"] == "missing"))
def test_missing_gradient_is_a_lookup_error(op):
    asked = 0
    for row in (r for r in KNOWN if r.op == op):
        for dtype in dtypes_of(row):
            tensors = tensors_of(drawn(row, dtype))
            xs = [t for t in flat(tensors) if t.dtype.name in FLOATS + COMPLEX]
            with zeal.GradientTape() as tape:
                for x in xs:
                    tape.watch(x)
                outs = [o for o in call(row, tensors) if o.dtype.name in FLOATS + COMPLEX]
            if xs and outs:
                asked += 1
                with pytest.raises(LookupError, match=op):
                    tape.gradient(outs, xs)
    assert asked, f"no row asks for a gradient; what passes none by its types says so: {op}"


@pytest.mark.parametrize(
    "row",
    [r for r in KNOWN if r.errors],
    ids=[n for r, n in zip(KNOWN, NAMES, strict=True) if r.errors],
)
def test_errors(row):
    """Bad input raises the class the row names; the message names the op."""
    for e in row.errors:
        values = draw_inputs(e.inputs, dtypes_of(row)[0], row.op)
        with pytest.raises(e.error) as caught:
            call(row.but(attrs=e.attrs), tensors_of(values))
        text = str(caught.value)
        assert e.match in text, f"{row.op}: no {e.match!r} in {text!r}"
        assert row.op in text, f"{row.op}: the message does not name the op: {text!r}"


@pytest.mark.parametrize("row", {r.op: r for r in reversed(KNOWN)}.values(), ids=lambda r: r.op)
def test_dtypes_that_an_op_does_not_take(row):
    """Every dtype outside the declared ones raises and names the op; so does a missing kernel."""
    at = t_positions(row)
    if not at:
        pytest.skip("no input of type T")
    for dtype in (*FLOATS, *COMPLEX, "int32", "uint8", "bool", "string"):
        values = drawn(row, dtype)
        takes = all(dtype in INFO[row.op]["inputs"][i]["dtypes"] for i in at)
        try:
            call(row, tensors_of(values))
        except (errors.OpError, TypeError, ValueError) as e:
            assert row.op in str(e), f"{row.op} {dtype}: {e}"
            assert not takes or dtype not in dtypes_of(row), f"{row.op} {dtype}: {e}"
        else:
            assert takes, f"{row.op} took {dtype}"


@pytest.mark.parametrize("op", sorted(INFO))
def test_wrong_argument_counts(op):
    fn = op_of(op)
    with pytest.raises((TypeError, ValueError, errors.OpError)):
        fn(*[zeal.constant(1.0)] * 30)
    with pytest.raises(TypeError):
        fn(no_such_argument=1)


def big_of(row):
    """Inputs large enough for threads: the row's own, or those of an elementwise op, grown."""
    if row.big is not None:
        return row.big
    if not INFO[row.op]["elementwise"] or any(
        not isinstance(s, A) or s.special for s in row.inputs
    ):
        return None
    return [A((300, 257), s.low, s.high, s.dtype, s.nonzero) for s in row.inputs]


@pytest.mark.parametrize(
    "row", {r.op: r for r in reversed(KNOWN) if big_of(r)}.values(), ids=lambda r: r.op
)
def test_same_bits_for_any_number_of_threads(row):
    dtype = next(
        d for d in ("float32", "float64", "int32", "bool", *dtypes_of(row)) if d in dtypes_of(row)
    )
    tensors = tensors_of(draw_inputs(big_of(row), dtype, row.op))
    same_bits(lambda: [to_numpy(o).tobytes() for o in call(row, tensors)], (1, 2, 3))
