"""Findings and records made readable: tables, text, JSON and CSV. Nothing here prints or queries."""
