"""The peer of `benchmarks/train.py`: PyTorch and Hugging Face transformers, as a process of its own.

    python benchmarks/train_peer.py '{"vocabulary": 8192, "dim": 256, ...}'

Says `{"parameters": N}` when it is ready, then for every line with a number of steps on standard input the
seconds that they took. `BertForMaskedLM` with PyTorch's own attention, logits at every position as it comes;
AdamW (fused), clipping at 1.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

MISSING = "pip install torch transformers (or name a Python that has them by --peer_python)"


def make(shape: dict[str, Any]) -> tuple[Any, Any, dict[str, Any]]:
    """Model, optimizer and a batch."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    torch.manual_seed(0)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    config = BertConfig(
        vocab_size=shape["vocabulary"],
        hidden_size=shape["dim"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        intermediate_size=4 * shape["dim"],
        max_position_embeddings=shape["length"],
        hidden_dropout_prob=shape["dropout"],
        attention_probs_dropout_prob=0.0,
        attn_implementation="sdpa",
    )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = BertForMaskedLM(config).to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    ids = torch.randint(10, shape["vocabulary"], (shape["batch"], shape["length"]), device=device)
    chosen = torch.rand(ids.shape, device=device) < 0.15
    batch = {
        "input_ids": torch.where(chosen, 4, ids),
        "attention_mask": torch.ones_like(ids),
        "labels": torch.where(chosen, ids, -100),
    }
    return model, optimizer, batch


def main() -> None:
    """Serves timings until standard input ends."""
    shape = json.loads(sys.argv[1])
    try:
        import torch

        model, optimizer, batch = make(shape)
    except ImportError as error:
        print(json.dumps({"error": f"{error}: {MISSING}"}), flush=True)
        return
    narrow = torch.autocast(batch["labels"].device.type, torch.bfloat16, enabled=shape["dtype"] == "bfloat16")

    def step() -> Any:
        optimizer.zero_grad(set_to_none=True)
        with narrow:
            loss = model(**batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss

    for _ in range(2):
        step().item()
    said = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "versions": {"torch": torch.__version__, "transformers": __import__("transformers").__version__},
    }
    print(json.dumps(said), flush=True)
    for line in sys.stdin:
        begin = time.perf_counter()
        for _ in range(int(line)):
            loss = step()
        loss.item()
        print(json.dumps({"seconds": time.perf_counter() - begin}), flush=True)


if __name__ == "__main__":
    main()
