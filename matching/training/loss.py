"""What a step is to make small."""

import torch
from torch import Tensor
from torch.nn import functional


def contrastive(queries: Tensor, passages: Tensor, same: Tensor, temperature: float) -> Tensor:
    """InfoNCE over unit vectors (n, d), both ways; those of `same` (n, n) are no negatives.

    van den Oord et al., 2018: row i's own passage among those of all other rows.
    """
    likeness = queries @ passages.T / temperature
    own = torch.eye(len(queries), dtype=torch.bool)
    likeness = likeness.masked_fill(same & ~own, -torch.inf)
    right = torch.arange(len(queries))
    there = functional.cross_entropy(likeness, right)
    back = functional.cross_entropy(likeness.T, right)
    return (there + back) / 2


def drift(vectors: Tensor, held: Tensor) -> Tensor:
    """How far unit vectors (n, d) are from where they are to be: 1 − cosine."""
    return 1 - (vectors * held).sum(-1).mean()
