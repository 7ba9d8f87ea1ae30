"""TensorFlow's old variables: their references become handles of resource variables.

An output of `VariableV2`, and of each op that updates one, is a reference. Who reads it, reads the
variable's value
when it runs: that is a `ReadVariableOp` of its own.
"""

from zeal.graph_def.defaults import attr_names
from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.replace import new_name
from zeal.messages.graph import AttrValue

_VARIABLES = ("VariableV2", "Variable")

# Ops on references and those on handles. Of the former the first inputs are references, one unless
# _REFS says more.
_ON_HANDLES = {
    "Assign": "AssignVariableOp", "AssignAdd": "AssignAddVariableOp",
    "AssignSub": "AssignSubVariableOp", "IsVariableInitialized": "VarIsInitializedOp",
    "CountUpTo": "ResourceCountUpTo", "StridedSliceAssign": "ResourceStridedSliceAssign",
    **{
        f"Scatter{kind}": f"ResourceScatter{kind}"
        for kind in ("Update", "Add", "Sub", "Mul", "Div", "Min", "Max", "NdUpdate", "NdAdd",
        "NdSub")
    },
    **{
        f"{sparse}Apply{kind}": f"Resource{sparse}Apply{kind}"
        for sparse in ("", "Sparse")
        for kind in (
            "GradientDescent", "Momentum", "Adam", "Adagrad", "AdagradDA", "Adadelta", "RMSProp",
            "CenteredRMSProp", "Ftrl", "FtrlV2", "ProximalAdagrad", "ProximalGradientDescent",
            "AddSign", "PowerSign", "AdaMax",
        )
    },
}
_REFS = {
    "Momentum": 2, "Adam": 3, "Adagrad": 2, "AdagradDA": 3, "Adadelta": 3, "RMSProp": 3,
    "CenteredRMSProp": 4, "Ftrl": 3, "FtrlV2": 3, "ProximalAdagrad": 2, "AddSign": 2,
    "PowerSign": 2, "AdaMax": 3,
}
# References pass these into branches and loops; what joins or leaves those reads them.
_GATES = {"RefSwitch": "Switch", "RefEnter": "Enter"}
_JOINS = {"RefMerge": "Merge", "RefExit": "Exit", "RefNextIteration": "NextIteration"}
_RESOURCE = 20
_UPDATES = set(_ON_HANDLES) - {"IsVariableInitialized", "CountUpTo"}  # whose outputs are references


def _num_refs(op) -> int:
    return _REFS.get(op.partition("Apply")[2], 1)


def replace(entries):
    """Replaces references by handles.

    Args:
      entries: Entries by name, which are changed.

    Raises:
      ValueError: a reference goes where there is no handle for it.
    """
    if not any(entry.op in _VARIABLES for entry in entries.values()):
        return
    sources = _Sources(entries)
    for entry in list(entries.values()):
        if entry.op in _VARIABLES:
            entries[entry.name] = _handle(entry)
        elif entry.op in _GATES and sources.follows(entry.inputs):
            entries[entry.name] = sources.gate(entry)
        elif entry.op in _ON_HANDLES and sources.follows(entry.inputs):
            entries[entry.name] = sources.on_handle(entry)
        else:
            sources.read(entry)


