"""How many nodes a library's functions are, if each call is written out."""

_MOST = 1 << 40


def written_out(functions, callees, nested) -> dict:
    """The size of each function with those that it calls.

    Args:
      functions: FunctionDefs by name.
      callees: a function of a NodeDef that lists the names of the functions that it runs.
      nested: how deep calls are followed.

    Returns:
      A dict of integers by name.
    """
    own = {name: len(f.node_def) + 1 for name, f in functions.items()}
    calls = {
        name: [c for node in f.node_def for c in callees(node) if c in functions]
        for name, f in functions.items()
    }
    sizes = own
    for _ in range(nested):
        before = sizes
        sizes = {
            name: min(_MOST, size + sum(before[c] for c in calls[name]))
            for name, size in own.items()
        }
        if sizes == before:
            break
    return sizes
