# By tools/publish.py
from . import projector as projector
