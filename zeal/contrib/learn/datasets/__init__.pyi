# By tools/publish.py
from typing import Any as _A
from . import base as base,mnist as mnist
from .base import load_boston as load_boston,load_iris as load_iris
def load_dataset(name,size=...,test_with_fake_data=...)->_A:...
