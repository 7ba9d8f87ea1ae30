"""tf.test.Benchmark: timed functions whose figures go into one report."""

import inspect

from zeal.public import public


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

    def run_op_benchmark(self, *args, **kwargs):
        """Raises NotImplementedError: it times a graph's op in a session, which are not built."""
        raise NotImplementedError(
            "Benchmark.run_op_benchmark waits for zeal's graph mode, not built yet"
        )

    @staticmethod
    def _method():
        names = [frame.function for frame in inspect.stack(0)]
        return next((name for name in names if name.startswith("benchmark")), "?")

