"""What is minimised: supervised heads, masked words, word alignment.

An objective is a pair of pure functions: `prepare(rows, seed, step)` runs on the host and returns arrays of
fixed shape (up to the number of distinct units); `loss(model, arrays, key)` runs in the step and returns
(loss, {name: metric}).
"""
