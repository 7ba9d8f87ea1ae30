"""`tf.Session`: runs parts of a graph."""

import threading
from contextlib import contextmanager
from functools import partial

import numpy as np

from zeal import _native, nest
from zeal.dtypes import bool as bool_
from zeal.dtypes import string
from zeal.graph.deadline import until_closed
from zeal.graph.device_blocks import device_of
from zeal.graph.graph import (
    Graph,
    Operation,
    get_default_graph,
    holds_symbols,
    outside_graphs,
)
from zeal.graph.placement import check_devices
from zeal.graph.run_conversions import is_converted, part_feeds, taken_apart
from zeal.graph.run_options import apply_config, run_with_options
from zeal.graph.targets import served
from zeal.public import public


def _are_converted(values):
    return any(is_converted(x) for x in nest.flatten(values))


@public("Session")
class Session:
    """Runs ops of a graph, and keeps the values of its variables.

    Args:
      target: "" or the target of a `tf.train.Server`, whose sessions share what they keep.
      graph: the graph; by default the one in force.
      config: a `tf.ConfigProto`, or None.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.float32)
      ...     print(session.run(x * 2.0, feed_dict={x: 21.0}))
      42.0
    """

    def __init__(self, target="", graph=None, config=None):
        server = served(target)
        config = server.config if server is not None and config is None else config
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        self.graph = get_default_graph() if graph is None else graph
        self.sess_str = target
        isolated = server is None or getattr(config, "isolate_session_state", False)
        self._shares = not isolated
        self._state = _native.SessionState() if isolated else server.state_of(self.graph)
        self._programs = _native.Programs()
        self._entered = []
        self._cpus = 1
        self._soft_placement = getattr(config, "allow_soft_placement", False)
        if self._shares:
            self.run = partial(_run_until_closed, self, self.run)
        if config is not None:
            apply_config(self, config)

    # --- life ---
    def __enter__(self):
        if self._entered:
            raise RuntimeError(
                "Session context managers are not re-entrant. Use `Session.as_default()` if you "
                "want to enter a session multiple times."
            )
        context = self.graph.as_default()
        context.__enter__()
        _stack.sessions.append(self)
        self._entered.append(context)
        return self

    def __exit__(self, *exception):
        _stack.leave(self)
        self._entered.pop().__exit__(*exception)
        self.close()

    @contextmanager
    def as_default(self):
        """`Tensor.eval` and `Operation.run` use this session in the `with` block."""
        _stack.sessions.append(self)
        try:
            yield self
        finally:
            _stack.leave(self)

    def close(self):
        """Lets go of the values of variables; the session can run nothing more.

        What other threads run in it ends with a CancelledError.
        """
        state, self._state = self._state, None
        if state is not None and self._shares:  # what others use stays
            for kept in state.objects():
                if hasattr(kept, "wake"):
                    kept.wake()
        elif state is not None:
            state.close()
            for kept in state.objects():
                kept.cancel()
        self._programs.clear()

    @property
    def graph_def(self):
        """The graph as a `tf.GraphDef`."""
        return self.graph.as_graph_def()

    # --- running ---
    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """Runs what `fetches` need and returns their values.

        Args:
          fetches: a tensor, operation, variable or name, or a nested structure of them.
          feed_dict: values for placeholders, or for any other tensors; a key that is a tuple of
            tensors has a value for each.
          options: a `tf.RunOptions`: its `timeout_in_ms` ends a run that waits longer for a queue;
            with a `trace_level` and with `output_partition_graphs` it asks for what follows.
          run_metadata: a `tf.RunMetadata`, which is told how long each op took, and which part of
            the graph ran.

        Returns:
          NumPy values in the structure of `fetches`; None for an operation.

        Raises:
          RuntimeError: the session is closed.
          ValueError, TypeError: what is fetched or fed is none of this graph's, or does not fit.
          InvalidArgumentError: a placeholder was not fed.
          DeadlineExceededError: the run took longer than its options allow.
        """
        if options is not None or run_metadata is not None:
            return run_with_options(self, fetches, feed_dict, options, run_metadata)
        found = self._programs.run(self._state, fetches, feed_dict)
        return self._run_any(fetches, feed_dict) if found is NotImplemented else found

    def _run_any(self, fetches, feed_dict):
        """`run` of what is fetched for the first time, or is a structure or a name."""
        if self._state is None:
            raise RuntimeError("Attempted to use a closed Session.")
        if not self.graph.version:
            raise RuntimeError(
                "The Session graph is empty.  Add operations to the graph before calling run()."
            )
        flat = nest.flatten(fetches)
        values = self._programs.run(self._state, flat, feed_dict)
        if values is NotImplemented:
            if any(map(is_converted, flat)):
                return self._run_converted(fetches, feed_dict)
            values = self._run_flat(flat, feed_dict)
        return nest.pack_sequence_as(fetches, values) if nest.is_nested(fetches) else values[0]

    def _run_flat(self, fetches, feed_dict):
        """`run` of a list that is fetched for the first time, or that has names in it."""
        feeds = self._feeds(feed_dict) if feed_dict else {}
        program = self._program(fetches, list(feeds))
        if (state := self._state) is None:  # closed by what was fed
            raise RuntimeError("Attempted to use a closed Session.")
        return self._programs.call(state, program, tuple(feeds.values()), False)

    def _program(self, fetches, feeds):
        """The program that gives what is fetched: found by variables themselves, the rest by what
        it stands for."""
        elements = [self._element(fetch) for fetch in fetches]
        named = [
            fetch if isinstance(fetch, _native.Variable) else element
            for fetch, element in zip(fetches, elements, strict=True)
        ]
        keys = (*named, None, *feeds)
        program = self._programs.get(keys)
        if program is None:
            if self.graph._places_ops:
                check_devices(elements, self._soft_placement, self._cpus)
            last = [e for e in elements if self._is_of_variable(e)]
            program = _native.Program(self.graph, feeds, elements, keys, last)
            self._programs.add(program)
        return program

    def _is_of_variable(self, element):
        """Whether a fetch asks for a variable: its value is that after the run."""
        if not isinstance(element, _native.Tensor) or element.op.control_inputs:
            return False
        variable = self.graph._variable_of(element)
        return variable is not None and variable._snapshot is element

    def _run_converted(self, fetches, feed_dict):
        """`run` of a structure with what is made of tensors: their values, put together again."""
        parts, joined = taken_apart(nest.flatten(fetches))
        found = joined(self.run(parts, feed_dict))
        return nest.pack_sequence_as(fetches, found) if nest.is_nested(fetches) else found[0]

    def _element(self, fetch):
        try:
            element = self.graph.as_graph_element(fetch)
        except TypeError as e:
            raise TypeError(
                f"Fetch argument {fetch!r} has invalid type {type(fetch)}, must be a string or "
                f"Tensor. ({e})"
            ) from None
        except (KeyError, ValueError) as e:
            raise ValueError(
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({e})"
            ) from None
        if self.graph._unfetchable and not self.graph.is_fetchable(element):
            name = self.graph._op(element).name
            raise ValueError(f"Operation {name!r} has been marked as not fetchable.")
        return element

    def _feeds(self, feed_dict):
        feeds = {}
        if not hasattr(feed_dict, "items"):
            raise TypeError(f"input must be a dictionary, got a {type(feed_dict).__name__}")
        if _are_converted(list(feed_dict)):
            feed_dict = dict(part_feeds(feed_dict))
        for key, value in nest.flatten_dict_items(feed_dict).items():
            try:
                tensor = self.graph.as_graph_element(key, allow_operation=False)
            except Exception as e:
                raise TypeError(f"Cannot interpret feed_dict key as Tensor: {e.args[0]}") from None
            if not self.graph.is_feedable(tensor):
                raise ValueError(f"Tensor {tensor} may not be fed.")
            value = _fed(tensor, value)
            for each in reads_of(self.graph, tensor):
                feeds[each] = value
        return feeds

    def partial_run_setup(self, fetches, feeds=None):
        """Begins a run in several parts.

        Args:
          fetches: what `partial_run` may fetch.
          feeds: a list of what it may feed.

        Returns:
          A handle for `partial_run`.

        Raises:
          InvalidArgumentError: there is nothing to fetch.
        """
        from zeal.graph.partial_run import setup

        self._require_open()
        return setup(self, fetches, feeds)

    def partial_run(self, handle, fetches, feed_dict=None):
        """Goes on with a run: what an earlier part computed is not computed again.

        Args:
          handle: what `partial_run_setup` returned.
          fetches: some of what was named there; each can be fetched once.
          feed_dict: values for some of what was named there.

        Returns:
          As `run`.

        Raises:
          InvalidArgumentError: the run is over, or what is fetched or fed was not named, was fed
            before, or lacks a feed.
        """
        from zeal.graph.partial_run import go_on

        self._require_open()
        return go_on(self, handle, fetches, feed_dict)

    def _require_open(self):
        if self._state is None:
            raise RuntimeError("Attempted to use a closed Session.")

    def list_devices(self):
        """The devices that ops run on: the CPU, more than once if `device_count` says so.

        Returns:
          A list of objects with `name`, `device_type` and `memory_limit_bytes`.
        """
        from zeal.graph.devices import list_devices

        self._require_open()
        return list_devices(self._cpus)

    @staticmethod
    def reset(target, containers=None, config=None):
        """Forgets what a server keeps; what other sessions keep dies with them.

        Args:
          target: "" or the target of a `tf.train.Server`.
          containers: None for all that the server keeps.
          config: accepted for compatibility.

        Raises:
          NotFoundError: another target.
          UnavailableError: there is no such server.
          NotImplementedError: containers of a server.
        """
        server = served(target)
        if server is not None and containers:
            raise NotImplementedError("Session.reset of single containers is not built")
        if server is not None:
            server.reset()

    def make_callable(self, fetches, feed_list=None, accept_options=False):
        """A function that runs `fetches`, given the values of `feed_list` in order.

        Args:
          fetches: as for `run`.
          feed_list: a list of tensors, each fed one of the function's arguments.
          accept_options: whether the function takes `options` and `run_metadata` as well.

        Returns:
          A function.

        Raises:
          TypeError: feed_list is no list.
          ValueError: what is fetched is none of this graph's.
        """
        if not isinstance(feed_list, (list, tuple, type(None))):
            raise TypeError("`feed_list` must be a list or tuple.")
        if accept_options:
            return self._callable_with_options(fetches, feed_list or ())
        if _are_converted([fetches, feed_list or ()]):
            return lambda *values: self.run(fetches, dict(zip(feed_list, values, strict=True)))
        feeds = [self.graph.as_graph_element(f, allow_operation=False) for f in feed_list or ()]
        if any(self.graph._variable_of(f) is not None for f in feeds):
            return lambda *values: self.run(fetches, dict(zip(feeds, values, strict=True)))
        lone = isinstance(fetches, (_native.Tensor, Operation))
        program, programs = self._program(nest.flatten(fetches), feeds), self._programs
        in_list = lone or (type(fetches) is list and not any(map(nest.is_nested, fetches)))

        def run(*values):
            found = programs.call(self._state, program, values, lone)
            if found is NotImplemented:
                if len(values) != len(feeds):
                    raise ValueError(f"Expected {len(feeds)} feed values, got {len(values)}")
                return self.run(fetches, dict(zip(feeds, values, strict=True)))
            return found if in_list else nest.pack_sequence_as(fetches, found)

        return run

    def _callable_with_options(self, fetches, feed_list):
        def run(*values, options=None, run_metadata=None):
            fed = dict(zip(feed_list, values, strict=True))
            return self.run(fetches, fed, options, run_metadata)

        return run


