"""tensorflow.python.autograph.pyct.transformer: the class that rewriters of code derive from."""

import ast

__all__ = ["Base"]


class Base(ast.NodeTransformer):
    """Rewrites a tree of ast, or of gast, whose nodes are ones of ast.

    Args:
      ctx: what the program knows of the code.
    """

    def __init__(self, ctx):
        self.ctx = ctx

    def visit_block(self, nodes, before_visit=None, after_visit=None):
        """The statements that those of a block become.

        Args:
          nodes: the statements, or None.
          before_visit: a function without arguments to call before each.
          after_visit: a function from what a statement became to that and the list that takes it
            and those behind it; None there for the list of the one before.
        """
        if nodes is None:
            return None
        into = block = []
        for node in nodes:
            if before_visit:
                before_visit()
            new, following = self.visit(node), None
            if after_visit and new:
                new, following = after_visit(new)
            if new:
                into.extend(new if isinstance(new, (list, tuple)) else [new])
            into = into if following is None else following
        return block
