"""`Defun`: functions with declared dtypes, which graphs call by name."""

import inspect

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError
from zeal.graph.body import FuncGraph, outputs_for
from zeal.graph.graph import get_default_graph, home_graph
from zeal.ops.gradient_rule import RecordedOp

_MANY = 1_000_000


class DeclaredGraph(FuncGraph):
    """The graph of a declared function."""

    def __init__(self, name):
        self.outer = get_default_graph()
        super().__init__(name)
        self.extra_vars = []  # variables that `get_variable` gave
        self.given, self.results = [], []  # placeholders of the arguments, and what is returned

    def _parts(self):
        return [*self.given, *self.extra_args], self.results, self.effects()

    @property
    def extra_inputs(self):
        """Values of the graph around that it uses."""
        return [value for value, _ in self._captures()]

    @property
    def extra_args(self):
        """What stands for these in it."""
        return [stand_in for _, stand_in in self._captures()]

    def _variable(self, getter, name, **arguments):
        """A variable's value outside, so that the function has it as an argument."""
        variable = getter(name, **arguments)
        self.extra_vars.append(variable)
        home = home_graph()
        if home is None:
            return variable
        if isinstance(variable, _native.Variable):
            with home.as_default():
                variable = variable.value()
        return self._import(variable)  # that of a function around is a value already


class Defun:
    """Decorator that makes a function of tensors, traced once, with the dtypes that it declares.

    Args:
      *input_types: the dtypes of the arguments; without them it is traced for each combination of
        dtypes that calls have.
      func_name: its name in GraphDefs; the Python function's with a hash by default.
      grad_func: another such function, of its inputs and the gradients of its outputs, that returns
        the gradients of its inputs.
      python_grad_func: the same as a Python function of (op, *gradients), as for
        `tf.RegisterGradient`.
      out_names: names of the outputs in GraphDefs.
      shape_func: a function of the operation that returns the shapes of its outputs.
      noinline, compiled, separate_compiled_gradients, capture_by_value, whitelisted_stateful_ops,
        capture_resource_var_by_value, experimental_...: kept as attributes, or without effect.

    Example:
      >>> from zeal.graph.declared import Defun
      >>> @Defun(tf.float32, tf.float32)
      ... def plus_minus(x, y):
      ...     return x + y, x - y
      >>> [float(t) for t in plus_minus(3.0, 2.0)]
      [5.0, 1.0]
    """

    def __init__(self, *input_types, **kwargs):
        self._types, self._options = input_types, kwargs

    def __call__(self, func):
        """The declared function of a Python function.

        Raises:
          ValueError: it has defaults or keywords, or another number of arguments.
        """
        names, least, most = _arguments(func)
        if not self._types and (least or most):
            return OverloadedFunction(func, names, **self._options)
        if not least <= len(self._types) <= most:
            raise ValueError(
                "The function has fewer arguments than the number of specified input types: "
                f"{getattr(func, '__name__', func)} takes {least}, {len(self._types)} are given"
            )
        return DefinedFunction(func, names, self._types, **self._options)


def _arguments(func):
    """The names of arguments, the least and the most number of them."""
    if not callable(func):
        raise ValueError(f"function {func} must be callable")
    parameters = list(inspect.signature(func).parameters.values())
    if any(
        p.kind in (p.VAR_KEYWORD, p.KEYWORD_ONLY) or p.default is not p.empty for p in parameters
    ):
        raise ValueError(
            "function with argument defaults or keywords arguments are not supported. "
            f"{func} has {inspect.signature(func)}"
        )
    names = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    return names, len(names), len(names) if len(names) == len(parameters) else _MANY


