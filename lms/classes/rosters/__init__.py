"""From a spreadsheet to people on a roster: reading rows, naming agencies, finding who is already known.

Nothing in this package writes; `lms.classes.actions.rosters` does.
"""
