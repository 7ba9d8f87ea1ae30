"""Names that zeal does not have: whether TensorFlow has them, and what they wait for."""

from functools import cache

from zeal.ops.foreign_names import function_instead


@cache
def _waiting() -> "dict[str, dict[str, str]]":
    """By namespace, names of TensorFlow 1.15 that are not built, and the part each waits for."""
    from importlib.resources import files  # a third of the time that `import zeal` would take

    found: dict = {}
    for line in files("zeal.interop").joinpath("not_built.tsv").read_text().splitlines():
        space, part, names = line.split("\t")
        found.setdefault(space, {}).update(dict.fromkeys(names.split(), part))
    return found


def missing(module: str, name: str) -> AttributeError:
    """The error for a program that asks `tf.<module>` for a name it does not have."""
    part = _waiting().get(module, {}).get(name)
    dotted = f"{module}.{name}" if module else name
    if part is None:
        text = f"module 'zeal{'.' * bool(module)}{module}' has no attribute '{name}'"
        instead = None if module else function_instead(name)
        return AttributeError(f"{text}; write {instead}" if instead else text)
    owner = "" if part.startswith("the ") else "zeal's "
    waits = f"; it waits for {owner}{part}" if part else ""
    return AttributeError(f"tf.{dotted} is not built yet{waits}")
