from lms.ops.locks import lab_requirements

PYPROJECT = """
[project]
name = "x"
dependencies = ["django>=5"]
[project.optional-dependencies]
dev = ["pytest>=9"]
lab = ["jupyterhub>=6", "sandlock>=0.9; sys_platform == 'linux'"]
"""


def test_lab_requirements_are_the_lab_extra_alone() -> None:
    assert lab_requirements(PYPROJECT) == "jupyterhub>=6\nsandlock>=0.9; sys_platform == 'linux'\n"
