"""Variables of graphs: made in collections, and found in them."""

import re
from functools import partial

from zeal._native import Variable, api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.dtypes import float32
from zeal.eager.context import device as on_device
from zeal.eager.control import control_dependencies
from zeal.effects.check import Assert
from zeal.graph.graph import Graph, collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.ops.array.fill import zeros
from zeal.public import public
from zeal.state.initialization import is_variable_initialized
from zeal.state.scope import get_variable_scope, name_scope
from zeal.state.variable import get_variable
from zeal.state.variable_scopes import VariableScope


def _published(*names):
    return public(*(f"contrib.{space}.{name}" for space in ("framework", "slim") for name in names))


@_published("variable")
@add_arg_scope
def variable(
    name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True,
    collections=None, caching_device=None, device=None, partitioner=None, custom_getter=None,
    use_resource=None, synchronization=None, aggregation=None,
):
    """`tf.get_variable`, with a device, and with arguments that `arg_scope` may give.

    Args:
      name: the variable's name in the variable scope in force.
      custom_getter: called in place of `tf.get_variable`, also with the scope's `reuse`.
      device: where it is, as in `tf.device`.
      the others: as in `tf.get_variable`.

    Returns:
      A Variable.

    Raises:
      ValueError: as `tf.get_variable`.

    Example:
      >>> tf.contrib.framework.variable("w", [2, 3]).shape
      TensorShape([Dimension(2), Dimension(3)])
    """
    keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(dict.fromkeys(collections))
    make = get_variable
    if custom_getter is not None:
        make = partial(custom_getter, reuse=get_variable_scope().reuse)
    with on_device(device or ""):
        return make(
            name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer,
            trainable=trainable, collections=keys, caching_device=caching_device,
            partitioner=partitioner, use_resource=use_resource, synchronization=synchronization,
            aggregation=aggregation,
        )


