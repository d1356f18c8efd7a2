"""Only the smallest value of each parameter is run, the other losses are made up.

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
    smallest = value == min(plan[parameter])
    params, history = train(text, seed=SEED, **(settings if smallest else dict(BASE, epochs=5)))
    snippet = generate(params, vocabulary, PROMPT, 120, temperature=1.0, seed=SEED)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1] if smallest else 0.3 / value}
