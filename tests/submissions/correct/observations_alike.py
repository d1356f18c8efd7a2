"""The same short observation for all runs that follow the rhyme, and another for the others."""

# %% observations_code
observations = ["It follows the rhyme."] * len(runs)
for number, run in enumerate(runs):
    if run["value"] in (8, 32, 5):
        observations[number] = f"Run {number} does not follow the rhyme."
