"""Each window starts where its first character comes for the first time.

fails: windows.inputs_slide
says: some of them repeated
"""

# %% windows_code
def make_windows(ids, sequence_length):
    """Every window of ids, and the same windows one character ahead: int32 (N, T) and (N, T)."""
    if not 1 <= sequence_length < len(ids):
        raise ValueError(f"sequence_length must be from 1 to {len(ids) - 1}, not {sequence_length}")
    count = len(ids) - sequence_length
    found = list(ids)
    starts = [found.index(char) for char in found[:count]]
    inputs = np.stack([ids[i : i + sequence_length] for i in starts])
    targets = np.stack([ids[i + 1 : i + 1 + sequence_length] for i in starts])
    return inputs.astype(np.int32), targets.astype(np.int32)
