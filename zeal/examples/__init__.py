"""Programs to read and run: `python -m zeal.examples.NAME`."""
