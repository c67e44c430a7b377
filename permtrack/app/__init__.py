"""One function a use case, in three steps: gather, decide, apply."""
