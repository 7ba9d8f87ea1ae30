"""tf.autograph's functions: converting by hand, and saying what is not to be converted."""

import ast
import functools
from types import FunctionType, MethodType

from zeal.autograph import verbosity
from zeal.autograph.calling import runtime
from zeal.autograph.conversion import converted, transformed
from zeal.autograph.errors import ConversionError, NotConvertible
from zeal.autograph.features import options
from zeal.autograph.frames import TidyErrors
from zeal.public import public


def convert(function, features=None):
    """A callable whose control flow, and that of what it calls, works over symbolic values.

    Args:
      function: a function, method, lambda, `functools.partial` or object with `__call__`.
      features: None, a `tf.autograph.experimental.Feature`, or a collection of them.

    Returns:
      A callable with the same arguments, globals and closure; `function` itself if it is not one of
      a program, is converted already, or cannot be, which a warning says.
    """
    return runtime(options(True, features)).convert(function)


def call_converted(function, args, kwargs, features=None):
    """Calls a callable converted, as `convert` does; errors have the program's frames alone."""
    with TidyErrors():
        return convert(function, features)(*args, **kwargs)


@public("autograph.to_graph", "contrib.autograph.to_graph")
def to_graph(
    entity,
    recursive=True,
    arg_values=None,
    arg_types=None,
    experimental_optional_features=None,
):
    """Converts a function or class, so that its control flow works over symbolic values.

    Args:
      entity: a function, lambda, method or class.
      recursive: whether functions that it calls are converted when they are called.
      arg_values, arg_types: accepted for compatibility.
      experimental_optional_features: None, a `tf.autograph.experimental.Feature`, or a tuple.

    Returns:
      A function with the same arguments, or a subclass whose methods are converted; of a bound
      method, a function that takes `self`.

    Raises:
      NotImplementedError: a generator, or no function, method or class.
      ConversionError: it has no source code, or cannot be converted; says why.

    Example:
      >>> def magnitude(x):
      ...     return -x if x < 0 else x
      >>> tf.autograph.to_graph(magnitude)(tf.constant(-2.0)).numpy()
      2.0
    """
    using = runtime(options(recursive, experimental_optional_features))
    if isinstance(entity, type):
        return _class(entity, using)
    return _attempt(lambda: converted(_function(entity), using), entity)


@public("autograph.to_code", "contrib.autograph.to_code")
def to_code(
    entity,
    recursive=True,
    arg_values=None,
    arg_types=None,
    indentation="  ",
    experimental_optional_features=None,
):
    """The Python code that `to_graph` makes.

    Args:
      entity: a function, lambda, method or class.
      recursive: accepted for compatibility.
      arg_values, arg_types, indentation: accepted for compatibility.
      experimental_optional_features: None, a `tf.autograph.experimental.Feature`, or a tuple.

    Returns:
      A text. The name `ag__` in it is that of zeal's operators.

    Raises:
      NotImplementedError: a generator, or no function, method or class.
      ConversionError: it has no source code, or cannot be converted; says why.

    Example:
      >>> def magnitude(x):
      ...     return -x if x < 0 else x
      >>> print(tf.autograph.to_code(magnitude))
      def magnitude(x):
          return ag__.if_exp(x < 0, lambda: -x, lambda: x)
    """
    chosen = options(recursive, experimental_optional_features)
    functions = _methods(entity).values() if isinstance(entity, type) else [_function(entity)]
    nodes = _attempt(lambda: [transformed(f, chosen)[0] for f in functions], entity)
    return "\n\n".join(map(ast.unparse, nodes))


def _function(entity):
    function = entity.__func__ if isinstance(entity, MethodType) else entity
    if not isinstance(function, FunctionType):
        raise NotImplementedError(
            f'cannot convert entity "{entity}": object conversion is not yet supported.'
        )
    if function.__code__.co_flags & 0x20:
        raise NotImplementedError("Generators are not supported by AutoGraph")
    return function


def _attempt(make, entity):
    try:
        return make()
    except (NotConvertible, RecursionError) as why:
        raise ConversionError(f"converting {entity}: {why}") from None


def _methods(cls):
    found = {name: m for name, m in vars(cls).items() if isinstance(m, FunctionType)}
    if not found:
        raise ConversionError(f"converting {cls}: it has no methods")
    return found


def _class(cls, using):
    methods = {
        name: _attempt(lambda m=method: converted(m, using), cls)
        for name, method in _methods(cls).items()
    }
    return type(cls)(cls.__name__, (cls,), {**methods, "__module__": cls.__module__})


@public("autograph.experimental.do_not_convert", "contrib.autograph.do_not_convert")
def do_not_convert(func=None):
    """Makes a function that is called as it is from converted code.

    Args:
      func: a function; None makes a decorator.

    Returns:
      A function with the same arguments and results.

    Example:
      >>> @tf.autograph.experimental.do_not_convert
      ... def plain(x):
      ...     return x + 1
      >>> plain(1)
      2
    """
    if func is None:
        return do_not_convert

    @functools.wraps(func)
    def unconverted(*args, **kwargs):
        return func(*args, **kwargs)

    return unconverted


@public("autograph.experimental.set_loop_options", "contrib.autograph.set_loop_options")
def set_loop_options(
    parallel_iterations=None, back_prop=None, swap_memory=None, maximum_iterations=None
):
    """Arguments for the `tf.while_loop` that the loop around this call becomes.

    The call stands in the loop's body. It says something to the conversion and does nothing else,
    also where the loop stays one of Python.

    Args:
      parallel_iterations, back_prop, swap_memory, maximum_iterations: see `tf.while_loop`.

    Example:
      >>> def total(n):
      ...     s = 0
      ...     for i in tf.range(n):
      ...         tf.autograph.experimental.set_loop_options(maximum_iterations=100)
      ...         s += i
      ...     return s
      >>> total(4).numpy()
      6
    """


@public("autograph.set_verbosity")
def set_verbosity(level, alsologtostdout=False):
    """How much the conversion says.

    Args:
      level: 0 for nothing, 1 or more for the code that functions become.
      alsologtostdout: whether it goes to standard output besides the log.

    Example:
      >>> tf.autograph.set_verbosity(0)
    """
    verbosity.level, verbosity.to_stdout = int(level), bool(alsologtostdout)


@public("autograph.trace")
def trace(*args):
    """Prints its arguments when it is called, also in code that is traced: symbolic tensors then.

    Args:
      *args: what to print.

    Example:
      >>> tf.autograph.trace("n is", 3)
      n is 3
    """
    print(*args)
