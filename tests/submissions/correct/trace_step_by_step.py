"""trace() goes step by step and returns tensors; the figure has a mesh and bars."""

# %% trace_code
def trace(params, vocabulary, text):
    ids = encode(text, vocabulary[0])
    h = tf.zeros((1, params["W_hh"].shape[0]))
    states, probabilities, following = [], [], []
    for t, number in enumerate(ids):
        h = rnn_step(params, [number], h)
        p = tf.nn.softmax(h @ params["W_hy"] + params["b_y"])[0]
        states.append(h[0])
        probabilities.append(p)
        if t + 1 < len(ids):
            following.append(p[ids[t + 1]])
    return tf.stack(states), tf.stack(probabilities), tf.stack(following)


def plot_trace(text, states, next_probability):
    figure = plt.figure(figsize=(12, 6))
    upper = figure.add_subplot(2, 1, 1)
    mesh = upper.pcolormesh(np.asarray(states).T, cmap="RdBu", vmin=-1, vmax=1)
    plt.colorbar(mesh)
    plt.xlabel("time")
    plt.ylabel("unit")
    lower = figure.add_subplot(2, 1, 2)
    lower.bar(np.arange(1, len(text)), next_probability)
    plt.xlabel("time")
    plt.ylabel("probability")
    plt.title("left open on purpose")
    return plt.gcf()
