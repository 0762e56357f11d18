"""Language models of the Llama family from GGUF files, run in NumPy: SmolLM2-135M, and others that fit into memory."""
