"""tf.keras.mixed_precision.experimental.Policy: dtypes of computations and of variables."""

import contextlib

from zeal import logging
from zeal.dtypes import DType, as_dtype
from zeal.eager.behavior import has_v2_dtypes
from zeal.graph.machine_settings import get_experimental_options
from zeal.keras.float_dtype import floatx
from zeal.public import public
from zeal.train import loss_scale as scales

_APART = "_with_float32_vars"


@public("keras.mixed_precision.experimental.Policy")
class Policy:
    """The dtypes of a layer: what it computes in, and that of its variables.

    Where they differ, floating variables are cast when the layer's `call` reads them.

    Args:
      name: a dtype's name for both; that and "_with_float32_vars"; "mixed_float16" or
        "mixed_bfloat16", which keep float32 variables too; "infer" or "infer_with_float32_vars":
        the first input tells.
      loss_scale: what models scale losses by in `fit`: a `tf.train.experimental.LossScale`, a
        number, "dynamic" or None; by default "dynamic" for "mixed_float16", None for others.

    Raises:
      TypeError: name is no string.
      ValueError: no dtype has the name.

    Example:
      >>> policy = tf.keras.mixed_precision.experimental.Policy("mixed_float16")
      >>> policy.compute_dtype, policy.variable_dtype
      ('float16', 'float32')
      >>> layer = tf.keras.layers.Dense(1, dtype=policy)
      >>> layer(tf.ones([1, 2], tf.float16)).dtype, layer.kernel.dtype
      (tf.float16, tf.float32)
    """

    def __init__(self, name, loss_scale="USE_DEFAULT") -> None:
        if isinstance(name, DType):
            raise TypeError(
                "'name' must be a string, not a DType. Instead, pass DType.name. "
                f"Got: {name.name}"
            )
        if not isinstance(name, str):
            raise TypeError(f"'name' must be a string, but got: {name}")
        older = {"infer_float32_vars": f"infer{_APART}", f"float32{_APART}": "float32"}
        self._name = older.get(name, name)
        self._dtypes = _dtypes_of(self._name)
        if loss_scale == "USE_DEFAULT":
            loss_scale = "dynamic" if name == "mixed_float16" else None
        if loss_scale and self.compute_dtype not in (None, "float16"):
            logging.warning(
                "Creating a Policy with a loss scale is only useful for float16 policies. You "
                f"passed loss_scale={loss_scale!r} for policy {name}. Consider not passing any "
                "loss_scale instead."
            )
        self._loss_scale = scales.get(loss_scale)

    @property
    def name(self) -> str:
        """The policy's name."""
        return self._name

    @property
    def compute_dtype(self) -> "str | None":
        """The name of the dtype that layers compute in; None: the first input's."""
        return self._dtypes[0]

    @property
    def variable_dtype(self) -> "str | None":
        """The name of the dtype of variables; None: the first input's."""
        return self._dtypes[1]

    @property
    def should_cast_variables(self) -> bool:
        """Whether the two dtypes differ."""
        return self.variable_dtype != self.compute_dtype

    @property
    def loss_scale(self):
        """The `tf.train.experimental.LossScale` of models, or None."""
        return self._loss_scale

    def __repr__(self):
        return f'<Policy "{self._name}", loss_scale={self._loss_scale}>'


def _dtypes_of(name):
    """The dtypes' names, of computing and of variables."""
    if name in ("mixed_float16", "mixed_bfloat16"):
        return name.removeprefix("mixed_"), "float32"
    base = name.removesuffix(_APART)
    try:
        dtype = None if base == "infer" else as_dtype(base).name
    except TypeError:
        more = f" The value {name} ends with {_APART}, but {base} cannot be converted to a DType"
        raise ValueError(
            f"Cannot convert value {name} to a mixed precision Policy. Valid policies include "
            f'include those in the form "<dtype>" and "<dtype>{_APART}", where <dtype> is the name '
            f"of a dtype.{more if base != name else ''}"
        ) from None
    return dtype, dtype if base == name else "float32"


def with_input_dtype(policy, dtype) -> Policy:
    """A policy that infers, told of the input's dtype."""
    name = as_dtype(dtype).name
    return Policy(name if policy.variable_dtype is None else name + _APART)


_in_force: "Policy | None" = None


def policy_in_force() -> "Policy | None":
    """What `set_policy` has set."""
    return _in_force


@public("keras.mixed_precision.experimental.global_policy")
def global_policy() -> Policy:
    """The policy of layers that are given no dtype.

    Returns:
      What `set_policy` has set; else the policy of floatx after `tf.enable_v2_behavior`, and
      "infer" before.

    Example:
      >>> tf.keras.mixed_precision.experimental.global_policy().name
      'infer'
    """
    return _in_force or Policy(floatx() if has_v2_dtypes() else "infer")


@public("keras.mixed_precision.experimental.set_policy")
def set_policy(policy) -> None:
    """Sets the policy of layers that are given no dtype.

    Args:
      policy: a Policy or a name of one; None for the one that there was at first.

    Raises:
      ValueError: it names a dtype to compute in, and `tf.enable_v2_behavior` was not called; or
        the graph rewrite of mixed precision is on.

    Example:
      >>> tf.keras.mixed_precision.experimental.set_policy("infer_with_float32_vars")
      >>> tf.keras.layers.Dense(1).dtype
      'float32'
      >>> tf.keras.mixed_precision.experimental.set_policy(None)
    """
    global _in_force
    if get_experimental_options().get("auto_mixed_precision"):
        raise ValueError(
            "The mixed precision policy cannot be set, because the mixed precision graph rewrite "
            "has already been enabled.\nAt most, one of the following functions can be called:\n\n"
            "  1. tf.train.experimental.enable_mixed_precision_graph_rewrite() (You called this "
            "first)\n  2. tf.keras.mixed_precision.experimental.set_policy() (You called this "
            "second)\n"
        )
    if policy is not None and not isinstance(policy, Policy):
        policy = Policy(policy)
    if policy is not None and not has_v2_dtypes() and policy.compute_dtype:
        raise ValueError("The global policy can only be set to a non-infer policy in TensorFlow 2")
    _in_force = policy


@contextlib.contextmanager
def policy_scope(policy):
    """Sets the policy inside a `with` block."""
    before = _in_force
    try:
        set_policy(policy)
        yield
    finally:
        set_policy(before)
