"""tensorflow.python.eager.monitoring: counters and gauges of a process, one cell per labels."""

__all__ = ["BoolGauge", "Counter", "IntGauge", "StringGauge"]


class _Cell:
    def __init__(self, start):
        self._value = start

    def value(self):
        return self._value


class _Count(_Cell):
    def increase_by(self, value):
        self._value += value


class _Gauge(_Cell):
    """A cell that is set, to a value of its gauge's type."""

    def set(self, value):
        self._value = type(self._value)(value)


class _Metric:
    _start, _cell = 0, _Gauge

    def __init__(self, name, description, *labels):
        self._cells, self._labels = {}, labels

    def get_cell(self, *labels):
        """The cell of some labels, of which the metric names as many."""
        if len(labels) != len(self._labels):
            raise ValueError(f"The metric has {len(self._labels)} labels, got {len(labels)}")
        return self._cells.setdefault(labels, self._cell(self._start))


class Counter(_Metric):
    _cell = _Count


class BoolGauge(_Metric):
    _start = False


class IntGauge(_Metric):
    pass


class StringGauge(_Metric):
    _start = ""
