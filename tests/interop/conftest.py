"""A second name for zeal, under which tests import it."""

import pytest

from zeal.interop.alias import install_as, remove_alias

NAME = "yetanothertensorlibrary"


@pytest.fixture
def alias():
    """Makes NAME a name of zeal for one test."""
    install_as(NAME)
    yield NAME
    remove_alias(NAME)


@pytest.fixture
def run(alias):
    """Runs code in which NAME stands for the name; gives its variables."""

    def run_code(code: str) -> dict:
        names: dict = {}
        exec(code.replace("NAME", NAME), names)
        return names

    return run_code
