"""zeal: eager-execution machine learning with TensorFlow 1.x's programming model."""

import importlib as _importlib
import sys as _sys

try:
    from zeal import _native
except ImportError:  # Python started in a source tree puts it before the installed package
    from zeal.source_tree import installed_folder as _installed_folder

    __path__[:] = [_installed_folder()]
    __file__ = f"{__path__[0]}/__init__.py"
    from zeal import _native
from zeal._native import Tensor
from zeal.dtypes import *
from zeal.tensor_shape import Dimension, TensorShape, dimension_at_index, dimension_value
from zeal.eager.context import (
    colocate_with,
    device,
    enable_eager_execution,
    executing_eagerly,
)
from zeal.eager.tape import GradientTape
from zeal.ops.array import *
from zeal.ops.cast import *
from zeal.ops.clip import *
from zeal.ops.conversion import *
from zeal.ops.creation import *
from zeal.ops.diagonal import *
from zeal.ops.indexing import *
from zeal.ops.math import *
from zeal.ops.reduction import *
from zeal.ops.random import *
from zeal.ops import hooks as _hooks
from zeal.state.scatter import *
from zeal.state.scope import AUTO_REUSE, get_variable_scope, name_scope, variable_scope
from zeal.state.variable import *
from zeal.state.variable_methods import *
from zeal.version import (
    GIT_VERSION,
    GRAPH_DEF_VERSION,
    GRAPH_DEF_VERSION_MIN_CONSUMER,
    GRAPH_DEF_VERSION_MIN_PRODUCER,
    VERSION,
    __version__,
)

# Loaded at first use.
_LAZY = (
    "app", "bitwise", "compat", "contrib", "data", "debugging", "errors", "flags", "gfile",
    "initializers", "keras", "layers", "linalg", "logging", "losses", "manip", "math", "nn",
    "random", "resource_loader", "sysconfig", "test", "train",
)  # fmt: skip
_LAZY_NAMES = {
    "IndexedSlices": "zeal.ops.indexed_slices",
    "NoGradient": "zeal.eager.registered_gradient",
    "NotDifferentiable": "zeal.eager.registered_gradient",
    "OpError": "zeal.errors",
    "RegisterGradient": "zeal.eager.registered_gradient",
    "UnconnectedGradients": "zeal.eager.unconnected_gradients",
    "VariableAggregation": "zeal.state.copies",
    "VariableSynchronization": "zeal.state.copies",
    "custom_gradient": "zeal.eager.custom_gradient",
    "decode_raw": "zeal.ops.decode",
    "get_logger": "zeal.logging",
    "grad_pass_through": "zeal.eager.custom_gradient",
    "install_as": "zeal.interop.alias",
    "matrix_inverse": "zeal.ops.matrix_inverse",
    "no_gradient": "zeal.eager.registered_gradient",
    "recompute_grad": "zeal.eager.custom_gradient",
}
_LAZY_NAMES |= dict.fromkeys(
    (
        "Assert", "assert_equal", "assert_greater", "assert_greater_equal", "assert_less",
        "assert_less_equal", "assert_negative", "assert_non_negative", "assert_non_positive",
        "assert_none_equal", "assert_positive", "assert_rank", "assert_rank_at_least",
        "assert_type", "check_numerics", "ensure_shape",
    ),
    "zeal.ops.check",
)  # fmt: skip
_LAZY_NAMES |= dict.fromkeys(
    (
        "control_dependencies", "get_static_value", "global_variables_initializer", "group",
        "init_scope", "local_variables_initializer", "no_op", "tables_initializer", "tuple",
        "variables_initializer",
    ),
    "zeal.eager.control",
)  # fmt: skip
_LAZY_NAMES |= dict.fromkeys(
    ("numpy_function", "py_func", "py_function"), "zeal.ops.python_function"
)
_LAZY_NAMES |= dict.fromkeys(
    ("ConfigProto", "GPUOptions", "GraphOptions", "OptimizerOptions"), "zeal.config_proto"
)
_LAZY_NAMES |= dict.fromkeys(
    (
        "assert_integer", "assert_near", "assert_rank_in", "assert_same_float_dtype",
        "assert_scalar", "is_non_decreasing", "is_numeric_tensor", "is_strictly_increasing",
        "verify_tensor_all_finite",
    ),
    "zeal.ops.check_kind",
)  # fmt: skip
_LAZY_NAMES |= dict.fromkeys(("foldl", "foldr", "map_fn", "scan"), "zeal.ops.functional")
_LAZY_NAMES |= {
    f"{name}_initializer": "zeal.initializers"
    for name in (
        "constant", "glorot_normal", "glorot_uniform", "ones", "random_normal", "random_uniform",
        "truncated_normal", "variance_scaling", "zeros",
    )
}  # fmt: skip

_sys.modules[__name__].__class__ = _native.Namespace


def __getattr__(name):
    if name in _LAZY:
        return _importlib.import_module(f"zeal.{name}")
    if name in _LAZY_NAMES:
        value = globals()[name] = getattr(_importlib.import_module(_LAZY_NAMES[name]), name)
        return value
    raise _importlib.import_module("zeal.not_built").missing("", name)


def __dir__():
    return sorted({*globals(), *_LAZY, *_LAZY_NAMES})
