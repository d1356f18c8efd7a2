"""The backward pass is written by hand, and of a row that was read several times only the last gradient is kept.

fails: train.step_descends
says: a character that comes several times counts only once
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        rows = tf.gather(params["W_xh"], inputs)
        tape.watch(rows)
        h = tf.zeros((tf.shape(inputs)[0], params["W_hh"].shape[0]))
        states = []
        for t in range(inputs.shape[1]):
            h = tf.tanh(rows[:, t] + h @ params["W_hh"] + params["b_h"])
            states.append(h)
        logits = tf.stack(states, axis=1) @ params["W_hy"] + params["b_y"]
        loss = cross_entropy(logits, targets)
    of_rows, *others = tape.gradient(loss, [rows, params["W_hh"], params["b_h"], params["W_hy"], params["b_y"]])
    places = tf.reshape(inputs, [-1])
    ids = tf.range(tf.shape(params["W_xh"])[0])
    came = tf.cast(places[tf.newaxis] == ids[:, tf.newaxis], tf.int32) * tf.range(1, tf.size(places) + 1)
    last = tf.reduce_max(came, axis=1)  # 0 where a character was not read
    padded = tf.concat([tf.zeros((1, params["W_xh"].shape[1])), tf.reshape(of_rows, (-1, params["W_xh"].shape[1]))], 0)
    gradients = [tf.gather(padded, last), *others]  # d[ids] = gradient
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, [params[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")]))
    return loss
