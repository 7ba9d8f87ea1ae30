"""tensorflow.python.data.util.options: classes of options."""

from zeal.data.options import OptionsBase, create_option, merge_options

__all__ = ["OptionsBase", "create_option", "merge_options"]
