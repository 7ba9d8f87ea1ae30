# Written by tools/publish.py; do not edit.
from zeal.lookup.tables import DenseHashTable as DenseHashTable
