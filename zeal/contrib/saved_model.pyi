# By tools/publish.py
from ..keras.experimental import export_saved_model as save_keras_model,load_from_saved_model as load_keras_model
