# By tools/publish.py
from typing import Any as _A
from .resnet50 import decode_predictions as decode_predictions
def preprocess_input(x,data_format=...,mode=...)->_A:...
