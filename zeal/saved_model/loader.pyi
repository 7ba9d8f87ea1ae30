# Written by tools/publish.py; do not edit.
from builtins import bool as _bool
from zeal.saved_model import load as load
def maybe_saved_model_directory(export_dir)->_bool:...
