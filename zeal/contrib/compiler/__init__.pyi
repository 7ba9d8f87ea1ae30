# By tools/publish.py
from . import jit as jit,xla as xla
