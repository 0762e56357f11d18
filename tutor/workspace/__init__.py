"""The learner's folder: found, made, kept in step with the course, and never losing any text of the learner's.

It knows nothing of grading or of what stands in the files.
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
