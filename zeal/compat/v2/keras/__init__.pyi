# By tools/publish.py
from . import layers as layers
