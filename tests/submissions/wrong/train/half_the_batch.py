"""Only the first half of the batch is used.

fails: train.step_loss
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        inputs, targets = inputs[: len(inputs) // 2 + 1], targets[: len(inputs) // 2 + 1]
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
