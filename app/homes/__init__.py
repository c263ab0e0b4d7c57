"""Where each role begins: what is theirs, what waits for them, all of it counted when asked."""
