"""tf.data.Options: how pipelines shall run. Pipelines run the same with any of them."""

from typing import Any

from zeal.public import public


class OptionsBase:
    """Options: attributes that `create_option` made; there are no others.

    Two of one class are equal where their values are.
    """

    def __init__(self) -> None:
        object.__setattr__(self, "_options", {})

    def __eq__(self, other) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        names = self._options.keys() | other._options.keys()
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__: Any = None

    def __setattr__(self, name, value) -> None:
        if not hasattr(self, name):
            raise AttributeError(f"Cannot set the property {name} on {type(self).__name__}.")
        object.__setattr__(self, name, value)


def create_option(name, ty, docstring, default_factory=lambda: None) -> Any:
    """An option of a class of options, a property that takes values of a type.

    Args:
      name: what it is called.
      ty: the type.
      docstring: its documentation.
      default_factory: makes the value that it has before it is set.
    """

    def get(options):
        if name not in options._options:
            options._options[name] = default_factory()
        return options._options[name]

    def put(options, value):
        if not isinstance(value, ty):
            raise TypeError(
                f'Property "{name}" must be of type {ty}, got: {value} (type: {type(value)})'
            )
        options._options[name] = value

    return property(get, put, doc=docstring)


def merge_options(*options_list) -> Any:
    """Options of one class with the values of all.

    Raises:
      ValueError: there are none, or an option has two values.
      TypeError: classes differ.
    """
    if not options_list:
        raise ValueError("At least one options should be provided")
    kind = type(options_list[0])
    for options in options_list:
        if type(options) is not kind or not isinstance(options, OptionsBase):
            raise TypeError(f"Incompatible options type: {type(options)} vs {kind}")
    merged = kind()
    for name in dict.fromkeys(n for options in options_list for n in options._options):
        default = getattr(kind(), name)
        found = [getattr(options, name) for options in options_list]
        merged._options[name] = _merged(name, [v for v in found if v != default], default)
    return merged


def _merged(name, values, default):
    """What values that are no defaults make together."""
    if not values:
        return default
    if all(isinstance(value, OptionsBase) for value in values):
        return merge_options(*values)
    for value in values[1:]:
        if value != values[0]:
            raise ValueError(
                f"Cannot merge incompatible values ({values[0]} and {value}) of option: {name}"
            )
    return values[0]


def _flags(*names) -> Any:
    """A class decorator: options that are True, False or, by default, None."""

    def decorate(kind):
        for name in names:
            setattr(kind, name, create_option(name, bool, "True, False or None for either."))
        return kind

    return decorate


@public("data.experimental.MapVectorizationOptions")
@_flags("enabled", "use_choose_fastest")
class MapVectorizationOptions(OptionsBase):
    """Whether functions shall be mapped over batches; accepted for compatibility.

    Example:
      >>> options = tf.data.experimental.MapVectorizationOptions()
      >>> options.enabled = True
    """


@public("data.experimental.OptimizationOptions")
@_flags(
    "apply_default_optimizations", "autotune", "autotune_buffers", "filter_fusion",
    "filter_with_random_uniform_fusion", "hoist_random_uniform", "map_and_batch_fusion",
    "map_and_filter_fusion", "map_fusion", "map_parallelization", "noop_elimination",
    "parallel_batch", "shuffle_and_repeat_fusion",
)  # fmt: skip
class OptimizationOptions(OptionsBase):
    """Which steps shall be joined; accepted for compatibility.

    Example:
      >>> options = tf.data.Options()
      >>> options.experimental_optimization.map_fusion = True
    """

    autotune_algorithm = create_option("autotune_algorithm", int, "A number of an algorithm.")
    autotune_cpu_budget = create_option("autotune_cpu_budget", int, "A number of processors.")
    map_vectorization = create_option(
        "map_vectorization", MapVectorizationOptions, "Options.", MapVectorizationOptions
    )


