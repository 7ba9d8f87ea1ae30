"""How far into a structure a function wants to go."""

from zeal.nest.compare import assert_shallow_structure
from zeal.nest.walk import children, pairs, rebuild, walked


def get_traverse_shallow_structure(traverse_fn, structure, expand_composites=False):
    """Returns the upper part of a structure that a function says is to be walked into.

    Args:
      traverse_fn: takes a part of the structure and returns a bool, whether to walk into it, or a
        structure of one level with a bool for each of its children.
      structure: a nested structure.
      expand_composites: whether tensors of several parts are walked into.

    Returns:
      A structure of bools, for `map_structure_up_to` and `flatten_up_to`.

    Raises:
      TypeError: traverse_fn returned something else.

    Example:
      >>> get_traverse_shallow_structure(lambda s: isinstance(s, list), [1, (2, 3), [4]])
      [False, False, [False]]
    """
    is_seq = walked(expand_composites)
    wanted = traverse_fn(structure)
    if not is_seq(structure):
        if not isinstance(wanted, bool):
            raise TypeError(
                f"traverse_fn returned structure: {wanted} for non-structure: {structure}"
            )
        return wanted
    if wanted is False:
        return False
    if wanted is not True and not is_seq(wanted):
        raise TypeError(f"traverse_fn returned a non-bool scalar: {wanted} for input: {structure}")
    if wanted is True:
        chosen = [(True, child) for child in children(structure)]
    else:
        chosen = _chosen(wanted, structure, expand_composites)
    return rebuild(structure, [
        get_traverse_shallow_structure(traverse_fn, child, expand_composites) if go else False
        for go, child in chosen
    ])  # fmt: skip


def _chosen(wanted, structure, expand_composites):
    assert_shallow_structure(wanted, structure, expand_composites=expand_composites)
    chosen = list(pairs(wanted, structure))
    if not all(isinstance(go, bool) for go, _ in chosen):
        raise TypeError(
            f"traverse_fn didn't return a depth=1 structure of bools.  saw: {wanted}  "
            f"for structure: {structure}"
        )
    return chosen
