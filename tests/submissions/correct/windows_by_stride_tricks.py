"""The windows are a view by stride tricks."""

# %% windows_code
def make_windows(ids, sequence_length):
    if sequence_length < 1:
        raise ValueError("sequence_length must be at least 1")
    if sequence_length >= len(ids):
        raise ValueError("sequence_length must be smaller than the text")
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(ids, np.int32), sequence_length + 1)
    return windows[:, :-1], windows[:, 1:]