@public("data.experimental.ThreadingOptions")
class ThreadingOptions(OptionsBase):
    """How many threads there shall be; accepted for compatibility.

    Example:
      >>> options = tf.data.Options()
      >>> options.experimental_threading.private_threadpool_size = 4
    """

    max_intra_op_parallelism = create_option("max_intra_op_parallelism", int, "Threads of an op.")
    private_threadpool_size = create_option("private_threadpool_size", int, "Threads.")


@public("data.experimental.StatsOptions")
@_flags("latency_all_edges")
class StatsOptions(OptionsBase):
    """What shall be measured; accepted for compatibility. There are no aggregators yet.

    Example:
      >>> options = tf.data.Options()
      >>> options.experimental_stats.prefix = "train"
    """

    prefix = create_option("prefix", str, "What names begin with.", str)
    counter_prefix = create_option("counter_prefix", str, "What names of counts begin with.", str)


@public("data.experimental.DistributeOptions")
class DistributeOptions(OptionsBase):
    """How a pipeline is cut for several workers; accepted for compatibility.

    Example:
      >>> options = tf.data.Options()
      >>> options.experimental_distribute.auto_shard = False
    """

    auto_shard = create_option("auto_shard", bool, "Whether it is cut.", lambda: True)
    num_devices = create_option("num_devices", int, "How many devices take elements.")


@public("data.Options")
@_flags("experimental_deterministic", "experimental_slack")
class Options(OptionsBase):
    """How a pipeline shall run, for `Dataset.with_options`.

    Elements are made in order when they are asked for, but for `prefetch` and for a `map` in
    parallel whose order is given up (`experimental_deterministic`).

    Example:
      >>> options = tf.data.Options()
      >>> options.experimental_deterministic = False
      >>> dataset = tf.data.Dataset.range(3).with_options(options).batch(2)
      >>> dataset.options().experimental_deterministic
      False
    """

    experimental_distribute = create_option(
        "experimental_distribute", DistributeOptions, "Options.", DistributeOptions
    )
    experimental_optimization = create_option(
        "experimental_optimization", OptimizationOptions, "Options.", OptimizationOptions
    )
    experimental_stateful_whitelist = create_option(
        "experimental_stateful_whitelist", list, "Names of ops with state that are let pass."
    )
    experimental_stats = create_option(
        "experimental_stats", StatsOptions, "Options.", StatsOptions
    )
    experimental_threading = create_option(
        "experimental_threading", ThreadingOptions, "Options.", ThreadingOptions
    )

    def merge(self, options) -> "Options":
        """Options with the values of both.

        Args:
          options: Options.

        Returns:
          Options.

        Raises:
          ValueError: an option has two values; TypeError: options is something else.
        """
        return merge_options(self, options)


def inherited(sources) -> "Options | None":
    """What datasets that are made of others take over; None for the defaults."""
    found = [dataset._options for dataset in sources if dataset._options is not None]
    if len({id(options) for options in found}) < 2:
        return found[0] if found else None
    return merge_options(*found)


class WithOptions:
    """Methods of Dataset."""

    _options = None  # the defaults

    def options(self) -> Options:
        """The options of this dataset and of those that it is made of.

        Returns:
          An Options.

        Example:
          >>> tf.data.Dataset.range(3).options().experimental_deterministic is None
          True
        """
        return Options() if self._options is None else merge_options(self._options)

    def with_options(self, options) -> Any:
        """The same elements, with options for how they are made.

        Args:
          options: an Options.

        Returns:
          A Dataset.

        Raises:
          ValueError: an option is set already to another value; TypeError: it is no Options.

        Example:
          >>> options = tf.data.Options()
          >>> options.experimental_optimization.autotune = False
          >>> [int(i) for i in tf.data.Dataset.range(3).with_options(options)]
          [0, 1, 2]
        """
        merged = merge_options(*(o for o in (self._options or Options(), options)))
        open_order = merged.experimental_deterministic is False
        result = self._derive(self._in_any_order() if open_order else self._node)
        result._options = merged
        result._again, result._parallel_calls = self._again, self._parallel_calls
        return self._passing_options(result)
