# By tools/publish.py
from . import plugins as plugins
