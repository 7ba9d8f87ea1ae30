# Written by tools/publish.py; do not edit.
from zeal.rnn.cudnn_cells import CudnnCompatibleGRUCell as CudnnCompatibleGRUCell,CudnnCompatibleLSTMCell as CudnnCompatibleLSTMCell
from zeal.rnn.cudnn_layers import CudnnGRU as CudnnGRU,CudnnLSTM as CudnnLSTM,CudnnRNNRelu as CudnnRNNRelu,CudnnRNNTanh as CudnnRNNTanh
