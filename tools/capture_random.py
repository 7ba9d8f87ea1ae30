"""Captures TensorFlow 1.15's random numbers as tests/golden/random.json (a development tool).

Run it with the Python of an environment that has tensorflow==1.15.5.
"""

import json
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "ops"))

import random_scenarios  # noqa: E402
import tensorflow as tf  # noqa: E402


def main():
    tf.compat.v1.enable_eager_execution()
    golden = {
        name: [random_scenarios.describe(r) for r in random_scenarios.run(tf.compat.v1, steps)]
        for name, steps in random_scenarios.scenarios().items()
    }
    with open(os.path.join(ROOT, "tests", "golden", "random.json"), "w") as out:
        out.write("{\n")
        rows = [json.dumps(k) + ": " + json.dumps(v) for k, v in sorted(golden.items())]
        out.write(",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
