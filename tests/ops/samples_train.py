"""Sample rows of the ops that train. References give the variable, then its slots."""

import numpy as np
from samples import FLOATS, A, E, R, Sample, V
from samples_state import EMPTY, PAIR, RESOURCE, WRONG_DTYPE  # noqa: F401

from zeal import errors
from zeal.errors import InvalidArgumentError as Invalid

HALF = V(0.5, "float32")
SHAPE = (3, 2)


def shrink(x, by):
    return np.sign(x) * np.maximum(np.abs(x) - by, 0)


# --- what each op does: f(w, *slots, g, **numbers) -> (w, *slots) ---
def descent(w, g, alpha):
    return (w - alpha * g,)


def proximal_descent(w, g, alpha, l1, l2):
    return (shrink(w - alpha * g, alpha * l1) / (1 + alpha * l2),)


def momentum(w, accum, g, lr, momentum, use_nesterov=False):
    accum = momentum * accum + g
    return w - lr * (g + momentum * accum if use_nesterov else accum), accum


def keras_momentum(w, accum, g, lr, momentum, use_nesterov=False):
    accum = momentum * accum - lr * g
    return w + (momentum * accum - lr * g if use_nesterov else accum), accum


def adagrad(w, accum, g, lr, update_slots=True, epsilon=0.0):
    accum = accum + g * g * update_slots
    return w - lr * g / (np.sqrt(accum) + epsilon), accum


def adagrad_da(w, total, squares, g, lr, l1, l2, global_step):
    total, squares = total + g, squares + g * g
    scale = l2 * global_step * lr + np.sqrt(squares)
    return -lr * shrink(total, l1 * global_step) / scale, total, squares


def proximal_adagrad(w, accum, g, lr, l1, l2):
    accum = accum + g * g
    rate = lr / np.sqrt(accum)
    return shrink(w - rate * g, rate * l1) / (1 + rate * l2), accum


def adadelta(w, accum, updates, g, lr, rho, epsilon):
    accum = rho * accum + (1 - rho) * g * g
    step = np.sqrt(updates + epsilon) / np.sqrt(accum + epsilon) * g
    return w - lr * step, accum, rho * updates + (1 - rho) * step * step


def rms_prop(w, ms, mom, g, lr, rho, momentum, epsilon):
    ms = rho * ms + (1 - rho) * g * g
    mom = momentum * mom + lr * g / np.sqrt(ms + epsilon)
    return w - mom, ms, mom


def centered(w, mg, ms, mom, g, lr, rho, momentum, epsilon):
    ms, mg = rho * ms + (1 - rho) * g * g, rho * mg + (1 - rho) * g
    mom = momentum * mom + lr * g / np.sqrt(ms - mg * mg + epsilon)
    return w - mom, mg, ms, mom


def adam(w, m, v, g, beta1_power, beta2_power, lr, beta1, beta2, epsilon, use_nesterov=False):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    ahead = beta1 * m + (1 - beta1) * g if use_nesterov else m
    rate = lr * np.sqrt(1 - beta2_power) / (1 - beta1_power)
    return w - rate * ahead / (np.sqrt(v) + epsilon), m, v


