# By tools/publish.py
from . import scikit_learn as scikit_learn