class DefinedFunction:
    """A function of tensors of declared dtypes; see Defun.

    Args:
      func: the Python function, which is traced at the first use.
      argnames: the names of its arguments.
      input_types: their dtypes.
      func_name, grad_func, python_grad_func, out_names, shape_func, **kwargs: as in Defun.
    """

    def __init__(
        self, func, argnames, input_types, func_name=None, grad_func=None, python_grad_func=None,
        out_names=None, shape_func=None, capture_by_value=False, whitelisted_stateful_ops=None,
        capture_resource_var_by_value=True, **kwargs,
    ):  # fmt: skip
        self._func, self._func_name, self._grad_func = func, func_name, grad_func
        self.python_grad_func, self.out_names = python_grad_func, out_names
        self._shape_func, self.extra_kwargs = shape_func, kwargs
        self.declared_input_types = tuple(input_types)
        self.arg_names = [*argnames[: len(input_types)]]
        self.arg_names += [f"arg{i}" for i in range(len(self.arg_names), len(input_types))]
        self._device = get_default_graph()._device_here()
        self._graph = self._calls = self._definition = None

    # --- what it is ---
    @property
    def graph(self):
        """Its DeclaredGraph."""
        self._trace()
        return self._graph

    @property
    def base_name(self):
        """Its name without the hash."""
        if self._func_name:
            return self._func_name
        name = getattr(self._func, "__name__", type(self._func).__name__).replace(
            "<lambda>", "lambda"
        )
        return f"{name}_{self._grad_func.name}" if self._grad_func else name

    @property
    def has_hash(self):
        """Whether a hash of what it does makes its name."""
        return not self._func_name

    @property
    def name(self):
        """Its name in GraphDefs."""
        return self._func_name or self.definition.signature.name

    @property
    def definition(self):
        """A FunctionDef."""
        if self._definition is None:
            from zeal.graph_def.declared import definition_of

            self._definition = definition_of(self)
        return self._definition

    @property
    def _signature(self):
        return self.definition.signature

    @property
    def grad_func(self):
        """The function that is its gradient, or None."""
        return self._grad_func

    def set_grad_func(self, grad_func):
        """Gives it a function as gradient."""
        if self._grad_func or not isinstance(grad_func, DefinedFunction):
            raise ValueError("set_grad_func takes a declared function, once")
        self._grad_func = grad_func

    @property
    def grad_func_name(self):
        """The name of the function that is its gradient."""
        return self._grad_func.name if self._grad_func else None

    @property
    def captured_inputs(self):
        """Values of the graph around that it uses: further arguments."""
        return self.graph.extra_inputs

    @property
    def stateful_ops(self):
        """Pairs of name and type of its ops that keep state, act or draw random numbers."""
        from zeal.graph_def.declared import is_stateful

        return [(op.name, op.type) for op in self.graph.get_operations() if is_stateful(op)]

    @property
    def doc(self):
        """What the Python function says of itself."""
        return getattr(self._func, "__doc__", None) or ""

    # --- calls ---
    def add_to_graph(self, g):
        """Makes it known to a graph by its name.

        Raises:
          InvalidArgumentError: the graph has another function of that name.
        """
        if g._functions.get(self.name) is not self and (g._functions or g._read_functions):
            from zeal.graph_def.one_of_a_name import fits, meaning_of, taken

            if not fits(g, self.name, meaning_of(self.definition)):
                raise InvalidArgumentError(taken(self.name))
        g._functions.setdefault(self.name, self)

    def __call__(self, *args, name=None, **kwargs):
        graph = None if _native.executing_eagerly() else get_default_graph()
        values = [*map(_native.convert, args)]
        self._check_call(values, kwargs)
        values += self.captured_inputs
        if graph is None:
            return _packed(self._calls(values)[1], None)
        self.add_to_graph(graph)
        with graph.control_dependencies(self._graph.outer_controls):
            op, results = self._calls(values, name or self.name.lstrip("_"))
        graph._declared[op.name] = (self, kwargs)
        self._set_shapes(op, results)
        return _packed(results, op)

    def _check_call(self, values, kwargs):
        self._trace()
        wanted = self.declared_input_types
        if len(values) != len(wanted):
            raise ValueError(
                f"Expected number of arguments: {len(wanted)}, received: {len(values)} by "
                f"{self.base_name}"
            )
        for i, (value, dtype) in enumerate(zip(values, wanted, strict=True)):
            if value.dtype != as_dtype(dtype).base_dtype:
                raise TypeError(
                    f"Input {i} of function {self.base_name} is {value.dtype.name}, which does not "
                    f"match the expected {as_dtype(dtype).name}"
                )
        check_attributes(kwargs)

    def _set_shapes(self, op, results):
        if self._shape_func is None:
            return
        shapes = self._shape_func(op)
        if len(shapes) != len(results):
            raise ValueError(f"shape_func produced {len(shapes)} shapes for {len(results)} outputs")
        for tensor, shape in zip(results, shapes, strict=True):
            tensor.set_shape(shape)

    # --- trace ---
    def _trace(self):
        if self._graph is not None:
            return
        check_attributes(self.extra_kwargs)
        graph = DeclaredGraph(self.base_name)
        self._run(graph)
        if self.out_names and len(self.out_names) != len(graph.outputs):
            raise InvalidArgumentError(
                "output names must be either empty or equal in size to outputs. output names size "
                f"= {len(self.out_names)} outputs size = {len(graph.outputs)}"
            )
        body = _native.Body(graph, *graph._parts())
        calls = _native.function(self.base_name, body)
        if self._grad_func or self.python_grad_func:
            calls._set_gradient(self._gradient)
        self._graph, self._calls = graph, calls

    def _run(self, graph):
        from zeal.state.scope import variable_scope

        with graph.as_default(), graph.device(self._device or None):
            inputs = [
                graph._placeholder(as_dtype(t).base_dtype, None, n.lstrip("_") or "arg")
                for t, n in zip(self.declared_input_types, self.arg_names, strict=True)
            ]
            graph.given = inputs
            with variable_scope("", custom_getter=graph._variable, auxiliary_name_scope=False):
                result = self._func(*inputs)
            graph.results = outputs_for(graph, _listed(result, self.base_name))

    def _gradient(self, inputs, outputs, dys):
        if self._grad_func:
            result = self._grad_func(*inputs, *dys)
        else:
            result = self.python_grad_func(RecordedOp(self.base_name, inputs, outputs, {}), *dys)
        return result if isinstance(result, (list, tuple)) else [result]


