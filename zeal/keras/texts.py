"""What `repr` and notebooks show of layers and models."""

from html import escape

from zeal.keras.summary import _count


def _variables(layer) -> list:
    """All variables that there are: `weights` is an error before a model is built."""
    found = {id(v): v for x in (layer, *layer._zeal_inside()) for v in x._zeal_children()[1]}
    return list(found.values())


def _about(layer) -> list:
    """Parts of a text: name, inner layers, parameters."""
    name, variables = layer.__dict__.get("_name"), _variables(layer)
    parts = [] if name is None else [f"'{name}'"]
    if inner := layer._zeal_children()[0]:
        parts.append(f"{len(inner)} layers")
    if variables:
        parts.append(f"{_count(variables):,} parameters")
    if not layer.built:
        parts.append("not built")
    return parts


def layer_repr(layer) -> str:
    """`repr` of a layer or model: `<Dense 'dense', 8 parameters>`; gives the layer no name."""
    about = ", ".join(_about(layer))
    return f"<{type(layer).__name__}{' ' if about else ''}{about}>"


def layer_html(layer) -> str:
    """HTML for notebooks: a table of a model's layers, or of a layer's variables."""
    inner, variables = layer._zeal_children()
    rows = [(_of(x), type(x).__name__, f"{_count(_variables(x)):,}") for x in inner]
    rows += [(v.name, v.dtype.name, str(v.shape)) for v in variables]
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><caption>{escape(layer_repr(layer)[1:-1])}</caption>{body}</table>"


def _of(layer) -> str:
    return layer.__dict__.get("_name") or ""
