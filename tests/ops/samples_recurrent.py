"""Sample rows of recurrent networks' ops."""

import itertools

import numpy as np
from samples import A, E, Sample, V

from zeal.errors import InvalidArgumentError

WIDE = ("float32", "float64")
STEPS, BATCH, DEPTH, UNITS = 3, 2, 4, 3


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def hard_sigmoid(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


class Lstm:
    """An LSTM, its gates' order, and what it gives."""

    def __init__(self, order, gate=sigmoid):
        self.order, self.gate = order, gate

    def sums(self, x, h, w, b):
        parts = np.split(np.concatenate([x, h], 1) @ w + b, 4, 1)
        return dict(zip(self.order, parts, strict=True))

    def step(self, x, c, h, w, wi, wf, wo, b, forget_bias=0.0, cell_clip=0.0, use_peephole=False):
        z = self.sums(x, h, w, b)
        wi, wf, wo = (v if use_peephole else 0 for v in (wi, wf, wo))
        i, f, new = self.gate(z["i"] + wi * c), self.gate(z["f"] + forget_bias + wf * c), np.tanh(z["c"])
        c = new * i + f * c
        c = np.clip(c, -cell_clip, cell_clip) if cell_clip > 0 else c
        o = self.gate(z["o"] + wo * c)
        return i, c, f, o, new, np.tanh(c), o * np.tanh(c)

    def run(self, longest, x, c, h, *weights, **options):
        made = []
        for row in x:
            made.append(self.step(row, c, h, *weights, **options))
            c, h = made[-1][1], made[-1][6]
        stacked = [np.stack(part) for part in zip(*made, strict=True)]
        return tuple(np.where(np.arange(len(x))[:, None, None] < longest, s, 0) for s in stacked)

    def gradient(self, longest, x, c, h, w, wi, wf, wo, b, made, use_peephole=False):
        """By the chain rule, step by step from the last one."""
        i, cs, f, o, new, co, hs, dcs, dhs = made
        slope = (lambda g: g * (1 - g)) if self.gate is sigmoid else (
            lambda g: 0.2 * ((g > 0) & (g < 1))
        )
        dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
        dwi, dwf, dwo = (np.zeros_like(v) for v in (wi, wf, wo))
        wi, wf, wo = (v if use_peephole else 0 * v for v in (wi, wf, wo))
        dc, dh = np.zeros_like(c), np.zeros_like(h)
        for t in reversed(range(min(int(longest), len(x)))):
            before, last = (cs[t - 1], hs[t - 1]) if t else (c, h)
            dh = dh + dhs[t]
            do = dh * co[t] * slope(o[t])
            dc = dc + dcs[t] + dh * o[t] * (1 - co[t] ** 2) + do * wo
            di, df = dc * new[t] * slope(i[t]), dc * before * slope(f[t])
            parts = {"i": di, "f": df, "o": do, "c": dc * i[t] * (1 - new[t] ** 2)}
            dz = np.concatenate([parts[k] for k in self.order], 1)
            if use_peephole:
                dwi, dwf = dwi + (di * before).sum(0), dwf + (df * before).sum(0)
                dwo = dwo + (do * cs[t]).sum(0)
            dw, db = dw + np.concatenate([x[t], last], 1).T @ dz, db + dz.sum(0)
            joined = dz @ w.T
            dx[t], dh = joined[:, : x.shape[2]], joined[:, x.shape[2] :]
            dc = dc * f[t] + di * wi + df * wf
        return dx, dc, dh, dw, dwi, dwf, dwo, db


FIRST, SECOND, HARD = Lstm("icfo"), Lstm("ifco"), Lstm("ifco", hard_sigmoid)


def weights(depth=DEPTH, units=UNITS):
    diagonal = A((units,), -0.5, 0.5)
    return [A((depth + units, 4 * units), -0.7, 0.7), diagonal, diagonal, diagonal,
            A((4 * units,), -0.3, 0.3)]  # fmt: skip


def inputs(longest=STEPS, steps=STEPS, batch=BATCH, depth=DEPTH, units=UNITS):
    rows = A((batch, units), -1.0, 1.0)
    return [V(longest, "int64"), A((steps, batch, depth)), rows, rows, *weights(depth, units)]


def step_inputs():
    return [A((BATCH, DEPTH)), *inputs()[2:]]


def errors(attrs):
    def but(place, spec):
        given = inputs()
        given[place] = spec
        return given

    return [
        E(but(1, A((3, 2))), attrs, InvalidArgumentError, "x must be of rank 3"),
        E(but(2, A((3, 3))), attrs, InvalidArgumentError, "cs_prev.dim_size(0) != batch_size: 3 vs. 2"),
        E(but(4, A((6, 12))), attrs, InvalidArgumentError, "w.dim_size(0) != input_size + cell_size: 6 vs. 7"),
        E(but(8, A((11,))), attrs, InvalidArgumentError, "b.dim_size(0) != cell_size * 4: 11 vs. 12"),
    ]  # fmt: skip


def lstm_rows(op, cell, **options):
    """Gradients to second order: tests/rnn/test_block_cells.py."""
    row = Sample(op, inputs(), cell.run, options, dtypes=WIDE, tol=8, grad=(), errors=errors(options))
    return [
        row, row.but(inputs=inputs(2), errors=(), name="shorter"),
        row.but(inputs=inputs(9), errors=(), name="longer"),
        row.but(inputs=inputs(0), errors=(), name="none"),
        row.but(inputs=inputs(batch=1, units=33), errors=(), name="wide"),
    ]


def gradient_rows(op, cell, **options):
    def ref(*given, **attrs):
        return cell.gradient(*given[:9], given[9:], **attrs)

    made = [A((STEPS, BATCH, UNITS), -0.9, 0.9)] * 9
    options = {"use_peephole": False, **options}
    bad = [V(STEPS, "int64"), *inputs()[1:], [A((STEPS, BATCH, UNITS))] * 8]
    return [
        Sample(op, [*inputs(n)[:9], made], lambda *a, **k: ref(*a[:9], *a[9], **k), options,
               dtypes=WIDE, tol=8, grad=(), name=f"{n}",
               errors=[E(bad, options, InvalidArgumentError, "expected 9 tensors behind b")])
        for n in (STEPS, 1)
    ]  # fmt: skip


def second(longest, parts, ci, f, use_peephole, hard):
    """The slope of the gradient along the given directions, by a difference of it in float64."""
    cell = HARD if hard else FIRST if (ci, f) == (1, 2) else SECOND
    point, flows, directions = parts[:8], parts[15:17], parts[17:]

    def gradient(step):
        moved = [p + step * d for p, d in zip(point, directions, strict=True)]
        made = cell.run(longest, *moved, use_peephole=use_peephole)
        return [*cell.gradient(longest, *moved, (*made, *flows), use_peephole), made[1], made[6]]

    ahead, behind = gradient(1e-5), gradient(-1e-5)
    return tuple((a - b) / 2e-5 for a, b in zip(ahead, behind, strict=True))


def second_rows():
    """Gates that are those of the inputs."""
    rows = []
    for name, cell, attrs in (
        ("first", FIRST, {"ci": 1, "f": 2, "use_peephole": True, "hard": False}),
        ("second", SECOND, {"ci": 2, "f": 1, "use_peephole": False, "hard": False}),
        ("hard", HARD, {"ci": 2, "f": 1, "use_peephole": False, "hard": True}),
    ):
        random = np.random.RandomState(7)
        shapes = [a.shape for a in inputs()[1:]]
        point = [random.uniform(-0.7, 0.7, s).astype("f").astype("d") for s in shapes]
        made = cell.run(STEPS, *point, use_peephole=attrs["use_peephole"])
        flows = [random.uniform(-1, 1, made[0].shape) for _ in range(2)]
        values = [*point, *made, *flows, *(random.uniform(-1, 1, s) for s in shapes)]
        narrow = [V(v, "float32") for v in values]
        odd = [(3, "w must be of rank 2"), (8, "i must have shape"), (15, "cs_grad must have shape"),
               (20, "tensor 20 of parts must have the shape of tensor 3")]  # fmt: skip
        for dtype in WIDE:
            given = [V(STEPS, "int64"), [V(v, dtype) for v in values]]
            wrong = [E([V(1, "int64"), [A((1, 1, 1))] * 3], attrs, InvalidArgumentError, "expected 25 tensors"),
                     E([V(1, "int64"), narrow], {**attrs, "f": 2**20}, InvalidArgumentError, "must be 1 and 2")]  # fmt: skip
            for i, words in odd:
                parts = [*narrow[:i], A((1,) if i == 3 else (1, 1) if i == 20 else (1, 2, 3)), *narrow[i + 1 :]]
                wrong.append(E([V(1, "int64"), parts], attrs, InvalidArgumentError, words))
            rows.append(
                Sample("BlockLSTMGradGrad", given, second, attrs, dtypes=(dtype,), tol=1e4 if dtype == "float64" else 16,
                       grad=(), name=f"{name}-{dtype}",
                       errors=wrong if dtype == "float32" else ())
            )  # fmt: skip
    return rows


def gru(x, h, w_ru, w_c, b_ru, b_c):
    r, u = np.split(sigmoid(np.concatenate([x, h], 1) @ w_ru + b_ru), 2, 1)
    c = np.tanh(np.concatenate([x, r * h], 1) @ w_c + b_c)
    return r, u, c, u * h + (1 - u) * c


GRU = [A((BATCH, DEPTH)), A((BATCH, UNITS), -1.0, 1.0), A((DEPTH + UNITS, 2 * UNITS), -0.7, 0.7),
       A((DEPTH + UNITS, UNITS), -0.7, 0.7), A((2 * UNITS,), -0.3, 0.3), A((UNITS,), -0.3, 0.3)]  # fmt: skip



class Gru:
    """A GRU as Keras has it, and its gradients."""

    def __init__(self, hard, reset_after):
        self.gate = hard_sigmoid if hard else sigmoid
        self.hard, self.after = hard, reset_after

    def attrs(self):
        return {"hard": self.hard, "reset_after": self.after}

    def run(self, x, h, w, w_h, b, b_h, **_):
        n, made, lone = h.shape[1], [], x.ndim == 2
        gates, rest = slice(0, 2 * n), slice(2 * n, 3 * n)
        for row in x[None] if lone else x:
            sums = row @ w + b
            both = sums[:, gates] + h @ w_h[:, gates] + (b_h[gates] if self.after else 0)
            z, r = np.split(self.gate(both), 2, 1)
            inner = h @ w_h[:, rest] + b_h[rest] if self.after else r * h
            c = np.tanh(sums[:, rest] + (r * inner if self.after else inner @ w_h[:, rest]))
            h = z * h + (1 - z) * c
            made.append((z, r, c, inner, h))
        stacked = [np.stack(part) for part in zip(*made, strict=True)]
        return tuple(part[0] for part in stacked) if lone else tuple(stacked)

    def slope(self, g):
        return 0.2 * ((g > 0) & (g < 1)) if self.hard else g * (1 - g)

    def gradient(self, x, h, w, w_h, b, b_h, z, r, c, inner, hs, dhs, **_):
        """By the chain rule, step by step from the last one."""
        if x.ndim == 2:
            made = (part[None] for part in (z, r, c, inner, hs, dhs))
            dx, *others = self.gradient(x[None], h, w, w_h, b, b_h, *made)
            return dx[0], *others
        n = h.shape[1]
        dx, dw, dw_h, db, db_h = map(np.zeros_like, (x, w, w_h, b, b_h))
        dh = np.zeros_like(h)
        for t in reversed(range(len(x))):
            before = hs[t - 1] if t else h
            dh = dh + dhs[t]
            dc = dh * (1 - z[t]) * (1 - c[t] ** 2)
            dz, on = dh * (before - c[t]) * self.slope(z[t]), dh * z[t]
            dinner = dc * r[t] if self.after else dc @ w_h[:, 2 * n :].T
            dr = (dc * inner[t] if self.after else dinner * before) * self.slope(r[t])
            sums = np.concatenate([dz, dr, dc], 1)
            states = np.concatenate([dz, dr, dinner if self.after else 0 * dinner], 1)
            dx[t], dw, db = sums @ w.T, dw + x[t].T @ sums, db + sums.sum(0)
            dh, dw_h = on + states @ w_h.T, dw_h + before.T @ states
            if self.after:
                db_h = db_h + states.sum(0)
            else:
                dh = dh + dinner * r[t]
                dw_h = dw_h + np.pad(inner[t].T @ dc, [(0, 0), (2 * n, 0)])
        return dx, dh, dw, dw_h, db, db_h

    def second(self, *given, **_):
        """The slope of the gradient along the given directions, by a difference in float64."""
        point, flow, directions = given[:6], given[6], given[7]

        def gradient(step):
            moved = [p + step * d for p, d in zip(point, directions, strict=True)]
            made = self.run(*moved)
            return [*self.gradient(*moved, *made, flow), made[4]]

        ahead, behind = gradient(1e-5), gradient(-1e-5)
        return tuple((a - b) / 2e-5 for a, b in zip(ahead, behind, strict=True))


def gru_inputs(steps=STEPS, batch=BATCH, depth=DEPTH, units=UNITS):
    columns = A((3 * units,), -0.3, 0.3)
    """Without `steps`, those of one step."""
    return [A((steps, batch, depth) if steps else (batch, depth)),
            A((batch, units), -1.0, 1.0), A((depth, 3 * units), -0.7, 0.7),
            A((units, 3 * units), -0.7, 0.7), columns, columns]  # fmt: skip


def gru_rows():
    """Gradients to second order: tests/rnn/test_gru_sequences.py."""
    rows, state = [], A((STEPS, BATCH, UNITS), -0.9, 0.9)
    given = gru_inputs()
    wrong = [
        E([A((2,)), *given[1:]], {}, InvalidArgumentError, "x must be of rank 2 or 3"),
        E([*given[:1], A((3, 3)), *given[2:]], {}, InvalidArgumentError,
          "h_prev.dim_size(0) != batch_size: 3 vs. 2"),
        E([*given[:3], A((3, 8)), *given[4:]], {}, InvalidArgumentError,
          "w_h.dim_size(1) != cell_size * 3: 8 vs. 9"),
        E([*given[:5], A((8,))], {}, InvalidArgumentError,
          "b_h.dim_size(0) != cell_size * 3: 8 vs. 9"),
    ]  # fmt: skip
    for hard, after in itertools.product((False, True), (False, True)):
        cell, words = Gru(hard, after), f"{'hard' if hard else 'soft'}-{'after' if after else 'before'}"
        whole = Sample("BlockGRU", given, cell.run, cell.attrs(), dtypes=WIDE, tol=8, grad=(),
                       errors=wrong, name=words)
        rows += [
            whole, whole.but(inputs=gru_inputs(None), errors=(), name=f"{words}-step"),
            whole.but(inputs=gru_inputs(batch=1, units=33), errors=(), name=f"{words}-wide"),
            Sample("BlockGRUGrad", [*given, *[state] * 6], cell.gradient, cell.attrs(), dtypes=WIDE,
                   tol=16, grad=(), name=words,
                   errors=[E([*given, *[state] * 5, A((1, 2, 3))], {}, InvalidArgumentError,
                             "dh must have shape [3,2,3]")]),
            *gru_second_rows(cell, words),
        ]  # fmt: skip
    return rows


def gru_second_rows(cell, words):
    random = np.random.RandomState(7)
    shapes = [a.shape for a in gru_inputs()]
    point = [random.uniform(-0.7, 0.7, s).astype("f").astype("d") for s in shapes]
    flow, along = random.uniform(-1, 1, (STEPS, BATCH, UNITS)), [random.uniform(-1, 1, s) for s in shapes]
    bad = [V(v, "float32") for v in (*point, flow)]
    for dtype in WIDE:
        values = [*(V(v, dtype) for v in (*point, flow)), [V(v, dtype) for v in along]]
        errors = [
            E([*bad, bad[:5]], cell.attrs(), InvalidArgumentError, "expected 6 tensors in along"),
            E([*bad, [*bad[:5], bad[0]]], cell.attrs(), InvalidArgumentError,
              "tensor 5 of along must have the shape of b_h"),
        ]  # fmt: skip
        yield Sample("BlockGRUGradGrad", values, cell.second, cell.attrs(), dtypes=(dtype,),
                     tol=1e4 if dtype == "float64" else 32, grad=(), name=f"{words}-{dtype}",
                     errors=errors if dtype == "float32" else ())  # fmt: skip


ROWS = [
    *lstm_rows("BlockLSTM", FIRST, forget_bias=0.5, cell_clip=0.625, use_peephole=True),
    *lstm_rows("BlockLSTMV2", SECOND),
    *lstm_rows("HardBlockLSTM", HARD),
    *gradient_rows("BlockLSTMGrad", FIRST, use_peephole=True),
    *gradient_rows("BlockLSTMGradV2", SECOND),
    *gradient_rows("HardBlockLSTMGrad", HARD),
    *second_rows(),
    *gru_rows(),
    Sample("LSTMBlockCell", step_inputs(), FIRST.step,
           {"forget_bias": 0.5, "cell_clip": 0.625, "use_peephole": True}, dtypes=WIDE, tol=8, grad=(),
           errors=[E([A((2, 4)), A((3, 3)), *step_inputs()[2:]], {}, InvalidArgumentError,
                     "cs_prev.dim_size(0) != batch_size: 3 vs. 2")]),
    Sample("GRUBlockCell", GRU, gru, dtypes=WIDE, tol=8, grad_tol=4,
           errors=[E([A((2, 4)), A((3, 3)), *GRU[2:]], {}, InvalidArgumentError,
                     "h_prev.dim_size(0) != batch_size: 3 vs. 2"),
                   E([*GRU[:3], A((6, 3)), *GRU[4:]], {}, InvalidArgumentError,
                     "w_c.dim_size(0) != input_size + cell_size: 6 vs. 7")]),
]  # fmt: skip
