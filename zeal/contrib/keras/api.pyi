# By tools/publish.py
from ... import keras as keras
