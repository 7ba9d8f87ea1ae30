"""What a value of a graph depends on."""


def depends_on(value, tensors) -> bool:
    """Whether a tensor or operation is computed from one of several tensors.

    Args:
      value: a symbolic tensor, or an Operation.
      tensors: symbolic tensors of the same graph, and variables, whose handles they stand for.
    """
    if any(value is t for t in tensors):
        return True
    sought = {id(getattr(t, "handle", t)) for t in tensors}
    seen, waiting = set(), [getattr(value, "op", value)]
    while waiting:
        op = waiting.pop()
        if op.name in seen:
            continue
        seen.add(op.name)
        if any(id(t) in sought for t in op.inputs):
            return True
        waiting += [t.op for t in op.inputs] + list(op.control_inputs)
    return False
