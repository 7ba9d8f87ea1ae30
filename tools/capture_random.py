"""Captures TensorFlow 1.15's random numbers and dataset orders (a development tool).

Writes tests/golden/random.json and tests/golden/shuffle.json.

Run it with the Python of an environment that has tensorflow==1.15.5.
"""

import json
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "ops"))

import random_scenarios  # noqa: E402
import tensorflow as tf  # noqa: E402


def write(name, rows):
    with open(os.path.join(ROOT, "tests", "golden", name), "w") as out:
        out.write("{\n")
        out.write(",\n".join(json.dumps(k) + ": " + json.dumps(v) for k, v in sorted(rows.items())))
        out.write("\n}\n")


def main():
    tf.compat.v1.enable_eager_execution()
    write(
        "random.json",
        {
            name: [random_scenarios.describe(r) for r in random_scenarios.run(tf.compat.v1, steps)]
            for name, steps in random_scenarios.scenarios().items()
        },
    )
    tf.compat.v1.set_random_seed(None)
    write(
        "shuffle.json",
        {
            json.dumps(case): random_scenarios.shuffle_with_datasets(tf, *case)
            for case in random_scenarios.shuffle_cases()
        },
    )


if __name__ == "__main__":
    main()
