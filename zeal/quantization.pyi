# By tools/publish.py
from . import dequantize as dequantize,fake_quant_with_min_max_args as fake_quant_with_min_max_args,fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient,fake_quant_with_min_max_vars as fake_quant_with_min_max_vars,fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient,fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel,fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient,quantize as quantize,quantized_concat as quantized_concat
from ._native import Tensor
def quantize_and_dequantize(input,input_min,input_max,signed_input=...,num_bits=...,range_given=...,round_mode=...,name=...,narrow_range=...)->Tensor:...
