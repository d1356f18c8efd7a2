"""A uniform number is looked up in the cumulated probabilities, in float32."""

# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    if len(prompt) == 0 or length < 0 or temperature < 0:
        raise ValueError("the prompt must not be empty, length and temperature not negative")

    uniform = np.random.RandomState(None if seed is None else seed % 2**32)
    h = tf.zeros((1, params["W_hh"].shape[0]))
    for number in encode(prompt, char_to_id):
        h = rnn_step(params, [number], h)
    new = []
    while len(new) < length:
        scores = (h @ params["W_hy"] + params["b_y"]).numpy()[0]
        if temperature == 0:
            new.append(int(scores.argmax()))
        else:
            cumulated = np.cumsum(tf.nn.softmax(scores / temperature).numpy())
            place = np.searchsorted(cumulated, uniform.uniform() * cumulated[-1], side="right")
            new.append(min(int(place), len(scores) - 1))
        h = rnn_step(params, new[-1:], h)
    return "".join(id_to_char[number] for number in new)
