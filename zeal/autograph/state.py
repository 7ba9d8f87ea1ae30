"""What a block may change: variables, which are cells of its functions, attributes and elements."""



class Undefined:
    """Stands for the value of a variable that has none."""

    def __repr__(self):
        return "undefined"


UNDEFINED = Undefined()


class Cell:
    """A variable of the function around the block."""

    def __init__(self, label, cell):
        self.label, self._cell = label, cell

    def get(self):
        """The value, or UNDEFINED."""
        try:
            return self._cell.cell_contents
        except ValueError:
            return UNDEFINED

    def set(self, value):
        """Binds or unbinds the variable."""
        if value is not UNDEFINED:
            self._cell.cell_contents = value
        elif self.get() is not UNDEFINED:
            del self._cell.cell_contents


class Global:
    """A variable that the function declares global."""

    def __init__(self, label, variables):
        self.label, self._variables = label, variables

    def get(self):
        """The value, or UNDEFINED."""
        return self._variables.get(self.label, UNDEFINED)

    def set(self, value):
        """Binds or unbinds the variable."""
        if value is UNDEFINED:
            self._variables.pop(self.label, None)
        else:
            self._variables[self.label] = value


class Attribute:
    """An attribute of an object.

    Args:
      holder: a function that returns the object.
      name: the attribute's name.
      label: how the program writes it.
    """

    def __init__(self, holder, name, label):
        self._holder, self._name, self.label = holder, name, label

    def get(self):
        """The value, or UNDEFINED."""
        return getattr(self._holder(), self._name, UNDEFINED)

    def set(self, value):
        """Sets or deletes the attribute, unless it is so already."""
        if self.get() is value:
            return
        if value is UNDEFINED:
            delattr(self._holder(), self._name)
        else:
            setattr(self._holder(), self._name, value)


class Element:
    """An element of a list, dict or the like.

    Args:
      holder: a function that returns the container.
      key: a function that returns the index or key.
      label: how the program writes it.
    """

    def __init__(self, holder, key, label):
        self._holder, self._key, self.label = holder, key, label

    def get(self):
        """The value, or UNDEFINED."""
        try:
            return self._holder()[self._key()]
        except LookupError:
            return UNDEFINED

    def set(self, value):
        """Sets or deletes the element, unless it is so already."""
        if self.get() is value:
            return
        if value is UNDEFINED:
            del self._holder()[self._key()]
        else:
            self._holder()[self._key()] = value


class Local:
    """A value of an operator's own, as the index of a loop."""

    def __init__(self, label, value):
        self.label, self.value = label, value

    def get(self):
        """The value."""
        return self.value

    def set(self, value):
        """Replaces the value."""
        self.value = value


class State:
    """All that a block's functions may change, and what of it is handed on.

    Args:
      functions: the block's functions.
      names: names of the variables that are handed on.
      parts: Attributes and Elements, all of which are.
    """

    def __init__(self, functions, names, parts):
        cells: dict = {}
        for function in functions:
            free = function.__code__.co_freevars
            cells.update(zip(free, function.__closure__ or (), strict=True))
        variables = functions[0].__globals__
        known = {name: Cell(name, cell) for name, cell in cells.items()}
        known.update((n, Global(n, variables)) for n in names if n not in known)
        self._all = [*known.values(), *parts]
        self.slots = [*(known[n] for n in names), *parts]

    def save(self):
        """The values of all that may change."""
        return [slot.get() for slot in self._all]

    def restore(self, values):
        """Goes back to what `save` returned."""
        for slot, value in zip(self._all, values, strict=True):
            slot.set(value)

    def values(self):
        """The values that are handed on."""
        return [slot.get() for slot in self.slots]

    def hand_on(self, values):
        """Sets them."""
        for slot, value in zip(self.slots, values, strict=True):
            slot.set(value)

    def add(self, slot):
        """Hands one more slot on."""
        self._all.append(slot)
        self.slots.append(slot)
