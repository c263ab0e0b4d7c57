"""Assembles a sentence-transformers model from stored weights. Imports torch: only for building."""

import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from matching.encoder.base import Vectors
from matching.encoder.tokenizer import tokenizer
from matching.encoder.weights import Floats, Pieces, Shape, Weights

PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
SUFFIXES = {"w": "weight", "b": "bias"}


@contextmanager
def quiet() -> Iterator[None]:
    """Hold back the progress bars and notices of the libraries that build the model."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.disable(level)


def assemble(weights: Weights, folder: Path) -> None:
    """Write `weights` to `folder` as a float32 sentence-transformers model."""
    bert = folder / ".bert"
    model(weights).save_pretrained(bert)
    fast(weights.pieces, weights.shape.positions).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=weights.shape.positions)
    modules = [transformer, Pooling(weights.shape.hidden, pooling_mode="mean"), Normalize()]
    sentence = SentenceTransformer(modules=modules, device="cpu", prompts=PROMPTS)
    sentence.save(str(folder), create_model_card=False)
    shutil.rmtree(bert)


def fast(pieces: Pieces, longest: int) -> PreTrainedTokenizerFast:
    """The tokenizer in the library's own form."""
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer(pieces),
        bos_token=pieces.texts[pieces.begin],
        eos_token=pieces.texts[pieces.end],
        cls_token=pieces.texts[pieces.begin],
        sep_token=pieces.texts[pieces.end],
        pad_token=pieces.texts[pieces.padding],
        unk_token=pieces.texts[pieces.unknown],
        model_max_length=longest,
        model_input_names=["input_ids", "attention_mask"],
    )


def model(weights: Weights) -> BertModel:
    """A BertModel with the stored weights in float32; its unused pooler is all zeros."""
    built = BertModel(_config(weights.shape))
    hidden = weights.shape.hidden
    pooler = {
        "pooler.dense.weight": torch.zeros(hidden, hidden),
        "pooler.dense.bias": torch.zeros(hidden),
    }
    built.load_state_dict(dict(_state(weights)) | pooler, assign=True)
    return built


def peaks(weights: Weights, texts: Sequence[str]) -> Floats:
    """Largest magnitude of each feed-forward unit's output over `texts`: (layers, units)."""
    bert, cutter = model(weights).train(mode=False), tokenizer(weights.pieces)
    found = torch.zeros(weights.shape.layers, weights.shape.feed_forward)

    def keep(layer: int, output: torch.Tensor) -> None:
        found[layer] = torch.maximum(found[layer], output.abs().amax(dim=(0, 1)))

    for rank, layer in enumerate(bert.encoder.layer):
        hook = lambda _module, _inputs, output, rank=rank: keep(rank, output)  # noqa: E731
        layer.intermediate.register_forward_hook(hook)
    with torch.inference_mode():
        for text in texts:
            bert(torch.tensor([cutter.encode(f"passage: {text}").ids]))
    return found.numpy()


def vectors(weights: Weights, texts: Sequence[str]) -> Vectors:
    """Unit vectors (n, hidden) in float32 of texts that carry their prefix, one at a time."""
    bert, cutter = model(weights).train(mode=False), tokenizer(weights.pieces)
    with torch.inference_mode():
        states = [bert(torch.tensor([cutter.encode(text).ids]))[0].mean(1) for text in texts]
    return torch.nn.functional.normalize(torch.cat(states), dim=-1).numpy()


def _config(shape: Shape) -> BertConfig:
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
    )


def _state(weights: Weights) -> Iterator[tuple[str, torch.Tensor]]:
    for stored, name in names(weights.shape).items():
        flat = torch.from_numpy(weights.floats(stored).copy())
        yield name, flat.reshape(_form(name, weights.shape))


def _form(name: str, shape: Shape) -> tuple[int, ...]:
    if "LayerNorm" in name or name.endswith("bias"):
        return (-1,)
    narrowing = re.search(r"layer\.\d+\.output\.dense", name)
    return (-1, shape.feed_forward if narrowing else shape.hidden)


def names(shape: Shape) -> dict[str, str]:
    """The tensors' names in the file and in a BertModel."""
    table = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(shape.layers):
        for short, long in (LINEAR | NORMS).items():
            for end, ending in SUFFIXES.items():
                table[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{ending}"
    return table
