# By tools/publish.py
from . import api as api
from ...keras import activations as activations,applications as applications,backend as backend,callbacks as callbacks,constraints as constraints,datasets as datasets,initializers as initializers,layers as layers,losses as losses,metrics as metrics,models as models,optimizers as optimizers,preprocessing as preprocessing,regularizers as regularizers,utils as utils
