"""Cross-entropy and clipping are written out; the sparse gradient is made dense first."""

# %% train_step_code
def global_norm(gradients):
    return tf.sqrt(tf.add_n([tf.reduce_sum(gradient**2) for gradient in gradients]))


def train_step(params, optimizer, inputs, targets):
    names = sorted(params)
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        log_p = logits - tf.reduce_logsumexp(logits, axis=-1, keepdims=True)
        wanted = tf.one_hot(targets, tf.shape(logits)[-1])
        loss = -tf.reduce_sum(wanted * log_p) / tf.cast(tf.size(targets), tf.float32)
    gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, [params[name] for name in names])]
    factor = tf.minimum(1.0, CLIP_NORM / (global_norm(gradients) + 1e-12))
    optimizer.apply_gradients([(factor * g, params[name]) for g, name in zip(gradients, names)])
    return loss
