# By tools/publish.py
from typing import Any as _A
from ..keras.experimental import export_saved_model as save_keras_model
def load_keras_model(saved_model_path,custom_objects=...)->_A:...
