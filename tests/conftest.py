"""What is no test of the project's own, and an environment in which nothing is kept from an earlier run."""

import os

collect_ignore = ["second_course"]  # its checks grade a learner's file
os.environ["TUTOR_CACHE"] = ""  # a check of the course runs every block
