"""The snippets are generated without a seed.

fails: experiments.snippets
says: where the table has
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
    snippet = generate(params, vocabulary, PROMPT, 120, temperature=1.0)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1]}
