"""Optimizers while a graph is built: gradients of tensors, and updates as one operation."""

from zeal._native import Tensor, Variable
from zeal.eager import control
from zeal.graph.gradients import gradients
from zeal.graph.graph import get_default_graph
from zeal.graph.keys import GraphKeys


def compute_gradients(loss, var_list, grad_loss):
    """Pairs (gradient, variable) of a loss tensor, or of a function that makes it.

    Args:
      loss: a symbolic tensor, or a function without arguments that returns it.
      var_list: the variables; None for the graph's trainable ones.
      grad_loss: what flows into the loss, or None.

    Raises:
      ValueError: there is no variable to optimize.
      NotImplementedError: an entry of var_list is no variable.
    """
    if callable(loss) and not isinstance(loss, (Tensor, Variable)):
        loss = loss()
    if var_list is None:
        var_list = get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES)
    variables = list(var_list) if isinstance(var_list, (list, tuple)) else [var_list]
    if not variables:
        raise ValueError("No variables to optimize.")
    for v in variables:
        if not isinstance(v, Variable):
            raise TypeError(f"Argument is not a variable: {v}")
    found = gradients(loss, variables, None if grad_loss is None else [grad_loss])
    return list(zip(found, variables, strict=True))


def apply(updates, finish, global_step, name):
    """One operation for a step.

    Args:
      updates: pairs (result of an update, variable).
      finish: a function that runs behind them.
      global_step: a variable to add one to behind all, or None.
      name: the operation's name.
    """
    done = [_constrained(update, variable) for update, variable in updates]
    graph = get_default_graph()
    with graph.control_dependencies([u for u in done if u is not None]):
        done.append(finish())
    done = [u for u in done if u is not None]
    if global_step is None:
        step = control.group(*done, name=name)
    else:
        with graph.control_dependencies([control.group(*done, name="update")]):
            step = control.group(global_step.assign_add(1, read_value=False), name=name)
    train_ops = graph.get_collection_ref(GraphKeys.TRAIN_OP)
    if step not in train_ops:
        train_ops.append(step)
    return step


def _constrained(update, variable):
    if variable.constraint is None or update is None:
        return update
    with get_default_graph().control_dependencies([update]):
        return variable.assign(variable.constraint(variable))
