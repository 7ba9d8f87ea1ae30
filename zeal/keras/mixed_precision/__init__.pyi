# Written by tools/publish.py; do not edit.
from zeal.keras.mixed_precision import experimental as experimental
