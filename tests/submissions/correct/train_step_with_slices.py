"""The gradient of the rows that tf.gather took is left as slices, as they come."""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    variables = list(params.values())
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(params, inputs)[0], targets)
    gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
