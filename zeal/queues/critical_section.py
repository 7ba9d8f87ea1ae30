"""tf.CriticalSection: functions that run one after the other, whoever calls them."""

from collections import namedtuple
from threading import get_ident

from zeal import _native, nest
from zeal.dtypes import resource
from zeal.eager.context import executing_eagerly
from zeal.eager.control import group, init_scope
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, made_object, object_of, shared_object
from zeal.graph.tensor_array import TensorArray
from zeal.public import public
from zeal.queues.waiting import Waited
from zeal.state.scope import name_scope

CRITICAL_SECTIONS = "critical_sections"
CRITICAL_SECTION_EXECUTIONS = "critical_section_executions"
_Execution = namedtuple("_Execution", "op handle resources exclusive_resource_access")
_NESTED = (
    "The function fn attempts to directly access the CriticalSection in which it would be running. "
    " This is illegal and would cause deadlocks."
)


@public("CriticalSection")
class CriticalSection:
    """Functions that run one after the other: threads and runs wait for each other.

    Args:
      name: name of the op.
      shared_name: sections of one name in a graph are one.

    Example:
      >>> v, section = tf.Variable(1.0), tf.CriticalSection()
      >>> section.execute(lambda: v.assign_add(2.0).read_value() * 2.0).numpy()
      6.0
    """

    def __init__(self, name=None, shared_name=None):
        with name_scope(name, "CriticalSection") as scope, init_scope():
            self._handle = shared_object("MutexV2", _Mutex, shared_name, scope)
        if not executing_eagerly():
            get_default_graph().add_to_collection(CRITICAL_SECTIONS, self)

    @property
    def name(self):
        """The name of the op."""
        return self._handle.op.name

    def execute(self, fn, exclusive_resource_access=True, name=None):
        """What a function of no arguments returns, called while nothing else is in the section.

        Args:
          fn: returns tensors, an operation, or a structure of them.
          exclusive_resource_access: whether no other section of the graph may use the variables
            that fn reads or writes; an execution that asks for that forbids it to all others.
          name: name of the ops.

        Returns:
          What fn returned. In graphs all of it is computed before any of it is given away.

        Raises:
          ValueError: fn executes something in the section itself; or another section uses the
            same variables.
        """
        with name_scope(name, "critical_section_execute"):
            lock = made_object("MutexLock", _lock, [self._handle], None, None)
            if executing_eagerly():
                try:
                    return nest.map_structure(_copied, fn())
                finally:
                    object_of(lock).release()
            return self._in_graph(lock, fn, exclusive_resource_access)

    def _in_graph(self, lock, fn, exclusive):
        graph = get_default_graph()
        before = len(graph.get_operations())
        with graph.control_dependencies([lock]):
            result = fn()
        created = graph.get_operations()[before:]
        _lock_after_arguments(lock.op, created)
        resources = {x.name for op in created for x in op.inputs if x.dtype == resource}
        execution = _Execution(lock.op, lock.op.inputs[-1], resources, exclusive)
        _check_resources(graph, execution)
        graph.add_to_collection(CRITICAL_SECTION_EXECUTIONS, execution)
        with graph.control_dependencies([_copied(x) for x in nest.flatten(result)]):
            released = host_call("ConsumeMutexLock", _release, [lock])
        with graph.control_dependencies([released]):
            return nest.map_structure(_copied, result)


def _copied(x):
    if isinstance(x, TensorArray):
        return x.identity()
    if isinstance(x, _native.Operation):
        return group(x)
    return None if x is None and executing_eagerly() else _native.api.identity(x)


def _lock_after_arguments(lock, created):
    """What fn reads is computed before: it may have to lock the section itself."""
    own = {op.name for op in created} | {lock.name, *(x.op.name for x in lock.inputs)}
    read = [x.op for op in created for x in op.inputs]
    before = [*read, *(op for made in created for op in made.control_inputs)]
    lock._add_control_inputs([op for op in before if op.name not in own])


def _check_resources(graph, execution):
    if execution.handle.name in execution.resources:
        raise ValueError(_NESTED)
    for other in graph.get_collection(CRITICAL_SECTION_EXECUTIONS):
        both = execution.resources & other.resources
        exclusive = execution.exclusive_resource_access or other.exclusive_resource_access
        if both and exclusive and other.handle.name != execution.handle.name:
            raise ValueError(
                f"This execution would access resources: {sorted(both)}.  Either this lock "
                f"(CriticalSection: {execution.handle}) or lock '{other}' (CriticalSection: "
                f"{other.handle}) requested exclusive resource access of this resource.  Did you "
                "mean to call execute with keyword argument exclusive_resource_access=False?"
            )


# --- what a session keeps ---
class _Mutex(Waited):
    def __init__(self, _name) -> None:
        super().__init__()
        self._owner = None  # a thread, by its number

    def acquire(self):
        with self._changed:
            if self._owner == get_ident() and not self._tries():
                raise ValueError(_NESTED)
            self._wait(lambda: self._owner is None, None, "MutexLock")
            self._owner = get_ident()

    def release(self):
        with self._changed:
            self._owner = None
            self._changed.notify_all()


class _Lock:
    """A mutex that is held, until this is dropped at the latest: a run may fail."""

    def __init__(self, mutex):
        self._held = None
        mutex.acquire()
        self._held = mutex

    def release(self):
        mutex, self._held = self._held, None
        if mutex is not None:
            mutex.release()

    __del__ = release


def _lock(inputs):
    return _Lock(object_of(inputs[0]))


def _release(inputs):
    object_of(inputs[0]).release()
    return []
