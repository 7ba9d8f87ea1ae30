# By tools/publish.py
from typing import Any as _A
from .._native import Tensor
from ..nn import static_bidirectional_rnn as static_bidirectional_rnn,static_rnn as static_rnn,static_state_saving_rnn as static_state_saving_rnn
from ..rnn.attention_cell import AttentionCellWrapper as AttentionCellWrapper
from ..rnn.basic_cells import BasicRNNCell as BasicRNNCell,GRUCell as GRUCell
from ..rnn.block_cells import GRUBlockCell as GRUBlockCell,GRUBlockCellV2 as GRUBlockCellV2,LSTMBlockCell as LSTMBlockCell
from ..rnn.cell import LayerRNNCell as LayerRNNCell,RNNCell as RNNCell
from ..rnn.contrib_cells import GLSTMCell as GLSTMCell,IntersectionRNNCell as IntersectionRNNCell,NASCell as NASCell,UGRNNCell as UGRNNCell
from ..rnn.contrib_wrappers import CompiledWrapper as CompiledWrapper,EmbeddingWrapper as EmbeddingWrapper,InputProjectionWrapper as InputProjectionWrapper,OutputProjectionWrapper as OutputProjectionWrapper
from ..rnn.convolution_cell import Conv1DLSTMCell as Conv1DLSTMCell,Conv2DLSTMCell as Conv2DLSTMCell,Conv3DLSTMCell as Conv3DLSTMCell,ConvLSTMCell as ConvLSTMCell
from ..rnn.coupled_cell import CoupledInputForgetGateLSTMCell as CoupledInputForgetGateLSTMCell
from ..rnn.frequency_cell import TimeFreqLSTMCell as TimeFreqLSTMCell
from ..rnn.fused import FusedRNNCell as FusedRNNCell,FusedRNNCellAdaptor as FusedRNNCellAdaptor,LSTMBlockFusedCell as LSTMBlockFusedCell,LSTMBlockWrapper as LSTMBlockWrapper,TimeReversedFusedRNN as TimeReversedFusedRNN
from ..rnn.grid_cells import BidirectionalGridLSTMCell as BidirectionalGridLSTMCell,GridLSTMCell as GridLSTMCell
from ..rnn.highway import HighwayWrapper as HighwayWrapper
from ..rnn.independent_cells import IndRNNCell as IndRNNCell,IndyGRUCell as IndyGRUCell,IndyLSTMCell as IndyLSTMCell,SRUCell as SRUCell
from ..rnn.layer_norm_cell import LayerNormBasicLSTMCell as LayerNormBasicLSTMCell
from ..rnn.lstm_cells import BasicLSTMCell as BasicLSTMCell,LSTMCell as LSTMCell,LSTMStateTuple as LSTMStateTuple
from ..rnn.multi_cell import MultiRNNCell as MultiRNNCell
from ..rnn.phased_cell import PhasedLSTMCell as PhasedLSTMCell
from ..rnn.wrappers import DeviceWrapper as DeviceWrapper,DropoutWrapper as DropoutWrapper,ResidualWrapper as ResidualWrapper
def best_effort_input_batch_size(flat_input)->_A:...
def stack_bidirectional_dynamic_rnn(cells_fw,cells_bw,inputs,initial_states_fw=...,initial_states_bw=...,dtype=...,sequence_length=...,parallel_iterations=...,time_major=...,scope=...,swap_memory=...)->_A:...
def stack_bidirectional_rnn(cells_fw,cells_bw,inputs,initial_states_fw=...,initial_states_bw=...,dtype=...,sequence_length=...,scope=...)->_A:...
def transpose_batch_time(x)->Tensor:...
