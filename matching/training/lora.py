"""The model in training: its own weights held, two thin factors beside each matrix learn."""

from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from matching.encoder.assembly import LINEAR, model, names
from matching.encoder.tokenizer import tokenizer
from matching.encoder.weights import Floats, Weights

TOGETHER = 8  # texts in one run of the model


class Lora(nn.Module):
    """A linear layer and the product of two factors beside it, nothing at first."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        size = linear.in_features**-0.5
        self.inner = nn.Parameter(torch.randn(rank, linear.in_features) * size)
        self.out = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, given: Tensor) -> Tensor:
        """Outputs of the layer with its change."""
        change = functional.linear(functional.linear(given, self.inner), self.out)
        return self.linear(given) + change  # type: ignore[no-any-return]


class Learner(nn.Module):
    """The encoder in float32 with a `Lora` at every matrix of attention and feed-forward.

    Vectors are means of the tokens', of unit length.
    """

    def __init__(self, weights: Weights, *, rank: int) -> None:
        super().__init__()
        self.bert = model(weights).train(mode=False).requires_grad_(requires_grad=False)
        self.changes = dict(_replaced(self.bert, weights, rank))
        self.cutter = _cutter(weights)

    def forward(self, texts: Sequence[str], tokens: int) -> Tensor:
        """Unit vectors (n, hidden) of texts that carry their prefix, cut after so many tokens.

        Texts of like length are read together, so that names are not padded to descriptions.
        """
        self.cutter.enable_truncation(tokens)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        groups = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
        found = torch.cat([self._sums([texts[row] for row in rows]) for rows in groups])
        places = torch.tensor(order).argsort()
        return functional.normalize(found[places], dim=-1)

    def _sums(self, texts: list[str]) -> Tensor:
        encodings = self.cutter.encode_batch_fast(texts)
        ids = torch.tensor([one.ids for one in encodings])
        mask = torch.tensor([one.attention_mask for one in encodings])
        states: Tensor = self.bert(ids, attention_mask=mask).last_hidden_state
        return (states * mask[:, :, None]).sum(1)

    def factors(self, strength: float) -> dict[str, tuple[Floats, Floats]]:
        """What was learnt, as a delta stores it; the change times `strength`."""
        return {
            name: ((one.out.detach() * strength).numpy(), one.inner.detach().numpy())
            for name, one in self.changes.items()
        }


def _replaced(bert: nn.Module, weights: Weights, rank: int) -> Iterator[tuple[str, Lora]]:
    for stored, name in names(weights.shape).items():
        layer, *part = stored.split(".")
        if part and part[0] in LINEAR and part[1] == "w":
            above, _, last = name.removesuffix(".weight").rpartition(".")
            holder = bert.get_submodule(above)
            change = Lora(holder.get_submodule(last), rank)  # type: ignore[arg-type]
            setattr(holder, last, change)
            yield f"{layer}.{part[0]}.w", change


def _cutter(weights: Weights) -> Tokenizer:
    built, pieces = tokenizer(weights.pieces), weights.pieces
    built.enable_padding(pad_id=pieces.padding, pad_token=pieces.texts[pieces.padding])
    return built
