"""`tf.profiler.ProfileOptionBuilder`: what a profile counts, shows and writes."""

from zeal.public import public

_LEAST = {"min_bytes": 0, "min_micros": 0, "min_params": 0, "min_float_ops": 0, "min_occurrence": 0}


def _options(order_by, account, select, **least):
    return {
        "max_depth": 10000, **_LEAST, **least, "order_by": order_by,
        "account_type_regexes": [account], "start_name_regexes": [".*"], "trim_name_regexes": [],
        "show_name_regexes": [".*"], "hide_name_regexes": [], "account_displayed_op_only": True,
        "select": select, "step": -1, "output": "stdout",
    }  # fmt: skip


@public("profiler.ProfileOptionBuilder")
class ProfileOptionBuilder:
    """Makes the dicts that `tf.profiler.profile` takes.

    Args:
      options: a dict to start from; by default what counts trainable parameters.

    Example:
      >>> builder = tf.profiler.ProfileOptionBuilder
      >>> options = builder(builder.float_operation()).with_empty_output().build()
      >>> options["select"], options["output"]
      (['float_ops'], 'none')
    """

    def __init__(self, options=None):
        given = self.trainable_variables_parameter() if options is None else options
        self._zeal_options = dict(given)

    @staticmethod
    def trainable_variables_parameter():
        """Counts the parameters of trainable variables."""
        return _options("name", "_trainable_variables", ["params"])

    @staticmethod
    def float_operation():
        """Counts float operations."""
        return _options("float_ops", ".*", ["float_ops"], min_float_ops=1)

    @staticmethod
    def time_and_memory(
        min_micros=1, min_bytes=1, min_accelerator_micros=0, min_cpu_micros=0, min_peak_bytes=0,
        min_residual_bytes=0, min_output_bytes=0,
    ):  # fmt: skip
        """Counts time and memory of what takes at least so much."""
        return _options(
            "micros", ".*", ["micros", "bytes"], min_micros=min_micros, min_bytes=min_bytes,
            min_accelerator_micros=min_accelerator_micros, min_cpu_micros=min_cpu_micros,
            min_peak_bytes=min_peak_bytes, min_residual_bytes=min_residual_bytes,
            min_output_bytes=min_output_bytes,
        )  # fmt: skip

    def build(self):
        """The options, a dict."""
        return dict(self._zeal_options)

    def _zeal_set(self, **options):
        self._zeal_options.update(options)
        return self

    def with_max_depth(self, max_depth):
        """Shows nodes down to that depth."""
        return self._zeal_set(max_depth=max_depth)

    def with_min_memory(
        self, min_bytes=0, min_peak_bytes=0, min_residual_bytes=0, min_output_bytes=0
    ):
        """Shows nodes that take at least so many bytes."""
        return self._zeal_set(
            min_bytes=min_bytes, min_peak_bytes=min_peak_bytes,
            min_residual_bytes=min_residual_bytes, min_output_bytes=min_output_bytes,
        )  # fmt: skip

    def with_min_execution_time(self, min_micros=0, min_accelerator_micros=0, min_cpu_micros=0):
        """Shows nodes that run at least so long."""
        return self._zeal_set(
            min_micros=min_micros, min_accelerator_micros=min_accelerator_micros,
            min_cpu_micros=min_cpu_micros,
        )  # fmt: skip

    def with_min_parameters(self, min_params):
        """Shows nodes with at least so many parameters."""
        return self._zeal_set(min_params=min_params)

    def with_min_occurrence(self, min_occurrence):
        """Shows ops that occur at least so often."""
        return self._zeal_set(min_occurrence=min_occurrence)

    def with_min_float_operations(self, min_float_ops):
        """Shows nodes of at least so many float operations."""
        return self._zeal_set(min_float_ops=min_float_ops)

    def with_accounted_types(self, account_type_regexes):
        """Counts nodes of op types, or "_trainable_variables", that match a regex."""
        return self._zeal_set(account_type_regexes=list(account_type_regexes))

    def with_node_names(
        self, start_name_regexes=None, show_name_regexes=None, hide_name_regexes=None,
        trim_name_regexes=None,
    ):  # fmt: skip
        """Shows nodes by their names."""
        given = {
            "start_name_regexes": start_name_regexes, "show_name_regexes": show_name_regexes,
            "hide_name_regexes": hide_name_regexes, "trim_name_regexes": trim_name_regexes,
        }  # fmt: skip
        return self._zeal_set(**{key: list(v) for key, v in given.items() if v is not None})

    def with_file_output(self, outfile):
        """Writes the report to a file."""
        return self._zeal_set(output=f"file:outfile={outfile}")

    def with_stdout_output(self):
        """Prints the report."""
        return self._zeal_set(output="stdout")

    def with_empty_output(self):
        """Writes no report."""
        return self._zeal_set(output="none")

    def with_timeline_output(self, timeline_file):
        """Asks for a timeline, which is not built."""
        return self._zeal_set(output=f"timeline:outfile={timeline_file}")

    def with_pprof_output(self, pprof_file):
        """Asks for a profile of pprof's, which is not built."""
        return self._zeal_set(output=f"pprof:outfile={pprof_file}")

    def with_step(self, step):
        """Chooses a step of several."""
        return self._zeal_set(step=step)

    def order_by(self, attribute):
        """Sorts by "name", "params", "float_ops", "micros" or "occurrence"."""
        return self._zeal_set(order_by=attribute)

    def select(self, attributes):
        """Reports these of "params", "float_ops", "micros" and "occurrence"."""
        return self._zeal_set(select=list(attributes))

    def account_displayed_op_only(self, is_true):
        """Whether totals count what is shown alone."""
        return self._zeal_set(account_displayed_op_only=is_true)
