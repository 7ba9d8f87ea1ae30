"""What `repr` and notebooks show of datasets; neither runs a function of the program."""

from html import escape

from zeal.data.structure import plain
from zeal.nest import flatten_with_joined_string_paths


def dataset_repr(dataset) -> str:
    """`repr` of a dataset: `<Dataset shapes: (?,), types: tf.int64>`.

    Returns:
      One line; `<unknown>` where only a function that has not run yet could tell.
    """
    spec = dataset._spec_at_rest
    if spec is None:
        return "<Dataset shapes: <unknown>, types: <unknown>>"
    return f"<Dataset shapes: {plain(spec.shapes_like())}, types: {plain(spec.types_like())}>"


def dataset_html(dataset) -> str:
    """HTML for notebooks: a table of the parts of an element."""
    spec = dataset._spec_at_rest
    if spec is None:
        return f"<pre>{escape(dataset_repr(dataset))}</pre>"
    parts = flatten_with_joined_string_paths(spec.shapes_like())
    rows = zip(parts, spec.types, strict=True)
    cells = [(path, dtype.name, str(shape)) for (path, shape), dtype in rows]
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells
    )
    head = "<tr><th>part</th><th>dtype</th><th>shape</th></tr>"
    return f"<table><caption>Dataset</caption>{head}{body}</table>"
