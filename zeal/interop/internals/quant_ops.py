"""quant_ops: values rounded between variables that follow their range."""

from zeal.contrib.quantize.ranges import fixed_quantize as FixedQuantize
from zeal.contrib.quantize.ranges import last_value_quantize as LastValueQuantize
from zeal.contrib.quantize.ranges import moving_average_quantize as MovingAvgQuantize

__all__ = ["FixedQuantize", "LastValueQuantize", "MovingAvgQuantize"]
