"""TensorFlow's old variables: their references become handles of resource variables.

An output of `VariableV2`, and of each op that updates one, is a reference. Who reads it, reads the variable's value
when it runs: that is a `ReadVariableOp` of its own.
"""

from zeal.graph_def.defaults import attr_names
from zeal.graph_def.entries import Entry, type_attr
from zeal.graph_def.messages import AttrValue
from zeal.graph_def.replace import new_name

_VARIABLES = ("VariableV2", "Variable")

# Ops on references and those on handles. Of the former the first inputs are references, one unless _REFS says more.
_ON_HANDLES = {
    "Assign": "AssignVariableOp", "AssignAdd": "AssignAddVariableOp",
    "AssignSub": "AssignSubVariableOp", "IsVariableInitialized": "VarIsInitializedOp",
    "CountUpTo": "ResourceCountUpTo", "StridedSliceAssign": "ResourceStridedSliceAssign",
    **{
        f"Scatter{kind}": f"ResourceScatter{kind}"
        for kind in ("Update", "Add", "Sub", "Mul", "Div", "Min", "Max", "NdUpdate", "NdAdd", "NdSub")
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
_VALUES = ("IsVariableInitialized", "CountUpTo")  # whose outputs are no references


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
        elif entry.op in _ON_HANDLES and entry.inputs and sources.variable(entry.inputs[0]):
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
        self.ops = {name: (entry.op, list(entry.inputs)) for name, entry in entries.items()}
        self.types = {
            name: entry.type("dtype") for name, entry in entries.items() if entry.op in _VARIABLES
        }

    def variable(self, source):
        """The variable that an output refers to; None for one that is no reference."""
        seen = set()
        while source not in seen:
            seen.add(source)
            op, inputs = self.ops[source[0]]
            if op in _VARIABLES and not source[1]:
                return source[0]
            passes = op == "RefIdentity" or (op in _ON_HANDLES and op not in _VALUES)
            if not passes or source[1] or not inputs:
                return None
            source = inputs[0]
        return None

    def updates(self, source) -> list:
        """The op behind which the value that an output refers to is to be read, if there is one."""
        return [] if self.ops[source[0]][0] in _VARIABLES else [source[0]]

    def on_handle(self, entry):
        """An op on references as one on handles."""
        refs = _num_refs(entry.op)
        handles = [self.handle(entry, source) for source in entry.inputs[:refs]]
        controls = [c for source in entry.inputs[:refs] for c in self.updates(source)]
        values = Entry(entry.name, entry.op, entry.inputs[refs:], entry.controls)
        self.read(values)
        new = entry.retyped(_ON_HANDLES[entry.op], handles + values.inputs, **_attrs(entry))
        new.controls = list(dict.fromkeys(entry.controls + controls))
        return new

    def handle(self, entry, source):
        """The handle of the variable that an input refers to."""
        variable = self.variable(source)
        if variable is None:
            raise ValueError(
                f"Node '{entry.name}': {entry.op} takes a variable, but {source[0]}:{source[1]} is "
                "none that zeal follows"
            )
        return (variable, 0)

    def read(self, entry):
        """Lets an op read the values of the references among its inputs."""
        if entry.op in ("Identity", "RefIdentity") and entry.inputs:
            variable = self.variable(entry.inputs[0])
            if variable is not None:
                self._read_itself(entry, variable)
                return
        for i, source in enumerate(entry.inputs):
            variable = self.variable(source)
            if variable is not None:
                entry.inputs[i] = self._reader(entry, source, variable)

    def _read_itself(self, entry, variable):
        before = self.updates(entry.inputs[0])
        kept = {name: value for name, value in entry.attrs.items() if name.startswith("_")}
        entry.op, entry.inputs = "ReadVariableOp", [(variable, 0)]
        entry.attrs = {**kept, "dtype": type_attr(self.types[variable])}
        entry.controls = list(dict.fromkeys(entry.controls + before))

    def _reader(self, entry, source, variable):
        name = new_name(self.entries, f"{entry.name}/{variable.rpartition('/')[2]}/read")
        controls = list(dict.fromkeys(entry.controls + self.updates(source)))
        attrs = {"dtype": type_attr(self.types[variable])}
        self.entries[name] = Entry(name, "ReadVariableOp", [(variable, 0)], controls, attrs)
        self.ops[name] = ("ReadVariableOp", [])
        return (name, 0)


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
