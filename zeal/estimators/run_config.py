"""tf.estimator.RunConfig: where an estimator writes, how often, and with which seed."""

import copy
import json
import os
import tempfile
from typing import Any

from zeal import logging
from zeal.public import public

_USE_DEFAULT = object()
_DEFAULTS = {
    "model_dir": None, "tf_random_seed": None, "save_summary_steps": 100,
    "save_checkpoints_steps": None, "save_checkpoints_secs": 600, "session_config": None,
    "keep_checkpoint_max": 5, "keep_checkpoint_every_n_hours": 10000,
    "log_step_count_steps": 100, "train_distribute": None, "device_fn": None, "protocol": None,
    "eval_distribute": None, "experimental_distribute": None,
    "experimental_max_worker_delay_secs": None, "session_creation_timeout_secs": 7200,
}  # fmt: skip
_AT_LEAST = {
    "save_summary_steps": (">= 0", lambda n: n >= 0),
    "save_checkpoints_steps": (">= 0", lambda n: n >= 0),
    "save_checkpoints_secs": (">= 0", lambda n: n >= 0),
    "keep_checkpoint_max": (">= 0", lambda n: n >= 0),
    "keep_checkpoint_every_n_hours": ("> 0", lambda n: n > 0),
    "log_step_count_steps": ("> 0", lambda n: n > 0),
    "session_creation_timeout_secs": ("> 0", lambda n: n > 0),
}


@public("estimator.RunConfig", "contrib.learn.RunConfig")
class RunConfig:
    """Where an estimator writes, how often, and with which seed.

    Args:
      model_dir: folder of checkpoints and summaries; by default that of the environment's
        TF_CONFIG, else a temporary one.
      tf_random_seed: the graph's seed.
      save_summary_steps: steps from one writing of summaries to the next.
      save_checkpoints_steps, save_checkpoints_secs: steps or seconds from one checkpoint to the
        next, by default 600 seconds; None for none but at the end of a training.
      session_config: a `tf.ConfigProto`.
      keep_checkpoint_max: how many checkpoints are kept; None or 0 for all.
      keep_checkpoint_every_n_hours: one is kept for good so often.
      log_step_count_steps: steps from one line of the log to the next.
      device_fn: a function of an operation that gives its device.
      train_distribute, eval_distribute, experimental_distribute: a `tf.distribute.Strategy`, which
        changes nothing here, or None: zeal trains in one process.
      protocol, experimental_max_worker_delay_secs, session_creation_timeout_secs: accepted for
        compatibility.

    Raises:
      ValueError: a number is out of its range, or checkpoints are to come by steps and by seconds.
      NotImplementedError: training shall be distributed.

    Example:
      >>> config = tf.estimator.RunConfig(save_checkpoints_steps=50)
      >>> config.save_checkpoints_secs, config.replace(tf_random_seed=1).tf_random_seed
      (None, 1)
    """

    model_dir: Any
    tf_random_seed: Any
    save_summary_steps: Any
    save_checkpoints_steps: Any
    save_checkpoints_secs: Any
    session_config: Any
    keep_checkpoint_max: Any
    keep_checkpoint_every_n_hours: Any
    log_step_count_steps: Any
    device_fn: Any

    # This program is the only one of a training.
    cluster_spec: Any = None
    is_chief, task_type, task_id, global_id_in_cluster = True, "worker", 0, 0
    master, evaluation_master, num_ps_replicas, num_worker_replicas = "", "", 0, 1
    service = None

    def __init__(
        self, model_dir=None, tf_random_seed=None, save_summary_steps=100,
        save_checkpoints_steps=_USE_DEFAULT, save_checkpoints_secs=_USE_DEFAULT,
        session_config=None, keep_checkpoint_max=5, keep_checkpoint_every_n_hours=10000,
        log_step_count_steps=100, train_distribute=None, device_fn=None, protocol=None,
        eval_distribute=None, experimental_distribute=None,
        experimental_max_worker_delay_secs=None, session_creation_timeout_secs=7200,
    ):  # fmt: skip
        given = dict(locals())
        steps, secs = save_checkpoints_steps, save_checkpoints_secs
        if steps is _USE_DEFAULT:
            given["save_checkpoints_steps"] = None
        if secs is _USE_DEFAULT:
            given["save_checkpoints_secs"] = 600 if steps is _USE_DEFAULT else None
        elif steps is not _USE_DEFAULT and None not in (steps, secs):
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
            )
        given["model_dir"] = _folder(model_dir)
        self._set({name: given[name] for name in _DEFAULTS})

    def _set(self, values):
        for name, value in values.items():
            _check(name, value)
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError(f"can't set attribute {name!r}: use replace({name}=...)")

    def replace(self, **kwargs):
        """A copy with other values.

        Args:
          **kwargs: arguments of this class.

        Returns:
          A RunConfig.

        Raises:
          ValueError: a name is unknown, or a value is wrong.
        """
        for name in kwargs:
            if name not in _DEFAULTS:
                raise ValueError(
                    f"Replacing {name} is not supported. Allowed properties are "
                    f"{list(_DEFAULTS)}."
                )
        steps, secs = (kwargs.get(f"save_checkpoints_{kind}") for kind in ("steps", "secs"))
        if steps is not None and secs is not None:
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
            )
        if steps is not None:
            kwargs["save_checkpoints_secs"] = None
        if secs is not None:
            kwargs["save_checkpoints_steps"] = None
        made = copy.copy(self)
        made._set(kwargs)
        return made


