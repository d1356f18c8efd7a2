"""More values, NumPy numbers, another order, and answers that quote them."""

# %% experiments_code
plan = {
    "epochs": list(range(5, 21, 5)),
    "hidden_size": [int(size) for size in np.array([10, 20, 30])],
    "sequence_length": np.linspace(10, 20, 3).astype(int).tolist(),
}


def run_experiment(parameter, value):
    print("running", parameter, "=", value)
    run = {"sequence_length": 20, "hidden_size": 64, "epochs": 40, parameter: value}
    params, history = train(text, run["sequence_length"], run["hidden_size"], run["epochs"], SEED)
    loss = np.float32(history[-1])
    snippet = generate(params, vocabulary, prompt="Pe", length=120, seed=SEED)
    return dict(parameter=parameter, value=np.int64(value), snippet=snippet, final_loss=loss)

# %% observations_code
observations = []
for number in range(len(runs)):
    observations.append(f"Run {number} with {runs[number]['value']} looks like {runs[number]['snippet'][:12]!r}.")

# %% answer_1 [markdown]
# - **Retention:** at a sequence length of 20 the network keeps the beginning of a phrase in mind until its end, at 10 it forgets it half way through.
# - **Coherence:** the phrases of the longer run stand in the order of the rhyme, those of the shorter one come as they like and some of them come twice.

# %% answer_2 [markdown]
# A network of 10 units cannot hold much: $h_t$ has only so many directions. I saw words that begin as one and end as another. With 30 the words are whole, and what is still wrong is the order of the phrases, for which it would have to remember more than one word back.

# %% answer_3 [markdown]
# The more epochs, the lower the loss: I compared 5 and 20 epochs, and the text went from noise to words. What one pays is time, and the danger that the network only learns this one text by heart instead of learning anything about language in general, which nobody could see here without other text.
