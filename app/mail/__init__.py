"""Mail: written in the transaction that causes it, sent after its commit."""
