"""The XLM-R unigram tokenizer, rebuilt from the pieces that come with the weights."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from tokenizers.processors import TemplateProcessing

from matching.encoder.weights import Pieces

# What the published normalisation map does beyond NFKC, code point by code point.
DROPPED = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
SPACES = "[\t\n\u000c\r \u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


def tokenizer(pieces: Pieces) -> Tokenizer:
    """A fast tokenizer that gives the ids of the published one, `<s> … </s>` included."""
    vocabulary = list(zip(pieces.texts, pieces.scores, strict=True))
    built = Tokenizer(Unigram(vocabulary, unk_id=pieces.unknown, byte_fallback=False))
    built.normalizer = _normalizer()
    built.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    built.decoder = decoders.Metaspace(prepend_scheme="always", split=True)
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    built.post_processor = TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, pieces.begin), (end, pieces.end)],
    )
    built.add_special_tokens(_specials(pieces))
    return built


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(DROPPED), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )


def _specials(pieces: Pieces) -> list[AddedToken]:
    ranks = (pieces.begin, pieces.padding, pieces.end, pieces.unknown)
    return [AddedToken(pieces.texts[rank], normalized=False, special=True) for rank in ranks]
