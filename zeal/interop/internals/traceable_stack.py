"""tensorflow.python.framework.traceable_stack: objects with the lines that put them on a stack."""

import sys

__all__ = ["TraceableObject", "TraceableStack"]


class TraceableObject:
    """An object, and where the program made it known."""

    SUCCESS, HEURISTIC_USED, FAILURE = range(3)

    def __init__(self, obj, filename=None, lineno=None):
        self.obj, self.filename, self.lineno = obj, filename, lineno

    def set_filename_and_line_from_caller(self, offset=0):
        """Sets the place to the caller's, or that of the `offset`th caller of that.

        Returns:
          SUCCESS; HEURISTIC_USED where there are less callers, for the outermost.
        """
        frame, left = sys._getframe(1), offset
        while left and frame.f_back is not None:
            frame, left = frame.f_back, left - 1
        self.filename, self.lineno = frame.f_code.co_filename, frame.f_lineno
        return self.HEURISTIC_USED if left else self.SUCCESS

    def copy_metadata(self):
        """The place without the object."""
        return type(self)(None, self.filename, self.lineno)


class TraceableStack:
    """A stack of such objects.

    Args:
      existing_stack: a list of TraceableObjects to begin with.
    """

    def __init__(self, existing_stack=None):
        self._stack = list(existing_stack or ())

    def push_obj(self, obj, offset=0):
        """Puts an object on top; returns what `set_filename_and_line_from_caller` does."""
        self._stack.append(TraceableObject(obj))
        return self._stack[-1].set_filename_and_line_from_caller(offset + 1)

    def pop_obj(self):
        """Takes off the object on top."""
        return self._stack.pop().obj

    def peek_top_obj(self):
        """The object on top."""
        return self._stack[-1].obj

    def peek_objs(self):
        """The objects, from the top."""
        return (item.obj for item in reversed(self._stack))

    def peek_traceable_objs(self):
        """The TraceableObjects, from the top."""
        return reversed(self._stack)

    def __len__(self):
        return len(self._stack)

    def copy(self):
        """Another stack of the same objects."""
        return TraceableStack(self._stack)
