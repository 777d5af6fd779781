from .organizations import Affiliation, Headcount, LegalCategory, Organization, OrganizationRole
from .privacy import Consent, Guardian
from .users import User

__all__ = [
    "Affiliation",
    "Consent",
    "Guardian",
    "Headcount",
    "LegalCategory",
    "Organization",
    "OrganizationRole",
    "User",
]
