"""What training changed of the default model: two thin factors a matrix, added at the build.

Their product is the change of the matrix (LoRA: Hu et al., ICLR 2022).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from matching.encoder.weights import Floats, Weights
from matching.errors import ModelUnavailable

OUT, IN = ".out", ".in"  # endings of the names of the two factors
BASE = "base_sha256"


@dataclass(frozen=True, slots=True)
class Delta:
    """Factors (outputs, rank) and (rank, inputs) by name of tensor; `about` says how it was made.

    `about["base_sha256"]` names the weights that it belongs to.
    """

    factors: Mapping[str, tuple[Floats, Floats]]
    about: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Digest of the factors as they are stored."""
        total = sha256()
        for name, tensor in sorted(_stored(self).items()):
            total.update(name.encode() + tensor.tobytes())
        return total.hexdigest()


def write(delta: Delta, path: Path) -> None:
    """Store a delta in float16."""
    save_file(_stored(delta), path, metadata=dict(delta.about))


def read(path: Path) -> Delta:
    """The delta stored in `path`; raises `ModelUnavailable` for what is none."""
    try:
        with safe_open(path, framework="numpy") as file:
            names = file.keys()  # it cannot be gone through itself
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in names}
            about = file.metadata() or {}
        changed = sorted(name.removesuffix(OUT) for name in tensors if name.endswith(OUT))
        factors = {name: (tensors[name + OUT], tensors[name + IN]) for name in changed}
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelUnavailable(f"{path} is not a delta of the default model: {error}") from error
    return Delta(factors, about)


def merged(weights: Weights, delta: Delta) -> Weights:
    """The weights with the delta added; `sha256` is then of both.

    Raises `ModelUnavailable` for a delta of other weights, or of matrices of another size.
    """
    if delta.about.get(BASE) != weights.sha256:
        raise ModelUnavailable("the delta was made for other weights: train it again")
    changed = {name: _changed(weights, name, *pair) for name, pair in delta.factors.items()}
    both = sha256(f"{weights.sha256}+{delta.sha256}".encode()).hexdigest()
    return replace(weights, tensors={**weights.tensors, **changed}, sha256=both)


def _changed(weights: Weights, name: str, out: Floats, inner: Floats) -> Floats:
    if name not in weights.tensors or weights.floats(name).size != len(out) * inner.shape[1]:
        raise ModelUnavailable(f"the delta does not fit the model at {name}: train it again")
    return weights.floats(name) + (out @ inner).reshape(-1)


def _stored(delta: Delta) -> dict[str, npt.NDArray[np.float16]]:
    return {
        name + end: np.ascontiguousarray(factor, np.float16)
        for name, pair in delta.factors.items()
        for end, factor in zip((OUT, IN), pair, strict=True)
    }
