"""Programs: `python -m lexiboost.stages.<stage> --config=configs/x.py --workdir=runs/x`."""
