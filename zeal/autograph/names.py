"""Which names a piece of code reads and binds in the scope of its function."""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def mangled(name, around):
    """A name as Python keeps it inside the class `around`: `__x` is `_Class__x`."""
    if around is None or not name.startswith("__") or name.endswith("__"):
        return name
    stem = around.lstrip("_")
    return f"_{stem}{name}" if stem else name


class Names(ast.NodeVisitor):
    """The names of some nodes, in the scope that they stand in; nested scopes are looked through.

    Args:
      nodes: statements and expressions.

    Attributes:
      reads: names whose value may be used.
      writes: names that may be bound or deleted, in the order of the text.
      outer: names that are declared global or nonlocal.
      shared: those of them that are global.
    """

    def __init__(self, *nodes):
        self.reads, self.writes, self.outer, self.shared = set(), {}, set(), set()
        for node in nodes:
            self.visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.reads.add(node.id)
        else:
            self.writes[node.id] = None

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self.reads.add(node.target.id)

    def visit_AnnAssign(self, node):  # annotations of local names are not run
        if node.value is not None or not isinstance(node.target, ast.Name):
            self.generic_visit(node)

    def visit_Import(self, node):
        for alias in node.names:
            self.writes[alias.asname or alias.name.partition(".")[0]] = None

    visit_ImportFrom = visit_Import

    def visit_Global(self, node):
        self.outer.update(node.names)
        self.shared.update(node.names)

    def visit_Nonlocal(self, node):
        self.outer.update(node.names)

    def visit_ExceptHandler(self, node):
        if node.name:
            self.writes[node.name] = None
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name:
            self.writes[node.name] = None
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        if node.rest:
            self.writes[node.rest] = None
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        self.writes[node.name] = None
        for outside in [*node.decorator_list, *_defaults(node)]:
            self.visit(outside)
        self.reads |= free(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for outside in _defaults(node):
            self.visit(outside)
        self.reads |= free(node)

    def visit_ClassDef(self, node):
        self.writes[node.name] = None
        inside = Names(*node.body)
        for outside in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(outside)
        self.reads |= inside.reads  # also what the class binds: it may be read before

    def visit_comprehension_of(self, node):
        """A scope of its own, for its loops' variables alone."""
        inside = Names(*ast.iter_child_nodes(node))
        own = Names(*(g.target for g in node.generators)).writes
        self.reads |= inside.reads - set(own)
        self.writes.update((n, None) for n in inside.writes if n not in own)  # by `:=`

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of


def _defaults(node):
    return [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]


def arguments(node):
    """The names of all arguments of a function's node."""
    a = node.args
    stars = [x for x in (a.vararg, a.kwarg) if x]
    return [x.arg for x in [*a.posonlyargs, *a.args, *a.kwonlyargs, *stars]]


def free(node):
    """The names that a nested function reads of the scopes around it."""
    inside = Names(*(node.body if isinstance(node.body, list) else [node.body]))
    own = (set(inside.writes) - inside.outer) | set(arguments(node))
    return (inside.reads | inside.outer) - own


def bound(node):
    """The names that a statement surely binds: what they held before is not needed there."""
    if isinstance(node, ast.Assign):
        return _names_of(node.targets)
    if isinstance(node, ast.AnnAssign):
        return _names_of([node.target]) if node.value is not None else set()
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
        return set(Names(node).writes)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return _names_of([item.optional_vars for item in node.items])
    if isinstance(node, ast.For):
        return _names_of([node.target])
    return set()


def _names_of(targets):
    found = set()
    for target in targets:
        if isinstance(target, ast.Name):
            found.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            found |= _names_of(target.elts)
        elif isinstance(target, ast.Starred):
            found |= _names_of([target.value])
    return found


def changers(function):
    """By name of the functions in a function, the names around them that they declare nonlocal."""
    found: dict = {}
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef) and node is not function:
            inside = Names(*node.body)
            if names := inside.outer - inside.shared:
                found.setdefault(node.name, set()).update(names)
    return found
