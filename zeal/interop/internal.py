"""TensorFlow's internal modules (`tensorflow.python.ops.math_ops`), answered by public names.

A name of an internal module is looked for in the public modules that hold the names of its package,
so programs that import from odd places get the very objects of `tf`. Names that only internal code
has are in `zeal/interop/internals/`, one file for each of TensorFlow's modules.
"""

import builtins
import importlib
import sys
from functools import cache
from importlib.resources import files
from re import sub
from types import ModuleType

from zeal.interop.lookup import lookup

_ROOTS = ("python", "core", "compiler", "lite", "stream_executor")

# An internal module, or a package of them -> the public modules that its names are looked for in;
# "tf" is the top, and the longest entry that a module's name starts with counts.
_HOMES = {
    "contrib": "tf",
    "contrib.distributions": "contrib.distributions distributions tf",
    "contrib.distributions.python.ops.bijectors": "contrib.distributions.bijectors",
    "contrib.model_pruning.python": "contrib.model_pruning tf",
    "contrib.quantize.python": "contrib.quantize tf",
    "contrib.learn.python.learn": "contrib.learn tf",
    "contrib.learn.python.learn.datasets": "contrib.learn.datasets",
    "contrib.learn.python.learn.datasets.base": "contrib.learn.datasets.base",
    "contrib.learn.python.learn.datasets.mnist": "contrib.learn.datasets.mnist",
    "contrib.learn.python.learn.preprocessing": "contrib.learn.preprocessing",
    "core": "tf train summary",
    "python": "tf",
    "python.autograph": "autograph autograph.experimental tf",
    "python.compat": "compat tf",
    "python.compiler.xla": "xla.experimental contrib.compiler.jit",
    "python.data": "data data.experimental tf",
    "python.distribute": "distribute tf",
    "python.distribute.cluster_resolver": "distribute.cluster_resolver",
    "python.eager": "tf contrib.eager contrib.framework",
    "python.estimator": "estimator estimator.export estimator.experimental contrib.estimator tf",
    "python.feature_column": "feature_column keras.layers keras.experimental",
    "python.framework.config": "config.experimental config.optimizer config.threading config tf",
    "python.framework": "tf dtypes errors graph_util contrib.framework contrib.util test io",
    "python.keras": "keras",
    "python.keras.layers.normalization_v2": "compat.v2.keras.layers keras.layers",
    "python.keras.saving": "keras.models keras",
    "python.keras.saving.saved_model_experimental": "keras.experimental keras",
    "python.keras.premade": "keras.experimental keras",
    "python.keras.optimizer_v2": "keras.optimizers keras.optimizers.schedules keras.experimental",
    "python.keras.optimizer_v2.learning_rate_schedule": "keras.optimizers.schedules "
    "keras.experimental",
    "python.keras.optimizers": "keras.optimizers",
    "python.layers": "layers layers.experimental",
    "python.lib.io": "gfile io python_io",
    "python.ops": "tf math nn linalg debugging random bitwise manip contrib.eager "
    "contrib.framework",
    "python.ops.data_flow": "tf queue io contrib.staging",
    "python.ops.distributions": "distributions contrib.distributions "
    "contrib.distributions.bijectors",
    "python.ops.gradient_checker": "test",
    "python.ops.image": "image io tf",
    "python.ops.init": "initializers tf contrib.framework",
    "python.ops.io": "tf io",
    "python.ops.linalg": "linalg tf",
    "python.ops.logging": "contrib.deprecated summary tf",
    "python.ops.lookup": "lookup contrib.lookup tf initializers",
    "python.ops.losses": "losses",
    "python.ops.metrics": "metrics",
    "python.ops.nn": "nn math tf nn.rnn_cell linalg contrib.nn",
    "python.ops.op_selector": "contrib.graph_editor.select contrib.graph_editor.util",
    "python.ops.parallel_for": "interop.internals.parallel_for",
    "python.ops.parsing": "tf io",
    "python.ops.ragged": "ragged tf strings",
    "python.ops.rnn": "nn nn.rnn_cell tf",
    "python.ops.sets": "sets",
    "python.ops.signal": "signal",
    "python.ops.sparse": "sparse tf",
    "python.ops.spectral": "signal spectral",
    "python.ops.stateful_random": "random.experimental",
    "python.ops.string": "strings tf",
    "python.ops.summary": "contrib.summary compat.v2.summary compat.v2.summary.experimental "
    "summary",
    "python.platform": "tf",
    "python.platform.benchmark": "test",
    "python.profiler": "profiler tf",
    "python.saved_model": "saved_model",
    "python.saved_model.model_utils": "estimator.export estimator saved_model",
    "python.summary": "summary train",
    "python.tools": "graph_util train tf",
    "python.tpu": "contrib.tpu tf",
    "python.training": "train tf contrib.training",
    "python.training.experimental": "train.experimental train tf",
    "python.training.tracking": "contrib.checkpoint train contrib.eager tf",
    "python.util": "contrib.framework compat tf",
}
# Internal modules, by their last name, that a public module answers for first.
_SAME = {
    "app": "app",
    "dtypes": "dtypes",
    "errors": "errors",
    "errors_impl": "errors",
    "flags": "flags",
    "gfile": "gfile",
    "googletest": "test",
    "gradient_checker": "test",
    "nest": "contrib.framework.nest",
    "resource_loader": "resource_loader",
    "sysconfig": "sysconfig",
    "test": "test",
    "test_util": "test",
    "tf_logging": "logging",
}
# Internal modules that are a public one: what programs set in it, zeal sees.
_WHOLE = {
    "python.platform.tf_logging": "logging",
    "contrib.gan.python.losses.python.losses_impl": "contrib.gan.losses.wargs",
    "contrib.gan.python.losses.python.losses_wargs": "contrib.gan.losses.wargs",
    "contrib.slim.python.slim.nets.inception_v1": "contrib.slim.nets.inception",
    "contrib.slim.python.slim.nets.inception_v2": "contrib.slim.nets.inception",
    "contrib.slim.python.slim.nets.inception_v3": "contrib.slim.nets.inception",
} | {
    f"contrib.slim.python.slim.data.{name}": f"contrib.slim.{name}"
    for name in (
        "data_decoder", "data_provider", "dataset", "dataset_data_provider", "parallel_reader",
        "prefetch_queue", "tfexample_decoder",
    )
}
_RENAMED = {
    "_StopAfterNEvalsHook": "StopAfterNEvalsHook",
    "_evaluate_once": "evaluate_once",
    "_get_or_create_eval_step": "get_or_create_eval_step",
    "ResourceVariable": "Variable",
    "BatchNorm": "BatchNormalization",
    "batch_norm": "batch_normalization",
    "DatasetV1": "Dataset",
    "DenseHashTable": "MutableDenseHashTable",
    "DatasetV2": "Dataset",
    "get_optimizer_experimental_options": "get_experimental_options",
    "get_optimizer_jit": "get_jit",
    "identity_initializer": "identity",
    "implicit_grad": "implicit_gradients",
    "implicit_val_and_grad": "implicit_value_and_gradients",
    "val_and_grad_function": "value_and_gradients_function",
    "AutoTrackable": "Checkpointable",
    "Trackable": "CheckpointableBase",
    "VariableAggregationV2": "VariableAggregation",
    "TrackableSaver": "CheckpointableSaver",
    "internal_convert_to_tensor": "convert_to_tensor",
    "listdiff": "setdiff1d",
    "matrix_exponential": "expm",
    "matrix_logarithm": "logm",
    "OptimizerV2": "Optimizer",
    "RefVariable": "Variable",
    "SavedModelBuilder": "Builder",
    "eager_py_func": "py_function",
    "no_gradient": "NoGradient",
    "create_file_writer_v2": "create_file_writer",
    "print_v2": "print",
    "softmax_v2": "softmax",
    "set_optimizer_experimental_options": "set_experimental_options",
    "set_optimizer_jit": "set_jit",
    "stateless_random_normal": "stateless_normal",
    "stateless_random_uniform": "stateless_uniform",
    "string_format": "format",
    "TensorFlowBenchmark": "Benchmark",
}


