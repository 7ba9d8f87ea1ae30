# By tools/publish.py
from typing import Any as _A
from ..._native import Tensor
from ...feature_columns.layers import DenseFeatures as DenseFeatures
from ..functional.inputs import InputLayer as InputLayer
from .activation import Activation as Activation
from .attention import AdditiveAttention as AdditiveAttention,Attention as Attention
from .batch_norm import BatchNormalization as BatchNormalization
from .bidirectional import Bidirectional as Bidirectional
from .conv import Conv1D as Conv1D,Conv1D as _Convolution1D,Conv2D as Conv2D,Conv2D as _Convolution2D,Conv3D as Conv3D,Conv3D as _Convolution3D
from .conv_lstm import ConvLSTM2D as ConvLSTM2D
from .conv_transpose import Conv2DTranspose as Conv2DTranspose,Conv2DTranspose as _Convolution2DTranspose,Conv3DTranspose as Conv3DTranspose,Conv3DTranspose as _Convolution3DTranspose
from .cudnn import CuDNNGRU as CuDNNGRU,CuDNNLSTM as CuDNNLSTM
from .dense import Dense as Dense
from .dropout import Dropout as Dropout
from .edges import Cropping1D as Cropping1D,Cropping2D as Cropping2D,Cropping3D as Cropping3D,ZeroPadding1D as ZeroPadding1D,ZeroPadding2D as ZeroPadding2D,ZeroPadding3D as ZeroPadding3D
from .embedding import Embedding as Embedding
from .flatten import Flatten as Flatten
from .function_layer import Lambda as Lambda
from .gru import GRU as GRU
from .input_spec import InputSpec as InputSpec
from .layer import Layer as Layer
from .layer_norm import LayerNormalization as LayerNormalization
from .local import LocallyConnected1D as LocallyConnected1D,LocallyConnected2D as LocallyConnected2D
from .lstm import LSTM as LSTM
from .lstm_cells import LSTMCell as LSTMCell
from .masking import ActivityRegularization as ActivityRegularization,Masking as Masking
from .merging import Add as Add,Average as Average,Concatenate as Concatenate,Dot as Dot,Maximum as Maximum,Minimum as Minimum,Multiply as Multiply,Subtract as Subtract
from .noise import AlphaDropout as AlphaDropout,GaussianDropout as GaussianDropout,GaussianNoise as GaussianNoise,SpatialDropout1D as SpatialDropout1D,SpatialDropout2D as SpatialDropout2D,SpatialDropout3D as SpatialDropout3D
from .pooling import AveragePooling1D as AveragePooling1D,AveragePooling1D as _AvgPool1D,AveragePooling2D as AveragePooling2D,AveragePooling2D as _AvgPool2D,GlobalAveragePooling1D as GlobalAveragePooling1D,GlobalAveragePooling1D as _GlobalAvgPool1D,GlobalAveragePooling2D as GlobalAveragePooling2D,GlobalAveragePooling2D as _GlobalAvgPool2D,GlobalMaxPooling1D as GlobalMaxPooling1D,GlobalMaxPooling1D as _GlobalMaxPool1D,GlobalMaxPooling2D as GlobalMaxPooling2D,GlobalMaxPooling2D as _GlobalMaxPool2D,MaxPooling1D as MaxPooling1D,MaxPooling1D as _MaxPool1D,MaxPooling2D as MaxPooling2D,MaxPooling2D as _MaxPool2D
from .pooling_3d import AveragePooling3D as AveragePooling3D,AveragePooling3D as _AvgPool3D,GlobalAveragePooling3D as GlobalAveragePooling3D,GlobalAveragePooling3D as _GlobalAvgPool3D,GlobalMaxPooling3D as GlobalMaxPooling3D,GlobalMaxPooling3D as _GlobalMaxPool3D,MaxPooling3D as MaxPooling3D,MaxPooling3D as _MaxPool3D
from .rectifiers import ELU as ELU,LeakyReLU as LeakyReLU,PReLU as PReLU,ReLU as ReLU,Softmax as Softmax,ThresholdedReLU as ThresholdedReLU
from .recurrent import RNN as RNN
from .recurrent_cells import AbstractRNNCell as AbstractRNNCell,GRUCell as GRUCell,SimpleRNNCell as SimpleRNNCell
from .reshaping import Permute as Permute,RepeatVector as RepeatVector,Reshape as Reshape
from .separable import DepthwiseConv2D as DepthwiseConv2D,SeparableConv1D as SeparableConv1D,SeparableConv1D as _SeparableConvolution1D,SeparableConv2D as SeparableConv2D,SeparableConv2D as _SeparableConvolution2D
from .simple_rnn import SimpleRNN as SimpleRNN
from .stacked_cells import StackedRNNCells as StackedRNNCells
from .up_sampling import UpSampling1D as UpSampling1D,UpSampling2D as UpSampling2D,UpSampling3D as UpSampling3D
from .wrapper import TimeDistributed as TimeDistributed,Wrapper as Wrapper
AvgPool1D = _AvgPool1D
AvgPool2D = _AvgPool2D
AvgPool3D = _AvgPool3D
Convolution1D = _Convolution1D
Convolution2D = _Convolution2D
Convolution2DTranspose = _Convolution2DTranspose
Convolution3D = _Convolution3D
Convolution3DTranspose = _Convolution3DTranspose
GlobalAvgPool1D = _GlobalAvgPool1D
GlobalAvgPool2D = _GlobalAvgPool2D
GlobalAvgPool3D = _GlobalAvgPool3D
GlobalMaxPool1D = _GlobalMaxPool1D
GlobalMaxPool2D = _GlobalMaxPool2D
GlobalMaxPool3D = _GlobalMaxPool3D
def Input(shape=...,batch_size=...,name=...,dtype=...,sparse=...,tensor=...,ragged=...,**kwargs)->Tensor:...
MaxPool1D = _MaxPool1D
MaxPool2D = _MaxPool2D
MaxPool3D = _MaxPool3D
SeparableConvolution1D = _SeparableConvolution1D
SeparableConvolution2D = _SeparableConvolution2D
def add(inputs,**kwargs)->Tensor:...
def average(inputs,**kwargs)->Tensor:...
def concatenate(inputs,axis=...,**kwargs)->Tensor:...
def deserialize(config,custom_objects=...)->_A:...
def dot(inputs,axes,normalize=...,**kwargs)->Tensor:...
def maximum(inputs,**kwargs)->Tensor:...
def minimum(inputs,**kwargs)->Tensor:...
def multiply(inputs,**kwargs)->Tensor:...
def serialize(layer)->_A:...
def subtract(inputs,**kwargs)->Tensor:...
