# By tools/publish.py
from typing import Any as _A
from ..feature_columns.layers import SequenceFeatures as SequenceFeatures
from .layers.lstm_cells import PeepholeLSTMCell as PeepholeLSTMCell
from .optimizers.cosine import CosineDecay as CosineDecay,CosineDecayRestarts as CosineDecayRestarts,LinearCosineDecay as LinearCosineDecay,NoisyLinearCosineDecay as NoisyLinearCosineDecay
from .premade.linear import LinearModel as LinearModel
from .premade.wide_deep import WideDeepModel as WideDeepModel
def export_saved_model(model,saved_model_path,custom_objects=...,as_text=...,input_signature=...,serving_only=...)->None:...
def load_from_saved_model(saved_model_path,custom_objects=...)->_A:...
