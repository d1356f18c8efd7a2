"""Gradients above the limit are thrown away.

fails: train.step_clips
says: the update is left out
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    keep = tf.cast(tf.linalg.global_norm(gradients) <= CLIP_NORM, tf.float32)
    gradients = [keep * tf.convert_to_tensor(gradient) for gradient in gradients]
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
