"""tensorflow.python.keras.testing_utils: the modes of Keras's own tests, and their small models."""

import contextlib
import functools
import threading

from zeal.eager.behavior import set_v2_dtypes
from zeal.eager.context import executing_eagerly
from zeal.interop.internals.keras_layer_test import layer_test
from zeal.keras import Input, Model, Sequential, layers, optimizers

__all__ = [
    "disable_v2_dtype_behavior", "enable_v2_dtype_behavior", "experimental_run_tf_function_scope",
    "get_expected_metric_variable_names", "get_model_from_layers", "get_model_type",
    "get_multi_io_model", "get_small_functional_mlp", "get_small_mlp", "get_small_sequential_mlp",
    "get_small_subclass_mlp", "get_small_subclass_mlp_with_custom_build", "get_test_data",
    "get_v2_optimizer", "layer_test", "model_type_scope", "run_eagerly_scope",
    "should_run_eagerly", "should_run_tf_function",
]  # fmt: skip


class _Modes(threading.local):
    model_type = run_eagerly = run_tf_function = None


_modes = _Modes()


@contextlib.contextmanager
def _scope(name, value):
    before = getattr(_modes, name)
    setattr(_modes, name, value)
    try:
        yield value
    finally:
        setattr(_modes, name, before)


def model_type_scope(value):
    """A block in which models are of a kind: "functional", "subclass" or "sequential"."""
    return _scope("model_type", value)


def run_eagerly_scope(value):
    """A block in which `should_run_eagerly` returns a value."""
    return _scope("run_eagerly", value)


def experimental_run_tf_function_scope(value):
    """A block in which `should_run_tf_function` returns a value."""
    return _scope("run_tf_function", value)


def _asked(value, scope):
    if value is None:
        raise ValueError(f"Cannot call this outside of a `{scope}()` scope or a Keras mode")
    return value


def should_run_eagerly():
    """What tests give `compile` as `run_eagerly`."""
    return _asked(_modes.run_eagerly, "run_eagerly_scope") and executing_eagerly()


def should_run_tf_function():
    """What tests give `compile` as `experimental_run_tf_function`."""
    wanted = _asked(_modes.run_tf_function, "experimental_run_tf_function_scope")
    return wanted and executing_eagerly()


def get_model_type():
    """The kind of the models that are made."""
    return _asked(_modes.model_type, "model_type_scope")


# --- data ---
def get_test_data(train_samples, test_samples, input_shape, num_classes, random_seed=None):
    """Classes of points around a centre each: ((x, y) to train with, (x, y) to test with)."""
    import numpy as np

    if random_seed is not None:
        np.random.seed(random_seed)
    count = train_samples + test_samples
    centres = 2 * num_classes * np.random.random((num_classes, *input_shape))
    y = np.random.randint(0, num_classes, size=(count,))
    x = np.zeros((count, *input_shape), np.float32)
    for i, label in enumerate(y):  # one at a time: the numbers that TensorFlow's tests draw
        x[i] = centres[label] + np.random.normal(loc=0, scale=1.0, size=input_shape)
    cut = train_samples
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


# --- models ---
def _two_layers(num_hidden, num_classes, **first):
    last = "sigmoid" if num_classes == 1 else "softmax"
    return [
        layers.Dense(num_hidden, activation="relu", **first),
        layers.Dense(num_classes, activation=last),
    ]


def get_small_sequential_mlp(num_hidden, num_classes, input_dim=None):
    """A Sequential of two layers."""
    first = {"input_dim": input_dim} if input_dim else {}
    return Sequential(_two_layers(num_hidden, num_classes, **first))


def get_small_functional_mlp(num_hidden, num_classes, input_dim):
    """A functional model of two layers."""
    inputs = Input(shape=(input_dim,))
    return Model(inputs, _through(_two_layers(num_hidden, num_classes), inputs))


def get_small_subclass_mlp(num_hidden, num_classes):
    """A model of two layers that is a class."""
    return _TwoLayers(num_hidden, num_classes)


def get_small_subclass_mlp_with_custom_build(num_hidden, num_classes):
    """The same, whose layers are made by `build`."""
    return _TwoLayersBuilt(num_hidden, num_classes)


def get_small_mlp(num_hidden, num_classes, input_dim):
    """A model of two layers, of the kind in force."""
    sizes = num_hidden, num_classes
    return _of_kind(
        subclass=lambda: get_small_subclass_mlp(*sizes),
        subclass_custom_build=lambda: get_small_subclass_mlp_with_custom_build(*sizes),
        sequential=lambda: get_small_sequential_mlp(*sizes, input_dim),
        functional=lambda: get_small_functional_mlp(*sizes, input_dim),
    )


def get_model_from_layers(
    layers, input_shape=None, input_dtype=None, name=None, input_ragged=None, input_sparse=None
):
    """A model of layers one after the other, of the kind in force."""
    kinds = {"dtype": input_dtype, "ragged": input_ragged, "sparse": input_sparse}
    kinds = {key: value for key, value in kinds.items() if value}
    return _of_kind(
        subclass=lambda: _Chain(layers, name, _input(input_shape, kinds)),
        subclass_custom_build=lambda: _ChainBuilt(lambda: layers, name),
        sequential=lambda: _sequential(layers, input_shape, kinds, name),
        functional=lambda: _functional(layers, input_shape, kinds, name),
    )


def _input(shape, kinds):
    return Input(shape=shape, **kinds) if {"ragged", "sparse"} & kinds.keys() else None


