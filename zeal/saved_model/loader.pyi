# By tools/publish.py
from . import contains_saved_model as maybe_saved_model_directory,load as load
