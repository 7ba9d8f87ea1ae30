# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal import dequantize as dequantize,fake_quant_with_min_max_args as fake_quant_with_min_max_args,fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient,fake_quant_with_min_max_vars as fake_quant_with_min_max_vars,fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient,fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel,fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient,quantize as quantize,quantized_concat as quantized_concat
from zeal._native import Tensor
def quantize_and_dequantize(input:_A,input_min:_A,input_max:_A,signed_input:_A=...,num_bits:_A=...,range_given:_A=...,round_mode:_A=...,name:_A=...,narrow_range:_A=...)->Tensor:...
