# By tools/publish.py
from .callback import Callback as Callback,History as History
from .logs import BaseLogger as BaseLogger,CSVLogger as CSVLogger,LambdaCallback as LambdaCallback,RemoteMonitor as RemoteMonitor
from .progress import ProgbarLogger as ProgbarLogger
from .rates import LearningRateScheduler as LearningRateScheduler,ReduceLROnPlateau as ReduceLROnPlateau
from .tensorboard import TensorBoard as TensorBoard
from .watching import EarlyStopping as EarlyStopping,ModelCheckpoint as ModelCheckpoint,TerminateOnNaN as TerminateOnNaN
