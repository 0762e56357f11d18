"""Runs language models of the Llama family from GGUF files in NumPy: SmolLM2-135M, and others that fit into memory."""
