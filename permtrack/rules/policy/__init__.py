"""Local policy: what a service asks of itself, read from its own file, checked, and laid over the rulebook."""
