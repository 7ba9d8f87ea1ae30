"""Ops of TensorFlow's that stand for others: zeal has those in their place."""

from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.messages import AttrValue

# The same op under a younger name, or one that differs in nothing that runs see.
_RENAMED = {
    "PlaceholderV2": "Placeholder", "PreventGradient": "Identity", "Snapshot": "Identity",
    "DeepCopy": "Identity",
}


def replace_ops(entries):
    """Replaces ops that zeal has under other names or with other inputs.

    Args:
      entries: Entries by name, which are changed.
    """
    for name, entry in list(entries.items()):
        if entry.op in _RENAMED:
            entry.op = _RENAMED[entry.op]
            if entry.op == "Identity":
                entry.attrs.pop("message", None)
        elif entry.op == "Concat" and entry.inputs:
            entry.op, entry.inputs = "ConcatV2", entry.inputs[1:] + entry.inputs[:1]
        elif entry.op == "TopK" and "k" in entry.attrs:
            _replace_top_k(entries, name, entry)


def _replace_top_k(entries, name, entry):
    k = new_name(entries, f"{name}/k")
    value = AttrValue()
    value.tensor.dtype = 3
    value.tensor.tensor_shape.SetInParent()
    value.tensor.int_val.append(max(-(2**31), min(entry.attrs.pop("k").i, 2**31 - 1)))
    entries[k] = Entry(k, "Const", attrs={"dtype": type_attr(3), "value": value})
    entry.op = "TopKV2"
    entry.inputs.append((k, 0))


def new_name(entries, wanted) -> str:
    """A name that no entry has: `wanted`, with a number where it is taken."""
    name, count = wanted, 0
    while name in entries:
        count += 1
        name = f"{wanted}_{count}"
    return name