class _Sources:
    """Where references come from.

    Args:
      entries: Entries by name, with the ops on references that they had.
    """

    def __init__(self, entries):
        self.entries = entries
        self.before = {name: (entry.op, list(entry.inputs)) for name, entry in entries.items()}
        self.traced = {}
        self.types = {
            name: entry.type("dtype") for name, entry in entries.items() if entry.op in _VARIABLES
        }

    def trace(self, source):
        """What a reference is.

        Returns:
          The variable, the output that has its handle there, and the op behind which the value is
          to
          be read; None for an output that is no reference.
        """
        path = []
        while source is not None and source not in self.traced:
            self.traced[source] = None  # also what a cycle ends at
            path.append(source)
            source = self._behind(source)
        found = self.traced.get(source)
        for source in reversed(path):
            found = self.traced[source] = self._through(source, found)
        return found

    def _behind(self, source):
        """The output that a reference comes from; None at its end, and for what is no reference."""
        op, inputs = self.before[source[0]]
        passes = op in _GATES or op == "RefIdentity" or (op in _UPDATES and not source[1])
        return inputs[0] if passes and inputs else None

    def _through(self, source, found):
        op = self.before[source[0]][0]
        if op in _VARIABLES and not source[1]:
            return source[0], source, None
        if found is None or op == "RefIdentity":
            return found
        variable, handle, update = found
        if op in _GATES:  # the handle passes it too, so that its reader lies in the same branch
            return variable, source, update
        return variable, handle, source[0]

    def follows(self, inputs) -> bool:
        """Whether the first of an op's inputs is a reference."""
        return bool(inputs) and self.trace(inputs[0]) is not None

    def gate(self, entry):
        """A gate of branches or loops that a handle passes instead of a reference."""
        _, handle, _ = self.trace(entry.inputs[0])
        attrs = {key: value for key, value in entry.attrs.items() if not key.startswith("_")}
        attrs["T"] = type_attr(_RESOURCE)
        return entry.retyped(_GATES[entry.op], [handle, *entry.inputs[1:]], **attrs)

    def on_handle(self, entry):
        """An op on references as one on handles."""
        refs = _num_refs(entry.op)
        found = [self._reference(entry, source) for source in entry.inputs[:refs]]
        values = Entry(entry.name, entry.op, entry.inputs[refs:], entry.controls)
        self.read(values)
        handles = [handle for _, handle, _ in found]
        new = entry.retyped(_ON_HANDLES[entry.op], handles + values.inputs, **_attrs(entry))
        new.controls = _joined(entry.controls, *(update for _, _, update in found))
        return new

    def _reference(self, entry, source):
        found = self.trace(source)
        if found is None:
            raise ValueError(
                f"Node '{entry.name}': {entry.op} takes a variable, but {source[0]}:{source[1]} is "
                "none that zeal follows"
            )
        return found

    def read(self, entry):
        """Lets an op read the values of the references among its inputs."""
        found = [self.trace(source) for source in entry.inputs]
        if entry.op in ("Identity", "RefIdentity") and found and found[0]:
            self._read_itself(entry, *found[0])
            return
        if entry.op in _JOINS:
            entry.op = _JOINS[entry.op]
        for i, reference in enumerate(found):
            if reference is not None:
                entry.inputs[i] = self._reader(entry, *reference)

    def _read_itself(self, entry, variable, handle, update):
        kept = {name: value for name, value in entry.attrs.items() if name.startswith("_")}
        entry.op, entry.inputs = "ReadVariableOp", [handle]
        entry.attrs = {**kept, "dtype": type_attr(self.types[variable])}
        entry.controls = _joined(entry.controls, update)

    def _reader(self, entry, variable, handle, update):
        name = new_name(self.entries, f"{entry.name}/{variable.rpartition('/')[2]}/read")
        controls = _joined(() if entry.op == "Merge" else entry.controls, update)
        attrs = {"dtype": type_attr(self.types[variable])}
        self.entries[name] = Entry(name, "ReadVariableOp", [handle], controls, attrs)
        self.before[name] = ("ReadVariableOp", [])
        return (name, 0)


def _joined(controls, *updates) -> list:
    return list(dict.fromkeys([*controls, *(u for u in updates if u is not None)]))


def _handle(entry):
    attrs = {key: value for key, value in entry.attrs.items() if key in ("dtype", "shape")}
    name = entry.attrs["shared_name"].s if "shared_name" in entry.attrs else b""
    attrs["shared_name"] = AttrValue(s=name or entry.name.encode())
    return entry.retyped("VarHandleOp", [], **attrs)


def _attrs(entry) -> dict:
    """The attributes of an op on a handle, which calls the type of values by another name."""
    attrs = {key: value for key, value in entry.attrs.items() if not key.startswith("_")}
    known = attr_names(_ON_HANDLES[entry.op])
    if known is None:
        return attrs
    if "dtype" in known and "T" in attrs:
        attrs["dtype"] = attrs["T"]
    return {key: value for key, value in attrs.items() if key in known}
