"""The fuzzer's calls in graphs and in traced functions, alone and in conditions and loops."""

import zeal

KNOWN = (lambda s: s, lambda s: [None] * len(s), lambda s: None)


def tensors_among(values):
    """The tensors of a list, those in lists inside too."""
    leaves = [a for item in values for a in (item if isinstance(item, (list, tuple)) else [item])]
    return [a for a in leaves if isinstance(a, zeal.Tensor)]


def placed(fuzzer, call):
    """A call as it is, or in a condition, a loop or a function."""
    u = fuzzer.r.random()
    if u < 0.7:
        return call()
    if u < 0.8:
        return zeal.cond(zeal.placeholder_with_default(True, []), call, call)
    if u < 0.9:
        return zeal.while_loop(
            lambda i, *_: i < 2, lambda i: (i + 1, tensors_among([call()]))[:1], [0]
        )
    return zeal.function(call, autograph=False)()


def in_graph(fuzzer, fn, args, attrs):
    """Builds the call, maybe its gradients, and runs both."""
    r, feeds = fuzzer.r, {}

    def symbolic(value):
        if isinstance(value, list):
            return [symbolic(v) for v in value]
        if not isinstance(value, zeal.Tensor) or r.random() < 0.2:
            return value
        fed = zeal.placeholder(value.dtype, r.choice(KNOWN)(value.shape.as_list()))
        feeds[fed] = value
        return fed

    with zeal.Graph().as_default(), zeal.Session() as session:
        args = [symbolic(a) for a in args]
        ys = [y for y in tensors_among([placed(fuzzer, lambda: fn(*args, **attrs))]) if y._symbolic]
        xs = [x for x in feeds if x.dtype.is_floating]
        if xs and ys and r.random() < 0.4:
            ys += tensors_among(zeal.gradients([y for y in ys if y.dtype.is_floating], xs))
        return session.run([y for y in ys if y.dtype.name not in ("resource", "variant")], feeds)


def traced(fuzzer, fn, args, attrs):
    """The call in a traced function, maybe with gradients to second order."""
    xs = [x for x in tensors_among(args) if x.dtype.is_floating]

    @zeal.function(autograph=False)
    def function():
        return tensors_among([placed(fuzzer, lambda: fn(*args, **attrs))])

    if not xs or fuzzer.r.random() < 0.5:
        return function()
    with zeal.GradientTape() as outer:
        outer.watch(xs)
        with zeal.GradientTape() as tape:
            tape.watch(xs)
            ys = function()
        grads = tape.gradient(ys, xs)
    return outer.gradient(tensors_among(grads), xs)
