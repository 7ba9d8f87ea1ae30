# By tools/publish.py
from typing import Any as _A
GPU: _A
SERVING: _A
TPU: _A
TRAINING: _A
