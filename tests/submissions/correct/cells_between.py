"""Cells of the student's own stand between ours, redefine our variables, plot, and fail."""

# %% after windows
inputs, targets = "overwritten", None
T, B, N = 1, 2, 3

# %% after rnn_step_code
print(rnn_step(init_params(3, 4, seed=0), np.array([1]), np.zeros((1, 4), np.float32)))
h = t = i = None

# %% after look_at_windows
plt.plot(ids)
plt.figure()

# %% after train
np.random.seed(0)
tf.random.set_seed(0)
raise RuntimeError("I only tried something")

# %% after generate
print(generate(params, vocabulary, "Pe", 30, temperature=0.7))
length = None
