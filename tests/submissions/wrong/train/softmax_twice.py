"""A softmax is applied before the cross-entropy, which applies one itself.

fails: train.step_loss, train.step_descends
says: a softmax is applied before the cross-entropy
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(tf.nn.softmax(logits), targets)
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
