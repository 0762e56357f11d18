"""The learner's folder: finds it, creates it, updates it with the course, and never loses the learner's text.

It knows nothing about grading or the content of the files.
"""

from tutor.workspace.files import Workspace
from tutor.workspace.find import ENVIRONMENT, Here, course_for, default_folder, find, look
from tutor.workspace.sync import Update, create, update

__all__ = [
    "ENVIRONMENT",
    "Here",
    "Update",
    "Workspace",
    "course_for",
    "create",
    "default_folder",
    "find",
    "look",
    "update",
]
