"""Adam in Keras 3 squares the slices of a sparse gradient before it adds up those of the same row.

    python docs/keras_sparse_adam.py

The gradient of tf.gather is a tf.IndexedSlices with one slice for each index, so two for a row that was taken twice.
Its second moment should be the square of their sum, which is the row's gradient; Keras 3 takes the sum of their squares
(keras.src.backend.tensorflow.sparse.elementwise_unary applies `square` to the values as they are). Three steps then end
elsewhere than with the same gradient made dense. Keras 2 adds the slices up first, and both ways end at the same place.
Exit code 1 where the two differ. About the same code: keras-team/keras#18985, keras-team/keras#19992.
"""

import sys

import numpy as np
import tensorflow as tf

INDICES = [0, 0, 1]  # row 0 twice
TARGETS = [[1.0], [-2.0], [1.0]]  # the slices of row 0 pull in two directions


def three_steps(dense: bool) -> np.ndarray:
    """The table (2, 1) after three steps of Adam at 0.1, from zeros."""
    table = tf.Variable(tf.zeros((2, 1)))
    optimizer = tf.keras.optimizers.Adam(0.1)
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.gather(table, INDICES) - TARGETS) ** 2)
        gradient = tape.gradient(loss, table)
        assert isinstance(gradient, tf.IndexedSlices)
        optimizer.apply_gradients([(tf.convert_to_tensor(gradient) if dense else gradient, table)])
    return table.numpy()


if __name__ == "__main__":
    sparse, dense = three_steps(False), three_steps(True)
    difference = float(np.abs(sparse - dense).max())
    print(f"TensorFlow {tf.__version__}, Keras {getattr(tf.keras, '__version__', 'of TensorFlow')}")
    print(f"sparse {sparse.ravel()}, dense {dense.ravel()}, largest difference {difference:.1e}")
    sys.exit(int(difference > 1e-6))