def amsgrad(w, m, v, vhat, g, beta1_power, beta2_power, lr, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    vhat = np.maximum(vhat, v)
    rate = lr * np.sqrt(1 - beta2_power) / (1 - beta1_power)
    return w - rate * m / (np.sqrt(vhat) + epsilon), m, v, vhat


def adamax(w, m, v, g, beta1_power, lr, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * g, np.maximum(beta2 * v, np.abs(g))
    return w - lr / (1 - beta1_power) * m / (v + epsilon), m, v


def ftrl(w, accum, linear, g, lr, l1, l2, lr_power, l2_shrinkage=0.0):
    total = accum + g * g
    new, old = total**-lr_power, accum**-lr_power
    linear = linear + g + 2 * l2_shrinkage * w - (new - old) / lr * w
    kept = (np.sign(linear) * l1 - linear) / (new / lr + 2 * l2)
    return np.where(np.abs(linear) > l1, kept, 0), total, linear


def add_sign(w, m, g, lr, alpha, sign_decay, beta):
    m = beta * m + (1 - beta) * g
    return w - lr * (alpha + sign_decay * np.sign(g) * np.sign(m)) * g, m


def power_sign(w, m, g, lr, logbase, sign_decay, beta):
    m = beta * m + (1 - beta) * g
    return w - lr * np.exp(logbase * sign_decay * np.sign(g) * np.sign(m)) * g, m


def number(low=0.1, high=0.9):
    return A((), low, high)


# Op without "Resource" and "Apply": the function, how many slots, the inputs behind these.
BETAS = "beta1_power beta2_power lr beta1 beta2 epsilon grad"
OPS = {
    "GradientDescent": (descent, 0, "alpha delta"),
    "ProximalGradientDescent": (proximal_descent, 0, "alpha l1 l2 delta"),
    "Momentum": (momentum, 1, "lr grad momentum"),
    "KerasMomentum": (keras_momentum, 1, "lr grad momentum"),
    "Adagrad": (adagrad, 1, "lr grad"),
    "AdagradV2": (adagrad, 1, "lr epsilon grad"),
    "AdagradDA": (adagrad_da, 2, "grad lr l1 l2 global_step"),
    "ProximalAdagrad": (proximal_adagrad, 1, "lr l1 l2 grad"),
    "Adadelta": (adadelta, 2, "lr rho epsilon grad"),
    "RMSProp": (rms_prop, 2, "lr rho momentum epsilon grad"),
    "CenteredRMSProp": (centered, 3, "lr rho momentum epsilon grad"),
    "Adam": (adam, 2, BETAS),
    "AdamWithAmsgrad": (amsgrad, 3, BETAS),
    "AdaMax": (adamax, 2, BETAS.replace("beta2_power ", "")),
    "Ftrl": (ftrl, 2, "grad lr l1 l2 lr_power"),
    "FtrlV2": (ftrl, 2, "grad lr l1 l2 l2_shrinkage lr_power"),
    "AddSign": (add_sign, 1, "lr alpha sign_decay beta grad"),
    "PowerSign": (power_sign, 1, "lr logbase sign_decay beta grad"),
}  # fmt: skip
BY_ROWS = ("ProximalGradientDescent", "Momentum", "KerasMomentum", "Adagrad", "AdagradV2",
           "AdagradDA", "ProximalAdagrad", "Adadelta", "RMSProp", "CenteredRMSProp", "Ftrl", "FtrlV2")
VARIANTS = {"Momentum": {"use_nesterov": True}, "KerasMomentum": {"use_nesterov": True},
            "Adam": {"use_nesterov": True}, "Adagrad": {"update_slots": False},
            "AdagradV2": {"update_slots": False}}


def reference(step, slots, names, by_rows):
    def ref(*values, **attrs):
        state, rest = [np.array(v) for v in values[: slots + 1]], values[slots + 1 :]
        given = dict(zip(names, rest, strict=True), **attrs)
        given.pop("use_locking", None)
        g, indices = given.pop("grad", None), given.pop("indices", None)
        g = given.pop("delta", g)
        if not by_rows:
            return tuple(step(*state, g, **given))
        for i, row in zip(indices, g, strict=True):
            for s, new in zip(state, step(*[s[i] for s in state], row, **given), strict=True):
                s[i] = new
        return tuple(state)

    return ref


def inputs(slots, names, shape, rows=None):
    """Slots are at least 1, so that what stands below roots is positive."""
    drawn = [R(A(shape, -2, 2)), *[R(A(shape, 1, 2)) for _ in range(slots)]]
    for name in names:
        if name in ("grad", "delta"):
            drawn.append(A(shape if rows is None else (len(rows), *shape[1:]), -1, 1))
        elif name == "indices":
            drawn.append(V(list(rows), "int32"))
        elif name == "global_step":
            drawn.append(V(3, "int64"))
        else:
            drawn.append(number(-0.9, -0.4) if name == "lr_power" else number())
    return drawn


def bad_calls(op, slots, names):
    """Errors of the variable, slots, numbers, gradient and indices."""
    by_rows = "indices" in names
    grad = V([1.0, 2.0], "float32")

    def call(variable=PAIR, slot=PAIR, first=HALF, g=grad, indices=V([0, 1])):  # noqa: B008
        rest, seen = [], False
        for name in names:
            if name in ("grad", "delta"):
                rest.append(g)
            elif name == "indices":
                rest.append(indices)
            elif name == "global_step":
                rest.append(V(3, "int64"))
            else:
                rest.append(HALF if seen else first)
                seen = True
        return [variable, *[R(slot) if slot is not EMPTY else slot for _ in range(slots)], *rest]

    what = "delta" if "delta" in names else "grad"
    bad = [E(call(), {}, Invalid, RESOURCE),
           E(call(EMPTY), {}, errors.FailedPreconditionError, "Resource localhost/x does"),
           E(call(R(PAIR), first=V([0.5], "float32")), {}, Invalid, "is not a scalar: [1]"),
           E(call(R(V([1.0, 2.0], "float64"))), {}, Invalid, "the dtypes must be equal")]
    if slots:
        bad += [E(call(R(PAIR), EMPTY), {}, errors.FailedPreconditionError, "uninitialized"),
                E(call(R(PAIR), V([1.0], "float32")), {}, Invalid, "do not have the same shape[2] [1]")]
    if by_rows:
        bad += [E(call(R(PAIR), indices=V([0, 2])), {}, Invalid, "Index 2 at offset 1 in indices is out of range"),
                E(call(R(PAIR), indices=V([-1, 0])), {}, Invalid, "indices[0] = -1 is not in [0, 2)"),
                E(call(R(PAIR), indices=V([[0, 1]])), {}, Invalid, "indices must be one-dimensional"),
                E(call(R(PAIR), indices=V([0])), {}, Invalid, "the sparse gradient does not fit"),
                E(call(R(PAIR), indices=V([0.0, 1.0], "float32")), {}, Invalid, "Tindices")]
    else:
        bad.append(E(call(R(PAIR), g=V([1.0], "float32")), {}, Invalid,
                     f"var and {what} do not have the same shape[2] [1]"))
    return bad


def rows_of(name):
    step, slots, text = OPS[name]
    op, names = f"ResourceApply{name}", text.split()
    ref = reference(step, slots, names, False)
    dtypes = (*FLOATS, "complex64", "complex128") if name == "GradientDescent" else FLOATS
    found = [
        Sample(op, inputs(slots, names, SHAPE), ref, errors=bad_calls(op, slots, names), tol=4,
               big=inputs(slots, names, (300, 257)), dtypes=dtypes),
        Sample(op, inputs(slots, names, (0, 3)), ref, dtypes=["float32"], name="empty"),
    ]
    if name in VARIANTS:
        found.append(Sample(op, inputs(slots, names, SHAPE), ref, VARIANTS[name], name="variant", tol=4))
    if name not in BY_ROWS:
        return found
    sparse = f"ResourceSparseApply{name}"
    at = [n if n != "delta" else "grad" for n in names]
    at.insert(at.index("grad") + 1, "indices")
    ref = reference(step, slots, at, True)
    found += [
        Sample(sparse, inputs(slots, at, SHAPE, (2, 0)), ref, errors=bad_calls(sparse, slots, at), tol=4),
        Sample(sparse, inputs(slots, at, SHAPE, (1, 1)), ref, name="meeting", dtypes=["float64"], tol=9),
        Sample(sparse, inputs(slots, at, SHAPE, ()), ref, name="none", dtypes=["float32"]),
    ]
    if name in VARIANTS:
        found.append(Sample(sparse, inputs(slots, at, SHAPE, (2, 0)), ref, VARIANTS[name], name="variant", tol=4))
    return found


ROWS = [rows_of(name) for name in OPS]
