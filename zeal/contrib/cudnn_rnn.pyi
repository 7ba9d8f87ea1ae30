# By tools/publish.py
from ..rnn.cudnn_cells import CudnnCompatibleGRUCell as CudnnCompatibleGRUCell,CudnnCompatibleLSTMCell as CudnnCompatibleLSTMCell
from ..rnn.cudnn_layers import CudnnGRU as CudnnGRU,CudnnLSTM as CudnnLSTM,CudnnRNNRelu as CudnnRNNRelu,CudnnRNNTanh as CudnnRNNTanh
