"""What is minimised: supervised heads and masked words of the word model, and the objectives of transformers.

An objective is a frozen dataclass with a pair of pure functions: `prepare(rows, seed, step)` runs on the host
and returns arrays of fixed shape (for the word model: up to the number of distinct units);
`loss(model, arrays, key)` runs in the step and returns (loss, {name: metric}). Metrics that are arrays are
sums over the batch, the others means over the `scored` places.

The objectives of transformers read `lexiboost.tokens.batches.TokenBatch`; all their arrays have the rows on
the first axis, so that a batch can be cut and shared by rows. What they draw hangs on the seed, the step and
the row's place in the mixture alone. No corruption crosses the border of a segment of a packed row, and
special tokens and padding are never corrupted. For
    an encoder            `masked.MaskedLM`, `parallel.TranslationLM`, `parallel.WordAlignment`,
                          `languages.LanguageID`
    a decoder             `causal.CausalLM`, `causal.PrefixLM`
    an encoder-decoder    `corruption.SpanCorruption`, `denoising.Denoising`, `denoising.Deshuffling`,
                          `denoising.DenoisingAndContinuing`
"""
