"""Everything people read, by id and language, and its loader."""
