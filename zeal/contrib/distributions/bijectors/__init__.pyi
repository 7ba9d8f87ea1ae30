# By tools/publish.py
from typing import Any as _A
from ...._native import Tensor
from .affine import Affine as Affine,AffineLinearOperator as AffineLinearOperator
from .autoregressive import MaskedAutoregressiveFlow as MaskedAutoregressiveFlow,RealNVP as RealNVP
from .batch_normalization import BatchNormalization as BatchNormalization
from .bijector import Bijector as Bijector
from .combined import Chain as Chain,ConditionalBijector as ConditionalBijector,Inline as Inline,Invert as Invert
from .elementwise import AbsoluteValue as AbsoluteValue,AffineScalar as AffineScalar,Exp as Exp,Identity as Identity,PowerTransform as PowerTransform,Sigmoid as Sigmoid,Softplus as Softplus,Softsign as Softsign,Square as Square
from .rearranged import Permute as Permute,Reshape as Reshape
from .shaped import Gumbel as Gumbel,Kumaraswamy as Kumaraswamy,SinhArcsinh as SinhArcsinh
from .simplex import Ordered as Ordered,SoftmaxCentered as SoftmaxCentered
from .triangular import CholeskyOuterProduct as CholeskyOuterProduct,FillTriangular as FillTriangular,MatrixInverseTriL as MatrixInverseTriL,ScaleTriL as ScaleTriL,TransformDiagonal as TransformDiagonal
def masked_autoregressive_default_template(hidden_layers,shift_only=...,activation=...,log_scale_min_clip=...,log_scale_max_clip=...,log_scale_clip_gradient=...,name=...,*args,**kwargs)->_A:...
def masked_dense(inputs,units,num_blocks=...,exclusive=...,kernel_initializer=...,reuse=...,name=...,*args,**kwargs)->Tensor:...
def real_nvp_default_template(hidden_layers,shift_only=...,activation=...,name=...,*args,**kwargs)->_A:...
