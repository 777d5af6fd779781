"""What a visitor does on the site, step by step."""

from tests.e2e.material import COURSE
from tests.e2e.people import Person


def first_lesson_url(person: Person) -> str:
    person.goto(COURSE)
    return person.page.get_by_role("link", name="AI là gì, và không là gì").first.get_attribute("href")
