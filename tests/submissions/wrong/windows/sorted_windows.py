"""The windows are sorted.

fails: windows.inputs_slide
says: ids[i : i + T]
"""

# %% windows_code
def make_windows(ids, sequence_length):
    """Every window of ids, and the same windows one character ahead: int32 (N, T) and (N, T)."""
    if not 1 <= sequence_length < len(ids):
        raise ValueError(f"sequence_length must be from 1 to {len(ids) - 1}, not {sequence_length}")
    count = len(ids) - sequence_length
    inputs = np.stack([ids[i : i + sequence_length] for i in range(count)])
    targets = np.stack([ids[i + 1 : i + 1 + sequence_length] for i in range(count)])
    order = np.lexsort(inputs.T[::-1])
    inputs, targets = inputs[order], targets[order]
    return inputs.astype(np.int32), targets.astype(np.int32)
