# By tools/publish.py
from builtins import bool as _bool
from typing import Any as _A
from ..distribute import get_strategy as get_strategy,has_strategy as has_strategy
from ..distribute.context import ReplicaContext as ReplicaContext
from ..distribute.strategy import OneDeviceStrategy as OneDeviceStrategy,Strategy as _DistributionStrategy,_OlderMirroredStrategy as _MirroredStrategy
DistributionStrategy = _DistributionStrategy
MirroredStrategy = _MirroredStrategy
def get_loss_reduction()->_A:...
def get_replica_context()->_A:...
def in_cross_replica_context()->_bool:...
