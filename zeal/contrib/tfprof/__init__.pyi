# By tools/publish.py
from . import model_analyzer as model_analyzer
