# By tools/publish.py
from . import experimental as experimental
