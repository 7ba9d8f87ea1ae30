# By tools/publish.py
from . import activations as activations,applications as applications,backend as backend,callbacks as callbacks,constraints as constraints,datasets as datasets,estimator as estimator,experimental as experimental,initializers as initializers,layers as layers,losses as losses,metrics as metrics,mixed_precision as mixed_precision,models as models,optimizers as optimizers,preprocessing as preprocessing,regularizers as regularizers,utils as utils,wrappers as wrappers
from .layers import Input as Input
from .model import Model as Model
from .sequential import Sequential as Sequential
