"""What every stage writes and how it fails: atomic files, digests, manifests, progress, errors."""
