"""Permanence tracking for children in care in England: an append-only ledger, and what is due because of it."""

__version__ = "0.1.0"