def _listed(result, name):
    """What the Python function returned as a list of tensors."""
    if result is None or isinstance(result, _native.Operation):
        return []
    values = result if isinstance(result, (list, tuple)) else [result]
    if any(value is None for value in values):
        raise ValueError(f"Function {name} can not return None.")
    return values


def _packed(results, op):
    if not results:
        return op
    return results[0] if len(results) == 1 else tuple(results)


_KNOWN = ("noinline", "compiled", "separate_compiled_gradients", "_implements", "_reference")


def check_attributes(kwargs):
    """Raises ValueError for keyword arguments that are no attributes of a function or call."""
    unknown = [k for k in kwargs if k not in _KNOWN and not k.startswith("experimental_")]
    if unknown:
        raise ValueError(f"Unknown keyword arguments: {unknown}")


class OverloadedFunction:
    """A function that is traced for each combination of its arguments' dtypes; see Defun.

    Args:
      func: the Python function.
      argnames: the names of its arguments.
      func_name, grad_func, **kwargs: as in Defun; grad_func is an OverloadedFunction.
    """

    def __init__(self, func, argnames, func_name=None, grad_func=None, **kwargs):
        self._func, self._names, self._func_name = func, argnames, func_name
        self._grad_func, self._kwargs, self._known = grad_func, kwargs, {}

    def instantiate(self, input_types):
        """The DefinedFunction for some dtypes."""
        key = tuple(as_dtype(t).base_dtype for t in input_types)
        if key not in self._known:
            name = self._func_name and f"{self._func_name}_{'_'.join(t.name for t in key)}"
            made = DefinedFunction(self._func, self._names, key, name, **self._kwargs)
            if self._grad_func:
                outputs = [t.dtype for t in made.graph.outputs]
                made = DefinedFunction(
                    self._func, self._names, key, name,
                    self._grad_func.instantiate([*key, *outputs]), **self._kwargs,
                )  # fmt: skip
            self._known[key] = made
        return self._known[key]

    def __call__(self, *args, **kwargs):
        values = [*map(_native.convert, args)]
        return self.instantiate([value.dtype for value in values])(*values, **kwargs)


def _declared_graph():
    graph = get_default_graph()
    return graph if isinstance(graph, DeclaredGraph) else None


def get_extra_vars():
    """The variables that the function being traced asked for by `get_variable`."""
    graph = _declared_graph()
    return graph.extra_vars if graph else []


def get_extra_inputs():
    """The values of the graph around that the function being traced uses."""
    graph = _declared_graph()
    return graph.extra_inputs if graph else []


def get_extra_args():
    """What stands for these in the function being traced."""
    graph = _declared_graph()
    return graph.extra_args if graph else []
