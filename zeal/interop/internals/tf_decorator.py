"""tensorflow.python.util.tf_decorator: decorators that remember what they decorate."""

import inspect
import sys

__all__ = ["TFDecorator", "make_decorator", "rewrap", "unwrap"]


class TFDecorator:
    """A decorator's notes on what it decorates; itself a callable that stands for that.

    Args:
      decorator_name: its name.
      target: what it decorates.
      decorator_doc: a docstring that takes the place of the target's.
      decorator_argspec: an argument spec that takes the place of the target's.
    """

    def __init__(self, decorator_name, target, decorator_doc="", decorator_argspec=None):
        self._name, self._doc = decorator_name, decorator_doc
        self.decorated_target, self.decorator_argspec = target, decorator_argspec
        for name in ("__name__", "__qualname__"):
            if hasattr(target, name):
                setattr(self, name, getattr(target, name))
        self.__doc__ = decorator_doc or getattr(target, "__doc__", None) or ""

    def __get__(self, instance, owner):
        return self.decorated_target.__get__(instance, owner)

    def __call__(self, *args, **kwargs):
        return self.decorated_target(*args, **kwargs)

    @property
    def decorator_name(self):
        """The decorator's name."""
        return self._name

    @property
    def decorator_doc(self):
        """The docstring given to it."""
        return self._doc


def make_decorator(
    target, decorator_func, decorator_name=None, decorator_doc="", decorator_argspec=None
):
    """Gives the wrapper of a function the function's names, and notes about it.

    Args:
      target: the function.
      decorator_func: the wrapper.
      decorator_name: the decorator's name, that of the calling function by default.
      decorator_doc, decorator_argspec: as in TFDecorator.
    """
    name = sys._getframe(1).f_code.co_name if decorator_name is None else decorator_name
    notes = TFDecorator(name, target, decorator_doc, decorator_argspec)
    decorator_func._tf_decorator = notes
    for attribute in ("__name__", "__qualname__", "__module__"):
        if hasattr(target, attribute):
            setattr(decorator_func, attribute, getattr(target, attribute))
    for attribute, value in getattr(target, "__dict__", {}).items():
        decorator_func.__dict__.setdefault(attribute, value)
    if hasattr(target, "__doc__"):
        decorator_func.__doc__ = notes.__doc__
    decorator_func.__wrapped__ = decorator_func.__original_wrapped__ = target
    return decorator_func


def _notes(obj):
    """A decorated object's TFDecorator, None for others."""
    if isinstance(obj, TFDecorator):
        return obj
    notes = getattr(obj, "_tf_decorator", None)
    return notes if isinstance(notes, TFDecorator) else None


def unwrap(maybe_tf_decorator):
    """The decorators around an object, outermost first, and what they decorate.

    Returns:
      A list of TFDecorators, and an object.
    """
    decorators, current = [], maybe_tf_decorator
    while (notes := _notes(current)) is not None:
        decorators.append(notes)
        if not hasattr(notes, "decorated_target"):
            break
        current = notes.decorated_target
    return decorators, current


def rewrap(decorator_func, previous_target, new_target):
    """Puts another function in the place of one that a wrapper calls by its `__wrapped__`.

    Args:
      decorator_func: a wrapper that `make_decorator` gave, maybe of others.
      previous_target: what is replaced.
      new_target: what takes its place.

    Returns:
      The wrapper; new_target itself where it is none.

    Raises:
      ValueError: decorator_func is no wrapper, and not previous_target.
    """
    innermost, current = None, decorator_func
    while (notes := _notes(current)) is not None:
        innermost = current, notes
        if notes.decorated_target is previous_target:
            break
        current = notes.decorated_target
    if innermost is None:
        if decorator_func is not previous_target:
            raise ValueError(f"{decorator_func} decorates nothing, and is not {previous_target}")
        return new_target
    wrapper, notes = innermost
    notes.decorated_target = new_target
    holder = wrapper.__func__ if inspect.ismethod(wrapper) else wrapper
    holder.__wrapped__ = new_target
    return decorator_func
