"""What a shell offers while a ref is being typed: refs and nothing else, read quickly or not at all."""
