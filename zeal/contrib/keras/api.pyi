# Written by tools/publish.py; do not edit.
from zeal import keras as keras
