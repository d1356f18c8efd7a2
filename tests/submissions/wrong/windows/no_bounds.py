"""A sequence_length that does not fit is not refused.

fails: windows.bounds
says: expected a ValueError
"""

# %% windows_code
def make_windows(ids, sequence_length):
    """Every window of ids, and the same windows one character ahead: int32 (N, T) and (N, T)."""
    count = len(ids) - sequence_length
    inputs = np.array([ids[i : i + sequence_length] for i in range(count)])
    targets = np.array([ids[i + 1 : i + 1 + sequence_length] for i in range(count)])
    return inputs.astype(np.int32), targets.astype(np.int32)
