"""The list of bad inputs, `tests/data/bad_inputs.csv`, as files and commands."""
