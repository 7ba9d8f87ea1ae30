"""What writes the checkpoints of a training."""

from zeal.checkpoint.saver import Saver
from zeal.graph.keys import GraphKeys
from zeal.train.checkpoint_hook import CheckpointSaverHook


def saving_hooks(config, spec, hooks, listeners):
    """What writes checkpoints, unless a hook does; it tells the listeners.

    Raises:
      ValueError: there are listeners, and nothing writes checkpoints.
    """
    _ensure_saver(config, spec)
    saving = [
        hook for hook in [*hooks, *spec.training_chief_hooks]
        if isinstance(hook, CheckpointSaverHook)
    ]  # fmt: skip
    made = []
    if not saving and (config.save_checkpoints_secs or config.save_checkpoints_steps):
        made = saving = [CheckpointSaverHook(
            config.model_dir, config.save_checkpoints_secs, config.save_checkpoints_steps,
            scaffold=spec.scaffold,
        )]  # fmt: skip
    _tell(saving, listeners)
    return made


def _ensure_saver(config, spec):
    """A saver of the graph, unless there is one."""
    graph = spec.loss.graph
    if not (spec.scaffold.saver or graph.get_collection(GraphKeys.SAVERS)):
        graph.add_to_collection(GraphKeys.SAVERS, Saver(
            sharded=True, max_to_keep=config.keep_checkpoint_max, defer_build=True,
            keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
            save_relative_paths=True,
        ))  # fmt: skip


def _tell(hooks, listeners):
    """Has the first hook tell the listeners."""
    if listeners and not hooks:
        raise ValueError(
            "There should be a CheckpointSaverHook to use saving_listeners. Please set one of the "
            "RunConfig.save_checkpoints_steps or RunConfig.save_checkpoints_secs."
        )
    for listener in listeners:
        if listener not in hooks[0]._listeners:
            hooks[0]._listeners.append(listener)
