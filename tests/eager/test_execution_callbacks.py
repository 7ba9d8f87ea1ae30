"""tfe.seterr and its like, execution callbacks, and ZEAL_CHECK_NUMERICS in fresh interpreters."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal.eager.execution_callbacks import InfOrNanError

tfe = tf.contrib.eager
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _nobody_looks_afterwards():
    yield
    tfe.clear_execution_callbacks()


def line():
    frame = sys._getframe(1)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


# --- the switch ---
def test_the_error_names_op_counts_ranges_and_line():
    x = tf.constant([4.0, -2.0, 0.0])
    tfe.seterr(inf_or_nan="raise")
    with pytest.raises(InfOrNanError) as caught:
        tf.log(x)
    where = f"{__file__}:{caught.traceback[0].lineno + 1}"
    text = str(caught.value)
    assert text.startswith(
        "Output 1 of 1 of TFE operation Log (name: None) contains 1 inf(s) and 1 nan(s) "
        "out of a total of 3 element(s). Tensor value: "
    )
    assert "input 0 is [3] float32 from -2 to 4" in text
    assert text.endswith(f"the program is at {where}")
    error = caught.value
    assert (error.op_type, error.op_name) == ("Log", None)
    assert (error.output_index, error.num_outputs) == (0, 1)
    assert np.isnan(error.value[1])


def test_inputs_that_were_not_finite_are_counted():
    x = tf.constant([np.inf, 1.0])
    with tfe.errstate(inf_or_nan="raise"), pytest.raises(InfOrNanError) as caught:
        x - x
    assert "input 0 is [2] float32 from 1 to 1 with 1 inf(s)" in str(caught.value)


@pytest.mark.parametrize("dtype", [
    "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
])  # fmt: skip
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_every_floating_dtype_is_searched(dtype, value):
    n = 9001  # more than one block of the search
    good = tf.cast(tf.ones([n]), dtype)
    bad = tf.cast(tf.concat([tf.ones([n - 1]), tf.constant([value])], 0), dtype)
    tfe.seterr(inf_or_nan="raise")
    assert tf.identity(good).dtype.name == dtype
    with pytest.raises(InfOrNanError, match="TFE operation Identity"):
        tf.identity(bad)


def test_large_finite_values_integers_and_strings_pass():
    tfe.seterr(inf_or_nan="raise")
    for value in (3.4e38, -3.4e38, 1e-45, 0.0):
        tf.identity(tf.constant(value))
    tf.identity(tf.constant(-1, tf.int32))
    tf.identity(tf.constant(["a"]))


def test_old_settings_and_actions(capsys, caplog):
    assert tfe.seterr() == {"inf_or_nan": tfe.ExecutionCallback.IGNORE}
    assert tfe.seterr(inf_or_nan="print") == {"inf_or_nan": tfe.ExecutionCallback.IGNORE}
    assert np.isneginf(tf.log(0.0).numpy())
    assert capsys.readouterr().out.startswith("Warning: Output 1 of 1 of TFE operation Log")
    with tfe.errstate(inf_or_nan=tfe.ExecutionCallback.WARN):
        tf.log(0.0)
        assert "TFE operation Log" in caplog.text
    assert tfe.seterr(inf_or_nan="ignore") == {"inf_or_nan": tfe.ExecutionCallback.PRINT}
    assert np.isneginf(tf.log(0.0).numpy())
    assert capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="no"):
        tfe.seterr(inf_or_nan="no")


def test_errstate_ends_with_an_error_too():
    with pytest.raises(InfOrNanError), tfe.errstate(inf_or_nan="raise"):
        tf.log(0.0)
    assert tfe.seterr() == {"inf_or_nan": tfe.ExecutionCallback.IGNORE}


def test_a_gradient_names_what_is_differentiated_and_where_it_ran():
    x = tf.constant([0.0, 4.0])
    with tfe.errstate(inf_or_nan="raise"):
        with tf.GradientTape() as tape:
            tape.watch(x)
            root, recorded = tf.sqrt(x), line()
            y = tf.reduce_sum(root)
        with pytest.raises(InfOrNanError) as caught:
            tape.gradient(y, x)
    assert f"in the gradient of Sqrt at {recorded}" in str(caught.value)


def test_a_custom_gradient_is_named():
    @tf.custom_gradient
    def f(x):
        return x * 1.0, lambda dy: dy / 0.0

    x = tf.constant(1.0)
    with tfe.errstate(inf_or_nan="raise"):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        with pytest.raises(InfOrNanError, match="in the gradient of .*f.* at .*test_execution"):
            tape.gradient(y, x)


def test_gradients_are_the_same_while_ops_are_watched():
    x = tf.Variable([1.0, 2.0, 3.0])

    def gradients():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as tape:
                y = tf.reduce_sum(tf.exp(x) * x + tf.tanh(x))
            first = tape.gradient(y, x)
        return first, outer.gradient(first, x)

    plain = gradients()
    with tfe.errstate(inf_or_nan="raise"):
        watched = gradients()
    for a, b in zip(plain, watched, strict=True):
        assert np.array_equal(a.numpy(), b.numpy())


def test_the_switch_is_the_threads_own():
    tfe.seterr(inf_or_nan="raise")
    found = []

    def run():
        found.append(tf.log(0.0).numpy())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert np.isneginf(found)


# --- callbacks ---
def test_callbacks_see_every_op_in_order():
    seen = []
    a, b = tf.constant([[1.0, 2.0]]), tf.constant([[3.0], [4.0]])
    tfe.add_execution_callback(lambda *call: seen.append(call))
    c = tf.matmul(a, b) + 1.0
    tfe.clear_execution_callbacks()
    tf.exp(c)
    assert [call[0] for call in seen] == ["MatMul", "AddV2"]
    _, inputs, attrs, outputs, op_name = seen[0]
    assert [t.numpy().tolist() for t in inputs] == [[[1.0, 2.0]], [[3.0], [4.0]]]
    assert outputs[0].numpy().tolist() == [[11.0]] and op_name is None
    named = dict(zip(attrs[::2], attrs[1::2], strict=True))
    assert named["T"] == 1 and named["transpose_a"] is False


def test_what_a_callback_computes_is_neither_shown_nor_recorded():
    seen = []
    x = tf.constant(2.0)

    def callback(op_type, inputs, attrs, outputs, op_name):
        seen.append((op_type, float(outputs[0] * 2.0)))

    tfe.add_execution_callback(callback)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    recorded = tape._num_entries
    assert seen == [("Mul", 8.0)] and recorded == 1
    tfe.clear_execution_callbacks()
    assert float(tape.gradient(y, x)) == 4.0


def test_a_callback_may_take_itself_away():
    seen = []

    def once(op_type, *rest):
        seen.append(op_type)
        tfe.clear_execution_callbacks()

    tfe.add_execution_callback(once)
    tf.exp(1.0)
    tf.exp(1.0)
    assert seen == ["Exp"]


def test_a_callback_that_keeps_a_variables_value_keeps_that_value():
    kept = []
    v = tf.Variable([1.0, 2.0])
    tfe.add_execution_callback(lambda op, inputs, *rest: kept.extend(inputs))
    v * 1.0
    tfe.clear_execution_callbacks()
    v.assign_add([1.0, 1.0])
    assert kept[0].numpy().tolist() == [1.0, 2.0]


def test_errors_of_callbacks_arrive():
    def callback(*call):
        raise KeyError("mine")

    tfe.add_execution_callback(callback)
    with pytest.raises(KeyError, match="mine"):
        tf.exp(1.0)


def test_inf_and_nan_callbacks_look_for_their_own():
    tfe.add_execution_callback(tfe.inf_callback)
    assert np.isnan(tf.log(-1.0).numpy())
    with pytest.raises(InfOrNanError, match="1 inf"):
        tf.log(0.0)
    tfe.clear_execution_callbacks()
    tfe.add_execution_callback(tfe.nan_callback)
    assert np.isneginf(tf.log(0.0).numpy())
    with pytest.raises(InfOrNanError, match="1 nan"):
        tf.log(-1.0)


def test_seterr_leaves_other_callbacks_alone():
    seen = []
    tfe.add_execution_callback(lambda op_type, *rest: seen.append(op_type))
    tfe.seterr(inf_or_nan="raise")
    tfe.seterr(inf_or_nan="ignore")
    tf.exp(1.0)
    assert seen == ["Exp"]


# --- the flag ---
def run(code, value):
    code = "import zeal as tf\ntf.enable_eager_execution()\n" + code
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
        env=os.environ | {"ZEAL_CHECK_NUMERICS": value},
    )  # fmt: skip


def test_the_flag_checks_all_threads():
    code = "import threading\nt = threading.Thread(target=lambda: tf.log(0.0))\nt.start(); t.join()"
    done = run(code + "\ntf.log(-1.0)", "1")
    assert done.returncode == 1 and done.stderr.count("InfOrNanError") == 2
    assert "1 inf(s)" in done.stderr and "1 nan(s)" in done.stderr
    done = run(code, "0")
    assert done.returncode == 0 and done.stderr == ""


def test_a_wrong_flag_stops_the_import():
    done = run("", "yes")
    assert done.returncode == 1
    assert "ZEAL_CHECK_NUMERICS is 'yes'; it must be 0 or 1, or unset" in done.stderr


def test_a_callback_that_opens_a_tape_is_not_recorded_by_those_outside():
    v, x = tf.Variable(2.0), tf.constant(3.0)
    seen = []

    def callback(*_):
        if not seen:
            with tf.GradientTape() as tape:
                y = v * x
            z = v * x
            seen.append((tape.gradient(y, v).numpy(), z))

    tfe.add_execution_callback(callback)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tfe.clear_execution_callbacks()
    assert seen[0][0] == 3.0
    assert tape.watched_variables() == ()
    assert tape.gradient(y, x).numpy() == 6.0
