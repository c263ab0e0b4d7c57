"""Public instruments, funds, accelerators, sites: what the financing desk offers."""
