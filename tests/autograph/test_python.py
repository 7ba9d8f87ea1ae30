"""Converted functions over Python values do what the originals do."""

import contextlib
import functools
import inspect

import pytest

from zeal.autograph import convert

COUNT = 0


def sum_of_even_numbers(numbers):
    s = 0
    for c in numbers:
        if c % 2 > 0:
            continue
        s += c
    return s


def first_over(numbers, limit):
    for i, n in enumerate(numbers):
        if n > limit:
            return i
    return None


def fizzbuzz(n):
    lines = []
    for i in range(1, n + 1):
        if i % 15 == 0:
            lines.append("FizzBuzz")
        elif i % 3 == 0:
            lines.append("Fizz")
        elif i % 5 == 0:
            lines.append("Buzz")
        else:
            lines.append(i)
    return lines


def collatz(n):
    steps = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps.append(n)
    return steps


def else_of_loops(numbers, stop):
    found = []
    for n in numbers:
        if n == stop:
            break
        found.append(n)
    else:
        found.append("all")
    while found:
        if found.pop() == "all":
            break
    else:
        found.append("emptied")
    return found


def takes_no_more_than_it_needs(numbers):
    rest = iter(numbers)
    for n in rest:
        if n > 2:
            break
    return list(rest)


def break_in_else_of_inner(rows):
    seen = []
    for row in rows:
        for n in row:
            if n < 0:
                break
            seen.append(n)
        else:
            if len(seen) > 4:
                break
            continue
        seen.append("negative")
    return seen


def returns_from_two_loops(n):
    for i in range(n):
        for j in range(n):
            if i * j > 6:
                return i, j
    return "none"


