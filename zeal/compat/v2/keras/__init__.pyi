# Written by tools/publish.py; do not edit.
from zeal.compat.v2.keras import layers as layers
