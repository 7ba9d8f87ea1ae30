"""`tf.case` and `tf.switch_case`: one of several functions."""

from zeal import _native
from zeal.errors import InvalidArgumentError
from zeal.graph.conditions import branches, keeps_lists, unpacked
from zeal.graph.graph import get_default_graph
from zeal.graph.one_graph import within
from zeal.graph.smart_cond import smart_constant_value
from zeal.ops.array.join import stack
from zeal.ops.array.where import where
from zeal.ops.op_counts import count_parts
from zeal.public import public

api = _native.api


@public("case")
def case(pred_fn_pairs, default=None, exclusive=False, strict=False, name="case"):
    """Calls the function of the first predicate that is true.

    Args:
      pred_fn_pairs: a list of pairs (boolean scalar, function), or a dict of them.
      default: a function, called where none is true.
      exclusive: whether more than one true predicate is an error.
      strict: as in `tf.cond`.
      name: name of the ops.

    Returns:
      What the function returned.

    Raises:
      TypeError: pred_fn_pairs is no list or dict of pairs, a predicate no boolean tensor, or a
        function cannot be called.
      InvalidArgumentError: none is true and there is no default, or several are and `exclusive`.

    Example:
      >>> x = tf.constant(2)
      >>> tf.case([(x < 1, lambda: x), (x < 3, lambda: x * 10)], default=lambda: -x).numpy()
      20
    """
    pairs = checked_pairs(pred_fn_pairs)
    if default is not None and not callable(default):
        raise TypeError("default must be callable.")
    in_graph = any(getattr(pred, "_symbolic", False) for pred, _ in pairs)
    known = _native.executing_eagerly() and not in_graph
    if known or (not pairs and default is None):
        return _case_now(pairs, default, exclusive, strict)
    if not pairs:
        return default()
    return _case_in_graph(pairs, default, exclusive, strict, name)


def checked_pairs(pairs):
    """The pairs (predicate, function) that `tf.case` takes; TypeError for anything else."""
    if not isinstance(pairs, (list, tuple, dict)):
        raise TypeError("fns must be a list, tuple, or dict")
    if isinstance(pairs, dict):
        pairs = list(pairs.items())
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError("Each entry in pred_fn_pairs must be a 2-tuple")
        pred, fn = pair
        if isinstance(pred, _native.Tensor):
            if pred.dtype != "bool":
                raise TypeError(f"pred must be Tensor of type bool: {pred}")
        elif not isinstance(pred, bool) and not hasattr(pred, "dtype"):
            raise TypeError(f"pred must be a Tensor, got: {pred!r}")
        if not callable(fn):
            raise TypeError(f"fn for pred {pred} must be callable.")
    return pairs


def _case_now(pairs, default, exclusive, strict):
    true = [fn for pred, fn in pairs if bool(pred)]
    if exclusive and len(true) > 1:
        raise InvalidArgumentError(
            f"Input error: exclusive=True, but {len(true)} of the predicates of tf.case are true"
        )
    if true:
        return unpacked(true[0](), strict)
    if default is None:
        raise InvalidArgumentError(
            "Input error: None of conditions evaluated as True; tf.case has no default"
        )
    return unpacked(default(), strict)


def checks(preds, exclusive, default):
    """Assertions as ops that as many of a vector of predicates are true as `tf.case` wants."""
    from zeal.effects.check import Assert

    if exclusive:
        trues = api.reduce_sum(api.cast(preds, "int32"))
        yield Assert(trues < 2, ["Input error: exclusive=True", preds])
    if default is None:
        text = "Input error: None of conditions evaluated as True:"
        yield Assert(api.reduce_any(preds), [text, preds])


def _case_in_graph(pairs, default, exclusive, strict, name):
    with within(p for p, _ in pairs), get_default_graph().name_scope(name):
        preds = stack([_native.convert(p) for p, _ in pairs])
        waits = checks(preds, exclusive, default)
        with get_default_graph().control_dependencies([w for w in waits if w is not None]):
            # Past all predicates stands one that is true: the default's place.
            all_preds = api.concat([preds, [True]], 0)
            index = api.argmax(api.cast(all_preds, "int32"), output_type="int32")
        functions = [fn for _, fn in pairs] + ([default] if default else [])
        if default and not exclusive:
            count_parts("case", len(pairs))
        return branches(index, functions, keeps_lists(strict), "cond", False)


