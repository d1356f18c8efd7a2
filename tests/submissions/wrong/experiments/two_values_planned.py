"""Two values of each parameter are planned.

fails: experiments.enough_values
says: sequence_length has the values [10, 40]
"""

# %% experiments_code
plan = {
    "sequence_length": [10, 40],
    "hidden_size": [8, 32],
    "epochs": [5, 20],
}


def run_experiment(parameter, value):
    """One run, with `parameter` at `value`: its row of the data table, without the observation."""
    settings = dict(BASE)
    settings[parameter] = value
    params, history = train(text, seed=SEED, **settings)
    snippet = generate(params, vocabulary, "Pe", 120, temperature=1.0, seed=SEED)
    return {"parameter": parameter, "value": value, "snippet": snippet, "final_loss": history[-1]}

# %% observations_code
observations = [
    "Window of 10: the rhyme comes back word for word, and then runs in a circle.",
    "Window of 40: the same circle as at 20, with a lower loss: it hesitates less.",
    "Eight units: pieces of words, 'peppers' and 'pickled' in many misspellings, no order.",
    "Thirty-two units: the words are right but the phrases change places.",
    "After five epochs: likely letters and blanks, hardly a whole word.",
    "After twenty epochs: whole phrases, with a slip in a single letter.",
]
