"""tf.data.experimental.CheckpointInputPipelineHook: saves where a graph's iterators stand."""

from zeal.checkpoint.saver import Saver
from zeal.checkpoint.state_file import latest_checkpoint
from zeal.data.graph_iterator import ITERATORS, position_of
from zeal.graph.collections import get_collection
from zeal.public import public
from zeal.train.checkpoint_hook import CheckpointSaverHook
from zeal.train.session_hooks import SessionRunHook


class _Saver(Saver):
    """A Saver with a state file of its own beside that of the model."""

    def __init__(self, var_list, state_file):
        super().__init__(var_list, sharded=True)
        self._state_file = state_file

    def save(self, sess, save_path, global_step=None, **kwargs):
        """See `tf.train.Saver.save`."""
        return super().save(sess, save_path, global_step, self._state_file, **kwargs)


@public("data.experimental.CheckpointInputPipelineHook",
        "contrib.data.CheckpointInputPipelineHook")  # fmt: skip
class CheckpointInputPipelineHook(SessionRunHook):
    """Saves and restores where the input pipeline stands, while an Estimator trains.

    The positions of all iterators of the graph are in files "input.ckpt-..." in the folder of the
    model, as often as it saves itself; training that is resumed goes on behind the last element.

    Args:
      estimator: the Estimator.

    Raises:
      ValueError: while training begins: the graph has no iterator.

    Example:
      >>> def model(features, mode):
      ...     step = tf.train.get_or_create_global_step().assign_add(1)
      ...     return tf.estimator.EstimatorSpec(mode, loss=tf.to_float(features), train_op=step)
      >>> estimator = tf.estimator.Estimator(model)
      >>> hook = tf.data.experimental.CheckpointInputPipelineHook(estimator)
      >>> _ = estimator.train(lambda: tf.data.Dataset.range(9), [hook], steps=2)
      >>> tf.train.latest_checkpoint(estimator.model_dir, "checkpoint_input").split("/")[-1]
      'input.ckpt-2'
    """

    def __init__(self, estimator):
        config, name = estimator.config, "input"
        if config.num_worker_replicas > 1:
            name = f"input_{config.task_type}_{config.task_id}"
        self._state_file, self._began = f"checkpoint_{name}", False
        # No base class: Estimators save their model themselves only where no such hook is given.
        self._saves = CheckpointSaverHook(
            estimator.model_dir, config.save_checkpoints_secs, config.save_checkpoints_steps,
            checkpoint_basename=f"{name}.ckpt",
        )  # fmt: skip

    def begin(self):
        """Finds the iterators."""
        positions = [position_of(x, f"{x.op.name}-iterator") for x in get_collection(ITERATORS)]
        self._saves._saver, self._began = _Saver(positions, self._state_file), False
        self._saves.begin()

    def before_run(self, run_context):
        """At the first run goes where the last training stood, or saves the beginning."""
        if not self._began:
            self._began = True
            self._go_on(run_context.session)
        return self._saves.before_run(run_context)

    def _go_on(self, session):
        saves = self._saves
        latest, step = latest_checkpoint(saves._dir, self._state_file), session.run(saves._step)
        if latest:
            saves._saver.restore(session, latest)
        else:
            saves._save(session, int(step))
        saves._timer.update_last_triggered_step(int(step))

    def after_run(self, run_context, run_values):
        """Saves, when it is time."""
        self._saves.after_run(run_context, run_values)

    def end(self, session):
        """Saves the last positions."""
        self._saves.end(session)
