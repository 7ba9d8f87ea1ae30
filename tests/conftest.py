"""All tests run eagerly, as a program that enables it at its start."""

import zeal

zeal.enable_eager_execution()
