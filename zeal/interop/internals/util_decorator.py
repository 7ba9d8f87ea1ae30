"""tensorflow.python.util.decorator_utils: what decorators say about functions."""

import inspect

__all__ = ["add_notice_to_docstring", "classproperty", "get_qualified_name", "validate_callable"]


def get_qualified_name(function):
    """A function's name with those of its classes."""
    return getattr(function, "__qualname__", None) or function.__name__


def _normalize_docstring(docstring):
    lines = inspect.cleandoc(docstring or "").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def add_notice_to_docstring(doc, instructions, no_doc_str, suffix_str, notice):
    """A docstring with a warning behind its first line.

    Args:
      doc: the docstring, or None.
      instructions: what to do about it, the last line of the warning.
      no_doc_str: the first line where there is no docstring.
      suffix_str: what the first line gets else.
      notice: a list of lines.

    Raises:
      ValueError: notice is empty.
    """
    if not notice:
        raise ValueError("The `notice` arg must not be empty.")
    lines = [no_doc_str]
    if doc:
        lines = _normalize_docstring(doc).splitlines()
        lines[0] += f" {suffix_str}"
    added = ["", f"Warning: {notice[0]}", *notice[1:], *([instructions] if instructions else [])]
    if len(lines) > 1 and lines[1].strip():
        added.append("")
    return "\n".join([lines[0], *added, *lines[1:]])


def validate_callable(func, decorator_name):
    """Raises ValueError for what cannot be called, as a property."""
    if not callable(func):
        raise ValueError(
            f"{func} is not a function. If this is a property, make sure @property appears before "
            f"@{decorator_name} in your source code:\n\n@property\n@{decorator_name}\ndef "
            "method(...)"
        )


class classproperty:
    """A property of classes."""

    def __init__(self, func):
        self._func = func

    def __get__(self, owner_self, owner_cls):
        return self._func(owner_cls)
