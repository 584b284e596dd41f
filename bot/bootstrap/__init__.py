"""Set-up from a fresh clone: the environments under `.venv/`. Standard library only.

uv does the installing (pip refuses Rasa's lock because of the Python bound that Rasa declares). pip only
fetches uv, into a directory of its own, so that the user's interpreter is never written to (PEP 668).
"""
