# By tools/publish.py
from typing import Any as _A
from .train.forwarding import CrossShardOptimizer as CrossShardOptimizer
def bfloat16_scope()->_A:...
