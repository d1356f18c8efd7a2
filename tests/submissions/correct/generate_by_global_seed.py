"""Characters are drawn by tf.random.categorical after tf.random.set_seed."""

# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    if len(prompt) == 0 or length < 0 or temperature < 0:
        raise ValueError("the prompt must not be empty, length and temperature not negative")

    if seed is not None:
        tf.random.set_seed(seed)
    ids = encode(prompt, char_to_id).tolist()
    for _ in range(length):
        logits, _ = forward(params, np.array([ids], np.int32))  # the whole text again, each time
        last = logits[0, -1]
        ids.append(int(tf.argmax(last)) if temperature == 0 else int(tf.random.categorical([last / temperature], 1)[0, 0]))
    return decode(ids[len(prompt) :], id_to_char)
