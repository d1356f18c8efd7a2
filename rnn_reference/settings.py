"""The numbers every training run of the lab shares, whatever it varies."""

BATCH_SIZE = 16  # windows per update
LEARNING_RATE = 5e-3  # of Adam; its other settings are Keras's defaults
CLIP_NORM = 1.0  # largest global norm of a gradient

# The run from which every experiment departs, one setting at a time.
SEQUENCE_LENGTH = 20
HIDDEN_SIZE = 64
EPOCHS = 40
SEED = 13
