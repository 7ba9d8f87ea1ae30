"""`tf.Graph`: names, scopes and collections around the native graph; and which one is in force."""

import threading
from contextlib import contextmanager, nullcontext

from zeal import _native
from zeal.graph.colocations import Colocations
from zeal.graph.device_blocks import DeviceBlocks
from zeal.graph.device_names import DeviceSpecV2, refined
from zeal.public import public, publish

Operation = _native.Operation
_ELEMENTS = str, type, Operation, _native.Tensor, _native.Variable
_FORM = 'Tensor names must be of the form "<op_name>:<output_index>".'


@public("Graph")
class Graph(_native.Graph):
    """A graph of ops, which sessions run.

    Example:
      >>> graph = tf.Graph()
      >>> with graph.as_default():
      ...     x = tf.constant(2.0) * 3.0
      >>> with tf.Session(graph=graph) as session:
      ...     print(session.run(x))
      6.0
    """

    def __init__(self):
        import zeal.graph.session  # noqa: F401 - Tensor.eval and Operation.run

        self.seed = None
        self._collections = {}
        self._variables = {}  # by the names of their ops
        self._container = ""
        self._device_blocks = DeviceBlocks()
        self._colocations = Colocations()
        self._python_objects = {}  # which its ops know by number
        self._host_attrs = {}  # of ops whose kernels are Python code, by name: how they are written
        self._unfeedable, self._unfetchable = set(), set()
        self._functions = {}  # that programs declared, by name
        self._read_functions = {}  # digests of those that it was given by GraphDefs, by name
        self._declared = {}  # by the names of calls: what they call, and the calls' attributes
        self._further_attrs = {}  # of imported ops, by name: what zeal does not read

    # --- in force ---
    @contextmanager
    def as_default(self):
        """Ops of the `with` block go to this graph, in eager programs too."""
        before = _native.set_graph(self)
        _stack.graphs.append(self)
        _stack.eager.append(before is None)
        try:
            yield self
        finally:
            if not _stack.graphs or _stack.graphs[-1] is not self:
                raise AssertionError(
                    "Nesting violated for default stack of <class 'zeal.Graph'> objects"
                )
            _stack.graphs.pop()
            _stack.eager.pop()
            _native.set_graph(before)

    _versions = None  # a VersionDef, once a GraphDef was imported
    _places_ops = False  # whether an op asks for a device
    _captures_values = False  # whether it is a function's, or a branch's or loop's
    made_eagerly = False  # whether variables made in it are eager, in any thread

    @property
    def building_function(self):
        """Whether the graph is the body of a function."""
        return False

    def _get_control_flow_context(self):
        """None: branches and bodies of loops are graphs of their own."""

    @property
    def _c_graph(self):  # what functions of C took of a graph is the graph itself
        return self

    def finalize(self):
        """Lets no more ops be added."""
        self._finalize(True)

    # --- names ---
    @contextmanager
    def name_scope(self, name):
        """Prefixes the names of ops made in the `with` block; None or "" resets the prefix."""
        if name and not isinstance(name, (str, bytes)):
            raise TypeError(f"'{name}' is not a valid scope name: it must be a string")
        scope = self._new_scope(name or "")
        before = self._set_scope(scope)
        try:
            yield f"{scope}/" if scope else ""
        finally:
            self._set_scope(before)

    # --- control ---
    @contextmanager
    def control_dependencies(self, control_inputs):
        """Ops made in the `with` block run after `control_inputs`; None forgets those around."""
        before = self._set_controls(())
        try:
            if control_inputs is not None:
                ops = (*before, *map(self._op, control_inputs))
                self._set_controls(tuple(dict.fromkeys(ops)) if len(ops) > 1 else ops)
            yield
        finally:
            self._set_controls(before)

    @contextmanager
    def colocate_with(self, op, ignore_existing=False):
        """Ops made in the `with` block ask for the device of `op`, and are listed with it.

        Args:
          op: an operation, tensor or variable; None to be listed with none.
          ignore_existing: whether they are not listed with those of the blocks around.

        Raises:
          ValueError: op is None, and those around are not ignored.
        """
        if op is None and not ignore_existing:
            raise ValueError(
                "Trying to reset colocation (op is None) but ignore_existing is not True"
            )
        op = None if op is None else self._op(op)
        beside = nullcontext() if op is None else self._beside(op)
        with beside, self._colocations.block(self, op, ignore_existing):
            yield

    # --- how many ops ---
    _uncounted = None  # of the last tf.gradients: what counts TensorFlow's ops, how many there are

    def _count_later(self, count, made):
        """TensorFlow makes count() ops where there are `made`: asked when a seed needs it."""
        self._uncounted = count, made

    @property
    def _op_count(self):
        if self._uncounted is not None:
            (count, made), self._uncounted = self._uncounted, None
            self._count_more(count() - made)
        return super()._op_count

    def _device_here(self):
        """The name of the device that new ops ask for, "" for none."""
        here = self._set_device("")
        self._set_device(here)
        return here

    def _apply_device_functions(self, op):
        """Tells an object the device of new ops, if there is one; Keras by itself asks so."""
        if self._device_here():
            op._set_device_from_string(self._device_here())
        for block in reversed(self._device_blocks.open):
            op._set_device_from_string(refined(block.before, block.function(op)))

    @contextmanager
    def _beside(self, op):
        """Ops made in the `with` block have the device of `op`."""
        before = self._set_device(op.device)
        try:
            with self._device_blocks.hidden(self):
                yield
        finally:
            self._set_device(before)

    @contextmanager
    def device(self, device_name_or_function):
        """Ops made in the `with` block ask for a device, which `Operation.device` tells.

        Args:
          device_name_or_function: a name, whose parts go before those of blocks around; a function
            of an operation that returns one, called at the end of the block, or earlier where the
            device of an operation is read; or None, which forgets the blocks around.

        Raises:
          ValueError: no name of a device.
          RuntimeError: a block is left before one inside it.
        """
        given = device_name_or_function
        given = given.to_string() if isinstance(given, DeviceSpecV2) else given
        if not isinstance(given, (str, type(None))) and not callable(given):
            raise ValueError(f"Expecting a string device name or a function. Got {given!r}")
        self._places_ops = self._places_ops or bool(given)
        before = self._set_device("")
        try:
            if given is None:
                block = self._device_blocks.hidden(self)
            elif callable(given):
                block = self._device_blocks.of_function(self, given, before)
            else:
                block = nullcontext()
                self._set_device(refined(before, given))
            asked = self._device_here()
            with block:
                yield
            if self._device_here() != asked:
                raise RuntimeError("Exiting device scope without proper scope nesting.")
        finally:
            self._set_device(before)

    @contextmanager
    def gradient_override_map(self, op_type_map):
        """Ops made in the `with` block have other gradients.

        Args:
          op_type_map: a dict of op types and the names of what takes the place of their gradients:
            names given to `tf.RegisterGradient`, or op types ("Identity"). `tf.gradients` raises a
            LookupError for others.

        Raises:
          TypeError: it is no dict of strings.
        """
        if not isinstance(op_type_map, dict) or not all(
            isinstance(name, str) for pair in op_type_map.items() for name in pair
        ):
            raise TypeError("op_type_map must be a dictionary mapping strings to strings")
        before = self._set_gradients({})
        try:
            self._set_gradients(before | op_type_map)
            yield
        finally:
            self._set_gradients(before)

    @contextmanager
    def container(self, container_name):
        """Changes nothing: the values of variables belong to sessions alone."""
        before, self._container = self._container, container_name
        try:
            yield container_name
        finally:
            self._container = before

    def switch_to_thread_local(self):
        """Changes nothing: scopes and dependencies belong to one thread from the start."""

    def _unsafe_unfinalize(self):
        """Lets ops be added again."""
        self._finalize(False)

    def _op(self, value):
        op = getattr(value, "op", value)
        op = op if isinstance(op, Operation) else self.as_graph_element(value)
        return op if isinstance(op, Operation) else op.op

    # --- finding ---
    def as_graph_element(self, obj, allow_tensor=True, allow_operation=True):
        """The tensor or operation that an object or a name stands for.

        Args:
          obj: a tensor, operation, variable, or a name: "op" or "op:0".
          allow_tensor, allow_operation: what may be returned.

        Returns:
          A Tensor or an Operation.

        Raises:
          KeyError: nothing has that name; ValueError: of another graph, or a malformed name;
          TypeError: a kind that is not allowed.
        """
        kinds = " or ".join(["Tensor"] * allow_tensor + ["Operation"] * allow_operation)
        if not kinds:
            raise ValueError("allow_tensor and allow_operation can't both be False.")
        if not isinstance(obj, _ELEMENTS) and hasattr(obj, "_as_graph_element"):
            obj = obj._as_graph_element()  # a class of the program's own
        if isinstance(obj, (str, bytes)):
            name = obj if isinstance(obj, str) else obj.decode()
            return self._output(name, kinds) if ":" in name else self._operation(name, kinds)
        if isinstance(obj, _native.Variable):
            obj = getattr(obj, "_snapshot", obj)
        if isinstance(obj, _native.Tensor) and obj._symbolic and allow_tensor:
            return self._own(obj, "Tensor")
        if isinstance(obj, Operation) and allow_operation:
            return self._own(obj, "Operation")
        raise TypeError(f"Can not convert a {type(obj).__name__} into a {kinds}.")

    def _own(self, obj, kind):
        if obj.graph is not self:
            raise ValueError(f"{kind} {obj} is not an element of this graph.")
        return obj

    def _operation(self, name, kinds):
        op = self._find(name)
        if kinds == "Tensor":
            what = "refers to an" if op is not None else "looks like an (invalid)"
            kind = "Operation" if op is not None else "Operation name"
            raise ValueError(f"The name {name!r} {what} {kind}, not a Tensor. {_FORM}")
        if op is None:
            raise KeyError(f"The name {name!r} refers to an Operation not in the graph.")
        return op

    def _output(self, name, kinds):
        if kinds == "Operation":
            raise ValueError(f"Name {name!r} appears to refer to a Tensor, not a Operation.")
        op_name, _, index = name.partition(":")
        if not index.isdigit():
            raise ValueError(
                f"The name {name!r} looks a like a Tensor name, but is not a valid one. {_FORM}"
            )
        op = self._find(op_name)
        variable = self._variables.get(op_name.removesuffix("/read"))
        if variable is not None and index == "0" and (op is None or op.type == "VarHandleOp"):
            return variable._snapshot  # TensorFlow's name of a variable is that of its value
        missing = f"The name {name!r} refers to a Tensor which does not exist. The operation, "
        if op is None:
            raise KeyError(f"{missing}{op_name!r}, does not exist in the graph.")
        if int(index) >= len(op.outputs):
            raise KeyError(f"{missing}{op_name!r}, exists but only has {len(op.outputs)} outputs.")
        return op.outputs[int(index)]

    def _variable_of(self, tensor):
        """The variable whose value a tensor is, None where it is another tensor."""
        if tensor.op.type != "ReadVariableOp":
            return None
        variable = self._variables.get(tensor.op.inputs[0].op.name)
        if variable is None or variable._snapshot is tensor:
            return variable
        shared = getattr(variable, "_zeal_one_read", False) and not tensor.op.control_inputs
        return variable if shared else None

    def get_tensor_by_name(self, name):
        """The tensor named "op:0"; for the name of a variable, its value."""
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_operation=False)

    def get_operation_by_name(self, name):
        """The operation of a name."""
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=False)

    def is_fetchable(self, tensor_or_op):
        """Whether runs may return it."""
        return self._op(tensor_or_op) not in self._unfetchable

    def prevent_fetching(self, op):
        """Runs may return neither this operation nor its outputs."""
        self._unfetchable.add(self._op(op))

    def is_feedable(self, tensor):
        """Whether runs may be given its value."""
        return tensor not in self._unfeedable

    def prevent_feeding(self, tensor):
        """Runs may not be given the value of this tensor."""
        self._unfeedable.add(tensor)

    # --- as messages ---
    def as_graph_def(self, from_version=None, add_shapes=False):
        """The graph as a `tf.GraphDef`, which TensorFlow reads too.

        Args:
          from_version: a `version` that the graph had: what it had then is left out.
          add_shapes: whether nodes tell the shapes of their outputs, as `_output_shapes`.

        Returns:
          A GraphDef.

        Raises:
          ImportError: the package protobuf is missing.
        """
        from zeal.graph_def.export import graph_def

        return graph_def(self, from_version, add_shapes)

    def create_op(
        self,
        op_type,
        inputs,
        dtypes=None,
        input_types=None,
        name=None,
        attrs=None,
        op_def=None,
        compute_shapes=True,
        compute_device=True,
    ):
        """Adds an op of the registry.

        Args:
          op_type: its name there, "MatMul".
          inputs: tensors of the graph.
          dtypes: those of its outputs, which are checked.
          name: the operation's name; that of the op by default.
          attrs: `tf.AttrValue` messages by attribute. Types that the inputs tell may be left out.
          input_types, op_def, compute_shapes, compute_device: accepted for compatibility.

        Returns:
          An Operation.

        Raises:
          TypeError: an input is no tensor, or an output of another dtype.
          ValueError: op, inputs and attributes do not fit; also an op that is not built.
          ImportError: the package protobuf is missing.
        """
        from zeal.graph_def.create_op import create_op

        return create_op(self, op_type, inputs, dtypes, name, attrs or {})

    # --- collections ---
    def add_to_collection(self, name, value):
        """Adds a value to the collection of a name."""
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names, value):
        """Adds a value to several collections."""
        for name in (names,) if isinstance(names, str) else dict.fromkeys(names):
            self.add_to_collection(name, value)

    def get_collection_ref(self, name):
        """The list itself, which may be changed."""
        return self._collections.setdefault(name, [])

    def get_collection(self, name, scope=None):
        """A copy of a collection; with `scope`, of those whose names match it from the start."""
        import re

        items = self._collections.get(name, [])
        if scope is None or not items:
            return list(items)
        pattern = re.compile(scope)
        return [v for v in items if hasattr(v, "name") and pattern.match(v.name)]

    @property
    def collections(self):
        """The names of the graph's collections."""
        return list(self._collections)

    @property
    def graph_def_versions(self):
        """The `tf.GraphDef`'s VersionDef."""
        return self.as_graph_def(from_version=self.version).versions

    def get_all_collection_keys(self):
        """The names of the collections."""
        return [name for name in self._collections if isinstance(name, str)]

    def clear_collection(self, name):
        """Empties a collection."""
        self._collections.pop(name, None)


