"""Characters are drawn by tf.random.stateless_categorical."""

# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    if len(prompt) == 0 or length < 0 or temperature < 0:
        raise ValueError("the prompt must not be empty, length and temperature not negative")

    if seed is None:
        seed = np.random.randint(2**31)
    logits, states = forward(params, encode(prompt, char_to_id)[None, :])
    scores, h, text = logits[:, -1], states[:, -1], ""
    for i in range(length):
        if temperature == 0:
            chosen = tf.argmax(scores, axis=-1, output_type=tf.int32)
        else:
            chosen = tf.random.stateless_categorical(scores / temperature, 1, seed=[seed, i], dtype=tf.int32)[:, 0]
        text += id_to_char[int(chosen[0])]
        h = rnn_step(params, chosen, h)
        scores = h @ params["W_hy"] + params["b_y"]
    return text