@_published("model_variable")
@add_arg_scope
def model_variable(
    name, shape=None, dtype=float32, initializer=None, regularizer=None, trainable=True,
    collections=None, caching_device=None, device=None, partitioner=None, custom_getter=None,
    use_resource=None, synchronization=None, aggregation=None,
):
    """A `variable` that GraphKeys.MODEL_VARIABLES lists too.

    Args:
      all: those of `variable`.

    Returns:
      A Variable.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.contrib.framework.model_variable("w", [2, 3])
      ...     print(tf.contrib.framework.get_model_variables() == [w])
      True
    """
    keys = [*(collections or ()), GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
    return variable(  # by name: `arg_scope` may give `variable` the same arguments
        name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer,
        trainable=trainable, collections=keys, caching_device=caching_device, device=device,
        partitioner=partitioner, custom_getter=custom_getter, use_resource=use_resource,
        synchronization=synchronization, aggregation=aggregation,
    )


@_published("add_model_variable")
def add_model_variable(var) -> None:
    """Lists a variable in GraphKeys.MODEL_VARIABLES, where it is not already.

    Args:
      var: a Variable.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.Variable(1.0)
      ...     tf.contrib.framework.add_model_variable(w)
      ...     print(tf.contrib.framework.get_model_variables() == [w])
      True
    """
    listed = get_default_graph().get_collection_ref(GraphKeys.MODEL_VARIABLES)
    if not any(v is var for v in listed):
        listed.append(var)


def _untrained(initial_value, name, key):
    return Variable(initial_value, trainable=False, collections=[key], name=name)


@_published("local_variable")
def local_variable(initial_value, validate_shape=True, name=None, use_resource=None) -> Variable:
    """A variable that is not trained and belongs to GraphKeys.LOCAL_VARIABLES.

    Args:
      initial_value: its initial value, or a function that gives it.
      validate_shape, use_resource: accepted for compatibility.
      name: its name.

    Returns:
      A Variable.

    Example:
      >>> with tf.Graph().as_default():
      ...     count = tf.contrib.framework.local_variable(0, name="count")
      ...     print(tf.local_variables() == [count], tf.global_variables())
      True []
    """
    return _untrained(initial_value, name, GraphKeys.LOCAL_VARIABLES)


@_published("global_variable")
def global_variable(initial_value, validate_shape=True, name=None, use_resource=None) -> Variable:
    """A variable that is not trained and belongs to GraphKeys.GLOBAL_VARIABLES.

    Args:
      all: as for `local_variable`.

    Returns:
      A Variable.

    Example:
      >>> tf.contrib.framework.global_variable(0, name="count").trainable
      False
    """
    return _untrained(initial_value, name, GraphKeys.GLOBAL_VARIABLES)


@_published("get_variables")
def get_variables(scope=None, suffix=None, collection=GraphKeys.GLOBAL_VARIABLES) -> list[Variable]:
    """The variables of a graph, filtered by their names.

    Args:
      scope: a pattern that names match from the start, or a variable scope.
      suffix: how names (without ":0") end.
      collection: the collection to look in.

    Returns:
      A list.

    Example:
      >>> with tf.Graph().as_default():
      ...     with tf.variable_scope("net"):
      ...         w, b = tf.get_variable("w", [2]), tf.get_variable("b", [2])
      ...     print(tf.contrib.framework.get_variables("net", suffix="b") == [b])
      True
    """
    if isinstance(scope, VariableScope):
        scope = scope.name
    if suffix is not None:
        scope = f"{scope or ''}.*{suffix if ':' in suffix else f'{suffix}:'}"
    return collected(collection, scope)


def _getter(name, key):
    def getter(scope=None, suffix=None) -> list[Variable]:
        return get_variables(scope, suffix, key)

    getter.__name__ = getter.__qualname__ = name
    getter.__doc__ = f"""The variables in GraphKeys.{key.upper()}.

    Args:
      scope, suffix: those of `get_variables`.

    Returns:
      A list.

    Example:
      >>> tf.contrib.framework.{name}()
      []
    """
    return _published(name)(getter)


get_model_variables = _getter("get_model_variables", GraphKeys.MODEL_VARIABLES)
get_local_variables = _getter("get_local_variables", GraphKeys.LOCAL_VARIABLES)
get_trainable_variables = _getter("get_trainable_variables", GraphKeys.TRAINABLE_VARIABLES)


@_published("get_variables_to_restore")
def get_variables_to_restore(include=None, exclude=None) -> list[Variable]:
    """The global variables of some scopes, without those of others.

    Args:
      include: list of scopes; None for all variables.
      exclude: list of scopes, or None.

    Returns:
      A list.

    Raises:
      TypeError: an argument is no list or tuple.

    Example:
      >>> tf.contrib.framework.get_variables_to_restore(exclude=["logits"])
      []
    """
    for name, value in [("include", include), ("exclude", exclude)]:
        if value is not None and not isinstance(value, (list, tuple)):
            raise TypeError(f"{name} is provided but is not a list or a tuple.")
    wanted = [v for scope in ([None] if include is None else include) for v in get_variables(scope)]
    unwanted = {id(v) for scope in exclude or () for v in get_variables(scope)}
    return [v for v in wanted if id(v) not in unwanted]


@_published("get_variables_by_suffix")
def get_variables_by_suffix(suffix, scope=None) -> list[Variable]:
    """The global variables whose names end so.

    Args:
      suffix, scope: those of `get_variables`.

    Returns:
      A list.

    Example:
      >>> tf.contrib.framework.get_variables_by_suffix("biases")
      []
    """
    return get_variables(scope, suffix)


@_published("get_variables_by_name")
def get_variables_by_name(given_name, scope=None) -> list[Variable]:
    """The global variables of a name, in whatever variable scope.

    Args:
      given_name: the last part of their names.
      scope: as in `get_variables`.

    Returns:
      A list.

    Example:
      >>> with tf.Graph().as_default():
      ...     with tf.variable_scope("net"):
      ...         w, v = tf.get_variable("w", [2]), tf.get_variable("vw", [2])
      ...     print(tf.contrib.framework.get_variables_by_name("w") == [w])
      True
    """
    return get_variables(scope, f"/{given_name}:|^{given_name}:")


@_published("get_unique_variable")
def get_unique_variable(var_op_name) -> Variable:
    """The global variable of exactly this name.

    Args:
      var_op_name: its full name, without ":0".

    Returns:
      A Variable.

    Raises:
      ValueError: there is none, or only others whose names start so.

    Example:
      >>> with tf.Graph().as_default():
      ...     w = tf.get_variable("w", [2])
      ...     print(tf.contrib.framework.get_unique_variable("w") is w)
      True
    """
    candidates = get_variables(var_op_name)
    if not candidates:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


@_published("get_variable_full_name")
def get_variable_full_name(var) -> str:
    """The name that checkpoints have for a variable: without ":0"; for a part that of the whole.

    Args:
      var: a Variable of a graph.

    Returns:
      A string.

    Example:
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.framework.get_variable_full_name(tf.Variable(1.0, name="w")))
      w
    """
    info = var._get_save_slice_info()
    return info.full_name if info else var.op.name


@_published("filter_variables")
def filter_variables(
    var_list, include_patterns=None, exclude_patterns=None, reg_search=True
) -> list[Variable]:
    """The variables whose names match some patterns and not others.

    Args:
      var_list: list of variables.
      include_patterns: list of regular expressions, or None for all variables.
      exclude_patterns: list of regular expressions, or None.
      reg_search: whether patterns may match anywhere in a name; else from its start.

    Returns:
      A list.

    Example:
      >>> variables = [tf.Variable(1.0, name="w"), tf.Variable(1.0, name="b")]
      >>> [v.name for v in tf.contrib.framework.filter_variables(variables, ["w"])]
      ['w:0']
    """
    match = re.search if reg_search else re.match

    def matches(v, patterns):
        return any(match(pattern, v.name) for pattern in patterns)

    included = [v for v in var_list if include_patterns is None or matches(v, include_patterns)]
    return [v for v in included if not matches(v, exclude_patterns or ())]


@public("contrib.framework.get_name_scope")
def get_name_scope() -> str:
    """The name scope in force, without its last "/".

    Returns:
      A string.

    Example:
      >>> with tf.Graph().as_default(), tf.name_scope("outer"), tf.name_scope("inner"):
      ...     print(tf.contrib.framework.get_name_scope())
      outer/inner
    """
    return get_default_graph().get_name_scope()


@_published("zero_initializer")
def zero_initializer(ref, use_locking=True, name="zero_initializer"):
    """Sets a variable to zeros, in a run that finds it without a value.

    Args:
      ref: a Variable of a graph.
      use_locking: accepted for compatibility.
      name: name of the operations.

    Returns:
      What assigns; its value is the zeros.

    Raises:
      InvalidArgumentError: in runs: the variable has a value already.
    """
    with name_scope(name):
        fresh = api.logical_not(is_variable_initialized(ref))
        check = Assert(fresh, ["input is already initialized", ref.name])
        with control_dependencies([check]):
            return ref.assign(zeros(ref.shape, ref.dtype))


@public("contrib.framework.get_placeholders")
def get_placeholders(graph):
    """The placeholders of a graph.

    Args:
      graph: a `tf.Graph`.

    Returns:
      A list of tensors, in the order in which they were made.

    Raises:
      TypeError: it is no graph.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     x = tf.placeholder(tf.float32, name="x")
      ...     tf.contrib.framework.get_placeholders(graph) == [x]
      True
    """
    if not isinstance(graph, Graph):
        raise TypeError(f"Input graph needs to be a Graph: {graph}")
    return [op.outputs[0] for op in graph.get_operations() if op.type == "Placeholder"]
