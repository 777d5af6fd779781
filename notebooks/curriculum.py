"""Labs of the curriculum files: what the loader does with a `lab.yaml`."""

from django.core.exceptions import ValidationError

from courses.loader.resources import LabResource, ResourceError
from notebooks.actions import labs
from notebooks.exceptions import BadUpload
from notebooks.intake import Bundle, read_upload
from notebooks.models import Lab, LabVersion


def load_lab(resource: LabResource) -> str:
    """Makes the lab or gives it a new version; the check in the sandbox then releases it.

    Returns "created", "updated", "unchanged" or, when a teacher has uploaded a version meanwhile, "kept".
    Raises ResourceError.
    """
    try:
        bundle = bundle_of(resource)
        lab = Lab.objects.filter(content_uid=resource.uid).first()
        created = lab is None
        lab = lab or labs.create(title=resource.title, slug=resource.slug, content_uid=resource.uid, by=None)
        described = describe(lab, resource)
        newest = lab.versions.first()
        if newest and newest.uploaded_by_id:
            return "kept"
        version = labs.keep_source(lab=lab, bundle=bundle, by=None, release_when_passed=True)
        return "created" if created else "updated" if described or is_new(version, newest) else "unchanged"
    except (BadUpload, ValidationError) as error:
        raise ResourceError(str(error)) from error


def bundle_of(resource: LabResource) -> Bundle:
    """The lab's files as an upload of them would be read. Raises BadUpload."""
    return read_upload({path.relative_to(resource.folder).as_posix(): path.read_bytes() for path in resource.files})


def describe(lab: Lab, resource: LabResource) -> bool:
    """Title, summary and minutes as the file has them; True when something changed."""
    wanted = (resource.title, resource.summary, resource.minutes)
    if (lab.title, lab.summary, lab.minutes) == wanted:
        return False
    lab.title, lab.summary, lab.minutes = wanted
    lab.save(update_fields=["title", "summary", "minutes"])
    return True


def is_new(version: LabVersion, before: LabVersion | None) -> bool:
    return before is None or version.pk != before.pk
