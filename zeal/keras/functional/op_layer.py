"""Ops of a program between layers, as layers."""

from typing import Any

from zeal import _native
from zeal.eager.context import executing_eagerly
from zeal.graph.body import FuncGraph
from zeal.graph.graph import get_default_graph
from zeal.keras.functional.node import Node, history
from zeal.keras.layers.layer import Layer

_PREFIX = "tf_op_layer_"  # of the layers' names


def lift(tensor) -> None:
    """Makes layers of the ops between Inputs and a tensor.

    Args:
      tensor: a tensor that comes from an Input.
    """
    known, behind = tensor.graph._keras_tensors, {}

    def reaches(op):
        """Whether an op's inputs come from Inputs; it then has a layer."""
        if op.name not in behind:
            behind[op.name] = False
            found = [x.name in known or reaches(x.op) for x in op.inputs]
            if any(found):
                behind[op.name] = True
                _make(op, known)
        return behind[op.name]

    reaches(tensor.op)


def _make(op, known):
    outputs = list(op.outputs)
    inputs = [known.get(x.name, x) for x in op.inputs]
    constants = {i: _constant(x) for i, x in enumerate(inputs) if not history(x)}
    layer = TensorFlowOpLayer(op.node_def, constants, name=op.name)
    given = [x for x in inputs if history(x)]
    node = Node(
        layer,
        (given[0] if len(given) == 1 else given, (), {}),
        outputs[0] if len(outputs) == 1 else outputs,
    )
    node.lists = True


def _constant(tensor):
    """The value of an input that comes from no Input; the tensor where only runs tell it."""
    value = _native.known_value(tensor)
    return tensor if value is None or value._symbolic else value


def _in_graph(graph, value):
    return graph._import(value) if value._symbolic else graph._constant(value, "Const")


def _message(node_def):
    """A NodeDef as it is, of its bytes, or of its JSON's dict.

    Raises:
      ValueError: the bytes or the dict are no NodeDef.
    """
    from zeal.messages.graph import DecodeError, NodeDef

    if not isinstance(node_def, (bytes, dict)):
        return node_def
    from google.protobuf.json_format import ParseDict, ParseError

    try:
        if isinstance(node_def, dict):
            return ParseDict(node_def, NodeDef())
        return NodeDef.FromString(node_def)
    except (DecodeError, ParseError) as e:
        raise ValueError(f"node_def is no NodeDef: {e}") from None


class TensorFlowOpLayer(Layer):
    """An op of the program: what it reads of Inputs it is called with, all else is constant.

    Args:
      node_def: the op's NodeDef, its bytes, or a dict in the form of its JSON.
      constants: a dict from places among the op's inputs to values.
      name, trainable, dtype: as of `Layer`.
    """

    def __init__(self, node_def, constants=None, name=None, trainable=True, dtype=None) -> None:
        node_def = _message(node_def)
        name = name or node_def.name
        super().__init__(
            name=name if name.startswith(_PREFIX) else _PREFIX + name, trainable=trainable,
            dtype=dtype,
        )  # fmt: skip
        self.__dict__["_node_def"] = node_def
        self.__dict__["_constants"] = {int(i): x for i, x in (constants or {}).items()}
        self.built = True

    def call(self, inputs) -> Any:
        """The op's outputs.

        Args:
          inputs: the tensors in the place of those of Inputs, in order; one alone as it is.

        Returns:
          A tensor, or a list of them.
        """
        inputs = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        if executing_eagerly():
            outputs = self._function(inputs)(inputs)[1]
        else:
            outputs = self._append(get_default_graph(), inputs)
        return outputs[0] if len(outputs) == 1 else list(outputs)

    def _append(self, graph, inputs):
        from zeal.graph_def.create_op import create_op

        given = iter(inputs)
        count = len(inputs) + len(self._constants)
        values = [self._constants[i] if i in self._constants else next(given) for i in range(count)]
        tensors = [_in_graph(graph, _native.convert(x)) for x in values]
        node = self._node_def
        return list(create_op(graph, node.op, tensors, None, node.op, node.attr).outputs)

    def _function(self, inputs):
        """The op as a function of tensors of such dtypes and ranks."""
        functions = self.__dict__.setdefault("_functions", {})
        key = tuple((x.dtype, x.shape.ndims) for x in inputs)
        if key not in functions:
            graph = FuncGraph(self._node_def.op)
            with graph.as_default():
                taken = [graph._placeholder(t, [None] * n, "input") for t, n in key]
                outputs = self._append(graph, taken)
            body = _native.Body(graph, taken, outputs, [])
            functions[key] = _native.function(graph.name, body)
        return functions[key]

    def get_config(self) -> dict:
        """What `from_config` rebuilds the layer from.

        Raises:
          NotImplementedError: the op reads what has no value before a run.
        """
        if any(x._symbolic for x in map(_native.convert, self._constants.values())):
            raise NotImplementedError(
                f"{self.name}: the op reads values that only runs of its graph tell, which no "
                "configuration has; put it into a layer"
            )
        from google.protobuf.json_format import MessageToDict

        return {
            **super().get_config(), "name": self.name.removeprefix(_PREFIX),
            "node_def": MessageToDict(self._node_def),
            "constants": {i: x.numpy() for i, x in self._constants.items()},
        }  # fmt: skip