def _run_until_closed(session, run, *args, **kwargs):
    with until_closed(lambda: session._state is None):
        return run(*args, **kwargs)


def reads_of(graph, tensor):
    """What a feed of a tensor stands for: where it is a variable's value, all reads of it."""
    variable = graph._variable_of(tensor)
    if variable is None:
        return [tensor]
    readers = variable.handle.consumers()
    return [op.outputs[0] for op in readers if op.type == "ReadVariableOp"]


def _fed(tensor, value):
    """The concrete tensor that a run is given for `tensor`."""
    if value is None:
        raise _does_not_fit(tensor, "()", ": it is None")
    with outside_graphs():
        fed = value
        if not isinstance(value, _native.Variable) and not getattr(value, "_symbolic", False):
            fed = _converted(tensor, value)
    if fed is value and not isinstance(value, _native.Tensor) or fed._symbolic:
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include "
            f"Python scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the "
            f"tensor object was {value} which was passed to the feed with key {tensor}."
        )
    if not tensor.shape.is_compatible_with(fed.shape):
        raise _does_not_fit(tensor, fed._shape_tuple())
    return fed


def _does_not_fit(tensor, shape, more=""):
    return ValueError(
        f"Cannot feed value of shape {shape} for Tensor {tensor.name!r}, which has shape "
        f"{str(tensor.shape)!r}{more}"
    )


