"""The only room that touches SQLite: the schema, the store, and what makes both worth trusting."""
