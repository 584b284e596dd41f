"""The demo page: an applicant's phone, the staff group's phone, and what was understood."""
