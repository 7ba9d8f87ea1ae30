# By tools/publish.py
from .strategy import CentralStorageStrategy as CentralStorageStrategy
