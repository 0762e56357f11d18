"""tutor's own small language models: their vocabulary, their training, and their forward pass in NumPy."""

import os

# Two threads slow down small products and make the waiting screen jerky. Must be set before NumPy is loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
