"""A graph's functions: one of each name."""

from hashlib import sha1

from zeal.errors import NotFoundError
from zeal.graph_def.op_defs import op_def


def note(graph, library):
    """Notes the functions of a library as the graph's.

    Raises:
      ValueError: it has another function of a name that is taken; then none is noted.
    """
    found: dict = {}
    for definition in library.function:
        name = definition.signature.name
        _refuse_op(name)
        meaning = meaning_of(definition)
        if meaning != found.setdefault(name, meaning) or not fits(graph, name, meaning):
            raise ValueError(taken(name))
    graph._read_functions.update(found)


def fits(graph, name, meaning) -> bool:
    """Whether a graph has no other function of the name."""
    declared = graph._functions.get(name)
    own = meaning if declared is None else meaning_of(declared.definition)
    return meaning == own == graph._read_functions.get(name, own)


def taken(name) -> str:
    """What is said of a second function of a name."""
    return (
        f"Cannot add function '{name}' because a different function with the same name already "
        "exists."
    )


def _refuse_op(name):
    try:
        op_def(name)
    except NotFoundError:
        return
    raise ValueError(
        f"Cannot add function '{name}' because an op with the same name already exists."
    )


def meaning_of(definition) -> bytes:
    """A digest of a FunctionDef, without what TensorFlow leaves aside as it compares two.

    These are the order of nodes and of what they wait for, and their attributes of names with "_".
    """
    own = type(definition)()
    own.CopyFrom(definition)
    own.ClearField("arg_attr")
    del own.node_def[:]
    for node in sorted(definition.node_def, key=lambda node: node.name):
        copy = own.node_def.add()
        copy.CopyFrom(node)
        copy.input.sort(key=lambda text: text if text[0] == "^" else "")
        for name in node.attr:
            if name.startswith("_"):
                del copy.attr[name]
    return sha1(own.SerializeToString(deterministic=True)).digest()
