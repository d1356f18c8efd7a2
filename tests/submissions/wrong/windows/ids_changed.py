"""The last id is set to 0 in the array that was given.

fails: windows.leaves_ids_alone
says: changed ids
"""

# %% windows_code
def make_windows(ids, sequence_length):
    """Every window of ids, and the same windows one character ahead: int32 (N, T) and (N, T)."""
    if not 1 <= sequence_length < len(ids):
        raise ValueError(f"sequence_length must be from 1 to {len(ids) - 1}, not {sequence_length}")
    count = len(ids) - sequence_length
    inputs = np.stack([ids[i : i + sequence_length] for i in range(count)])
    targets = np.stack([ids[i + 1 : i + 1 + sequence_length] for i in range(count)])
    ids[-1] = 0
    return inputs.astype(np.int32), targets.astype(np.int32)
