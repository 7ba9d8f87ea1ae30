"""Declared functions as messages, `FunctionDef`, and the reverse."""

from hashlib import sha1

from zeal.dtypes import as_dtype
from zeal.errors import NotFoundError
from zeal.graph.declared import DefinedFunction
from zeal.graph.graph import get_default_graph
from zeal.graph_def import attr_value
from zeal.graph_def.op_defs import op_def
from zeal.messages.graph import FunctionDefLibrary, GraphDef


def definition_of(function):
    """A function as a message. Python functions that it calls are left out."""
    from zeal.graph_def.export import _write_all
    from zeal.graph_def.write_functions import Library

    library = Library(FunctionDefLibrary(), _write_all)
    message = library.message.function.add()
    library.write_declared(message, function)
    name = function.base_name
    if function.has_hash:
        name = f"{name}_{sha1(message.SerializeToString(deterministic=True)).hexdigest()[:8]}"
    message.signature.name = name
    return message


def is_stateful(op) -> bool:
    """Whether an op, or one of a function that it calls, keeps state, acts or draws."""
    if op.name in op.graph._declared:
        return bool(op.graph._declared[op.name][0].stateful_ops)
    if op._bodies() is not None:
        return any(map(_has_state, op._bodies()[0] or ()))
    try:
        return op_def(op.type).is_stateful
    except NotFoundError:
        return True


def _has_state(body) -> bool:
    inputs, outputs, effects = body
    graphs = {x.graph for x in (*inputs, *outputs, *effects)}
    return any(is_stateful(op) for graph in graphs for op in graph.get_operations())


def write_attributes(attr, kwargs):
    """Writes a function's or a call's attributes."""
    attr["_disable_call_shape_inference"].b = True
    for key, value in kwargs.items():
        if key == "noinline":
            attr["_noinline"].b = bool(value)
        elif key == "compiled":
            attr["_XlaCompile"].b = bool(value)
            separate = bool(kwargs.get("separate_compiled_gradients"))
            attr["_XlaSeparateCompiledGradients"].b = separate
        elif key != "separate_compiled_gradients":
            attr_value.write(attr[key], value)


def from_definition(definition, grad_func=None, library=None):
    """A function of a message, which adds its ops to the graph in force.

    Args:
      definition: a FunctionDef.
      grad_func: the DefinedFunction that is its gradient, or None.
      library: a FunctionDefLibrary with the functions that it calls, or None.
    """
    signature = definition.signature
    made = DefinedFunction(
        _importing(definition, library),
        [arg.name for arg in signature.input_arg],
        [as_dtype(arg.type) for arg in signature.input_arg],
        signature.name,
        grad_func,
        out_names=[arg.name for arg in signature.output_arg],
    )
    made._definition = definition
    return made


def _importing(definition, library):
    def run(*inputs):
        from zeal.graph_def.import_graph import import_graph_def

        message, signature = GraphDef(), definition.signature
        _add_around(message.library, definition, library)
        call = message.node.add(name=f"{signature.name}_call", op=signature.name)
        for i, tensor in enumerate(inputs):
            node = message.node.add(name=f"given_{i}", op="Placeholder")
            attr_value.write(node.attr["dtype"], tensor.dtype)
            call.input.append(node.name)
        given = {f"given_{i}:0": tensor for i, tensor in enumerate(inputs)}
        results = [f"{call.name}:{i}" for i in range(len(signature.output_arg))]
        with get_default_graph().name_scope(""):
            made = import_graph_def(message, given, results or [call.name], name="")
        return made if results else None

    return run


def _add_around(made, definition, library):
    """A library in which a function is its body alone, and others have their gradients."""
    made.function.add().CopyFrom(definition)
    if library is not None:
        name = definition.signature.name
        made.function.extend(f for f in library.function if f.signature.name != name)
        made.gradient.extend(g for g in library.gradient if g.function_name != name)


def from_library(library) -> list:
    """The functions of a library, each with its gradient.

    Raises:
      ValueError: it names functions that it lacks, or gradients of each other.
    """
    definitions = {f.signature.name: f for f in library.function}
    gradients = {}
    for gradient in library.gradient:
        for name in (gradient.function_name, gradient.gradient_func):
            if name not in definitions:
                raise ValueError(f"FunctionDefLibrary missing '{name}' FunctionDef\n{library}")
        gradients[gradient.function_name] = gradient.gradient_func
    made = {}
    while len(made) < len(definitions):
        ready = [n for n in definitions if n not in made and gradients.get(n, n) in (n, *made)]
        ready = [n for n in ready if gradients.get(n) != n]
        if not ready:
            raise ValueError(f"FunctionDefLibrary contains cyclic gradient functions!\n{library}")
        for name in ready:
            made[name] = from_definition(definitions[name], made.get(gradients.get(name)), library)
    return list(made.values())
