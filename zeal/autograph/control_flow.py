"""The pass over a function's blocks: each becomes a nested function, and an operator calls it."""

import ast

from zeal.autograph import break_continue, conditions, liveness, loops, returns
from zeal.autograph.expressions import Expressions
from zeal.autograph.features import Feature
from zeal.autograph.jumps import place
from zeal.autograph.lists import Lists
from zeal.autograph.names import Names, arguments, changers, mangled

# By name, from how many arguments on functions do not look at the frame that calls them. Blocks
# that call them with fewer stay as they are.
_OF_THE_FRAME = {
    "locals": 1, "vars": 1, "dir": 1, "eval": 3, "exec": 3, "_getframe": 9, "currentframe": 9
}  # fmt: skip


def convert(function, setting):
    """Converts a function's node, and those of the functions in it.

    Args:
      function: its `def`.
      setting: the Setting of the conversion.
    """
    if Feature.LISTS in setting.features:
        function.body = [Lists().visit(node) for node in function.body]
    names = Names(*function.body)
    text = _take_text(function)
    returns.lower(function)
    break_continue.lower(function)
    Expressions(setting, function).statements()
    liveness.mark(function, names.outer)
    scope = Scope(names.shared, setting, changers(function))
    function.body = scope.statements(function.body)
    function.body = [*text, *_declarations(function, scope, names), *function.body]


def _take_text(function):
    """The statement of the docstring, if there is one, in a list; the function loses it."""
    if len(function.body) < 2 or ast.get_docstring(function, clean=False) is None:
        return []
    return [function.body.pop(0)]


def _declarations(function, scope, names):
    """Statements that make the names local which moved into nested functions, as they were.

    An annotation does that, and runs nothing.
    """
    own = {*arguments(function), *Names(*function.body).writes, *names.outer}
    local = [
        ast.AnnAssign(ast.Name(n, ast.Store()), ast.Constant("bound below"), None, 1)
        for n in scope.moved
        if n not in own
    ]
    outer = ((ast.Global, names.shared), (ast.Nonlocal, names.outer - names.shared))
    made = [*(kind(sorted(n)) for kind, n in outer if n), *local]
    return [place(node, function.body[0]) for node in made]


class Scope(ast.NodeTransformer):
    """The blocks of one function.

    Args:
      shared: the names that it declares global.
      setting: the Setting of the conversion.
      changing: by name of a local function, the names that it declares nonlocal.

    Attributes:
      moved: the names that blocks bind, which nested functions now do.
    """

    def __init__(self, shared, setting, changing):
        self.shared, self.setting, self._changing = shared, setting, changing
        self.around = setting.around
        self.moved, self.count = {}, 0

    def statements(self, nodes):
        """A list of statements, converted; `pass` if nothing is left."""
        done = []
        for node in nodes:
            new = self.visit(node)
            done += new if isinstance(new, list) else [new]
        return done

    def writes(self, *nodes):
        """The names of this function that some code binds, also by calling local functions."""
        names = Names(*nodes)
        called = [self._changing.get(n, ()) for n in names.reads]
        return [*names.writes, *sorted(set().union(*called) - set(names.writes))]

    def texts(self, names):
        """Names as an expression: a tuple of texts."""
        return ast.Tuple([ast.Constant(mangled(n, self.around)) for n in names], ast.Load())

    def number(self):
        """A number for the names of a block's functions."""
        self.count += 1
        return self.count

    def function(self, name, body, writes, where, args=()):
        """A nested function of this one.

        Args:
          name: its name.
          body: its statements, converted.
          writes: the names of this function that it binds.
          where: the statement whose place it takes.
          args: names of its arguments.
        """
        self.moved.update(dict.fromkeys(writes))
        shared = [n for n in writes if n in self.shared]
        own = [n for n in writes if n not in self.shared]
        outer = [kind(n) for kind, n in ((ast.Nonlocal, own), (ast.Global, shared)) if n]
        takes = ast.arguments([], [ast.arg(a) for a in args], None, [], [], None, [])
        made = ast.FunctionDef(name, takes, [*outer, *body], [], type_params=[])
        return place(made, where)

    def visit_FunctionDef(self, node):
        if not getattr(node, "left", False):
            convert(node, self.setting)
        return node

    def visit_ClassDef(self, node):
        return node

    visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef

    def visit_AnnAssign(self, node):
        """A plain assignment: annotated names cannot be nonlocal, and nobody reads annotations."""
        if not isinstance(node.target, ast.Name):
            return node
        self.moved[node.target.id] = None
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_Global(self, node):
        return ast.copy_location(ast.Pass(), node)  # declared at the beginning

    visit_Nonlocal = visit_Global

    def visit_If(self, node):
        if _looks_at_frame(node):
            return self.generic_visit(node)
        return conditions.convert(node, self)

    def visit_While(self, node):
        if _looks_at_frame(node):
            return self.generic_visit(node)
        return loops.convert_while(node, self)

    def visit_For(self, node):
        if _looks_at_frame(node):
            return loops.leave(self.generic_visit(node))
        return loops.convert_for(node, self)


def _looks_at_frame(node):
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(len(c.args) < _OF_THE_FRAME.get(_called(c.func), 0) for c in calls)


def _called(function):
    if isinstance(function, ast.Call) and function.args:  # ag__.call(function)
        function = function.args[0]
    return getattr(function, "attr", getattr(function, "id", None))
