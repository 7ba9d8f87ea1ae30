"""Which variables have values: what graphs ask of sessions, and older names of initializers."""

from zeal._native import Tensor, api, raw
from zeal.dtypes import string
from zeal.eager.context import executing_eagerly
from zeal.eager.control import (
    control_dependencies,
    global_variables_initializer,
    local_variables_initializer,
    tables_initializer,
    variables_initializer,
)
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.ops.array.constant import constant
from zeal.ops.array.join import stack
from zeal.ops.array.where import boolean_mask
from zeal.public import public
from zeal.state.scope import name_scope


@public("is_variable_initialized")
def is_variable_initialized(variable):
    """Whether a variable has a value.

    Args:
      variable: a Variable, or a tensor of a graph that is its value.

    Returns:
      A bool scalar.

    Example:
      >>> bool(tf.is_variable_initialized(tf.Variable(1.0)))
      True
    """
    return raw.VarIsInitializedOp(_handle(variable), name="IsVariableInitialized")


def _handle(variable):
    """The handle of a variable, or of the one that a graph's tensor reads, as "v:0" does."""
    if isinstance(variable, Tensor) and variable.op.type == "ReadVariableOp":
        return variable.op.inputs[0]
    return variable.handle


def _all_variables():
    return collected(GraphKeys.GLOBAL_VARIABLES) + collected(GraphKeys.LOCAL_VARIABLES)


@public("report_uninitialized_variables")
def report_uninitialized_variables(var_list=None, name="report_uninitialized_variables"):
    """The names of the variables that have no value yet.

    Args:
      var_list: variables; by default all global and local ones that the graph has now.
      name: name scope of the ops.

    Returns:
      A vector of strings.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable(1.0, name="v")
      ...     print(session.run(tf.report_uninitialized_variables()))
      [b'v']
    """
    variables = _all_variables() if var_list is None else list(var_list)
    with name_scope(name):
        if not variables:
            return constant([], string)
        known = stack([is_variable_initialized(v) for v in variables])
        names = constant([v.name.partition(":")[0] for v in variables])
        return boolean_mask(names, api.logical_not(known))


@public("assert_variables_initialized")
def assert_variables_initialized(var_list=None):
    """Fails in runs unless variables have values; `report_uninitialized_variables` tells which.

    Args:
      var_list: variables; by default all global and local ones that the graph has now.

    Returns:
      The ranks of the variables; None where there are none, and while executing eagerly.

    Raises:
      FailedPreconditionError: in runs, a variable has no value.

    Example:
      >>> tf.assert_variables_initialized()
    """
    variables = _all_variables() if var_list is None else list(var_list)
    if not variables or executing_eagerly():
        return None
    values = [v.value() for v in variables]
    with control_dependencies(values):
        return api.identity(stack([api.rank(value) for value in values]))


# --- older names ---
@public("all_variables")
def all_variables():
    """The older name of `tf.global_variables`.

    Returns:
      A list.

    Example:
      >>> tf.all_variables()
      []
    """
    return collected(GraphKeys.GLOBAL_VARIABLES)


@public("model_variables")
def model_variables(scope=None):
    """The variables of the graph that belong to its model.

    Args:
      scope: a pattern that names match from the start, or None for all.

    Returns:
      A list; empty while executing eagerly.

    Example:
      >>> tf.model_variables()
      []
    """
    return collected(GraphKeys.MODEL_VARIABLES, scope)


@public("moving_average_variables")
def moving_average_variables(scope=None):
    """The variables of the graph that have moving averages.

    Args:
      scope: a pattern that names match from the start, or None for all.

    Returns:
      A list; empty while executing eagerly.

    Example:
      >>> tf.moving_average_variables()
      []
    """
    return collected(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


@public("initialize_all_variables")
def initialize_all_variables():
    """The older name of `tf.global_variables_initializer`; see there."""
    return global_variables_initializer()


@public("initialize_local_variables")
def initialize_local_variables():
    """The older name of `tf.local_variables_initializer`; see there."""
    return local_variables_initializer()


@public("initialize_variables")
def initialize_variables(var_list, name="init"):
    """The older name of `tf.variables_initializer`; see there."""
    return variables_initializer(var_list, name)


@public("initialize_all_tables")
def initialize_all_tables(name="init_all_tables"):
    """The older name of `tf.tables_initializer`; see there."""
    return tables_initializer(name)