@public("contrib.framework.smart_case")
def smart_case(pred_fn_pairs, default=None, exclusive=False, name="smart_case"):
    """Calls the function of the first true predicate: at once where those before are known.

    Args:
      pred_fn_pairs: a list of pairs (boolean scalar or bool, function), or a dict of them.
      default: a function, called where none is true.
      exclusive: whether more than one true predicate is an error, among those that a run finds out.
      name: name of the ops of `tf.case`.

    Returns:
      What the function returned.

    Raises:
      TypeError: as `tf.case`.
      InvalidArgumentError: none is true and there is no default.

    Example:
      >>> pairs = [(False, lambda: 1.0), (True, lambda: 2.0)]
      >>> float(tf.contrib.framework.smart_case(pairs))
      2.0
    """
    left = []
    for pred, fn in checked_pairs(pred_fn_pairs):
        known = smart_constant_value(pred)
        if known:
            default = fn
            break
        if known is None:
            left.append((pred, fn))
    if left or default is None:
        return case(left, default, exclusive, name=name)
    return default()


@public("switch_case")
def switch_case(branch_index, branch_fns, default=None, name=None):
    """Calls the function at an index.

    Args:
      branch_index: an int32 scalar, a tensor.
      branch_fns: a list of functions, a dict of them by integers, or a list of pairs
        (integer, function).
      default: called for an index that no function has; by default the last function is.
      name: name of the op.

    Returns:
      What the function returned.

    Raises:
      TypeError: branch_index is no tensor of integers, branch_fns is of another kind, or an entry
        cannot be called.
      ValueError: the keys are not 0 to n-1.

    Example:
      >>> tf.switch_case(tf.constant(1), [lambda: tf.constant(5), lambda: tf.constant(7)]).numpy()
      7
    """
    index = branch_index
    if not isinstance(index, _native.Tensor):
        raise TypeError(f"branch_index must a Tensor, got {type(index)}")
    if not index.dtype.is_integer:
        raise TypeError(f"branch_index must an integer Tensor, got <dtype: {index.dtype.name!r}>")
    functions = _indexed_functions(branch_fns)
    default = default or functions[-1]
    if not index._symbolic and _native.executing_eagerly():
        i = int(index)
        return (functions[i] if 0 <= i < len(functions) else default)()
    if index.dtype != "int32":
        raise TypeError(
            f"Input 'branch_index' of 'Case' Op has type {index.dtype.name} that does not match "
            "expected type of int32."
        )
    n = len(functions)
    place = where(api.logical_and(index >= 0, index < n), index, n)
    functions = [*functions, default]
    return branches(place, functions, True, name or "switch_case", False, list(range(n + 1)))


def _indexed_functions(branch_fns):
    if not branch_fns:
        raise ValueError("Must provide at least one item in branch_fns")
    if not isinstance(branch_fns, (list, tuple, dict)):
        raise TypeError("branch_fns must be a list, tuple, or dict")
    pairs = list(branch_fns.items()) if isinstance(branch_fns, dict) else branch_fns
    pairs = list(enumerate(pairs)) if all(map(callable, pairs)) else pairs
    for pair in pairs:
        _check_indexed(pair)
    found = dict(pairs)
    if len(found) < len(pairs) or found.keys() != set(range(len(pairs))):
        keys = ",".join(str(k) for k in sorted(k for k, _ in pairs))
        raise ValueError(
            f"branch indices (keys) must form contiguous range of [0 to {len(pairs)}) but found "
            f"{{{keys}}}"
        )
    return [found[i] for i in range(len(pairs))]


def _check_indexed(pair):
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise TypeError("Each entry in branch_fns must be a 2-tuple")
    if not isinstance(pair[0], int):
        raise TypeError(f"key must be a Python `int`, got {type(pair[0])}")
    if not callable(pair[1]):
        raise TypeError(f"fn for key {pair[0]} must be callable.")
