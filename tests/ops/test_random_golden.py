"""Random numbers against TensorFlow 1.15.5's (golden/random.json, by tools/capture_random.py)."""

import json
from pathlib import Path

import numpy as np
import pytest
from random_scenarios import describe, run, scenarios

import zeal as tf

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "random.json").read_text())
SCENARIOS = scenarios()

# Units in the last place by which a normal number may differ: libraries differ in log, sin, cos.
NORMAL_ULP = 3
GAMMA_ULP = 16  # powers with exponents up to 100


def assert_close(found, expected, dtype, ulp):
    expected = np.array(expected, dtype)
    if ulp == 0 or expected.dtype.kind != "f":
        np.testing.assert_array_equal(found, expected)
    else:
        np.testing.assert_array_max_ulp(found, expected, ulp)


def tolerance(name):
    if "gamma" in name:
        return GAMMA_ULP
    return NORMAL_ULP if "normal" in name or name in ("draws-in-order", "stream-ops") else 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_numbers_are_tensorflows(name):
    results = list(run(tf, SCENARIOS[name]))
    assert len(results) == len(GOLDEN[name])
    for found, expected in zip(results, GOLDEN[name], strict=True):
        form = describe(found)
        assert form["shape"] == expected["shape"]
        assert form["dtype"] == expected["dtype"]
        key = "values" if "values" in expected else "samples"
        if tolerance(name) == 0 and key == "samples":
            assert form["sha256"] == expected["sha256"]
        assert_close(np.array(form[key], form["dtype"]), expected[key], form["dtype"],
                     tolerance(name))


def test_every_golden_has_a_scenario():
    assert set(GOLDEN) == set(SCENARIOS)
