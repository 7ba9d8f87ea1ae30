# Written by tools/publish.py; do not edit.
from zeal.rnn.basic_cells import BasicRNNCell as BasicRNNCell,GRUCell as GRUCell
from zeal.rnn.cell import RNNCell as RNNCell
from zeal.rnn.lstm_cells import BasicLSTMCell as BasicLSTMCell,LSTMCell as LSTMCell,LSTMStateTuple as LSTMStateTuple
from zeal.rnn.multi_cell import MultiRNNCell as MultiRNNCell
from zeal.rnn.wrappers import DeviceWrapper as DeviceWrapper,DropoutWrapper as DropoutWrapper,ResidualWrapper as ResidualWrapper
