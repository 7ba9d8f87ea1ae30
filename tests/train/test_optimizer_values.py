"""A hundred steps of every optimizer against recorded values of TensorFlow 1.15, in three modes."""

import json

import numpy as np
import optimizer_cases as cases
import pytest

import zeal as tf

RECORDED = json.loads(cases.FILE.read_text())
# The state is float16 itself in the last case, where each step rounds.
TOLERANCES = {"float32": 2e-6, "float64": 2e-14, "float16": 4e-3}
every_case = pytest.mark.parametrize("key", RECORDED)


def parts(key):
    name, dtype, kind = key.split(", ")
    return cases.CASES[name], kind, dtype


def assert_near(got, want, dtype, what):
    tolerance = TOLERANCES[dtype]
    np.testing.assert_allclose(
        np.asarray(got, float), want, rtol=tolerance, atol=tolerance, err_msg=what
    )


@every_case
def test_graphs_and_recorded_values(key):
    code, kind, dtype = parts(key)
    want, state = RECORDED[key]
    value, own = cases.run_graph(tf, code, kind, dtype)
    assert value.dtype == dtype
    assert_near(value, want, dtype, "the variable")
    if dtype == "float32":
        assert list(own) == list(state)
        for name, values in state.items():
            assert_near(own[name], values, dtype, name)


@every_case
@pytest.mark.parametrize("traced", [False, True], ids=["eager", "traced"])
def test_other_modes_give_the_bits_of_graphs(key, traced):
    code, kind, dtype = parts(key)
    value, own = cases.run_graph(tf, code, kind, dtype)
    with_modes, state = cases.run_eager(tf, code, kind, dtype, traced)
    np.testing.assert_array_equal(value, with_modes)
    assert len(own) == len(state)
    for name, values in own.items():
        if name in state:
            np.testing.assert_array_equal(values, state[name], err_msg=name)
