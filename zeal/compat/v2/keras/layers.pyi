# By tools/publish.py
from ....keras.layers.batch_norm_v2 import BatchNormalization as BatchNormalization
