"""Each batch starts from the last states of the batch before.

fails: train.step_loss
"""

# %% train_step_code
last_state = None


def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    global last_state
    variables = list(params.values())
    with tf.GradientTape() as tape:
        h0 = last_state
        if h0 is not None and h0.shape != (inputs.shape[0], params["W_hh"].shape[0]):
            h0 = None
        logits, states = forward(params, inputs, h0)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    if tf.executing_eagerly():
        last_state = tf.stop_gradient(states[:, -1])
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
