"""Predictions, chosen by their names and taken apart."""


def chosen(predictions, keys):
    """Those of a dict that have one of the names; all without names."""
    if not keys:
        return predictions
    if not isinstance(predictions, dict):
        raise ValueError("predict_keys argument is not valid in case of non-dict predictions.")
    found = {key: value for key, value in predictions.items() if key in keys}
    if not found:
        raise ValueError(
            f"Expected to run at least one output from {predictions.keys()}, provided {keys}."
        )
    return found


def examples(batch):
    """A batch, taken apart."""
    if not isinstance(batch, dict):
        yield from batch
        return
    lengths = {key: len(value) for key, value in batch.items()}
    first = next(iter(lengths.values()))
    for key, length in lengths.items():
        if length != first:
            raise ValueError(
                f"Batch length of predictions should be same. {key} has different batch length "
                f"than others: {lengths}"
            )
    for i in range(first):
        yield {key: value[i] for key, value in batch.items()}
