"""Without a temperature, half of 1 is taken.

fails: generate.seeded
says: The default temperature is 1
"""

# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=0.5, seed=None):
    """length new characters that follow the prompt, drawn one at a time."""
    char_to_id, id_to_char = vocabulary
    if not prompt:
        raise ValueError("the prompt is empty: give at least one character")
    if length < 0 or temperature < 0:
        raise ValueError(f"length and temperature must not be negative: {length}, {temperature}")
    generator = np.random.default_rng(seed)
    logits, states = forward(params, encode(prompt, char_to_id)[np.newaxis])  # a batch of one
    scores, h = np.asarray(logits)[0, -1], states[:, -1]

    characters = []
    for _ in range(length):
        if temperature == 0:
            next_id = int(np.argmax(scores))
        else:
            scaled = scores.astype(np.float64) / temperature
            probabilities = np.exp(scaled - scaled.max())
            next_id = int(generator.choice(len(probabilities), p=probabilities / probabilities.sum()))
        characters.append(id_to_char[next_id])
        h = rnn_step(params, np.array([next_id]), h)
        scores = np.asarray(h @ params["W_hy"] + params["b_y"])[0]
    return "".join(characters)
