"""tf.contrib.model_pruning: masks by magnitude, against NumPy."""

import numpy as np
import pytest

import zeal as tf

pruning = tf.contrib.model_pruning


def _masked(weights, updates, sparsity=None, **options):
    """The mask after some updates, one a step, and how often it changed."""
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        w = tf.get_variable("w", initializer=tf.constant(weights, tf.float32))
        masked = pruning.apply_mask(w)
        spec = pruning.get_pruning_hparams().override_from_dict(options)
        update = pruning.Pruning(spec, sparsity=sparsity).conditional_mask_update_op()
        session.run(tf.global_variables_initializer())
        seen = []
        for _ in range(updates):
            session.run(step.assign_add(1))
            session.run(update)
            seen.append(session.run(pruning.get_weight_sparsity()[0]))
        mask = session.run(pruning.get_masks()[0])
        np.testing.assert_allclose(session.run(masked), mask * weights, 1e-6)
        return mask, seen


def test_the_smallest_magnitudes_are_masked():
    weights = np.linspace(1, 100, 100) * (-1) ** np.arange(100)
    mask, _ = _masked(weights, 1, 0.95, pruning_frequency=1)
    np.testing.assert_array_equal(mask, np.abs(weights) > 95)


@pytest.mark.parametrize("kind", ["AVG", "MAX"])
def test_blocks(kind):
    weights = np.random.RandomState(0).rand(5, 6)
    mask, _ = _masked(
        weights, 1, 0.5, pruning_frequency=1, block_height=2, block_width=3,
        block_pooling_function=kind,
    )  # fmt: skip
    rows = [weights[i : i + 2] for i in (0, 2, 4)]
    take = np.mean if kind == "AVG" else np.max
    pooled = np.array([[take(row[:, j : j + 3]) for j in (0, 3)] for row in rows])
    want = pooled >= np.sort(pooled, None)[3]
    np.testing.assert_array_equal(mask, np.kron(want, np.ones([2, 3]))[:5])


def test_sparsity_grows_at_the_steps_of_the_spec():
    weights = np.random.RandomState(0).rand(1000)
    _, seen = _masked(
        weights, 12, pruning_frequency=4, begin_pruning_step=4, end_pruning_step=8,
        target_sparsity=0.8, sparsity_function_end_step=10,
    )  # fmt: skip
    want = [0.8 - 0.8 * (1 - step / 10) ** 3 for step in (4, 8)]
    np.testing.assert_allclose(seen, [0] * 3 + [want[0]] * 4 + [want[1]] * 5, atol=1e-3)


def test_targets_by_name():
    weights = np.linspace(1, 100, 100)
    _, seen = _masked(
        weights, 1, 0.5, pruning_frequency=1, weight_sparsity_map=["w:0.25"], target_sparsity=0.5
    )
    np.testing.assert_allclose(seen, [0.25], atol=1e-3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"begin_pruning_step": -1}, "Illegal value for begin_pruning_step"),
        ({"begin_pruning_step": 5, "end_pruning_step": 3}, "Pruning must begin before it can end"),
        ({"target_sparsity": 1.5}, "target_sparsity must be in range"),
    ],
)
def test_specs_that_make_no_sense(options, words):
    with pytest.raises(ValueError, match=words):
        _masked([1.0, 2.0], 1, **options)