def _sequential(chain, input_shape, kinds, name):
    first = [layers.InputLayer(input_shape=input_shape, **kinds)] if input_shape else []
    return Sequential([*first, *chain], name=name)


def _functional(chain, input_shape, kinds, name):
    if not input_shape:
        raise ValueError("Cannot create a functional model from layers with no input shape.")
    inputs = Input(shape=input_shape, **kinds)
    return Model(inputs, _through(chain, inputs), name=name)


def get_multi_io_model(branch_a, branch_b, shared_input_branch=None, shared_output_branch=None):
    """A model of two branches of layers, of the kind in force.

    Args:
      branch_a, branch_b: lists of layers; the first is an `Input` where no branch is shared before.
      shared_input_branch: an `Input` and layers before both.
      shared_output_branch: layers behind both.
    """
    if shared_input_branch:
        inputs, shared_input_branch = shared_input_branch[0], shared_input_branch[1:]
    else:
        inputs = branch_a[0], branch_b[0]
        branch_a, branch_b = branch_a[1:], branch_b[1:]
    parts = branch_a, branch_b, shared_input_branch, shared_output_branch
    return _of_kind(
        subclass=lambda: _Branches(*parts),
        subclass_custom_build=lambda: _BranchesBuilt(lambda: parts),
        sequential=lambda: _refuse_sequential(),
        functional=lambda: Model(inputs, _through_branches(parts, inputs)),
    )


def _refuse_sequential():
    raise ValueError("Cannot use `get_multi_io_model` to construct sequential models")


def _of_kind(**makers):
    kind = get_model_type()
    if kind not in makers:
        raise ValueError(f"Unknown model type {kind}")
    return makers[kind]()


def _through(chain, value):
    for layer in chain:
        value = layer(value)
    return value


def _through_branches(parts, inputs):
    branch_a, branch_b, before, behind = parts
    if before:
        first = second = _through(before, inputs)
    else:
        first, second = inputs
    outputs = _through(branch_a, first), _through(branch_b, second)
    return _through(behind, outputs) if behind else outputs


class _TwoLayers(Model):
    def __init__(self, num_hidden, num_classes):
        super().__init__()
        self.layer_a, self.layer_b = _two_layers(num_hidden, num_classes)

    def call(self, inputs, **kwargs):
        return self.layer_b(self.layer_a(inputs))


class _TwoLayersBuilt(Model):
    def __init__(self, num_hidden, num_classes):
        super().__init__()
        self.layer_a = self.layer_b = None
        self.num_hidden, self.num_classes = num_hidden, num_classes

    def build(self, input_shape):
        self.layer_a, self.layer_b = _two_layers(self.num_hidden, self.num_classes)

    def call(self, inputs, **kwargs):
        return self.layer_b(self.layer_a(inputs))


class _Chain(Model):
    def __init__(self, chain, name, input_tensor):
        super().__init__(name=name)
        for number, layer in enumerate(chain):
            setattr(self, f"layer_{number}", layer)
        self.num_layers = len(chain)
        if input_tensor is not None:
            self._set_inputs(input_tensor)

    def call(self, inputs):
        return _through((getattr(self, f"layer_{n}") for n in range(self.num_layers)), inputs)


class _ChainBuilt(Model):
    def __init__(self, make, name):
        super().__init__(name=name)
        self.all_layers, self._make = None, make

    def build(self, input_shape):
        self.all_layers = self._make()

    def call(self, inputs):
        return _through(self.all_layers, inputs)


class _Branches(Model):
    def __init__(self, branch_a, branch_b, before, behind):
        super().__init__()
        self.before, self.branch_a, self.branch_b, self.behind = before, branch_a, branch_b, behind

    def call(self, inputs, **kwargs):
        parts = self.branch_a, self.branch_b, self.before, self.behind
        return _through_branches(parts, inputs)


class _BranchesBuilt(Model):
    def __init__(self, make):
        super().__init__()
        self._make, self._parts = make, None

    def build(self, input_shape):
        self._parts = self._make()

    def call(self, inputs, **kwargs):
        return _through_branches(self._parts, inputs)


# --- names, optimizers ---
def get_v2_optimizer(name, **kwargs):
    """An optimizer of `tf.keras.optimizers` by its name in lower case.

    Raises:
      ValueError: there is none of that name.
    """
    kinds = ("Adadelta", "Adagrad", "Adam", "Adamax", "Nadam", "RMSprop", "SGD")
    named = {kind.lower(): kind for kind in kinds}
    if name not in named:
        raise ValueError(
            f"Could not find requested v2 optimizer: {name}\nValid choices: {list(named)}"
        )
    return getattr(optimizers, named[name])(**kwargs)


def get_expected_metric_variable_names(var_names, name_suffix=""):
    """The names of a metric's variables; in graphs with a suffix that makes them unique."""
    suffix = "" if executing_eagerly() else name_suffix
    return [f"{name}{suffix}:0" for name in var_names]


def _with_dtypes(function, on):
    @functools.wraps(function)
    def test(*args, **kwargs):
        before = set_v2_dtypes(on)
        try:
            return function(*args, **kwargs)
        finally:
            set_v2_dtypes(before)

    return test


def enable_v2_dtype_behavior(function):
    """Decorates a test of TensorFlow 2's dtypes of layers."""
    return _with_dtypes(function, True)


def disable_v2_dtype_behavior(function):
    """Decorates a test of TensorFlow 1.x's dtypes of layers."""
    return _with_dtypes(function, False)
