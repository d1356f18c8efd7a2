"""The plan is empty, so that nothing runs.

fails: experiments.enough_values, experiments.losses_are_real, experiments.snippets, experiments.observed, experiments.saved
says: experiments is list []
"""

# %% experiments_code
plan = {}


def run_experiment(parameter, value):
    """One run, with `parameter` at `value`: its row of the data table, without the observation."""
    settings = dict(BASE)
    settings[parameter] = value
    params, history = train(text, seed=SEED, **settings)
    snippet = generate(params, vocabulary, "Pe", 120, temperature=1.0, seed=SEED)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1]}

# %% observations_code
observations = []