def _converted(tensor, value):
    """A value as a tensor; where zeal's rules refuse it, NumPy's decide, as in TensorFlow."""
    dtype = tensor.dtype
    try:
        return _native.convert(value, dtype)
    except (TypeError, ValueError):
        if isinstance(value, int):
            return _converted_integer(dtype, value)
        if isinstance(value, float) and (dtype.is_integer or dtype == bool_):
            pass  # NumPy cuts the fraction off
        elif isinstance(value, (float, complex)) or dtype == string or holds_symbols(value):
            raise
    try:
        array = np.asarray(value)
        cut = dtype.is_integer and array.dtype.kind == "f" and not hasattr(value, "dtype")
        if cut or array.dtype.kind not in "biufcV":
            array = np.asarray(value, float if dtype == bool_ else dtype.as_numpy_dtype)
    except (TypeError, ValueError, OverflowError) as e:
        raise type(e)(
            f"{e}; what is fed for {tensor.name!r} must convert to {dtype.name}"
        ) from None
    return _native.convert(array, dtype)


def _converted_integer(dtype, value):
    if dtype == bool_ and value in (0, 1):
        return _native.convert(bool(value))
    raise TypeError(
        f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type "
        f"{dtype.as_numpy_dtype}. Try explicitly setting the type of the feed tensor to a larger "
        "type (e.g. int64)."
    )


