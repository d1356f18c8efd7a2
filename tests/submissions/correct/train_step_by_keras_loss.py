"""The loss is Keras's, the tape persistent, and the update goes through a dict of gradients."""

# %% train_step_code
measure = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train_step(params, optimizer, inputs, targets):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(list(params.values()))
        loss = measure(targets, forward(params, inputs)[0])
    gradients = tape.gradient(loss, params)
    del tape
    clipped, norm = tf.clip_by_global_norm(list(gradients.values()), CLIP_NORM)
    optimizer.apply_gradients(zip(clipped, [params[name] for name in gradients]))
    return tf.squeeze(loss)
