# Written by tools/publish.py; do not edit.
from zeal.keras.wrappers import scikit_learn as scikit_learn
