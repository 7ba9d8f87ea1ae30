# By tools/publish.py
from . import save as save
