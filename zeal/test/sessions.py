"""The sessions of a test: those of graphs, and what stands for one while executing eagerly."""

import contextlib

from zeal import logging, nest
from zeal.eager.context import executing_eagerly
from zeal.graph.graph import graphs_are_open, reset_default_graph
from zeal.graph.session import Session, get_default_session


class EagerSession:
    """What a session is while executing eagerly: `run` evaluates tensors."""

    def __init__(self, test_case):
        self._test_case = test_case

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """Values of tensors, in their structure.

        Raises:
          RuntimeError: there is something to feed, which needs a graph.
        """
        if feed_dict:
            raise RuntimeError("feed_dict is not supported when eager execution is enabled.")
        return self._test_case.evaluate(fetches)

    def __getattr__(self, name):
        raise AttributeError(
            "Trying to access properties or call methods on the result of self.session(), "
            "self.cached_session(), etc while eager execution is enabled. If you're porting this "
            "test case to TF 2.0, either adapt the test to work with eager execution or insert a "
            "call to tf.disable_eager_execution() in the main() function of this test file; "
            f"self.evaluate(tensors) takes the place of session.run ({name} was asked for)"
        )


class LoggingSession(Session):
    """A session that logs what a run raises, but the end of data. Ops may ask for GPUs."""

    def __init__(self, graph, config, force_gpu):
        super().__init__(graph=graph, config=config)
        self._soft_placement |= config is None and not force_gpu

    def run(self, *args, **kwargs):
        """See `Session.run`."""
        from zeal.errors import OutOfRangeError

        try:
            return super().run(*args, **kwargs)
        except Exception as error:
            if not isinstance(error, OutOfRangeError):
                logging.error(str(error))
            raise


class Sessions:
    """The part of `tf.test.TestCase` that runs ops."""

    _cached = None  # session, and the arguments that it was asked for with

    def _start_anew(self):
        self._close_session()
        if not graphs_are_open():
            reset_default_graph()

    def _close_session(self):
        if self._cached is not None:
            self._cached[0].close()
            self._cached = None

    def evaluate(self, tensors):
        """Values of tensors and variables as NumPy arrays and scalars.

        Args:
          tensors: one, a nested structure of them, or a callable that returns either; None stays.

        Returns:
          The same structure of values; in a graph, of a run of the session in force.

        Raises:
          ValueError: something in it is no tensor.
        """
        if executing_eagerly():
            return self._values(tensors)
        session = get_default_session()
        if session is not None:
            return session.run(tensors)
        with self.test_session() as session:
            return session.run(tensors)

    def _values(self, tensors):
        if tensors is None:
            return None
        if callable(tensors) and not hasattr(tensors, "numpy"):
            return self._values(tensors())
        return nest.map_structure(self._value, tensors)

    def _value(self, tensor):
        from zeal.nest.composite_tensor import CompositeTensor
        from zeal.ops.indexed_slices import IndexedSlices
        from zeal.sparse.sparse_tensor import SparseTensor, SparseTensorValue

        if tensor is None:
            return None
        if isinstance(tensor, IndexedSlices):
            return IndexedSlices(*map(self._value, (tensor.values, tensor.indices)))
        if isinstance(tensor, SparseTensor):
            parts = tensor.indices, tensor.values, tensor.dense_shape
            return SparseTensorValue(*map(self._value, parts))
        if isinstance(tensor, CompositeTensor):
            return tensor._of_run([self._value(part) for part in tensor._to_components()])
        if hasattr(tensor, "numpy"):
            return tensor.numpy()
        if callable(tensor):
            return self._values(tensor)
        raise ValueError(f"Unsupported type {type(tensor)}.")

    @contextlib.contextmanager
    def session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """A block with a new session, whose graph is the default one in it.

        Args:
          graph: the graph; by default the default one.
          config: a `tf.ConfigProto`.
          use_gpu: accepted for compatibility: whether ops may run on a GPU.
          force_gpu: accepted for compatibility.

        Returns:
          A context manager; eagerly it gives what evaluates tensors by `run`.
        """
        if executing_eagerly():
            yield EagerSession(self)
            return
        made = LoggingSession(graph, config, force_gpu)
        with made, _placed(made, use_gpu, force_gpu):
            yield made

    @contextlib.contextmanager
    def cached_session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """The same with one session for the whole test.

        Raises:
          ValueError: the test has asked for it with other arguments before.
        """
        if executing_eagerly():
            yield EagerSession(self)
            return
        made = self._one_session((graph, config, force_gpu), strict=True)
        with made.graph.as_default(), made.as_default(), _placed(made, use_gpu, force_gpu):
            yield made

    @contextlib.contextmanager
    def test_session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
        """`cached_session`, or `session` where a graph is given; eagerly it gives None."""
        if executing_eagerly():
            yield None
        elif graph is not None:
            with self.session(graph, config, use_gpu, force_gpu) as made:
                yield made
        else:
            made = self._one_session((graph, config, force_gpu), strict=False)
            with made.graph.as_default(), made.as_default(), _placed(made, use_gpu, force_gpu):
                yield made

    test_session.__test__ = False

    def _one_session(self, arguments, strict):
        if self._cached is None:
            self._cached = LoggingSession(*arguments), arguments
        elif strict:
            for name, old, new in zip(_ARGUMENTS, self._cached[1], arguments, strict=True):
                if old is not new:
                    raise ValueError(
                        f"The {name} used to get the cached session is different than the one that "
                        "was used to create the session. Maybe create a new session with "
                        "self.session()"
                    )
        return self._cached[0]


_ARGUMENTS = "graph", "config", "force_gpu value"


def _placed(session, use_gpu, force_gpu):
    """The device of the block's ops: none is asked for where they may run on a GPU."""
    return contextlib.nullcontext() if use_gpu or force_gpu else session.graph.device("/cpu:0")
