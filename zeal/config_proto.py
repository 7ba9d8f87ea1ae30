"""tf.ConfigProto and its parts: settings of TensorFlow's runtime, as plain records."""

from typing import ClassVar

from zeal.public import public


class _Record:
    """A record with the fields of a message; `_fields` gives each field's type."""

    _fields: ClassVar[dict] = {}

    def __init__(self, **fields):
        self.__dict__.update({name: kind() for name, kind in self._fields.items()})
        for name, value in fields.items():
            setattr(self, name, value)

    def __setattr__(self, name, value):
        kind = self._fields.get(name)
        if kind is None:
            raise ValueError(f'Protocol message {type(self).__name__} has no "{name}" field.')
        if not isinstance(value, (int, float) if kind is float else kind):
            raise TypeError(
                f"{value!r} has type {type(value).__name__}, but expected one of: {kind.__name__}"
            )
        self.__dict__[name] = kind(value) if kind in (bool, float) else value

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None

    def __repr__(self):
        return "\n".join(line for name in self._fields for line in self._lines(name))

    def _lines(self, name) -> list:
        kind, value = self._fields[name], self.__dict__[name]
        if value == kind():
            return []
        if isinstance(value, _Record):
            return [f"{name} {{", *(f"  {line}" for line in repr(value).splitlines()), "}"]
        return [f"{name}: {str(value).lower() if kind is bool else value}"]


@public("GPUOptions")
class GPUOptions(_Record):
    """How GPUs are used; accepted, and without effect on the CPU.

    Example:
      >>> tf.GPUOptions(allow_growth=True).allow_growth
      True
    """

    _fields: ClassVar[dict] = {
        "allocator_type": str,
        "allow_growth": bool,
        "deferred_deletion_bytes": int,
        "force_gpu_compatible": bool,
        "per_process_gpu_memory_fraction": float,
        "polling_active_delay_usecs": int,
        "polling_inactive_delay_msecs": int,
        "visible_device_list": str,
    }


@public("OptimizerOptions")
class OptimizerOptions(_Record):
    """How graphs are optimised; accepted, and without effect while executing eagerly.

    Example:
      >>> tf.OptimizerOptions(opt_level=tf.OptimizerOptions.L0).opt_level
      -1
    """

    L1, L0 = 0, -1
    DEFAULT, OFF, ON_1, ON_2 = 0, -1, 1, 2
    _fields: ClassVar[dict] = {
        "do_common_subexpression_elimination": bool,
        "do_constant_folding": bool,
        "do_function_inlining": bool,
        "global_jit_level": int,
        "opt_level": int,
    }


@public("GraphOptions")
class GraphOptions(_Record):
    """How graphs are run; accepted, and without effect while executing eagerly."""

    _fields: ClassVar[dict] = {
        "build_cost_model": int,
        "enable_bfloat16_sendrecv": bool,
        "infer_shapes": bool,
        "optimizer_options": OptimizerOptions,
        "place_pruned_graph": bool,
        "timeline_step": int,
    }


@public("RunOptions")
class RunOptions(_Record):
    """Settings of one `Session.run`. `timeout_in_ms` is in force; nothing is traced.

    Args:
      **fields: values of the fields of TensorFlow's message.

    Raises:
      ValueError: there is no such field.
      TypeError: the value is of another type than the field.

    Example:
      >>> tf.RunOptions(timeout_in_ms=500).timeout_in_ms
      500
    """

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = range(4)
    _fields: ClassVar[dict] = {
        "inter_op_thread_pool": int,
        "output_partition_graphs": bool,
        "report_tensor_allocations_upon_oom": bool,
        "timeout_in_ms": int,
        "trace_level": int,
    }


@public("RunMetadata")
class RunMetadata(_Record):
    """What a run tells of itself; it stays empty, since nothing is traced.

    Example:
      >>> tf.RunMetadata().partition_graphs
      []
    """

    _fields: ClassVar[dict] = {
        "cost_graph": dict,
        "function_graphs": list,
        "partition_graphs": list,
        "step_stats": dict,
    }


@public("ConfigProto")
class ConfigProto(_Record):
    """Settings that `enable_eager_execution` takes.

    `intra_op_parallelism_threads`, where it is not 0, is the number of threads that kernels use.
    The others are accepted without effect: ops run at once, one after the other, on the CPU.

    Args:
      **fields: values of the fields of TensorFlow's message.

    Raises:
      ValueError: there is no such field.
      TypeError: the value is of another type than the field.

    Example:
      >>> config = tf.ConfigProto(allow_soft_placement=True)
      >>> config.gpu_options.allow_growth = True
      >>> config
      allow_soft_placement: true
      gpu_options {
        allow_growth: true
      }
    """

    _fields: ClassVar[dict] = {
        "allow_soft_placement": bool,
        "device_count": dict,
        "device_filters": list,
        "gpu_options": GPUOptions,
        "graph_options": GraphOptions,
        "inter_op_parallelism_threads": int,
        "intra_op_parallelism_threads": int,
        "isolate_session_state": bool,
        "log_device_placement": bool,
        "operation_timeout_in_ms": int,
        "placement_period": int,
        "use_per_session_threads": bool,
    }
