"""The text is another one when the runs are done.

fails: experiments.losses_are_real
says: your train()
"""

# %% experiments_code
plan = {
    "sequence_length": [10, 20, 40],
    "hidden_size": [8, 32, 128],
    "epochs": [5, 20, 80],
}


def run_experiment(parameter, value):
    """One run, with `parameter` at `value`: its row of the data table, without the observation."""
    settings = dict(BASE)
    settings[parameter] = value
    params, history = train("ab" * 40, seed=SEED, **settings)
    snippet = generate(params, build_vocabulary("ab"), "ab", 120, temperature=1.0, seed=SEED)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1]}
