"""The snippets have 10 characters.

fails: experiments.snippets
says: 120 new ones
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
    params, history = train(text, seed=SEED, **settings)
    snippet = generate(params, vocabulary, "Pe", 10, temperature=1.0, seed=SEED)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1]}
