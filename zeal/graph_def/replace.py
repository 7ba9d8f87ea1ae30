"""Ops of TensorFlow's that stand for others: zeal has those in their place."""

from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.op_defs import OWN_NAME, WRITTEN_AS
from zeal.messages.graph import AttrValue

# The same op under a younger name, or one that differs in nothing that runs see.
RENAMED = {
    "PlaceholderV2": "Placeholder", "PreventGradient": "Identity", "Snapshot": "Identity",
    "DeepCopy": "Identity", "ControlTrigger": "NoOp",
}


def replace_ops(entries):
    """Replaces ops that zeal has under other names or with other inputs.

    Args:
      entries: Entries by name, which are changed.
    """
    for name, entry in list(entries.items()):
        if OWN_NAME in entry.attrs:
            _restore(entry)
        elif entry.op in RENAMED:
            entry.op = RENAMED[entry.op]
            if entry.op == "Identity":
                entry.attrs.pop("message", None)
        elif entry.op == "Concat" and entry.inputs:
            entry.op, entry.inputs = "ConcatV2", entry.inputs[1:] + entry.inputs[:1]
        elif entry.op == "TopK" and "k" in entry.attrs:
            entry.op = "TopKV2"
            entry.inputs.append(constant(entries, f"{name}/k", entry.attrs.pop("k").i))
        elif entry.op in GATHERS and entry.inputs:
            _replace_gather(entries, entry)


def _restore(entry):
    """An op of zeal's own that was written as one of TensorFlow's."""
    own = entry.attrs.pop(OWN_NAME).s.decode("utf-8", "replace")
    name, order = WRITTEN_AS.get(own, ("", ()))
    if entry.op == name and len(entry.inputs) == len(order):
        entry.op, entry.inputs = own, [entry.inputs[order.index(i)] for i in range(len(order))]
        if own in ("AddVariants", "ZerosLikeVariant"):
            entry.attrs = {a: v for a, v in entry.attrs.items() if a.startswith("_")}


GATHERS = {"ResourceGather": "GatherV2", "ResourceGatherNd": "GatherNd"}


def _replace_gather(entries, entry):
    """Gathering from a variable is reading it, then gathering."""
    read = new_name(entries, f"{entry.name}/read")
    attrs = {"dtype": entry.attrs.get("dtype", AttrValue())}
    entries[read] = Entry(read, "ReadVariableOp", entry.inputs[:1], entry.controls, attrs)
    inputs = [(read, 0), *entry.inputs[1:]]
    types = {"Tparams": attrs["dtype"], "Tindices": entry.attrs.get("Tindices", AttrValue())}
    if entry.op == "ResourceGather":
        batch = entry.attrs.get("batch_dims", AttrValue(i=0))
        inputs.append(constant(entries, f"{entry.name}/axis", batch.i))
        types |= {"Taxis": type_attr(_INT32), "batch_dims": batch}
    entries[entry.name] = entry.retyped(GATHERS[entry.op], inputs, **types)


_INT32, _INT64 = 3, 9


def constant(entries, name, number):
    """Adds an int32.

    Args:
      entries: Entries by name.
      name: the node's name, which gets a number where it is taken.
      number: the number.

    Returns:
      What reads it reads: the node and its output.
    """
    value = AttrValue()
    value.tensor.dtype = _INT32
    value.tensor.tensor_shape.SetInParent()
    value.tensor.int_val.append(max(-(2**31), min(number, 2**31 - 1)))
    return _const(entries, name, value)


def no_integers(entries, name):
    """Adds an int64 vector of no elements; see `constant`."""
    value = AttrValue()
    value.tensor.dtype = _INT64
    value.tensor.tensor_shape.dim.add().size = 0
    return _const(entries, name, value)


def _const(entries, name, value):
    name = new_name(entries, name)
    kind = type_attr(value.tensor.dtype)
    entries[name] = Entry(name, "Const", attrs={"dtype": kind, "value": value})
    return (name, 0)


def new_name(entries, wanted) -> str:
    """A name that no entry has: `wanted`, with a number where it is taken."""
    name, count = wanted, 0
    while name in entries:
        count += 1
        name = f"{wanted}_{count}"
    return name
