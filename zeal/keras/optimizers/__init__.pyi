# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.keras.optimizers import schedules as schedules
from zeal.keras.optimizers.adagrad import Adadelta as Adadelta,Adagrad as Adagrad
from zeal.keras.optimizers.adam import Adam as Adam,Adamax as Adamax
from zeal.keras.optimizers.ftrl import Ftrl as Ftrl
from zeal.keras.optimizers.nadam import Nadam as Nadam
from zeal.keras.optimizers.optimizer import Optimizer as Optimizer
from zeal.keras.optimizers.rmsprop import RMSprop as RMSprop
from zeal.keras.optimizers.sgd import SGD as SGD
def deserialize(config,custom_objects=...)->_A:...
def get(identifier)->_A:...
def serialize(optimizer)->_A:...
