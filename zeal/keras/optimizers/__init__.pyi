# By tools/publish.py
from typing import Any as _A
from . import schedules as schedules
from .adagrad import Adadelta as Adadelta,Adagrad as Adagrad
from .adam import Adam as Adam,Adamax as Adamax
from .ftrl import Ftrl as Ftrl
from .nadam import Nadam as Nadam
from .optimizer import Optimizer as Optimizer
from .rmsprop import RMSprop as RMSprop
from .sgd import SGD as SGD
def deserialize(config,custom_objects=...)->_A:...
def get(identifier)->_A:...
def serialize(optimizer)->_A:...