class _Stack(threading.local):
    def __init__(self):
        self.graphs = []  # those entered by as_default, innermost last
        self.eager = []  # whether ops ran at once around each


_stack = _Stack()
_process = [None]  # the graph of programs that enter none
beside_process_graph: dict = {}
"""What eager code keeps where TensorFlow has the collections of that graph; goes with it."""


def _process_graph():
    if _process[0] is None:
        _process[0] = Graph()
    return _process[0]


_native.set_hook("default_graph", _process_graph)


def home_graph():
    """The graph of variables made now: the innermost that is no function's; None while eager."""
    if _native.executing_eagerly():  # perhaps in a block of `outside_graphs` amid graphs
        return None
    if not _stack.graphs:
        return _process_graph()
    for graph, eager in zip(reversed(_stack.graphs), reversed(_stack.eager), strict=True):
        if not graph._captures_values:
            return graph
        if eager:
            return None
    return None if _stack.graphs[0].made_eagerly else _process_graph()


def collecting_graph():
    """The default graph, or that around functions, whose collections list what is made now."""
    own = (graph for graph in reversed(_stack.graphs) if not graph._captures_values)
    return next(own, None) or _process_graph()


@contextmanager
def outside_graphs():
    """Ops of the `with` block run at once, whatever is in force around it."""
    before = _native.set_graph(None)
    try:
        yield
    finally:
        _native.set_graph(before)