def _check(name, value):
    if value is None:
        return
    if name in ("train_distribute", "eval_distribute", "experimental_distribute"):
        from zeal.distribute.strategy import Strategy

        if isinstance(value, Strategy):
            return  # of one device, as all are
        raise NotImplementedError(f"{name}: zeal trains in one process, on one device")
    words, holds = _AT_LEAST.get(name, ("", lambda n: True))
    if not holds(value):
        raise ValueError(f"{name} should be {words}")
    if name == "model_dir" and not value:
        raise ValueError("model_dir should be non-empty")
    if name == "tf_random_seed" and not hasattr(value, "__index__"):
        raise ValueError("tf_random_seed must be integer.")
    if name == "session_config":
        from zeal.messages.config import ConfigProto

        if not isinstance(value, ConfigProto):
            raise ValueError("session_config must be instance of ConfigProto")
    if name == "device_fn" and not callable(value):
        raise ValueError('device_fn must be callable with exactly one argument "op".')


def _folder(model_dir):
    """The folder that is given, or that of the environment."""
    config = json.loads(os.environ.get("TF_CONFIG", "{}"))
    if config.get("cluster"):
        raise NotImplementedError("TF_CONFIG has a cluster: zeal trains in one process")
    other = config.get("model_dir")
    if model_dir is None:
        return other
    model_dir = os.fspath(model_dir)
    if other is not None and other != model_dir:
        raise ValueError(
            "`model_dir` provided in RunConfig construct, if set, must have the same value as the "
            f"model_dir in TF_CONFIG. model_dir: {model_dir}\nTF_CONFIG[\"model_dir\"]: {other}"
        )
    return model_dir


def configured(config, model_dir):
    """The RunConfig, with a folder."""
    if config is None:
        config = RunConfig()
        logging.info("Using default config.")
    if not isinstance(config, RunConfig):
        raise ValueError(f"config must be an instance of `RunConfig`, but provided {config}.")
    model_dir = None if model_dir is None else os.fspath(model_dir)
    if model_dir is not None and config.model_dir not in (None, model_dir):
        raise ValueError(
            "`model_dir` are set both in constructor and `RunConfig`, but with different values. "
            f"In constructor: '{model_dir}', in `RunConfig`: '{config.model_dir}' "
        )
    folder = model_dir or config.model_dir
    if folder is None:
        folder = tempfile.mkdtemp()
        logging.warning(f"Using temporary folder as model directory: {folder}")
    return config.replace(model_dir=folder)
