# By tools/publish.py
from .tables import DenseHashTable as DenseHashTable
