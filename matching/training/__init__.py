"""How the encoder is tuned: pairs of texts that mean alike, a small delta to its weights."""
