"""Random programs of nested branches, loops and jumps give in graphs what they give in Python."""

import random

import pytest

import zeal as tf
from zeal.autograph import convert


class Program:
    """Writes the code of a function of three integers and an object.

    Args:
      seed: of the random choices.
    """

    def __init__(self, seed):
        self.random, self.lines, self.loops = random.Random(seed), [], 0
        self.write(0, "def f(a, b, c, box):")
        self.write(1, "box.v = a")
        self.block(1, 0, False)
        self.block(1, 0, False)
        self.write(1, "return a * 10000 + b * 100 + c + box.v")

    def write(self, depth, line):
        self.lines.append("    " * depth + line)

    def name(self):
        return self.random.choice("abc")

    def number(self, depth=0):
        kind = self.random.random()
        if kind < 0.5 or depth > 2:
            return self.random.choice(["a", "b", "c", "box.v"])
        if kind < 0.65:
            return str(self.random.randint(-3, 5))
        if kind < 0.9:
            sign = self.random.choice("+-")
            return f"({self.number(depth + 1)} {sign} {self.number(depth + 1)})"
        test = self.test(depth + 1)
        return f"({self.number(depth + 1)} if {test} else {self.number(depth + 1)})"

    def test(self, depth=0):
        kind = self.random.random()
        if kind < 0.7 or depth > 2:
            return f"{self.name()} {self.random.choice(['<', '>', '<='])} {self.number(depth + 1)}"
        if kind < 0.9:
            word = self.random.choice(["and", "or"])
            return f"({self.test(depth + 1)} {word} {self.test(depth + 1)})"
        return f"(not {self.test(depth + 1)})"

    def block(self, depth, nested, in_loop):
        for _ in range(self.random.randint(1, 3)):
            kinds = [self.assignment, self.condition, self.early_return]
            if nested < 3 and len(self.lines) < 30:
                kinds += [self.for_loop, self.while_loop]
            if in_loop:
                kinds += [self.jump]
            if nested > 3 or len(self.lines) > 40:
                kinds = [self.assignment]
            self.random.choice(kinds)(depth, nested, in_loop)

    def assignment(self, depth, nested, in_loop):
        target = self.random.choice(["a", "b", "c", "box.v"])
        self.write(depth, f"{target} = ({self.number()}) % 11 - 5")

    def condition(self, depth, nested, in_loop):
        self.write(depth, f"if {self.test()}:")
        self.block(depth + 1, nested + 1, in_loop)
        if self.random.random() < 0.5:
            self.write(depth, "else:")
            self.block(depth + 1, nested + 1, in_loop)

    def early_return(self, depth, nested, in_loop):
        if self.random.random() < 0.3:
            self.write(depth, f"if {self.test()}:")
            self.write(depth + 1, f"return {self.number()} + a")
        else:
            self.assignment(depth, nested, in_loop)

    def jump(self, depth, nested, in_loop):
        self.write(depth, f"if {self.test()}:")
        self.write(depth + 1, self.random.choice(["break", "continue"]))

    def for_loop(self, depth, nested, in_loop):
        self.loops += 1
        numbers = self.random.choice(["numbers(3)", f"numbers({self.name()} % 4)", "range(2)"])
        self.write(depth, f"for i{self.loops} in {numbers}:")
        self.write(depth + 1, f"{self.name()} += i{self.loops}")
        self.block(depth + 1, nested + 1, True)
        if self.random.random() < 0.3:
            self.write(depth, "else:")
            self.block(depth + 1, nested + 1, in_loop)

    def while_loop(self, depth, nested, in_loop):
        self.loops += 1
        count = f"w{self.loops}"
        more = self.random.choice(["", f" and {self.test()}"])
        self.write(depth, f"{count} = {self.random.choice(['0', 'a - a'])}")
        self.write(depth, f"while {count} < {self.random.randint(1, 3)}{more}:")
        self.write(depth + 1, f"{count} += 1")
        self.block(depth + 1, nested + 1, True)


class Box:
    pass


def numbers(n):
    return tf.range(n) if isinstance(n, tf.Tensor) or not tf.executing_eagerly() else range(n)


@pytest.mark.parametrize("seed", range(25))
def test_same_as_python(seed, tmp_path):
    path = tmp_path / "program.py"
    path.write_text("\n".join(Program(seed).lines) + "\n")
    space = {"numbers": numbers}
    exec(compile(path.read_text(), str(path), "exec"), space)
    function, made = space["f"], convert(space["f"])
    inputs = [[random.Random(seed + i + j).randint(-5, 5) for j in range(3)] for i in range(4)]
    wanted = [function(*values, Box()) for values in inputs]
    assert [made(*values, Box()) for values in inputs] == wanted
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [tf.placeholder(tf.int32, []) for _ in range(3)]
        result = made(*variables, Box())
        feeds = [dict(zip(variables, values, strict=True)) for values in inputs]
        assert [session.run(result, feed) for feed in feeds] == wanted
