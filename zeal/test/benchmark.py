"""tf.test.Benchmark: timed functions whose figures go into one report."""

import inspect
import statistics
import time

from zeal.public import public
from zeal.test.sessions import Sessions


@public("test.benchmark_config")
def benchmark_config():
    """Returns the `ConfigProto` that benchmarks use: the defaults."""
    from zeal.messages.config import ConfigProto

    return ConfigProto()


@public("test.Benchmark")
class Benchmark:
    """Base class of benchmarks: methods named `benchmark...` measure and call `report_benchmark`.

    Example:
      >>> class Sum(tf.test.Benchmark):
      ...     def benchmark_ten(self):
      ...         tf.reduce_sum(tf.ones([10]))
      ...         self.report_benchmark(iters=1, wall_time=1e-6)
      >>> Sum().benchmark_ten()
      Sum.benchmark_ten: {'iters': 1, 'wall_time': 1e-06}
    """

    def report_benchmark(
        self, iters=None, cpu_time=None, wall_time=None, throughput=None, extras=None, name=None,
        metrics=None,
    ):  # fmt: skip
        """Prints one result.

        Args:
          iters: how often it ran.
          cpu_time: seconds of the processor.
          wall_time: seconds of the clock.
          throughput: megabytes or examples per second.
          extras: a dict of further numbers or texts.
          name: what was measured; the class and method by default.
          metrics: a list of dicts with "name" and "value".
        """
        figures = {
            "iters": iters, "cpu_time": cpu_time, "wall_time": wall_time, "throughput": throughput,
            "extras": extras, "metrics": metrics,
        }  # fmt: skip
        known = {key: value for key, value in figures.items() if value is not None}
        print(f"{type(self).__name__}.{name or self._method()}: {known}")

    def run_op_benchmark(
        self, sess, op_or_tensor, feed_dict=None, burn_iters=2, min_iters=10, store_trace=False,
        store_memory_usage=True, name=None, extras=None, mbs=0,
    ):  # fmt: skip
        """Times runs of a graph's op, and prints the median.

        Args:
          sess: a `tf.Session`.
          op_or_tensor: what is run.
          feed_dict: as of `Session.run`.
          burn_iters, min_iters: how often it runs before, and while, it is timed.
          store_trace: must be False: runs leave no trace.
          store_memory_usage: accepted; runs do not tell of memory.
          name, extras: as of `report_benchmark`.
          mbs: megabytes that a run moves.

        Returns:
          A dict of what was reported.
        """
        if store_trace:
            raise NotImplementedError("store_trace: runs of zeal's sessions leave no trace")
        for _ in range(burn_iters):
            sess.run(op_or_tensor, feed_dict=feed_dict)
        seconds = []
        for _ in range(min_iters):
            start = time.perf_counter()
            sess.run(op_or_tensor, feed_dict=feed_dict)
            seconds.append(time.perf_counter() - start)
        median = statistics.median(seconds)
        values = {
            "iters": min_iters, "wall_time": median, "extras": extras or {}, "name": name,
            "throughput": mbs / median,
        }  # fmt: skip
        self.report_benchmark(**values)
        return values

    def evaluate(self, tensors):
        """The values of tensors, of a graph in the default session.

        Args:
          tensors: what `tf.test.TestCase.evaluate` takes.

        Returns:
          The same structure of arrays.
        """
        return Sessions().evaluate(tensors)

    @staticmethod
    def _method():
        names = [frame.function for frame in inspect.stack(0)]
        return next((name for name in names if name.startswith("benchmark")), "?")

