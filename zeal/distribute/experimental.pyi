# Written by tools/publish.py; do not edit.
from zeal.distribute.strategy import CentralStorageStrategy as CentralStorageStrategy
