"""The largest of the scores with Gumbel noise is taken."""

# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    if len(prompt) == 0 or length < 0 or temperature < 0:
        raise ValueError("the prompt must not be empty, length and temperature not negative")

    rng = np.random.default_rng(seed)
    logits, states = forward(params, encode(prompt, char_to_id).reshape(1, -1))
    scores, h = np.array(logits[0, -1], dtype=float), states[:, -1]
    text = []
    for _ in range(length):
        noise = -np.log(-np.log(rng.uniform(1e-12, 1, scores.shape)))
        chosen = int(np.argmax(scores + temperature * noise))  # temperature 0 leaves the scores alone
        text.append(id_to_char[chosen])
        h = rnn_step(params, np.array([chosen]), h)
        scores = np.array((h @ params["W_hy"] + params["b_y"])[0], dtype=float)
    return "".join(text)
