# Written by tools/publish.py; do not edit.
from zeal.keras.callbacks.callback import Callback as Callback,History as History
from zeal.keras.callbacks.logs import BaseLogger as BaseLogger,CSVLogger as CSVLogger,LambdaCallback as LambdaCallback,RemoteMonitor as RemoteMonitor
from zeal.keras.callbacks.progress import ProgbarLogger as ProgbarLogger
from zeal.keras.callbacks.rates import LearningRateScheduler as LearningRateScheduler,ReduceLROnPlateau as ReduceLROnPlateau
from zeal.keras.callbacks.tensorboard import TensorBoard as TensorBoard
from zeal.keras.callbacks.watching import EarlyStopping as EarlyStopping,ModelCheckpoint as ModelCheckpoint,TerminateOnNaN as TerminateOnNaN
