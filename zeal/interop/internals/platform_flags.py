"""tensorflow.python.platform.flags, beside what is public."""

from zeal.flags import _Flags

__all__ = ["_FlagValuesWrapper"]


class _FlagValuesWrapper(_Flags):
    """Flags of the program's own, which parse the command line at the first use of one."""

    def __init__(self, flags_object):
        self.__dict__["_zeal_given"] = flags_object

    def _zeal_values(self):
        return self.__dict__["_zeal_given"]
