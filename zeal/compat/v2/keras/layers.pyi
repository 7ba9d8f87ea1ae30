# Written by tools/publish.py; do not edit.
from zeal.keras.layers.batch_norm_v2 import BatchNormalization as BatchNormalization
