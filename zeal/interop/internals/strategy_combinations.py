"""tensorflow.python.distribute.strategy_combinations: strategies and optimizers for tests.

Those that need a GPU or TPU skip their tests.
"""

from zeal import train
from zeal.distribute.strategy import MirroredStrategy, OneDeviceStrategy
from zeal.distribute.strategy import default_strategy as the_default
from zeal.interop.internals.distribute_combinations import NamedDistribution, NamedObject, combine
from zeal.keras import optimizers

_NAMED = NamedDistribution
default_strategy = _NAMED("Default", the_default)
one_device_strategy = _NAMED("OneDeviceCPU", lambda: OneDeviceStrategy("/cpu:0"))
mirrored_strategy_with_one_cpu = _NAMED("Mirrored1CPU", lambda: MirroredStrategy(["/cpu:0"]))
one_device_strategy_gpu = _NAMED("OneDeviceGPU", None, 1)
mirrored_strategy_with_one_gpu = _NAMED("Mirrored1GPU", None, 1)
mirrored_strategy_with_gpu_and_cpu = _NAMED("MirroredCPUAndGPU", None, 1)
mirrored_strategy_with_two_gpus = _NAMED("Mirrored2GPUs", None, 2)
central_storage_strategy_with_two_gpus = _NAMED("CentralStorage2GPUs", None, 2)
central_storage_strategy_with_gpu_and_cpu = _NAMED("CentralStorageCPUAndGPU", None, 1)
tpu_strategy = _NAMED("TPU", None, required_tpu=True)
tpu_strategy_one_step = _NAMED("TPUOneStep", None, required_tpu=True)
tpu_strategy_one_core = _NAMED("TPUOneCore", None, required_tpu=True)
tpu_strategy_one_step_one_core = _NAMED("TPUOneStepOneCore", None, required_tpu=True)

gradient_descent_optimizer_v1_fn = NamedObject(
    "GradientDescentV1", lambda: train.GradientDescentOptimizer(0.2)
)
adagrad_optimizer_v1_fn = NamedObject("AdagradV1", lambda: train.AdagradOptimizer(0.001))
adam_optimizer_v1_fn = NamedObject("AdamV1", lambda: train.AdamOptimizer(0.001, epsilon=1))
rmsprop_optimizer_v1_fn = NamedObject("RmsPropV1", lambda: train.RMSPropOptimizer(0.001))
gradient_descent_optimizer_keras_v2_fn = NamedObject(
    "GradientDescentKerasV2", lambda: optimizers.SGD(0.2)
)
adagrad_optimizer_keras_v2_fn = NamedObject("AdagradKerasV2", lambda: optimizers.Adagrad(0.001))
adam_optimizer_keras_v2_fn = NamedObject("AdamKerasV2", lambda: optimizers.Adam(0.001, epsilon=1.0))
rmsprop_optimizer_keras_v2_fn = NamedObject("RmsPropKerasV2", lambda: optimizers.RMSprop(0.001))
optimizers_v1 = [gradient_descent_optimizer_v1_fn, adagrad_optimizer_v1_fn]
optimizers_v2 = [gradient_descent_optimizer_keras_v2_fn, adagrad_optimizer_keras_v2_fn]
optimizers_v1_and_v2 = optimizers_v1 + optimizers_v2

graph_and_eager_modes = ["graph", "eager"]
_SEVERAL = [mirrored_strategy_with_gpu_and_cpu, mirrored_strategy_with_two_gpus]
_OWN = [one_device_strategy, one_device_strategy_gpu, *_SEVERAL]
strategies_minus_tpu = [default_strategy, *_OWN]
tpu_strategies = [tpu_strategy, tpu_strategy_one_step]


def _with_optimizers(found):
    return lambda: combine(distribution=[one_device_strategy, *_SEVERAL], optimizer_fn=found)


distributions_and_v1_optimizers = _with_optimizers(optimizers_v1)
distributions_and_v2_optimizers = _with_optimizers(optimizers_v2)
distributions_and_v1_and_v2_optimizers = _with_optimizers(optimizers_v1_and_v2)


def strategy_minus_tpu_combinations():
    """Combinations of `strategies_minus_tpu` and modes."""
    return combine(distribution=strategies_minus_tpu, mode=graph_and_eager_modes)


def tpu_strategy_combinations():
    """Combinations of those that need a TPU, in graphs."""
    return combine(distribution=tpu_strategies, mode=["graph"])


def all_strategy_combinations():
    """Both of these."""
    return strategy_minus_tpu_combinations() + tpu_strategy_combinations()


def all_strategy_minus_default_and_tpu_combinations():
    """Combinations of strategies that a program names itself, and modes."""
    return combine(distribution=_OWN, mode=graph_and_eager_modes)


def all_strategy_combinations_minus_default():
    """Those and the ones that need a TPU."""
    return all_strategy_minus_default_and_tpu_combinations() + tpu_strategy_combinations()


def set_virtual_cpus_to_at_least(num_virtual_cpus):
    """Checks the number: zeal has one device, whatever it is called.

    Raises:
      ValueError: it is below 1.
    """
    if num_virtual_cpus < 1:
        raise ValueError(f"`num_virtual_cpus` must be at least 1 not {num_virtual_cpus!r}")
