"""train_step() returns the loss as a NumPy number when it is not compiled."""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    variables = [params[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")]
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(params, inputs)[0], targets)
    gradients = tf.clip_by_global_norm(tape.gradient(loss, variables), CLIP_NORM)[0]
    optimizer.apply_gradients(list(zip(gradients, variables)))
    return loss.numpy() if tf.executing_eagerly() else loss
