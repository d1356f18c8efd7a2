"""The softmax of the loss is over time.

fails: train.step_loss, train.step_descends
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        p = tf.nn.softmax(logits, axis=1)
        loss = -tf.reduce_mean(tf.math.log(tf.gather(p, targets, batch_dims=2)))
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
