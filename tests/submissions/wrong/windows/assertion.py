"""A sequence_length that does not fit fails an assert.

fails: windows.bounds
says: raised AssertionError instead of ValueError
"""

# %% windows_code
def make_windows(ids, sequence_length):
    """Every window of ids, and the same windows one character ahead: int32 (N, T) and (N, T)."""
    assert 1 <= sequence_length < len(ids), "this sequence_length does not fit"
    count = len(ids) - sequence_length
    inputs = np.stack([ids[i : i + sequence_length] for i in range(count)])
    targets = np.stack([ids[i + 1 : i + 1 + sequence_length] for i in range(count)])
    return inputs.astype(np.int32), targets.astype(np.int32)
