"""What is no test of the project's own: the checks of the second course grade a learner's file."""

collect_ignore = ["second_course"]
