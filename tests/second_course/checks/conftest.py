"""``pytest checks/<exercise>`` grades the learner's file as ``tutor check`` does: isolated, bounded, in plain words."""

from tutor.grading.fixture import (  # noqa: F401 - pytest finds them by name
    pytest_configure,
    pytest_runtest_makereport,
    pytest_sessionfinish,
    pytest_sessionstart,
    submission,
)