@contextmanager
def as_threads_start():
    """Ops of the `with` block go where those of a new thread of the program do."""
    before = _native.set_graph(False)
    graphs, eager = _stack.graphs, _stack.eager
    _stack.graphs, _stack.eager = [], []
    try:
        yield
    finally:
        _stack.graphs, _stack.eager = graphs, eager
        _native.set_graph(before)


def holds_symbols(value):
    """Whether a value, or an entry of a list, is a symbolic tensor."""
    from zeal import nest

    return any(getattr(x, "_symbolic", False) for x in nest.flatten(value))


def convert_apart(value, dtype=None):
    """A value as a tensor that is part of no graph; of one where it holds a graph's values."""
    try:
        with outside_graphs():
            return _native.convert(value, dtype)
    except (TypeError, ValueError):
        return _native.convert(value, dtype)  # or the error in the words of graphs


def collected(key, scope=None):
    """A collection of the default graph; eagerly, of what variable stores and programs add."""
    return get_default_graph().get_collection(key, scope)


@public("get_default_graph")
def get_default_graph():
    """The graph that ops of this thread go to outside eager execution.

    Returns:
      A Graph.

    Example:
      >>> graph = tf.Graph()
      >>> with graph.as_default():
      ...     tf.get_default_graph() is graph
      True
    """
    return _stack.graphs[-1] if _stack.graphs else _process_graph()


def graphs_are_open() -> bool:
    """Whether this thread is inside a block of `Graph.as_default`."""
    return bool(_stack.graphs)


@public("reset_default_graph")
def reset_default_graph():
    """Puts a new graph in the place of the process's own.

    Raises:
      AssertionError: inside a block of `Graph.as_default`.

    Example:
      >>> tf.reset_default_graph()
    """
    if _stack.graphs:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared "
            "graph, exit the nesting and create a new graph."
        )
    _process[0] = None
    beside_process_graph.clear()


publish(__name__, "Operation")
