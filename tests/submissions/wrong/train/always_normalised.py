"""The gradients are always scaled to CLIP_NORM, small ones too.

fails: train.step_descends
says: small gradients are scaled up
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    norm = tf.linalg.global_norm(gradients)
    gradients = [tf.convert_to_tensor(gradient) * CLIP_NORM / norm for gradient in gradients]
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
