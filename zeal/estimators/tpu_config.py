"""tf.estimator.tpu: RunConfig and TPUConfig, which programs also fill in where they run on CPUs."""

import json
import os
import re
from collections import namedtuple
from typing import Any

from zeal.estimators import run_config
from zeal.public import public


@public("estimator.tpu.InputPipelineConfig", "contrib.tpu.InputPipelineConfig")
class InputPipelineConfig:
    """How often TPUs call an input function; on CPUs it is called once."""

    PER_SHARD_V1, PER_HOST_V1, PER_HOST_V2, BROADCAST, SLICED = 1, 2, 3, 4, 5


_Fields = namedtuple("_Fields", (
    "iterations_per_loop num_shards num_cores_per_replica per_host_input_for_training tpu_job_name "
    "initial_infeed_sleep_secs input_partition_dims eval_training_input_configuration "
    "experimental_host_call_every_n_steps"
))  # fmt: skip


@public("estimator.tpu.TPUConfig", "contrib.tpu.TPUConfig")
class TPUConfig(_Fields):
    """What a TPU would be told; on CPUs only iterations_per_loop counts.

    Args:
      iterations_per_loop: by how much the steps from one line of the log to the next are divided,
        or a time between lines: "90s", "2m", "1h".
      the others: checked, and used by TPUs alone.
    """

    __slots__ = ()

    def __new__(
        cls, iterations_per_loop=2, num_shards=None, num_cores_per_replica=None,
        per_host_input_for_training=True, tpu_job_name=None, initial_infeed_sleep_secs=None,
        input_partition_dims=None,
        eval_training_input_configuration=InputPipelineConfig.PER_HOST_V1,
        experimental_host_call_every_n_steps=1,
    ):  # fmt: skip
        steps_or_seconds(iterations_per_loop)
        if num_shards is not None:
            check_count(num_shards, "TPUConfig num_shards")
        per_host = per_host_input_for_training
        if isinstance(per_host, bool):
            per_host = 1 + per_host  # PER_SHARD_V1, PER_HOST_V1
        _check_cores(input_partition_dims, per_host, num_cores_per_replica)
        known = InputPipelineConfig.PER_HOST_V1, InputPipelineConfig.SLICED
        if eval_training_input_configuration not in known:
            raise ValueError(
                "eval_training_input_configuration must be PER_HOST_V1 or SLICED; got "
                f"{eval_training_input_configuration}"
            )
        if initial_infeed_sleep_secs:
            check_count(initial_infeed_sleep_secs, "TPUConfig initial_infeed_sleep_secs")
        service = json.loads(os.environ.get("TF_CONFIG", "{}")).get("service", {})
        return super().__new__(
            cls, iterations_per_loop, num_shards, num_cores_per_replica, per_host,
            tpu_job_name or service.get("tpu_worker_job_name"), initial_infeed_sleep_secs,
            input_partition_dims, eval_training_input_configuration,
            experimental_host_call_every_n_steps,
        )  # fmt: skip


def check_count(value, name):
    """Raises TypeError for what is no int, ValueError for one below 1."""
    if not isinstance(value, int):
        raise TypeError(f"{name} must be int, got {type(value)}")
    if value <= 0:
        raise ValueError(f"{name} must be positive, got {value}")


def _check_cores(partitions, per_host, cores):
    if partitions is not None:
        if len(partitions) not in (1, 2):
            raise ValueError("input_partition_dims must be a list/tuple with one or two elements.")
        if per_host != InputPipelineConfig.PER_HOST_V2:
            raise ValueError("input_partition_dims is only supported in PER_HOST_V2 mode.")
        if cores is None:
            raise ValueError("input_partition_dims requires setting num_cores_per_replica.")
    if cores not in (None, 1, 2, 4, 8, 16, 32, 64, 128):
        raise ValueError(f"num_cores_per_replica must be 1, 2, 4, 8, 16, 32, 64, 128; got {cores}")


def steps_or_seconds(iterations_per_loop):
    """The pair (steps, None) or (None, seconds) that `iterations_per_loop` says."""
    found = re.fullmatch(r"([1-9]\d*)([smh]?)", str(iterations_per_loop))
    if found is None:
        raise ValueError(
            "Invalid TPUConfig `iterations_per_loop` value. Value must be positive integer value "
            "or time-based value `<N><s|m|h>` where <N> is anypositive integer and `s`, `m`, `h` "
            "are unit of time in seconds, minutes, hours respectively. Examples of valid values: "
            "`3600s`, `60m`, `1h`."
        )
    number, unit = int(found[1]), found[2]
    return (None, number * {"s": 1, "m": 60, "h": 3600}[unit]) if unit else (number, None)


@public("estimator.tpu.RunConfig", "contrib.tpu.RunConfig")
class RunConfig(run_config.RunConfig):
    """`tf.estimator.RunConfig` with a TPUConfig.

    Args:
      tpu_config: the TPUConfig.
      evaluation_master, master: addresses of TPUs, which programs on CPUs leave out.
      cluster: None: zeal trains in one process.
      **kwargs: arguments of `tf.estimator.RunConfig`.

    Example:
      >>> tf.estimator.tpu.RunConfig(tf.estimator.tpu.TPUConfig(100)).tpu_config.num_shards
    """

    tpu_config: Any
    cluster = None

    def __init__(
        self, tpu_config=None, evaluation_master=None, master=None, cluster=None, **kwargs
    ):
        super().__init__(**kwargs)
        if cluster is not None:
            raise NotImplementedError("RunConfig has a cluster: zeal trains in one process")
        masters = {"master": master or "", "evaluation_master": evaluation_master or master or ""}
        self._set({"tpu_config": tpu_config or TPUConfig(), **masters})

    def replace(self, **kwargs):
        """A copy with other values, of `tpu_config` too."""
        tpu_config = kwargs.pop("tpu_config", self.tpu_config)
        made = super().replace(**kwargs)
        made._set({"tpu_config": tpu_config})
        return made
