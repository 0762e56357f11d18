"""The tutor's own small language models: the words they know, how they are trained, and their forward pass in NumPy."""

import os

# Two threads make small products slower, and the screen that waits for them uneven. To be said before NumPy is loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