@public("InteractiveSession")
class InteractiveSession(Session):
    """A session that is in force from the start.

    Example:
      >>> with tf.Graph().as_default():
      ...     session = tf.InteractiveSession()
      ...     print((tf.constant(1.0) + 1.0).eval())
      ...     session.close()
      2.0
    """

    def __init__(self, target="", graph=None, config=None):
        super().__init__(target, graph, config)
        if any(isinstance(s, InteractiveSession) for s in _stack.sessions):
            import warnings

            warnings.warn(
                "An interactive session is already active. This can cause out-of-memory errors in "
                "some cases. You must explicitly call `InteractiveSession.close()` to release "
                "resources held by the other session(s).",
                stacklevel=2,
            )
        _stack.sessions.append(self)
        self._in_force = None if graph is None else self.graph.as_default()
        if self._in_force is not None:
            self._in_force.__enter__()

    def close(self):
        """Lets go of the values of variables, and of being in force."""
        _stack.remove(self)
        in_force, self._in_force = self._in_force, None
        super().close()
        if in_force is not None:
            in_force.__exit__(None, None, None)


class _Stack(threading.local):
    def __init__(self):
        self.sessions = []

    def leave(self, session):
        """Ends the block that the session is in force in, which is the innermost."""
        if not self.sessions or self.sessions[-1] is not session:
            raise AssertionError(f"Nesting violated for default stack of {type(session)} objects")
        self.sessions.pop()

    def remove(self, session):
        """Ends the innermost of the blocks that the session is in force in."""
        for i in reversed(range(len(self.sessions))):
            if self.sessions[i] is session:
                del self.sessions[i]
                return


