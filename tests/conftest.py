"""All tests run eagerly, as a program that enables it at its start."""

import gc
import os

import pytest

import zeal

zeal.enable_eager_execution()


@pytest.hookimpl(optionalhook=True)  # pytest alone runs the tests too
def pytest_xdist_auto_num_workers(config):
    """Each process first collects all tests, which more than a few do not make up for."""
    return min(os.cpu_count() or 1, 6)


@pytest.fixture
def small_heap():
    """The collector looks at what the test makes, and not at all that the tests hold."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def own_seed():
    """The program's seed, which a test may set, ends with it."""
    yield
    zeal.set_random_seed(None)


@pytest.fixture(autouse=True)
def own_collections():
    """What a test's eager templates and regularizers list in collections ends with it."""
    yield
    graph = zeal.get_default_graph()
    for key in graph.collections:
        graph.clear_collection(key)