@cache
def _packages() -> "dict[str, frozenset[str]]":
    """The names of modules in each package, as `tensorflow_modules.txt` lists them."""
    text = files("zeal.interop").joinpath("tensorflow_modules.txt").read_text()
    words = [w for line in text.splitlines() if not line.startswith("#") for w in line.split()]
    found: dict = {}
    for word in words:
        if word.endswith(":"):
            names = found[word[:-1]] = set()
        else:
            names.add(word)
    return {package: frozenset(names) for package, names in found.items()}


def is_internal(name: str) -> bool:
    """Whether a module's name, below `tensorflow.`, is not a public one."""
    first, *others = name.split(".")
    return first in _ROOTS or (first == "contrib" and ("python" in others or _is_beside(name)))


def _is_beside(name: str) -> bool:
    """Whether it is a module of contrib beside its public names, `contrib.summary.summary`."""
    package, _, stem = name.rpartition(".")
    return stem in _packages().get(package, ())


def is_known(name: str) -> bool:
    """Whether TensorFlow 1.15 has an internal module of that name, below `tensorflow.`."""
    package, _, stem = name.rpartition(".")
    return name in _packages() or stem in _packages().get(package, ())


def check_known(fullname: str) -> None:
    """Raises ImportError, with the nearest name, if TensorFlow 1.15 has no such internal module.

    Args:
      fullname: a module's name with the top-level package: "tensorflow.python.framework.ops".
    """
    name = fullname.partition(".")[2]
    if not is_known(name):
        raise ImportError(_no_module(fullname, name), name=fullname)