_stack = _Stack()


@public("get_default_session")
def get_default_session():
    """The session in force in this thread, or None.

    Returns:
      A Session or None.

    Example:
      >>> print(tf.get_default_session())
      None
    """
    return _stack.sessions[-1] if _stack.sessions else None


def _session(given, graph, what, how):
    session = given or get_default_session()
    if session is None:
        raise ValueError(
            f"Cannot {what} using `{how}()`: No default session is registered. Use "
            f"`with sess.as_default()` or pass an explicit session to `{how}(session=sess)`"
        )
    if session.graph is not graph:
        kind, which = what.split()[1], "given" if given else "default"
        raise ValueError(
            f"Cannot use the {which} session to {what}: the {kind}'s graph is different from the "
            f"session's graph. Pass an explicit session to `{how}(session=sess)`."
        )
    return session


def _eval(self, feed_dict=None, session=None):
    return _session(session, self.graph, "evaluate tensor", "eval").run(self, feed_dict)


def _run(self, feed_dict=None, session=None):
    _session(session, self.graph, "execute operation", "run").run(self, feed_dict)


def _node_def(self):
    """The op as a `tf.NodeDef`."""
    from zeal.graph_def.export import node_def

    return node_def(self)


def _op_def(self):
    """What the registry says of the op, an `OpDef`."""
    from zeal.graph_def.op_defs import op_def

    return op_def(self.type)


def _get_attr(self, name):
    """An attribute: a bool, int, float, bytes, DType, list, or a message (shapes, values)."""
    from zeal.graph_def.export import get_attr

    return get_attr(self, name)


def _set_attr(self, name, value):
    """Notes an `AttrValue` beside the op's own attributes, for who reads its NodeDef."""
    further = self.graph._further_attrs.setdefault(self.name, {})
    if name not in further and name in self.node_def.attr:
        raise NotImplementedError(f"{self.name}: attribute {name} of {self.type} cannot be changed")
    further[name] = value


def _update_input(self, index, tensor):
    """Reads another tensor; what is known of what follows is found anew."""
    self.graph._rewire([(self, index, tensor)])


def _add_control_inputs(self, ops):
    """Runs after these ops too."""
    self._set_controls(list(dict.fromkeys([*self.control_inputs, *ops])))


def _colocation_groups(self):
    """What the op is to be on one device with: names of ops, as b"loc:@name"."""
    return self.graph._colocations.of(self)


def _traceback(self):
    """The program's line that made the op, as a list of one (file, line, function, text)."""
    import linecache

    if self._defined_at is None:
        return []
    file, line, function = self._defined_at
    return [(file, line, function, linecache.getline(file, line).strip())]


_native.add_tensor_methods({"_eval": _eval})
_native.add_operation_methods(
    {
        "run": _run,
        "colocation_groups": _colocation_groups,
        "device": property(device_of),
        "traceback": property(_traceback),
        "values": lambda self: tuple(self.outputs),
        "_outputs": property(lambda self: self.outputs),
        "_set_attr": _set_attr,
        "_update_input": _update_input,
        "_add_control_inputs": _add_control_inputs,
        "_add_control_input": lambda self, op: self._add_control_inputs([op]),
        "_remove_all_control_inputs": lambda self: self._set_controls([]),
        "node_def": property(_node_def),
        "op_def": property(_op_def),
        "get_attr": _get_attr,
    }
)
