# By tools/publish.py
from ..rnn.basic_cells import BasicRNNCell as BasicRNNCell,GRUCell as GRUCell
from ..rnn.cell import RNNCell as RNNCell
from ..rnn.lstm_cells import BasicLSTMCell as BasicLSTMCell,LSTMCell as LSTMCell,LSTMStateTuple as LSTMStateTuple
from ..rnn.multi_cell import MultiRNNCell as MultiRNNCell
from ..rnn.wrappers import DeviceWrapper as DeviceWrapper,DropoutWrapper as DropoutWrapper,ResidualWrapper as ResidualWrapper
