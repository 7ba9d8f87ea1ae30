"""tf.train: optimizers and the global step."""

from zeal.train.global_step import create_global_step, get_global_step, get_or_create_global_step
from zeal.train.gradient_descent import GradientDescentOptimizer
from zeal.train.optimizer import Optimizer

__all__ = [
    "GradientDescentOptimizer",
    "Optimizer",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
]

_NOT_BUILT = {
    "optimizers": "AdadeltaOptimizer AdagradDAOptimizer AdagradOptimizer AdamOptimizer "
    "FtrlOptimizer MomentumOptimizer ProximalAdagradOptimizer ProximalGradientDescentOptimizer "
    "RMSPropOptimizer SyncReplicasOptimizer ExponentialMovingAverage",
    "learning rate schedules": "cosine_decay exponential_decay inverse_time_decay "
    "natural_exp_decay piecewise_constant polynomial_decay",
    "checkpoints": "Checkpoint CheckpointManager Saver checkpoint_exists latest_checkpoint "
    "list_variables load_checkpoint load_variable",
    "graph mode": "MonitoredSession MonitoredTrainingSession Scaffold SessionRunHook Supervisor "
    "global_step write_graph",
}


def __getattr__(name):
    for part, names in _NOT_BUILT.items():
        if name in names.split():
            raise AttributeError(f"tf.train.{name} is not built yet; it waits for zeal's {part}")
    from zeal.not_built import missing

    raise missing("train", name)