def module_for(fullname: str) -> ModuleType:
    """The module that answers for an internal one that is known."""
    public = _WHOLE.get(fullname.partition(".")[2])
    if public is not None:
        return _lookup(public)
    return InternalModule(fullname, fullname.partition(".")[2])


def _no_module(fullname: str, name: str) -> str:
    package, _, stem = name.rpartition(".")
    if not is_known(package):
        return f"No module named {fullname!r}: zeal answers for none of that name"
    if _packages().get(package) is None:  # a name was asked of a module that lacks it
        return _missing(InternalModule(fullname.rpartition(".")[0], package), stem)
    near = _nearest(stem, _packages()[package])
    return f"No module named {fullname!r}: zeal answers for none of that name{near}"


class InternalModule(ModuleType):
    """A module whose attributes are found in public modules, at their first use."""

    def __init__(self, fullname: str, name: str):
        super().__init__(fullname, f"TensorFlow's internal {name}, answered by public names.")
        self.__dict__["__path__"] = []  # a package: modules below it arrive at the same finder
        self.__dict__["_name"] = name

    def __getattr__(self, name: str):
        if name == "__all__":
            names = {n for home in self._homes() for n in dir(home) if n[0] != "_"}
            return sorted(names if self._name == "python" else names - self._of_python())
        if name.startswith("__") and name not in ("__version__", "__git_version__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name in _packages().get(self._name, ()) and (self._name, name) not in _FUNCTIONS_FIRST:
            below = f"{self.__name__}.{name}"
            # An attribute of zeal, `tf.contrib.learn.python`, is no module that imports find.
            return (module_for if below.startswith("zeal.") else importlib.import_module)(below)
        generated = self._name.rpartition(".")[2].startswith("gen_")
        searches = (self._public, self._raw_op)
        searches = reversed(searches) if generated else searches
        for search in (self._message, *searches, self._host_op, self._imported_module):
            value = search(name)
            if value is not _ABSENT:
                return self.__dict__.setdefault(name, value)
        raise AttributeError(_missing(self, name))

    def __reduce__(self):
        return importlib.import_module, (self.__name__,)

    def __setattr__(self, name, value):
        if (self._name, name) not in _FUNCTIONS_FIRST:  # an import of the module sets it here
            super().__setattr__(name, value)

    def __dir__(self):
        return sorted({*self.__dict__, *_packages().get(self._name, ()), *self.__all__})

    def _of_python(self) -> set:
        """What `import *` must not hide of Python's own: `print`, `random`, ..."""
        return {*dir(builtins), *sys.stdlib_module_names}.difference(
            _LIKE_PYTHON.get(self._name.rpartition(".")[2], ())
        )

    def _homes(self) -> list:
        homes = ("" if name == "tf" else name for name in _home_names(self._name))
        return [module for module in map(_lookup, homes) if module is not None]

    def _message(self, name: str):
        """A message, an enum or one of its values, for a module of protocol buffers."""
        if not self._name.endswith("_pb2"):
            return _ABSENT
        from zeal.messages.build import named

        return named(name, _ABSENT)

    def _public(self, name: str):
        for candidate in _candidates(self._name, name):
            for home in self._homes():
                value = getattr(home, candidate, _ABSENT)
                if isinstance(value, ModuleType):  # `math_ops.ops` is not `zeal.ops`
                    found = self._imported_module(name)
                    return value if found is _ABSENT else found
                if value is not _ABSENT:
                    return value
        return _ABSENT

    def _raw_op(self, name: str):
        """The op of a generated function, such as `gen_math_ops.mat_mul`, with its arguments."""
        if not self._name.startswith(_WITH_OPS):
            return _ABSENT
        from zeal.raw_ops import with_named_outputs

        found = _raw_ops().get(name.strip("_").replace("_", "").lower())
        return _ABSENT if found is None else with_named_outputs(*found)

    def _host_op(self, name: str):
        """The same of an op that a module of Python code brings."""
        if not self._name.startswith(_WITH_OPS):
            return _ABSENT
        return _raw_host_op(name.strip("_").replace("_", "").lower())

    def _imported_module(self, name: str):
        """An internal module that this one imports, as `rnn_cell_impl` is an attribute of `rnn`."""
        package = _package_of(name, self._name.rpartition(".")[0])
        if package is None:
            return _ABSENT
        root = self.__name__.removesuffix(self._name)
        return importlib.import_module(f"{root}{package}.{name}")


_ABSENT = object()
_FUNCTIONS_FIRST = {
    ("contrib.framework.python.ops", "arg_scope"), ("python.eager.context", "_context")
}  # fmt: skip
"""Names that no import and no program sets: a function named as a module, the one context."""
_LIKE_PYTHON = {
    "math_ops": ("abs", "complex", "pow", "range", "round"), "array_ops": ("slice",),
    "control_flow_ops": ("tuple",), "dtypes": ("bool", "string"),
}  # fmt: skip
"""Names of Python that are functions and types of TensorFlow's modules too."""
_WITH_OPS = ("python.ops.", "python.training.gen_", "python.training.training_ops")
_lookup = cache(lookup)


_IMPORTED_FIRST = ("framework", "ops", "util", "eager", "distribute", "keras", "training")
"""Packages below `python` whose modules the other ones mean where several have the same name."""


def _package_of(stem: str, own: str) -> "str | None":
    """The package of the internal module that one in the package `own` calls by its last name."""
    packages = [package for package, names in _packages().items() if stem in names]
    for package in (own, *(f"python.{name}" for name in _IMPORTED_FIRST)):
        if package in packages:
            return package
    return packages[0] if len(packages) == 1 else None


def _candidates(module: str, name: str) -> dict:
    """The public names, in order, of what TensorFlow's code calls `reduce_sum_v1`, `Zeros`, ...

    `string_ops.string_length` is `tf.strings.length`.
    """
    names = [name, _RENAMED.get(name, name), name.removesuffix("_v1").removesuffix("V1")]
    topic = module.rpartition(".")[2].removeprefix("gen_").removesuffix("_ops")
    # `batch_ops.batch_function` is no `tf.function`.
    if any(home.startswith(topic) for home in _home_names(module)):
        names.append(name.removeprefix(f"{topic}_"))
    if module.startswith("python.ops.init_ops"):
        name = sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        names += [name + "_initializer", name]
    return dict.fromkeys(names)


@cache
def _home_names(name: str) -> "tuple[str, ...]":
    """The dotted names of the modules to look in, below `zeal.`.

    The first are our own files: `eager_test` for "python.eager.test", and then `test`;
    `keras_conv` for "python.keras.utils.conv_utils".
    """
    stem = name.rpartition(".")[2]
    prefix = name.replace(".gen_", ".")
    while prefix not in _HOMES:  # "python.ops.nn_impl" may stand at "python.ops.nn"
        prefix = prefix.rpartition("_" if "_" in prefix.rpartition(".")[2] else ".")[0]
    homes = _HOMES[prefix].split()
    if prefix == "python.keras":  # keras.layers.core: keras.layers, then keras
        parts = name.split(".")[1:]
        homes = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
        homes += ["keras.layers", "keras.optimizers", "keras.experimental"]
    elif prefix == "contrib":
        homes[:0] = _homes_of_contrib(name)
    elif stem in _SAME:
        homes.insert(0, _SAME[stem])
    package = [p for p in name.split(".")[:-1] if p not in ("utils", "model_utils")][-1:]
    files = "_".join([*package, stem]).removesuffix("_utils"), stem
    return (*(f"interop.internals.{file}" for file in files), *homes)


def _homes_of_contrib(name: str) -> "list[str]":
    """contrib.a.b.c, contrib.a.b and contrib.a for `contrib.a.python.a.b.c` or `.ops.b.c`."""
    package, found, inside = name.partition(".python")
    if not found:  # contrib.summary.summary
        package, _, inside = name.rpartition(".")
    parts = [part for part in inside.split(".")[1:] if part != "python"]
    if parts[:1] in (["ops"], [package.rpartition(".")[2]]):
        parts = parts[1:]
    return [".".join([package, *parts[:n]]) for n in range(len(parts), -1, -1)]


@cache
def _raw_ops() -> dict:
    from zeal._native import raw

    return {name.lower(): (name, op) for name, op in vars(raw).items()}


def _raw_host_op(name: str):
    """An op that a module of Python code brings, by its name in small letters."""
    from zeal.graph_def.op_defs import PYTHON_OPS, python_op
    from zeal.raw_ops import with_named_outputs

    found = next((op for op in PYTHON_OPS if op.lower() == name), None)
    op = None if found is None else python_op(found)
    return _ABSENT if op is None else with_named_outputs(found, op)


def _missing(module: InternalModule, name: str) -> str:
    homes = [home for home in _home_names(module._name) if not home.startswith("interop.")]
    places = ", ".join("tf." * (home != "tf") + home for home in homes)
    near = _nearest(name, module.__all__)
    return f"{module.__name__}.{name} is not built: zeal looked for it in {places}{near}"


def _nearest(name: str, names) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    return f". Did you mean: {near[0]!r}?" if near else ""
