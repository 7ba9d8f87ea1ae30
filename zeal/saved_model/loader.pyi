# By tools/publish.py
from builtins import bool as _bool
from . import load as load
def maybe_saved_model_directory(export_dir)->_bool:...
