"""The learner's Step 6 functions, run on a small model beside the solution's."""
