"""`tf.wrap_function`: code for graphs as a function of eager programs, which runs it anew."""

from zeal import _native, nest
from zeal.graph.body import FuncGraph
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.keys import GraphKeys
from zeal.graph.placeholder import sizes
from zeal.public import public
from zeal.state.creators import variable_creator_scope
from zeal.state.variable_store import VariableStore
from zeal.tensor_spec import TensorSpec


class WrappedFunction(ConcreteFunction):
    """A function in a graph of its own; see `tf.wrap_function`.

    Args:
      graph, inputs, result, effects: as in ConcreteFunction.
      variables: what it made, kept as long as the function.
    """

    def __init__(self, graph, inputs, result, variables, effects=None):
        super().__init__(graph, inputs, result, effects)
        self.variables = variables

    @property
    def trainable_variables(self):
        """Those of its variables that are trainable."""
        return [v for v in self.variables if v.trainable]

    def prune(self, feeds, fetches, name="pruned"):
        """A function of the same graph with other inputs and results.

        Args:
          feeds: a structure of tensors of the graph, their names or `TensorInfo`s: its arguments.
          fetches: a structure of tensors or operations of the graph, or their names; no other
            state changes than these need. In the place of an operation the function returns None.
          name: accepted for compatibility.

        Returns:
          A WrappedFunction with the same variables.

        Raises:
          ValueError: a feed is no tensor.

        Example:
          >>> def double_and_add(x):
          ...     return tf.add(2.0 * x, 1.0)
          >>> f = tf.wrap_function(double_and_add, [tf.TensorSpec([], tf.float32)])
          >>> double = f.graph.get_tensor_by_name("mul:0")
          >>> float(f.prune(double, f.outputs[0])(10.0))
          11.0
        """
        inputs = [self._element(x) for x in nest.flatten(feeds, expand_composites=True)]
        if not all(isinstance(x, _native.Tensor) for x in inputs):
            raise ValueError(f"Feeds must be tensors, got {feeds}")
        elements = [self._element(x) for x in nest.flatten(fetches, expand_composites=True)]
        ops = [x for x in elements if isinstance(x, _native.Operation)]
        values = [None if isinstance(x, _native.Operation) else x for x in elements]
        result = nest.pack_sequence_as(fetches, values, expand_composites=True)
        made = WrappedFunction(self.graph, inputs, result, self.variables, ops)
        made.arg_names = [x.op.name for x in inputs]
        return made

    def _element(self, told):
        name = getattr(told, "name", told) if hasattr(told, "DESCRIPTOR") else told  # a TensorInfo
        return self.graph.as_graph_element(name)


@public("wrap_function")
def wrap_function(fn, signature, name=None):
    """Builds the graph of a function once, and makes a function that runs it.

    The code may make variables and use collections, as in a graph of its own: the variables live
    as long as what this returns. As in graphs, what its results need runs, in the order that its
    tensors ask for; all of it where it returns none.

    Args:
      fn: a function of tensors.
      signature: a list of what it is called with: `tf.TensorSpec`, for which placeholders stand,
        and other values.
      name: name of the function.

    Returns:
      A WrappedFunction: called with a tensor for each TensorSpec it returns what fn does. It has
      `variables`, `trainable_variables`, `graph`, `inputs`, `outputs` and `prune`.

    Example:
      >>> def scaled(x):
      ...     return x * tf.get_variable("by", initializer=3.0)
      >>> f = tf.wrap_function(scaled, [tf.TensorSpec([], tf.float32)])
      >>> float(f(2.0)), [v.name for v in f.variables]
      (6.0, ['by:0'])
    """
    graph, variables = FuncGraph(name or "wrapped_function"), []
    graph._variable_store, graph._collections = VariableStore(), {}

    def keeping(next_creator, **kwargs):
        variables.append(next_creator(**kwargs))
        graph.add_to_collections(_lists(variables[-1], kwargs["collections"]), variables[-1])
        return variables[-1]

    with graph.as_default(), variable_creator_scope(keeping):
        values = [_placeholder(graph, x) for x in nest.flatten(signature)]
        result = fn(*nest.pack_sequence_as(signature, values))
    inputs = [x for x in values if isinstance(x, _native.Tensor)]
    made = WrappedFunction(graph, inputs, result, variables, [])
    if made.outputs:
        return made
    return WrappedFunction(graph, inputs, result, variables, graph.effects())


def function_from_graph_def(graph_def, inputs, outputs):
    """A GraphDef as a function.

    Args:
      graph_def: a `tf.GraphDef`.
      inputs: a structure of names of tensors: its arguments.
      outputs: a structure of names of tensors or operations: what it returns.
    """
    from zeal.graph_def.import_graph import import_graph_def

    return wrap_function(lambda: import_graph_def(graph_def, name=""), []).prune(inputs, outputs)


def _lists(variable, collections):
    """The collections that a variable is in."""
    keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
    return dict.fromkeys([*keys, *[GraphKeys.TRAINABLE_VARIABLES] * bool(variable.trainable)])


def _placeholder(graph, spec):
    if not isinstance(spec, TensorSpec):
        return spec
    return graph._placeholder(spec.dtype, sizes(spec.shape), spec.name or "Placeholder")
