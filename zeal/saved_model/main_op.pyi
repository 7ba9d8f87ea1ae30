# By tools/publish.py
from typing import Any as _A
from . import main_op_with_restore as main_op_with_restore
def main_op()->_A:...
