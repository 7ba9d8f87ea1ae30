"""What an evaluation runs, and what becomes of its results."""

from zeal import logging, nest
from zeal.eager import control
from zeal.graph.keys import GraphKeys
from zeal.metrics.means import mean
from zeal.train.evaluation import get_or_create_eval_step
from zeal.train.scaffold import Scaffold
from zeal.train.step_counter import get_global_step


def updates_and_values(spec):
    """What updates all metrics, and their values."""
    metrics = dict(spec.eval_metric_ops)
    if "loss" in metrics:
        raise ValueError(
            'Metric with name "loss" is not allowed, because Estimator already defines a default '
            "metric with the same name."
        )
    metrics["loss"] = mean(spec.loss)
    if GraphKeys.GLOBAL_STEP in metrics:
        raise ValueError(
            "Metric with name `global_step` is not allowed, because Estimator already defines a "
            "default metric with the same name."
        )
    updates = [part for _, update in metrics.values() for part in nest.flatten(update)]
    values = {key: value for key, (value, _) in sorted(metrics.items())}
    return control.group(*updates), {**values, GraphKeys.GLOBAL_STEP: get_global_step()}


def counting(scaffold):
    """The scaffold, which also initialises the count of steps."""
    if not scaffold.local_init_op:
        return scaffold
    get_or_create_eval_step()
    return Scaffold(
        local_init_op=control.group(
            scaffold.local_init_op, control.local_variables_initializer(),
            control.tables_initializer(),
        ),
        copy_from_scaffold=scaffold,
    )  # fmt: skip


def starting(scaffold, start):
    """The scaffold, whose sessions begin with what a function gives to variables; None for none."""
    if start is None:
        return scaffold
    for name, given in (("saver", scaffold.saver), ("init_fn", scaffold.init_fn)):
        if given is not None:
            raise ValueError(f"InMemoryEvaluator does not support custom {name}")
    return Scaffold(init_fn=start, copy_from_scaffold=scaffold)


def publish_results(folder, results, checkpoint_path):
    """The results as summaries, and in the log."""
    from zeal.estimators.result_summaries import write_results

    step = results[GraphKeys.GLOBAL_STEP]
    text = ", ".join(f"{key} = {value}" for key, value in sorted(results.items()))
    logging.info(f"Saving dict for global step {step}: {text}")
    write_results(folder, results, step, checkpoint_path)