def jumps_in_try(values):
    log = []
    for v in values:
        try:
            if v == 0:
                continue
            if v < 0:
                break
            log.append(10 // v)
            if v > 50:
                return log
            1 / (v - 3)
        except ZeroDivisionError:
            log.append("zero")
        else:
            log.append("else")
        finally:
            log.append("finally")
    return log, "end"


def returns_in_with(x):
    with contextlib.suppress(KeyError):
        if x:
            return {1: "one"}[x]
    return "missing"


def returns_in_except(x):
    try:
        return 1 / x
    except ZeroDivisionError as e:
        return str(e)


def value_that_raises(x):
    try:
        return x.missing
    except AttributeError:
        pass
    return "no attribute"


def unbound(x):
    if x:
        y = 1
    return y


def deletes(x):
    y = x
    if x:
        del y
    else:
        x = y
    return "y" in locals(), x


def walrus(values):
    total = 0
    while (n := values.pop()) and total < 10:
        total += n
    if (m := total * 2) > 4 and (k := m + 1):
        total += k
    return total, n, [last := v for v in (1, 2)], last


def matches(value):
    match value:
        case {"kind": kind, **rest} if rest:
            if kind == "a":
                return rest
            found = kind
        case [first, *others]:
            found = first if others else None
        case str() as found:
            pass
        case _:
            return "other"
    return found


def closures(n):
    fs = []
    for i in range(n):
        if i % 2:
            def f(i=i):
                return i * n
        else:
            def f():
                return i  # noqa: B023
        fs.append(f)
    total = sum(f() for f in fs)

    def count():
        nonlocal total
        if total > 3:
            total += 100
        return total

    count()
    return total, f()


def globals_(n):
    global COUNT
    for _ in range(n):
        if COUNT < 100:
            COUNT += 1
    return COUNT


def arguments(a, b=2, *rest, c, d=4, **more):
    if a:
        a, more["x"] = b, c
    return a, b, rest, c, d, more


def unpacking(pairs):
    out = {}
    for k, (v, *w) in pairs:
        if w:
            out[k], out["last"] = v, w
        else:
            out.setdefault(k, []).append(v)
    return out


def short_circuits(a, b):
    log = []

    def said(x):
        log.append(x)
        return x

    return said(a) and said(b) or said("c"), not said(a), log, a < b < 9 if a != b else None


def local_class(x):
    class Counter:
        """A class."""

        step = x if x else 1

        def __init__(self):
            self.n = 0

        def up(self):
            if self.n < 10:
                self.n += self.step
            return self

    c = Counter()
    while c.n < 5:
        c.up()
    return c.n, Counter.__qualname__, Counter.up.__qualname__


def eval_sees_locals(x):
    total = 0
    for i in range(3):
        if i:
            total += eval("x * i")
        else:
            y = locals()["x"]
    return total, y


def annotations(x):
    y: int
    if x:
        y: int = x + 1
        z: "not evaluated" = 2  # noqa: F821
        w: int
        y += z
    else:
        y = 0
    return y, w  # noqa: F821


def comprehensions(n):
    table = {i: [j for j in range(i) if j % 2 or i > 3] for i in range(n) if not i == 1}
    return table, sum(i if i else 7 for i in range(n))


def nothing(x):
    """Does nothing."""


def dead_code(x):
    return x
    if x:
        y = 2
    return y


def forever(x):
    while True:
        x += 1
        if x > 5:
            return x


CASES = [
    (sum_of_even_numbers, [[2, 3, 4, 5]], [[]]),
    (first_over, [[1, 5, 9], 4], [[1], 4]),
    (fizzbuzz, [16]),
    (collatz, [6], [1]),
    (else_of_loops, [[1, 2, 3], 2], [[1, 2], 5], [[], 0]),
    (takes_no_more_than_it_needs, [[1, 2, 3, 4, 5]]),
    (break_in_else_of_inner, [[[1, 2], [-1, 5], [3, 4, 5], [6]]]),
    (returns_from_two_loops, [3], [5]),
    (jumps_in_try, [[1, 3, 0, 2]], [[5, -1, 2]], [[60, 1]]),
    (returns_in_with, [1], [2], [0]),
    (returns_in_except, [0], [2]),
    (value_that_raises, [1]),
    (unbound, [0], [1]),
    (deletes, [0], [1]),
    (walrus, [[0, 3, 4]], [[1, 20, 5]]),
    (matches, [{"kind": "a", "n": 1}], [{"kind": "b", "n": 1}], [[1, 2]], [[1]], ["s"], [2]),
    (closures, [5], [2]),
    (arguments, [1]),
    (unpacking, [[("a", [1]), ("b", [1, 2]), ("c", [3])]]),
    (short_circuits, [0, 1], [2, 0], [3, 4]),
    (local_class, [2], [0]),
    (eval_sees_locals, [4]),
    (annotations, [0], [1]),
    (comprehensions, [6]),
    (nothing, [1]),
    (dead_code, [3]),
    (forever, [1]),
]


def outcome(function, args):
    try:
        return function(*args)
    except Exception as e:
        return type(e), str(e)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_same_as_python(case):
    function, *calls = case
    made = convert(function)
    for args in calls:
        copies = [list(a) if isinstance(a, list) else a for a in args]
        assert outcome(made, args) == outcome(function, copies)


def test_globals():
    made = convert(globals_)
    before = COUNT
    assert made(3) == before + 3 == COUNT


def test_signature_and_attributes():
    @functools.wraps(arguments)
    def plain(a: int, *, b: str = "b") -> None:
        """Plain."""
        return (a, b) if a else None

    plain.mark = 1
    made = convert(plain)
    assert made is not plain and made.__wrapped__ is plain and made.mark == 1
    assert inspect.signature(made) == inspect.signature(plain)
    assert (made.__name__, made.__qualname__) == (plain.__name__, plain.__qualname__)
    assert made.__globals__ is plain.__globals__ and made.__kwdefaults__ == {"b": "b"}
    assert convert(arguments)(1, 5, 6, c=7, e=8) == arguments(1, 5, 6, c=7, e=8)


def test_closure_cells_are_shared():
    n = 1

    def read():
        return n if n else 0

    made = convert(read)
    n = 5
    assert made() == 5

    def write(x):
        nonlocal n
        if x:
            n = x

    convert(write)(7)
    assert n == 7


class Base:
    def value(self):
        return 1

    @classmethod
    def made(cls, x):
        if x:
            return cls.__name__
        return None


class Derived(Base):
    __secret = 40

    def value(self):
        if self.__secret:
            self.__more = 1
            inner = [super(Derived, self).value() for _ in range(2)]
            return super().value() + self.__secret + self.__more + len(inner)
        return 0

    @property
    def twice(self):
        return self.value() * 2

    @staticmethod
    def plain(x):
        return "yes" if x else "no"

    def __call__(self, x):
        if x:
            return self.value()
        return x


def test_methods():
    d = Derived()
    made = convert(d.value)
    assert made() == 44 and made.__self__ is d
    assert convert(d)(1) == 44 and convert(d)(0) == 0
    assert convert(Derived.made)(1) == "Derived" and convert(Derived.plain)(0) == "no"
    assert convert(functools.partial(arguments, 1, c=3))(5) == arguments(1, 5, c=3)
    assert convert(Derived.value)(d) == 44


def test_lambdas():
    one, two = convert(lambda x: x if x > 0 else -x), convert(lambda x: (x and
        x + 1))  # fmt: skip
    assert (one(-3), two(0), two(1)) == (3, 0, 2)
    made = [convert(f) for f in (lambda: 1 if one else 0, lambda: 2 if one else 0)]
    assert [f() for f in made] == [1, 2]
    assert made[0].__code__.co_name == "<lambda>"


def test_finally_that_jumps_stays():
    def swallows(x):
        for _ in range(3):
            try:
                1 / x
            finally:
                break  # noqa: B012
        return "swallowed"

    assert convert(swallows) is swallows
    assert swallows(0) == "swallowed"


def test_generators_and_coroutines_stay():
    def numbers(n):
        if n:
            yield n

    async def coroutine():
        if numbers:
            return 1

    assert convert(numbers) is numbers and convert(coroutine) is coroutine

    def uses(n):
        def inner(k):
            for i in range(k):
                if i != 1:
                    yield i

        return list(inner(n)) + list(numbers(n))

    assert convert(uses)(3) == [0, 2, 3]
